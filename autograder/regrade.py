"""Grades a class again beside the scores that it has, and shows which students gain and lose before anything is
written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.class_grading import Plan, Recorder, graded, loaded, state, write_table
from autograder.course.submissions import Found
from autograder.doctor.diagnosis import Tell
from autograder.errors import InfrastructureError
from autograder.grading.progress import State
from autograder.grading.report import Change, Report, Verdict, failed
from autograder.grading.store import REPORTS, SCORES, Store

BESIDE = "regraded"
"""The folder of reports that are not written yet. A run that was interrupted goes on from it, and so does one that is
to write what another has shown.
"""


def regrade(plan: Plan, each_done: Callable[[Report], None]) -> list[Change]:
    """The changes that a run of `plan` would make, by student and assignment. `each_done` is called with each new
    report.
    """
    beside = Store(plan.output / BESIDE)
    if plan.again:
        _remove(beside, plan.waiting)
    left = [found for found in plan.waiting if state(found, beside, plan) is not State.GRADED]
    made: dict[Found, Report] = {}
    try:
        for each in graded(replace(plan, current=(), waiting=left), beside):
            made[each.found] = each.report.brief()
            each_done(each.report)
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
        after = made.get(found) or loaded(found, beside, plan).report.brief()
        changes.append(Change(found, before.brief() if before else None, after))
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


def write(
    plan: Plan,
    changes: Sequence[Change],
    each_done: Callable[[Report], None],
    tell: Tell = lambda line: None,
) -> list[Report]:
    """Replaces the standing reports, records the new ones and writes scores.csv. A submission that could not be graded,
    through no fault of its author, keeps its scores. Others that the gradebook does not hold yet are recorded as well.
    Returns all of them in brief. tell: is told what keeps scores.csv from being whole.
    """
    for name in plan.devices:
        plan.gradebook.prepare(name)
    standing, beside = Store(plan.output / REPORTS), Store(plan.output / BESIDE)
    recorder = Recorder(plan)
    reports, known, unsaved = [], [], set()

    def done(result: Report) -> None:
        reports.append(result.brief())
        each_done(result)

    try:
        for change in changes:
            if change.after.verdict is not Verdict.INFRASTRUCTURE:
                each = loaded(change.found, beside, plan)
                if not each.is_kept:  # what was shown is gone: the standing report stays, and is shown again
                    done(each.report)
                    continue
                # Recorded first: where a run is killed in between, the next one shows the change again.
                result = recorder.record(each)
                try:
                    standing.save(each.report)
                except InfrastructureError as error:
                    assignment = plan.course.assignment(change.found.assignment)
                    result = failed(change.found, assignment, f"not kept: {error}; fix that and grade again")
                    unsaved.add(change.found)
                known.append(each.report.brief())
                done(result)
        changed = {change.found for change in changes}
        for found in plan.current:
            if found not in changed:
                each = loaded(found, standing, plan)
                known.append(each.report.brief())
                done(recorder.record(each))
    finally:
        write_table(standing, plan.output / SCORES, known, plan.gradebook.url, tell)
    _remove(beside, [change.found for change in changes if change.found not in unsaved])
    return reports


def _remove(reports: Store, of: Iterable[Found]) -> None:
    """No others: another run may have shown those, or be making them."""
    for found in of:
        with suppress(OSError):
            reports.path(found.assignment, found.student).unlink(missing_ok=True)
