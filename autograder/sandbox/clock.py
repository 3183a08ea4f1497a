"""A worker's own time: how long its requests took, less what it waited for a processor or for the grader.

It runs while a request is open. Computing counts, and so does sleeping; waiting for a processor that others use does
not, and neither does what the grader does between two requests.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import FileIO

from autograder.sandbox.inside.loading import LEAST_SHARE
from autograder.sandbox.inside.usage import NANOSECONDS

LOOK_SECONDS = 0.5  # for which a request is open before the zygote is asked anything: most have ended by then
LEAST_SECONDS = 0.1  # between two looks
PATIENCE = 20  # times its limit a request may be open, whatever keeps it waiting
MORE_PATIENCE = 60.0  # seconds, for limits that are small
MICROSECONDS = 1e6

Used = tuple[float, "Mapping[str, Sequence[float]] | None"]
"""Seconds of CPU that a worker has used, and of each thread it has, `usage.threads`."""


class TimeIsUp(Exception):
    """A request has used up its own time."""


class KeptWaiting(Exception):
    """A request has been open for very long, and most of it was not its own doing."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.open = seconds


@dataclass(frozen=True)
class Reading:
    """Of one moment, in seconds since a worker's birth: for how long requests were open, what CPU it has used, for how
    long each of its threads was kept waiting, itself or what it may have waited for (under "": one that is not born
    yet), and what of the CPU threads have used that have ended.
    """

    open: float
    cpu: float
    waited: Mapping[str, float]
    ended: float = 0.0


BIRTH = Reading(0.0, 0.0, {})


def own(since: Reading, until: Reading) -> float:
    """Seconds of its own between two readings.

    A process keeps its threads waiting no longer than it computes. Only one thread's wait is taken off, and computing
    always counts: so it wins at most as much as it computed.
    """
    elapsed = until.open - since.open
    unborn = since.waited.get("", 0.0)
    kept = max((s - since.waited.get(thread, unborn) for thread, s in until.waited.items()), default=0.0)
    return min(elapsed, max(until.cpu - since.cpu, elapsed - kept))


class ThreadClock:
    """Seconds, on a clock of the thread that made it: it stands still while that thread waits for a processor."""

    def __init__(self) -> None:
        self._kept = 0.0
        self._schedstat: FileIO | None = None  # read again and again, so opened once
        with contextlib.suppress(OSError):
            self._schedstat = open("/proc/thread-self/schedstat", "rb", buffering=0)  # noqa: SIM115 - see close()

    def now(self) -> float:
        if self._schedstat:
            with contextlib.suppress(OSError):  # the thread has ended
                self._kept = int(os.pread(self._schedstat.fileno(), 100, 0).split()[1]) / NANOSECONDS
        return time.monotonic() - self._kept

    def close(self) -> None:
        if self._schedstat:
            self._schedstat.close()
            self._schedstat = None


def pressure() -> float:
    """Seconds for which something on this machine waited for a processor, a mean over those in use; always 0 where the
    kernel does not tell.
    """
    with contextlib.suppress(OSError, ValueError), open("/proc/pressure/cpu", encoding="ascii") as file:
        return int(file.readline().rpartition("total=")[2]) / MICROSECONDS
    return 0.0


class Clock:
    """The clock of one worker. ask: what the kernel tells of it, None once it has ended."""

    def __init__(self, ask: Callable[[], Used | None]) -> None:
        self._ask = ask
        self._here = ThreadClock()
        self._before = 0.0  # seconds that earlier requests were open
        self._since: float | None = None  # when the present one was opened
        self._last, self._pressure = BIRTH, pressure()
        self._told: Mapping[str, float] = {}  # by the kernel, at the last reading

    @property
    def open(self) -> float:
        """Seconds for which requests have been open: never less than the worker's own."""
        return self._before + (self._here.now() - self._since if self._since is not None else 0.0)

    def restart(self) -> None:
        """Forgets what was open so far: the worker's first words, which none of its student's code has a part in."""
        self._before, self._last, self._pressure = 0.0, BIRTH, pressure()

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
        used = self._ask()
        return self._reading(*used) if used else None

    def end(self, cpu: float, threads: Mapping[str, Sequence[float]] | None) -> float:
        """The worker's own seconds, once it has ended."""
        self.stop()
        spent = own(BIRTH, self._reading(cpu, threads))
        self.close()
        return spent

    def close(self) -> None:
        self._here.close()

    def _reading(self, cpu: float, threads: Mapping[str, Sequence[float]] | None) -> Reading:
        now, before, pressed, told = self.open, self._last, self._pressure, self._told
        self._pressure, self._told = pressure(), {t: each[1] for t, each in (threads or {}).items()}
        elapsed, used, ended = now - before.open, cpu - before.cpu, before.ended
        unborn = before.waited.get("", 0.0)
        waited = {**before.waited, "": unborn}
        # The CPU of those whose wait nobody knows, and for how long that may be.
        untold, most = used, elapsed
        if threads is not None:
            for thread, seconds in self._told.items():
                waited[thread] = waited.get(thread, unborn) + max(seconds - told.get(thread, 0.0), 0.0)
            ended = max(ended, cpu - sum(each[0] for each in threads.values()))
            untold, most = ended - before.ended, self._pressure - pressed
        if untold > LEAST_SHARE * elapsed:  # who gets some of a processor would have taken all of it
            kept = max(min(elapsed - used, most), 0.0)
            kept += max(before.waited.values(), default=0.0)
            # Who goes on may have waited for them.
            waited = dict.fromkeys(waited, max(kept, *waited.values()))
        self._last = Reading(now, cpu, waited, ended)
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
            raise KeptWaiting(now.open - self._start)
        self._wait_until(now.open + max(self._seconds - used, LEAST_SECONDS), now.open)
