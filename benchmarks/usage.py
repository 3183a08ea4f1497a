"""What a command costs: time and CPU, of itself and of all that it starts, also of what outlives it."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.inside import kernel

BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
}


@dataclass(frozen=True)
class Usage:
    """wall, cpu: seconds, cpu of all processes. memory: of the program's own process, at most, in bytes."""

    wall: float
    cpu: float
    memory: int


def usage_of(
    command: Sequence[str], folder: Path, cores: Collection[int] | None = None, codes: Collection[int] = (0,)
) -> Usage:
    """Of a command, a program of this environment and its arguments, run in `folder`.

    cores: those that it may use; None for all. CalledProcessError where its exit code is none of `codes`.
    """
    allowed = os.sched_getaffinity(0) if cores is None else cores
    kernel.prctl(
        kernel.PR_SET_CHILD_SUBREAPER, 1
    )  # orphans become children of this process, so that they are counted
    before = _children()
    started = time.monotonic()
    program = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    )
    _, status, used = os.wait4(program.pid, 0)
    wall = time.monotonic() - started
    program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode not in codes:
        raise subprocess.CalledProcessError(program.returncode, command)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    return Usage(wall, _children() - before, used.ru_maxrss * 1024)


def _children() -> float:
    """Seconds of CPU of all descendants that have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
