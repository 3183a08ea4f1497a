"""How much one submission may use, and the part of it that the kernel holds a worker to: its resource limits."""

from __future__ import annotations

import math
import os
import resource
from dataclasses import dataclass

CPU_GRACE = 1  # seconds between the signal at the CPU limit and the kill
OPEN_FILES = 256
ANONYMOUS = ("RssAnon", "RssShmem", "VmSwap")  # in /proc/<pid>/status, in kB
FORBIDDEN = (
    resource.RLIMIT_CORE,
    resource.RLIMIT_MEMLOCK,
    resource.RLIMIT_MSGQUEUE,
    resource.RLIMIT_NICE,
    resource.RLIMIT_RTPRIO,
    resource.RLIMIT_SIGPENDING,  # queued signals are counted for each user: none may take those of others
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one submission may use: `limits` of grading.yml, by the same names from there to here. Sizes are in bytes,
    durations in seconds.
    """

    wall: float = 60.0
    """Time a submission may take in all."""
    request: float = 10.0
    """Time one request, one call of the student's code, may take."""
    cpu: float = 60.0
    """Processor time."""
    memory: int = 4 << 30
    """Address space beyond what torch itself maps."""
    processes: int = 64
    """Processes and threads."""
    scratch: int = 64 << 20
    """Its private folder."""
    files: int = 4096
    """Files and folders in it."""
    gpu_memory: int = 2 << 30
    """Memory of the GPU that torch may take, where it runs on one."""
    output: int = 1 << 20
    """What it may print in an answer, in characters."""


def enter(limits: Limits, *, mapped: int | None, others: int) -> None:
    """Limits this process, and all that it starts, for good.

    mapped: bytes of address space in use; None where it cannot be limited (CUDA maps far more than it uses).
    others: how many processes of the same user count against the same limit.
    """
    values = dict.fromkeys(FORBIDDEN, 0)
    values[resource.RLIMIT_NPROC] = limits.processes + others
    values[resource.RLIMIT_FSIZE] = limits.scratch
    values[resource.RLIMIT_NOFILE] = OPEN_FILES
    if mapped is not None:
        values[resource.RLIMIT_AS] = mapped + limits.memory
    for kind, value in values.items():
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
    cpu = math.ceil(limits.cpu)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + CPU_GRACE))


def mapped() -> int:
    """Bytes of address space of this process."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def resident(pid: int) -> int:
    """Bytes of memory that a process uses, swapped out or not, but for what it has mapped of files; 0 where it is gone.

    What is mapped as shared memory is of no file, and counts: a process of its own may map as much as there is.
    """
    try:
        with open(f"/proc/{pid}/status") as file:
            fields = dict(line.split(":", 1) for line in file)
    except OSError:
        return 0
    # A dead one has none of these fields.
    return sum(int(fields[name].split()[0]) << 10 for name in ANONYMOUS if name in fields)


def threads_of_user() -> int:
    """How many threads the user of this process has."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            # Who owns the folder says nothing: a process that hides belongs to root.
            with open(f"/proc/{name}/status") as file:
                status = dict(line.split(":", 1) for line in file)
        except OSError:  # it has just ended
            continue
        if int(status["Uid"].split()[0]) == os.getuid():
            count += int(status["Threads"])
    return count
