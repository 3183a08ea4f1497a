"""What a command costs: time and CPU, of itself and of all that it starts, also of what outlives it."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
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
    """wall, cpu: seconds. memory: of the largest process, in bytes."""

    wall: float
    cpu: float
    memory: int

    def __sub__(self, other: Usage) -> Usage:
        return Usage(self.wall - other.wall, self.cpu - other.cpu, self.memory - other.memory)


def usage_of(command: Sequence[str], folder: Path) -> Usage:
    """Of a command, a program of this environment and its arguments, run in `folder`. Raises CalledProcessError."""
    kernel.prctl(
        kernel.PR_SET_CHILD_SUBREAPER, 1
    )  # orphans become children of this process, so that they are counted
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    program, *arguments = command
    subprocess.run(
        [str(BIN / program), *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wall = time.monotonic() - started
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Usage(wall, cpu, after.ru_maxrss * 1024)
