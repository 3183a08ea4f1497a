"""Grades mutants by the hidden suite, side by side, behind the sandbox's walls, and keeps the outcome of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path

from autograder.course.config import Limits
from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.grading.batch import LocalPool
from autograder.grading.progress import is_of
from autograder.grading.report import Report, Verdict
from autograder.grading.store import Store
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import Wall

REQUEST_SECONDS, WALL_SECONDS = 3.0, 15.0
"""For one call of a mutant's code, and for all of it: many mutants never end, and what is right takes a second."""
MEMORY = 2 << 30


def strict(material: Material, name: str) -> Material:
    """The material of one assignment with limits for mutants, which are never above those for students."""
    config = material.config
    assignment = config.assignments[name]
    given = assignment.limits
    limits: Limits = replace(
        given,
        request=min(given.request, REQUEST_SECONDS),
        wall=min(given.wall, WALL_SECONDS),
        cpu=min(given.cpu, WALL_SECONDS),
        memory=min(given.memory, MEMORY),
    )
    changed = assignment.model_copy(update={"limits": limits})
    whole = config.model_copy(update={"assignments": {**config.assignments, name: changed}})
    return Material(whole, {name: material.suites[name]})


class Measuring:
    """The reports of an assignment's mutants, kept in a folder: what has not changed is not graded again.

    A run that is killed has lost what was being graded, and the next one goes on from there.
    """

    def __init__(self, name: str, material: Material, folder: Path, *, fresh: bool = False) -> None:
        self._name = name
        self.material = strict(material, name)
        self._store = Store(folder)
        self._fresh = fresh

    def known(self, submission: Submission) -> Report | None:
        """The report that stands for some code; None where it is to be graded."""
        if self._fresh:
            return None
        report = self._store.find(self._name, submission.student)
        stands = (
            report and report.verdict is Verdict.GRADED and is_of(report, submission, self.material, "cpu")
        )
        return report if stands else None

    def run(
        self,
        submissions: Iterable[Submission],
        pool: Callable[[], LocalPool],
        each_done: Callable[[Report], None] = lambda report: None,
    ) -> dict[str, Report]:
        """The report of each by its author's name. pool: gives who grades, where something is to be graded."""
        found: dict[str, Report] = {}
        waiting: list[Submission] = []
        self._store.check(self._name)
        for each in submissions:
            if (report := self.known(each)) is not None:
                found[each.student] = report
                each_done(report)
            else:
                waiting.append(each)
        if waiting:
            reports = pool().run(Work(each, "cpu", explains=False) for each in waiting)
            for report in filter(None, reports):
                kept = slim(report)
                if report.verdict is Verdict.GRADED:
                    self._store.save(kept)
                found[report.student] = kept
                each_done(kept)
        return found

    def pool(self, walls: Collection[Wall], jobs: int) -> LocalPool:
        return LocalPool(self.material, walls, jobs)


def slim(report: Report) -> Report:
    """A report without what is shown beside its tests."""
    tests = (test.model_copy(update={"exhibits": ()}) for test in report.tests)
    return report.model_copy(update={"tests": tuple(tests)})
