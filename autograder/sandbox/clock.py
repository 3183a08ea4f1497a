"""A worker's own time: what its requests take, but for what a busy machine keeps it, or the grader, waiting.

It runs while a request is open. Computing counts, and so does sleeping; waiting for a processor that others use does
not, and neither does what the grader does between two requests.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.sandbox.inside.loading import LEAST_SHARE
from autograder.sandbox.inside.usage import NANOSECONDS

LOOK_SECONDS = 0.5  # for which a request is open before the zygote is asked anything: most have ended by then
LEAST_SECONDS = 0.1  # between two looks
PATIENCE = 20  # times its limit a request may be open, whatever keeps it waiting
MORE_PATIENCE = 60.0  # seconds, for limits that are small

Told = tuple[float, "Mapping[str, float] | None"]
"""Seconds of CPU that a worker has used, and for which each of its threads was kept waiting, None if nobody knows."""


class TimeIsUp(Exception):
    """A request has used up its own time."""


class KeptWaiting(Exception):
    """A request has been open for very long, and most of it was not its own doing."""


@dataclass(frozen=True)
class Reading:
    """Of one moment, in seconds since a worker's birth: for how long requests were open, what CPU it has used, and for
    how long each of its threads was kept waiting.
    """

    open: float
    cpu: float
    waited: Mapping[str, float]


BIRTH = Reading(0.0, 0.0, {})


def own(since: Reading, until: Reading) -> float:
    """Seconds of its own between two readings.

    A process keeps none of its threads waiting for longer than it computes: as the wait of one thread is taken off,
    not the sum over all, and computing always counts, it cannot win more than that much.
    """
    elapsed = until.open - since.open
    kept = max((s - since.waited.get(thread, 0.0) for thread, s in until.waited.items()), default=0.0)
    return min(elapsed, max(until.cpu - since.cpu, elapsed - kept))


class ThreadClock:
    """Seconds, on a clock of the thread that made it: it stands still while that thread waits for a processor."""

    def __init__(self) -> None:
        self._kept = 0.0
        self._told: int | None = None  # read again and again, so opened once
        with contextlib.suppress(OSError):
            self._told = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def now(self) -> float:
        if self._told is not None:
            with contextlib.suppress(OSError):  # the thread has ended
                self._kept = int(os.pread(self._told, 100, 0).split()[1]) / NANOSECONDS
        return time.monotonic() - self._kept

    def close(self) -> None:
        if self._told is not None:
            os.close(self._told)
            self._told = None


class Clock:
    """The clock of one worker. ask: what the kernel tells of it, None once it has ended."""

    def __init__(self, ask: Callable[[], Told | None]) -> None:
        self._ask = ask
        self._here = ThreadClock()
        self._before = 0.0  # seconds that earlier requests were open
        self._since: float | None = None  # when the present one was opened
        self._last = BIRTH

    @property
    def open(self) -> float:
        """Seconds for which requests have been open: never less than the worker's own."""
        return self._before + (self._here.now() - self._since if self._since is not None else 0.0)

    def restart(self) -> None:
        """Forgets what was open so far: the worker's first words, which none of its student's code has a part in."""
        self._before, self._last = 0.0, BIRTH

    def start(self, seconds: float, look_after: float | None = None) -> Allowance:
        """A request is opened that has `seconds` of the worker's own time. look_after: seconds until `ask` may be
        called, where it cannot be answered sooner.
        """
        self._since = self._here.now()
        if look_after is None:
            look_after = min(LOOK_SECONDS, seconds / 2)
        return Allowance(self, self._before, seconds, look_after)

    def stop(self) -> None:
        self._before, self._since = self.open, None

    def read(self) -> Reading | None:
        """None once the worker has ended."""
        told = self._ask()
        return self._reading(*told) if told else None

    def end(self, cpu: float, waited: Mapping[str, float] | None) -> float:
        """The worker's own seconds, once it has ended."""
        self.stop()
        spent = own(BIRTH, self._reading(cpu, waited))
        self._here.close()
        return spent

    def _reading(self, cpu: float, waited: Mapping[str, float] | None) -> Reading:
        now = self.open
        if waited is None:  # a thread that gets some of a processor would have taken all of it
            elapsed, used = now - self._last.open, cpu - self._last.cpu
            kept = elapsed - used if used >= LEAST_SHARE * elapsed else 0.0
            waited = {"": self._last.waited.get("", 0.0) + max(kept, 0.0)}
        self._last = Reading(now, cpu, waited)
        return self._last


class Allowance:
    """The time of one request, which has `seconds` of its own."""

    def __init__(self, clock: Clock, start: float, seconds: float, look_after: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._start = start
        self._first: Reading | None = None
        self._wait_until(start + look_after, start)

    def left(self) -> float:
        """Seconds until the clock is to be looked at again.

        Raises TimeIsUp, KeptWaiting, and EOFError where the worker has ended.
        """
        while (left := self._deadline - time.monotonic()) <= 0:
            if (now := self._clock.open) < self._look_at:  # the grader itself was kept waiting
                self._wait_until(self._look_at, now)
            else:
                self._look()
        return left

    def _wait_until(self, look_at: float, now: float) -> None:
        """Both in seconds for which requests have been open, which are never longer than others."""
        self._look_at = look_at
        self._deadline = time.monotonic() + look_at - now

    def _look(self) -> None:
        now = self._clock.read()
        if now is None:
            raise EOFError
        # What was waited for before the first look is not known: all of it counts.
        self._first = self._first or now
        used = self._first.open - self._start + own(self._first, now)
        if used >= self._seconds:
            raise TimeIsUp
        if now.open - self._start > PATIENCE * self._seconds + MORE_PATIENCE:
            raise KeptWaiting
        self._wait_until(now.open + max(self._seconds - used, LEAST_SECONDS), now.open)
