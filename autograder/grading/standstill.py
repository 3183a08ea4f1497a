"""Notices that this process was paused: Ctrl-Z, a paused container, a suspended job of a cluster. The clock of the
limits goes on meanwhile, so code that was running would seem to have timed out.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.errors import InfrastructureError
from autograder.sandbox.clock import ThreadClock

BEAT_SECONDS = 0.5
LONGEST_SECONDS = 5.0  # between two beats, but for what other processes keep the heart waiting


@contextmanager
def noticed() -> Iterator[None]:
    """Raises InfrastructureError at its end if the process was paused meanwhile."""
    longest = 0.0
    ended = threading.Event()

    def beat() -> None:
        nonlocal longest
        with contextlib.closing(ThreadClock()) as clock:
            last, has_ended = clock.now(), False
            while not has_ended:
                has_ended = ended.wait(BEAT_SECONDS)
                now = clock.now()
                last, longest = now, max(longest, now - last)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    if longest > LONGEST_SECONDS:
        raise InfrastructureError(f"the grading process was paused for {longest:.0f} seconds meanwhile")
