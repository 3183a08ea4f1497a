"""Grades a class again beside the scores it has, so that who gains and loses is known before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.course.submissions import Found
from autograder.grading.progress import State
from autograder.grading.report import Change, Report, Verdict
from autograder.grading.store import REPORTS, SCORES, Store, write_scores
from autograder.run import Plan, Recorder, graded, state

BESIDE = "regraded"
"""The folder of reports that are not written yet. A run that was interrupted goes on from it, and so does one that is
to write what another has shown.
"""


def regrade(plan: Plan, each_done: Callable[[Report], None]) -> list[Change]:
    """What a run of `plan` would change, by student and assignment; `each_done` is called with each new report."""
    beside = Store(plan.output / BESIDE)
    if plan.again:
        _remove(beside, plan.waiting)
    left = [found for found in plan.waiting if state(found, beside, plan) is not State.GRADED]
    try:
        for _, report in graded(replace(plan, current=(), waiting=left), beside):
            each_done(report)
    finally:
        if plan.pool:
            plan.pool.close()
    standing = Store(plan.output / REPORTS)
    changes = []
    for found in (
        *plan.waiting,
        *(each for each in plan.current if _was_shown(each, plan, standing, beside)),
    ):
        before = standing.find(found.assignment, found.student)
        after = beside.load(found.assignment, found.student)
        changes.append(Change(found, before.brief() if before else None, after.brief()))
    return sorted(changes, key=lambda change: (change.found.student, change.found.assignment))


def _was_shown(found: Found, plan: Plan, standing: Store, beside: Store) -> bool:
    """Whether an earlier run graded it again, after the report that stands, for one that may write it."""
    last, again = (_written(store.path(found.assignment, found.student)) for store in (standing, beside))
    return again > last and state(found, beside, plan) is State.GRADED


def _written(path: Path) -> int:
    """When, in nanoseconds; 0 where it is not there."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def write(plan: Plan, changes: Sequence[Change], each_done: Callable[[Report], None]) -> list[Report]:
    """Replaces the standing reports, records the new ones and writes scores.csv. What was not graded, for no fault of
    its author, keeps what it has. Of the others, what the gradebook does not hold yet is recorded as well. Gives all of
    them in brief.
    """
    for name in plan.devices:
        plan.gradebook.prepare(name)
    standing, beside = Store(plan.output / REPORTS), Store(plan.output / BESIDE)
    recorder = Recorder(plan)
    reports = []

    def record(found: Found, report: Report, store: Store) -> None:
        result = recorder.record(found, report, store)
        reports.append(result.brief())
        each_done(result)

    try:
        for change in changes:
            if change.after.verdict is not Verdict.INFRASTRUCTURE:
                report = beside.load(change.found.assignment, change.found.student)
                # Recorded first: where a run is killed in between, the next one shows the change again.
                record(change.found, report, beside)
                standing.save(report)
        changed = {change.found for change in changes}
        for found in plan.current:
            if found not in changed:
                record(found, standing.load(found.assignment, found.student), standing)
    finally:
        write_scores(standing, plan.output / SCORES)
    _remove(beside, [change.found for change in changes])
    return reports


def _remove(reports: Store, of: Iterable[Found]) -> None:
    """No others: another run may have shown those, or be making them."""
    for found in of:
        with suppress(OSError):
            reports.path(found.assignment, found.student).unlink(missing_ok=True)
