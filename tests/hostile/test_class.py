"""A class with hostile submissions in it: all others' rows of scores.csv are the bytes that they are without them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import here
import nbformat
import pytest
from corpus import of_kind
from hostile.conftest import NAME, make_course, released
from hostile.submissions import FOLDERS, HOSTILE, answered
from nbgrader.api import Gradebook
from rich.console import Console

from autograder import class_grading
from autograder.course.config import Course
from autograder.course.submissions import find
from autograder.demo.make import fill
from autograder.grading.report import Report
from autograder.reports import terminal
from autograder.sandbox.sandbox import Sandbox

RIGHT, WRONG = 4, 8  # honest students
# What an endless loop may cost: little CPU, for a class of them is graded here, but all the time of a busy machine.
LIMITS = "limits:\n  wall: 60 s\n  request: 20 s\n  cpu: 3 s\n  memory: 256 MiB\n  processes: 4\n  scratch: 4 MiB\n"


def hand_in_honest(course: Course) -> None:
    answers = of_kind(NAME, "right")[:RIGHT] + of_kind(NAME, "wrong")[::10][:WRONG]
    for number, answer in enumerate(answers):
        folder = course.root / "submitted" / f"honest{number:02}" / NAME
        folder.mkdir(parents=True)
        notebook = released()
        fill(notebook, {}, [source for _, source in answer.cells])
        nbformat.write(notebook, folder / f"{NAME}.ipynb")


def graded(course: Course) -> list[Report]:
    found = find(course.root / "submitted", [NAME])
    plan = class_grading.plan(
        course,
        found,
        output=course.root / "graded",
        gradebook="sqlite:///gradebook.db",
        device="cpu",
        jobs=2,
    )
    return class_grading.grade_class(plan, lambda report: None)


def rows(course: Course) -> list[str]:
    """The lines of the honest students."""
    lines = (course.root / "graded" / "scores.csv").read_text().splitlines()
    return [line for line in lines if line.startswith("honest")]


def recorded(course: Course) -> dict[str, dict[str, float | None]]:
    """What the gradebook has of the honest students."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        return {
            each.student.id: {grade.name: grade.auto_score for grade in each.notebooks[0].grades}
            for each in book.assignment_submissions(NAME)
            if each.student.id.startswith("honest")
        }


def a_course(folder: Path) -> Course:
    root = make_course(folder).root
    text = (root / "grading.yml").read_text()
    start, end = text.index("limits:"), text.index("lateness:")
    (root / "grading.yml").write_text(text[:start] + LIMITS + text[end:])
    return Course.load(root)


@pytest.fixture(scope="module")
def classes(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Course, Course, list[Report]]:
    """The same class without and with the hostile ones, and the reports of the second."""
    room = tmp_path_factory.mktemp("class")
    without, with_them = a_course(room / "without"), a_course(room / "with")
    hand_in_honest(without)
    with here.graded_by(sandbox):
        graded(without)
    hand_in_honest(with_them)
    for name, make in HOSTILE.items():
        folder = with_them.root / "submitted" / name / NAME
        folder.mkdir(parents=True)
        make(folder)
    for name in FOLDERS:
        folder = with_them.root / "submitted" / name / NAME
        folder.mkdir(parents=True)
        answered(folder, "x = 1")
    (with_them.root / "submitted" / "student_link").symlink_to(with_them.root / "submitted" / "honest00")
    return without, with_them, graded(with_them)


def test_honest_students_rows_are_the_same_bytes(classes):
    without, with_them, _ = classes
    assert len(rows(without)) == 5 * (RIGHT + WRONG)
    assert rows(with_them) == rows(without)
    scores = {float(row["score"]) for row in csv.DictReader((without.root / "graded" / "scores.csv").open())}
    assert len(scores) > 3  # a class in which all have the same would show nothing


def test_the_gradebook_says_of_them_what_it_said(classes):
    without, with_them, _ = classes
    assert len(recorded(without)) == RIGHT + WRONG
    assert recorded(with_them) == recorded(without)


def test_the_hostile_get_a_score_and_no_points(classes):
    _, with_them, reports = classes
    table = list(csv.DictReader((with_them.root / "graded" / "scores.csv").open()))
    hostile = {row["student"] for row in table if not row["student"].startswith("honest")}
    assert len(hostile) == len(HOSTILE) + len(FOLDERS)  # a hidden folder is no student's, a linked one is
    assert {(row["score"], row["student"]) for row in table if row["student"] in hostile} == {
        ("0.0", student) for student in hostile
    }
    assert {report.verdict.value for report in reports} == {"graded", "refused"}


def test_what_is_written_and_shown_acts_on_no_terminal_and_no_spreadsheet(classes):
    _, with_them, reports = classes
    console = Console(width=200, record=True, file=io.StringIO())
    terminal.summary(reports, console)
    terminal.table(reports, console)
    shown = console.export_text()
    texts = [shown, (with_them.root / "graded" / "scores.csv").read_text()]
    texts += [path.read_text() for path in (with_them.root / "graded" / "reports").rglob("*.json")]
    for text in texts:
        assert all(c.isprintable() or c == "\n" for c in text)
    cells = [cell for row in csv.reader((with_them.root / "graded" / "scores.csv").open()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "[red]" in shown  # no markup: it is shown as it was said


def test_every_recorded_notebook_can_be_shown(classes):
    """Feedback is made of the hostile too: a page that could not be made would stop all that follow."""
    _, with_them, reports = classes
    plan = class_grading.plan(
        with_them,
        [each for each in find(with_them.root / "submitted", [NAME]) if each.student in HOSTILE],
        output=with_them.root / "graded",
        gradebook="sqlite:///gradebook.db",
        device="cpu",
        jobs=1,
    )
    hostile = [report for report in reports if report.student in HOSTILE]
    folder, failed_pages = class_grading.write_feedback(plan, hostile)
    assert failed_pages == []
    assert {path.parent.parent.name for path in folder.rglob("*.html")} == set(HOSTILE)
