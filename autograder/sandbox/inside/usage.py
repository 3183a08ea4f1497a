"""How long a worker has computed, and how long it was kept waiting for a processor: the kernel's word, not its own."""

from __future__ import annotations

import contextlib
import os
import time
from itertools import islice

MOST_THREADS = 256  # that are looked at
NANOSECONDS = 1e9
PROC = "/proc"


def cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads together. OSError where there is no such process."""
    return time.clock_gettime((~pid << 3) | 2)  # what clock_getcpuclockid(3) gives


def threads(pid: int) -> dict[str, tuple[float, float]] | None:
    """Of each thread that a process has: seconds on a processor, and those for which it could have run and none was
    free; None where the kernel does not tell.
    """
    found = {}
    with contextlib.suppress(OSError):
        for thread in islice(os.scandir(f"{PROC}/{pid}/task"), MOST_THREADS):
            with contextlib.suppress(OSError, ValueError):  # it may end meanwhile
                ran, waited, turns = _schedstat(f"{thread.path}/schedstat")
                if turns:  # a kernel that does not count says 0 to all
                    found[thread.name] = ran / NANOSECONDS, waited / NANOSECONDS
    return found or None


def _schedstat(path: str) -> list[int]:
    """Nanoseconds on a processor, those of waiting for one, and how often it got one."""
    with open(path, encoding="ascii") as file:
        return [int(number) for number in file.read().split()]
