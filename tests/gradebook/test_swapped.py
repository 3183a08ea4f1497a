"""Another file is put in place of a submission while a run goes on: what is recorded is what was graded."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import pytest
from hostile.conftest import NAME, ROOT, make_course
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook as Database
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from autograder import class_grading, regrade
from autograder.class_grading import Plan
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission
from autograder.doctor.diagnosis import Diagnosis
from autograder.grading.digest import digest_of
from autograder.grading.progress import State
from autograder.grading.report import Report, TestResult, Verdict, failed, grades_of
from autograder.grading.store import Store
from autograder.grading.work import Work, opened
from autograder.nbgrader import current_report, submission_reader
from autograder.nbgrader.record import Gradebook
from autograder.nbgrader.settings import settings

RELEASED = ROOT / "assignments" / NAME / f"{NAME}.ipynb"
Swap = Callable[[Path], None]


def hand_in(folder: Path, source: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(RELEASED, as_version=4)
    notebook.cells.append(new_code_cell(source))
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


def other_code(folder: Path) -> None:
    hand_in(folder, "bad = True")


def no_notebook(folder: Path) -> None:
    (folder / f"{NAME}.ipynb").write_text("bad")


def a_link(folder: Path) -> None:
    path = folder / f"{NAME}.ipynb"
    path.unlink()
    os.symlink("/etc/passwd", path)


def nothing(folder: Path) -> None:
    shutil.rmtree(folder)


SWAPS = [other_code, no_notebook, a_link, nothing]


def report_on(work: Work, material: Material) -> Report:
    """Full marks for whoever wrote `good`, none for others."""
    submission = work.submission
    assignment = material.config.assignments[NAME]
    passed = any("good" in cell.source for cell in submission.code)
    tests = tuple(
        TestResult(name="test", grade_id=each, title="It holds.", weight=1, passed=passed)
        for each in assignment.grades
    )
    return Report(
        student=submission.student,
        assignment=NAME,
        verdict=Verdict.GRADED,
        grades=grades_of(assignment, tests),
        tests=tests,
        digest=digest_of(submission, material, work.device),
    )


@dataclass
class Swapping:
    """In place of who grades: swaps the file once it is graded, and before anybody hears of it."""

    material: Material
    swap: Callable[[], None] = lambda: None

    def check(self, names: Collection[str]) -> None:
        pass

    def run(self, work: Iterable[Work]) -> Iterator[Report]:
        for each in work:
            report = report_on(each, self.material)
            self.swap()
            yield report

    def close(self) -> None:
        pass


class Class:
    """A course in which ada has handed in something good."""

    def __init__(self, folder: Path) -> None:
        self.course = make_course(folder)
        self.output = folder / "graded"
        self.found = Found("ada", NAME, folder / "submitted" / "ada" / NAME)
        self.material = Material.of(self.course, [NAME])
        hand_in(self.found.folder, "good = True")

    def plan(self, swap: Callable[[], None] = lambda: None, **changes: object) -> Plan:
        book = Gradebook(self.course, self.output, self.course.config.gradebook)
        book.prepare(NAME)
        pool = Swapping(self.material, swap)
        diagnosis = Diagnosis(machine="")
        plan = Plan(
            self.course, self.material, self.output, book, {NAME: "cpu"}, diagnosis, pool, (), [self.found]
        )
        return replace(plan, **changes)

    def run(self, plan: Plan) -> Report:
        (report,) = class_grading.grade_class(plan, lambda report: None)
        return report

    def state(self) -> State:
        store = Store(self.output / "reports")
        return class_grading.state(self.found, store, self.plan())

    def scores(self) -> list[float | None]:
        with Database(f"sqlite:///{self.course.root}/gradebook.db", self.course.config.course) as book:
            return [each.auto_score for each in book.find_submission_notebook(NAME, NAME, "ada").grades]

    def shown(self) -> str:
        """The notebook that people look at."""
        return (self.output / "autograded" / "ada" / NAME / f"{NAME}.ipynb").read_text()

    def is_good(self) -> bool:
        """Whether the good one is recorded, with its points, and nothing of another."""
        points = [grade.points for grade in self.course.assignment(NAME).grades.values()]
        notebook = self.shown()
        is_bad = re.search(r"\bbad\b", notebook)  # as a word: a digest in it may hold these letters
        return sorted(self.scores()) == sorted(points) and "good = True" in notebook and not is_bad


@pytest.fixture
def ada(tmp_path: Path) -> Class:
    return Class(tmp_path / "course")


@pytest.mark.parametrize("swap", SWAPS)
def test_a_bad_file_swapped_in_during_a_run_is_never_recorded_as_the_one_that_was_graded(ada, swap: Swap):
    report = ada.run(ada.plan(lambda: swap(ada.found.folder)))
    assert report.verdict is Verdict.GRADED
    assert ada.is_good()
    assert ada.state() is State.STALE  # the next run grades what is there now


@pytest.mark.parametrize("swap", SWAPS)
def test_a_report_that_stands_is_not_recorded_for_a_file_swapped_in_since(ada, swap: Swap):
    ada.run(ada.plan())
    assert ada.is_good()
    planned = ada.plan(current=[ada.found], waiting=())
    swap(ada.found.folder)
    report = ada.run(planned)
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert report.reason.endswith("grade again")
    assert set(ada.scores()) == {None}
    assert "bad = True" not in ada.shown()
    assert Store(ada.output / "reports").load(NAME, "ada").verdict is Verdict.GRADED


def test_what_nobody_graded_is_recorded_as_it_is(ada):
    ada.run(ada.plan())
    plan = ada.plan()
    plan.pool.run = lambda work: iter(())
    assert ada.run(plan).verdict is Verdict.INFRASTRUCTURE
    assert set(ada.scores()) == {None}
    assert "good = True" in ada.shown()


def test_a_regrade_writes_no_new_score_for_a_file_swapped_in_since_it_was_shown(ada):
    ada.run(ada.plan())
    hand_in(ada.found.folder, "x = 1")
    plan = ada.plan()
    (change,) = regrade.regrade(plan, lambda report: None)
    assert change.difference < 0
    other_code(ada.found.folder)
    (report,) = regrade.write(plan, [change], lambda report: None)
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert ada.is_good()


def test_nbgraders_own_autograde_shows_what_it_graded(ada, monkeypatch):
    plan = ada.plan()

    class Grader:
        def grade(self, work: Work) -> Report:
            return report_on(work, ada.material)

    def read_and_swapped(found: Found, config: object) -> Submission | Report:
        submission = opened(found, ada.course.config)
        other_code(ada.found.folder)
        return submission

    monkeypatch.setattr(submission_reader, "opened", read_and_swapped)
    monkeypatch.setattr(current_report._held, "grader", lambda *arguments: Grader())
    config = settings(ada.course, ada.output, plan.gradebook.url, ada.course.root / "submitted")
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    result = api.autograde(NAME, "ada")
    assert result["success"], result
    assert ada.is_good()


def test_a_failure_is_recorded_for_who_cannot_be_read(ada):
    book = ada.plan().gradebook
    book.record(ada.found, failed(ada.found, ada.course.assignment(NAME), "no disk"))
    assert set(ada.scores()) == {None}
    with pytest.raises(AssertionError):
        book.record(ada.found, report_on(Work(opened(ada.found, ada.course.config), "cpu"), ada.material))
