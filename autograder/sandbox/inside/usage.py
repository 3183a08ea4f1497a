"""How long a worker has computed, and how long it was kept waiting for a processor: the kernel's word, not its own."""

from __future__ import annotations

import contextlib
import os
import time
from itertools import islice

MOST_THREADS = 256  # that are looked at
NANOSECONDS = 1e9


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads together. OSError where there is no such process."""
    return time.clock_gettime((~pid << 3) | 2)  # what clock_getcpuclockid(3) gives


def waited(pid: int) -> dict[str, float] | None:
    """Seconds for which each thread of a process could have run and no processor was free; None where the kernel does
    not tell. Linux does in schedstat: nanoseconds on a processor, then those of waiting for one.
    """
    found = {}
    with contextlib.suppress(OSError):
        for thread in islice(os.scandir(f"/proc/{pid}/task"), MOST_THREADS):
            with contextlib.suppress(OSError, ValueError, IndexError):  # it may end meanwhile
                found[thread.name] = _waited(f"{thread.path}/schedstat")
    return found or None


def _waited(path: str) -> float:
    with open(path, encoding="ascii") as file:
        return int(file.read().split()[1]) / NANOSECONDS
