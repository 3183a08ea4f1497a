"""Notices that this process stood still: Ctrl-Z, a paused container, a suspended job of a cluster.

The clock that limits go by does not stand still with it, so what was running would seem to have taken too long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.errors import InfrastructureError

BEAT_SECONDS = 0.5
LONGEST_SECONDS = 5.0  # between two beats; a busy machine keeps nobody waiting for so long


@contextmanager
def noticed() -> Iterator[None]:
    """Raises InfrastructureError at its end where the process stood still meanwhile."""
    last, longest = time.monotonic(), 0.0
    ended = threading.Event()

    def beat() -> None:
        nonlocal last, longest
        now = time.monotonic()
        last, longest = now, max(longest, now - last)

    def go_on() -> None:
        while not ended.wait(BEAT_SECONDS):
            beat()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    beat()
    if longest > LONGEST_SECONDS:
        raise InfrastructureError(f"the grading process was stopped for {longest:.0f} seconds meanwhile")
