"""Grades what arrives: a run over a class that goes on until somebody ends it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.class_grading import Graded, Plan, Recorder, graded, loaded, state, update_table, write_table
from autograder.course.submissions import Found
from autograder.doctor.diagnosis import Tell
from autograder.errors import CourseError
from autograder.grading.progress import Queue, State
from autograder.grading.report import Report, Verdict
from autograder.grading.standing import Place
from autograder.grading.store import REPORTS, SCORES, Store

if TYPE_CHECKING:
    from autograder.nbgrader.inbound import Inbound

LOOK_SECONDS = 0.5  # between two looks at a folder
SHARE = 0.2  # at most of the time is spent on looking
RETRY_SECONDS = 60.0  # after which what got no score is graded once more; twice as many each time
MOST_FILES = 1000  # of one submission that are looked at
COLLECT_SECONDS = 1.0  # at a time, so that what was collected is graded meanwhile

Look = tuple[tuple[str, int, int, int], ...]
"""What a submission's files are: path, inode, size and time of each."""


class Arrivals:
    """The submissions that are new or have changed, once two looks in a row see the same files. find: those that are
    there; CourseError where it cannot see them.
    """

    def __init__(self, find: Callable[[], Sequence[Found]]) -> None:
        self._find = find
        self._seen: dict[Found, Look] = {}
        self._taken: dict[Found, Look] = {}
        self._retries: dict[Found, tuple[float, int]] = {}  # when each is due, and how often it was tried
        self._next = 0.0
        self.waiting = 0
        """How many were there at the last look that nobody has taken yet."""
        self.problem = ""
        """Why the last look saw nothing, if it could not."""

    def take(self, busy: Collection[Place] = ()) -> list[Found]:
        """Those that are at rest and were not taken as they are now. Those that are `busy` wait."""
        started = time.monotonic()
        if started < self._next:
            return []
        self._retries = {
            found: (due, times) for found, (due, times) in self._retries.items() if found in self._taken
        }
        try:
            there = {found: _look(found.folder) for found in self._find()}
            self.problem = ""
        except CourseError as error:  # a disk that is away for a while
            self.problem = str(error)
            self._next = started + LOOK_SECONDS
            return []
        changed = {
            found
            for found, look in there.items()
            if look != self._taken.get(found) or self._retries.get(found, (started + 1,))[0] <= started
        }
        ready = [
            found
            for found in changed
            if there[found] == self._seen.get(found) and (found.student, found.assignment) not in busy
        ]
        self._seen = there
        self._taken = {found: look for found, look in self._taken.items() if found in there}
        self._taken.update({found: there[found] for found in ready})
        self.waiting = len(changed) - len(ready)
        now = time.monotonic()
        self._next = now + max(LOOK_SECONDS, (now - started) / SHARE)
        return sorted(ready, key=lambda found: (found.assignment, found.student))

    def try_again(self, found: Found) -> None:
        """Takes one again after a while, though it has not changed."""
        _, times = self._retries.get(found, (0.0, 0))
        self._retries[found] = (time.monotonic() + RETRY_SECONDS * 2**times, times + 1)

    def is_retried(self, found: Found) -> bool:
        """Whether it had no score when it was tried last."""
        return found in self._retries

    def done(self, found: Found) -> None:
        self._retries.pop(found, None)


class Collected:
    """What arrives in nbgrader's exchange: it is copied to where submissions are looked for."""

    def __init__(self, inbound: Inbound, tell: Tell) -> None:
        self._inbound, self._tell = inbound, tell
        self._arrivals = Arrivals(inbound.handed_in)
        self._left: dict[Place, Found] = {}
        self._told: set[str] = set()
        self._problem = ""

    @property
    def waiting(self) -> int:
        """How many are there that are not collected yet."""
        return len(self._left) + self._arrivals.waiting

    def collect(self) -> None:
        for found in self._arrivals.take():
            self._left[found.student, found.assignment] = (
                found  # the latest is collected, however many there are
            )
        if self._arrivals.problem != self._problem and self._arrivals.problem:
            self._tell(self._arrivals.problem)
        self._problem = self._arrivals.problem
        until = time.monotonic() + COLLECT_SECONDS
        while self._left and time.monotonic() < until:
            _, found = self._left.popitem()
            for line in self._inbound.collect(found):
                if line not in self._told:  # nbgrader warns each time that it looks
                    self._told.add(line)
                    self._tell(line)


def _look(folder: Path) -> Look:
    """The files below a folder, or what stands in its place; none that cannot be read, which grading will tell."""
    found: list[tuple[str, int, int, int]] = []

    def add(path: str, status: os.stat_result) -> None:
        found.append((path, status.st_ino, status.st_size, status.st_mtime_ns))

    with suppress(OSError):
        add("", os.lstat(folder))
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with suppress(OSError):
                add(os.path.join(path, name), os.lstat(os.path.join(path, name)))
            if len(found) > MOST_FILES:
                return tuple(found)
    return tuple(found)


def watch(
    plan: Plan,
    arrivals: Arrivals,
    each_done: Callable[[Report], None],
    tell: Tell,
    show: Callable[[Queue], None] = lambda queue: None,
    collected: Collected | None = None,
) -> None:
    """Grades and records what is planned, then what arrives; ends only where it is interrupted, or nobody is left to
    grade with. Whatever is there when it begins is looked at as any run does, so what an earlier one has left, however
    that ended, is graded or recorded now.

    each_done: is called with each report as it is recorded. tell: is told what keeps scores.csv from being whole. show:
    is told how long the queue is. collected: what comes from nbgrader's exchange.
    """
    store = Store(plan.output / REPORTS)
    table = plan.output / SCORES
    done = 0
    known: set[Found] = set()

    def arriving(busy: Collection[Place]) -> Iterator[Found]:
        if collected:
            collected.collect()
        for found in arrivals.take(busy):
            if state(found, store, plan) is not State.GRADED:
                yield found
                continue
            was_lost = arrivals.is_retried(found)
            each = loaded(found, store, plan)
            report = record(each)
            if found in known or was_lost:  # of all others the table holds what there is
                update_table(store, table, each.report, plan.gradebook.url, tell)
            known.add(found)
            if was_lost or report.verdict is Verdict.INFRASTRUCTURE:
                each_done(report)
        waiting = arrivals.waiting + (collected.waiting if collected else 0)
        show(Queue(waiting, len(busy), done, arrivals.problem))

    def record(each: Graded) -> Report:
        # A gradebook that failed for a while is tried again for each.
        report = Recorder(plan).record(each)
        if report.verdict is Verdict.INFRASTRUCTURE:
            arrivals.try_again(each.found)
        else:
            arrivals.done(each.found)
        return report

    try:
        if os.path.isdir(store.folder):
            write_table(store, table, (), plan.gradebook.url, tell)
        for each in graded(replace(plan, current=(), waiting=()), store, arriving):
            report = record(each)
            known.add(each.found)
            done += 1
            update_table(store, table, each.report, plan.gradebook.url, tell)
            each_done(report)
    finally:
        try:
            if plan.pool:
                plan.pool.close()
        finally:
            if os.path.isdir(store.folder):
                write_table(store, table, (), plan.gradebook.url, tell)
