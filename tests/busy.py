"""A machine on which much else runs: programs that compute for ever beside what a test looks at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Ends with whoever started it, also where that is killed.
LOOP = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """So many programs that compute for ever, on the processors of this process."""
    command = [sys.executable, "-I", "-S", "-c", LOOP]
    # Of a session of its own each: Linux may give sessions, not processes, equal shares.
    running = [subprocess.Popen(command, start_new_session=True) for _ in range(loops)]
    try:
        yield
    finally:
        for each in running:
            each.kill()
            each.wait()


@contextmanager
def on_one_processor() -> Iterator[None]:
    """This process, and all that it starts meanwhile, have one processor to share."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
