"""The walls a worker enters, in order, before the first line of student code.

bubblewrap, which the zygote lives in, holds the outer ones: no network, a read-only system, a process space and a
scratch folder of its own. An exception here is the kit's failure, never the student's.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
CPU_GRACE = 1  # seconds between the signal at the CPU limit and the kill

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Limits:
    """What one worker may use. `memory` is None where the address space cannot be limited (CUDA maps far more)."""

    cpu: int  # seconds
    memory: int | None  # bytes of address space beyond what the zygote has mapped
    processes: int
    file_size: int  # bytes


def prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")


def hide_from_siblings() -> None:
    """No process of the same user may trace this one or read its memory, and it leaves no core file."""
    prctl(PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Processes that a worker leaves behind become this one's children, so that it can end and reap them."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def posture() -> tuple[object, ...]:
    """What a process of the same user could change of this one, and the workers forked after that would inherit."""
    kinds = sorted(value for name, value in vars(resource).items() if name.startswith("RLIMIT_"))
    limits = tuple(resource.getrlimit(kind) for kind in kinds)
    scheduling = (
        os.sched_getscheduler(0),
        os.getpriority(os.PRIO_PROCESS, 0),
        frozenset(os.sched_getaffinity(0)),
    )
    return (*limits, *scheduling)


def enter(limits: Limits) -> None:
    """Called by a worker, once, with all descriptors but its own closed."""
    os.setsid()
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _be_first_to_go()
    _limit(limits)
    hide_from_siblings()


def _be_first_to_go() -> None:
    # When memory runs out the kernel picks the worker, not the grader. The file is root's while the process hides.
    prctl(PR_SET_DUMPABLE, 1)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _limit(limits: Limits) -> None:
    fixed = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if limits.memory is not None:
        fixed[resource.RLIMIT_AS] = _mapped() + limits.memory
    for kind, value in fixed.items():
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + CPU_GRACE))


def _mapped() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()
