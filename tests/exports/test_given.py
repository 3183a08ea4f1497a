"""What people gave in nbgrader's gradebook, and what that knows of students, in the exports."""

from __future__ import annotations

import csv
import io
import os
import shutil
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml
from exports.conftest import NAME, ROOT, refused
from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.course.submissions import Found
from autograder.errors import CourseError
from autograder.exports.registry import Options, write
from autograder.grading.report import Report, TestResult, Verdict, failed, grades_of
from autograder.grading.store import REPORTS, Store
from autograder.nbgrader.database import opened

TASK = f"{NAME}-why"


class Exporting:
    """A course of one assignment whose gradebook knows its cells, and a task of 3 points."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.url = f"sqlite:///{course.root}/gradebook.db"
        self.grades = course.assignment(NAME).grades
        with self.book() as book:
            book.add_assignment(NAME)
            book.add_notebook(NAME, NAME)
            for grade_id, grade in self.grades.items():
                book.add_grade_cell(grade_id, NAME, NAME, max_score=grade.points, cell_type="code")
            book.add_task_cell(TASK, NAME, NAME, max_score=3, cell_type="markdown")

    def book(self) -> AbstractContextManager[Gradebook]:
        return opened(self.url, self.course.config.course)

    def change(self, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edits grading.yml."""
        path = self.course.root / "grading.yml"
        text = yaml.safe_load(path.read_text())
        edit(text)
        path.write_text(yaml.safe_dump(text, sort_keys=False))
        self.course = Course.load(self.course.root)

    def put(self, *reports: Report) -> None:
        for report in reports:
            Store(self.course.root / "graded" / REPORTS).save(report)

    def record(self, student: str, scores: dict[str, dict[str, float]], penalty: float = 0.0) -> None:
        """scores: of cells, as nbgrader's columns."""
        with self.book() as book:
            book.update_or_create_student(student)
            book.update_or_create_submission(NAME, student)
            notebook = book.find_submission_notebook(NAME, NAME, student)
            notebook.late_submission_penalty = penalty
            for grade in notebook.grades:
                for key, value in scores.get(grade.name, {}).items():
                    setattr(grade, key, value)
            book.db.commit()

    def automatic(self, score: float | None) -> dict[str, dict[str, float]]:
        return {grade_id: {"auto_score": score} for grade_id in self.grades}

    def export(self, target: str, **given: object) -> tuple[list[list[str]], list[str]]:
        """The rows of a table, and what is said."""
        options = Options(submitted=self.course.root / "submitted", gradebook=self.url, **given)
        (path,), lines = write(target, self.course, [NAME], self.course.root / "graded", None, options)
        return list(csv.reader(io.StringIO(path.read_text()))), lines


@pytest.fixture
def exporting(hand_made: tuple[Course, Callable[[Report], None]]) -> Exporting:
    course, _ = hand_made
    (course.root / "submitted").mkdir()
    return Exporting(course)


def failing(course: Course, student: str) -> Report:
    return failed(Found(student, NAME, Path()), course.assignment(NAME), "the sandbox ended")


def right(course: Course, student: str) -> Report:
    tests = tuple(
        TestResult(name=name, grade_id=name, title=name, weight=1, passed=True)
        for name in course.assignment(NAME).grades
    )
    report = refused(course, student, "")
    grades = grades_of(course.assignment(NAME), tests)
    return report.model_copy(update={"verdict": Verdict.GRADED, "grades": grades, "tests": tests})


def test_points_of_people_count_and_what_waits_for_them_is_told(exporting):
    course, first = exporting.course, next(iter(exporting.grades))
    exporting.put(*(refused(course, student, "is empty") for student in ("ada", "bob")))
    zero = exporting.automatic(0.0)
    exporting.record(
        "ada", {**zero, first: {"auto_score": 0.0, "manual_score": 2.0}, TASK: {"manual_score": 3.0}}
    )
    exporting.record("bob", {**zero, first: {"auto_score": 0.0, "extra_credit": 0.5}})
    table, said = exporting.export("canvas")
    assert [row[-1] for row in table[1:]] == ["15", "5", "0.5"]
    assert said == [f"{TASK} of bob waits for a person, and counts as nothing there"]
    table, _ = exporting.export("moodle")
    assert table[1] == ["ada", "5", "refused: is empty; graded by hand: 5 points"]
    assert table[2][2] == "refused: is empty; extra credit: 0.5 points"


def test_a_person_may_give_the_score_that_the_kit_could_not(exporting):
    exporting.put(failing(exporting.course, "ada"), failing(exporting.course, "bob"))
    exporting.record("ada", {name: {"manual_score": 1.0} for name in exporting.grades})
    exporting.record("bob", {next(iter(exporting.grades)): {"manual_score": 1.0}})
    table, said = exporting.export("canvas")
    assert [row[-1] for row in table[2:]] == [f"{len(exporting.grades)}", ""]
    assert f"bob {NAME} has no score there: grade it again" in said
    assert not [line for line in said if line.startswith("ada")]


def test_where_the_gradebook_says_something_else_than_the_report_it_is_told(exporting):
    course = exporting.course
    exporting.put(*(refused(course, student, "is empty") for student in ("ada", "bob", "cyd")))
    exporting.record("ada", exporting.automatic(1.0))
    exporting.record("bob", exporting.automatic(0.0))
    table, said = exporting.export("canvas")
    assert [row[-1] for row in table[2:]] == ["0", "0", "0"]
    (other,) = (
        line for line in said if line.startswith(f"ada {NAME}: the gradebook has other automatic points")
    )
    assert other.endswith(f"`autograder grade {NAME}` records it")
    assert f"cyd {NAME} is not in the gradebook: `autograder grade {NAME}` records it" in said
    assert not [line for line in said if line.startswith("bob")]


def test_a_penalty_that_is_not_up_to_date_is_told(exporting):
    course = exporting.course
    exporting.put(right(course, "ada"))
    folder = course.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.py").write_text("x = 1\n")
    (folder / "timestamp.txt").write_text("2026-10-21 12:00:00 UTC")
    scores = {name: {"auto_score": grade.points} for name, grade in exporting.grades.items()}
    exporting.record("ada", {**scores, TASK: {"manual_score": 3.0}}, penalty=2.4)  # of 12, not of 15
    table, said = exporting.export("canvas", late=True)
    assert table[2][-1] == "12"
    line = f"ada {NAME} loses 3 points to lateness there, and 2.4 in the gradebook"
    assert [each for each in said if each.startswith(line)]
    exporting.record("ada", {}, penalty=3.0)
    assert not [each for each in exporting.export("canvas", late=True)[1] if "lateness" in each]
    assert not [each for each in exporting.export("canvas")[1] if "lateness" in each]


def test_without_lateness_in_grading_yml_the_gradebooks_penalties_are_subtracted(exporting):
    exporting.change(lambda text: text.pop("lateness"))
    exporting.put(right(exporting.course, "ada"))
    scores = {name: {"auto_score": grade.points} for name, grade in exporting.grades.items()}
    exporting.record("ada", scores)
    with pytest.raises(
        CourseError, match=r"--late: grading\.yml has no `lateness` and the gradebook no penalty"
    ):
        exporting.export("canvas", late=True)
    exporting.record("ada", scores, penalty=1.5)
    assert exporting.export("canvas", late=True)[0][2][-1] == "10.5"


def test_who_has_points_of_people_alone_is_named_and_no_zero(exporting):
    exporting.change(lambda text: text["assignments"][NAME].pop("due"))
    exporting.put(right(exporting.course, "ada"))
    exporting.record("zoe", {TASK: {"manual_score": 3.0}, **exporting.automatic(None)})
    exporting.record("oral", {name: {"manual_score": 1.0} for name in (*exporting.grades, TASK)})
    with exporting.book() as book:
        for student in ("ada", "zoe", "oral", "away"):
            book.update_or_create_student(student, first_name="A")
        book.find_assignment(NAME).duedate = datetime(2020, 1, 1)
        book.db.commit()
    table, said = exporting.export("moodle", missing="zero")
    cells = {row[0]: row[1:] for row in table}
    assert cells["away"] == ["0", "no submission"]
    assert cells["zoe"] == ["", ""]
    assert cells["oral"][0] == f"{len(exporting.grades) + 1}"
    start = f"{NAME} has no report, and points that people gave in the gradebook"
    assert f"zoe {start}: no score there until all is graded" in said
    assert f"oral {start}: {cells['oral'][0]} points there" in said


@pytest.mark.parametrize(("days", "score"), [(1, ""), (-1, "0")])
def test_a_due_date_that_only_the_formgrader_has_holds_a_zero_back(exporting, days, score):
    exporting.change(lambda text: text["assignments"][NAME].pop("due"))
    exporting.put(right(exporting.course, "ada"))
    with exporting.book() as book:
        for student in ("ada", "zoe"):
            book.add_student(student, last_name="Z")
        due = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(days=days)
        book.find_assignment(NAME).duedate = due
        book.db.commit()
    table, _ = exporting.export("canvas", missing="zero")
    assert {row[3]: row[-1] for row in table}["zoe"] == score


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (
            "The Final Points",
            "Canvas drops the column 'The Final Points', because it computes columns called 'Final Points' itself",
        ),
        ("Unposted Current Score", "because it computes columns called 'Current Score' itself"),
        ("Section", "Canvas takes the column 'Section' for one of its own about students"),
        ("Nets (2)", "Canvas takes the 2 of the column 'Nets (2)' for an assignment's number"),
        ("Nets, final", ""),
    ],
)
def test_a_title_that_canvas_drops_or_takes_for_something_else_is_told(exporting, title, line):
    exporting.change(lambda text: text["assignments"][NAME].update(title=title))
    exporting.put(right(exporting.course, "ada"))
    _, said = exporting.export("canvas")
    told = [each for each in said if each.startswith("Canvas")]
    assert len(told) == bool(line)
    assert all(
        line in each and each.endswith("give the assignment another title in grading.yml") for each in told
    )


def test_students_are_called_and_numbered_as_the_gradebook_knows_them(exporting):
    exporting.put(*(right(exporting.course, student) for student in ("ada", "bob", "cyd")))
    with exporting.book() as book:
        book.add_student(
            "ada", first_name="Ada", last_name="Lovelace", lms_user_id="17", email="a@example.org"
        )
        book.add_student("bob", last_name="=cmd()", lms_user_id="nn")
    table, said = exporting.export("canvas", identifier="id")
    assert [row[:4] for row in table[2:]] == [
        ["Lovelace, Ada", "17", "", ""],
        ["'=cmd()", "bob", "", ""],
        ["cyd", "cyd", "", ""],
    ]
    assert [line for line in said if "bob, cyd has none: it looks for the name instead" in line]
    table, said = exporting.export("moodle", identifier="email")
    assert [row[0] for row in table[1:]] == ["a@example.org", "bob", "cyd"]
    assert [line for line in said if "no address of bob, cyd is known" in line]


def test_without_the_gradebook_nothing_is_exported_as_if_nobody_had_given_anything(exporting):
    exporting.put(right(exporting.course, "ada"))
    (exporting.course.root / "gradebook.db").write_text("no database at all, " * 100)
    with pytest.raises(CourseError, match="without it, points that people gave would be missing here"):
        exporting.export("canvas")


def test_gradescope_and_the_overview_say_what_they_leave_out(exporting, tmp_path):
    exporting.put(right(exporting.course, "ada"))
    exporting.record("ada", {TASK: {"manual_score": 3.0}})
    for room in (NAME, "shared"):
        shutil.copytree(ROOT / "solutions" / room, exporting.course.root / "solutions" / room)
    options = Options(submitted=tmp_path, gradebook=exporting.url)
    _, said = write("gradescope", exporting.course, [NAME], exporting.course.root / "graded", None, options)
    assert said == [
        f"{NAME}: {TASK} (3 points), which people grade, is not in it: give it a question of its own in Gradescope",
        f"{NAME}: what people gave in the gradebook, and lateness, is not in it: points of ada",
    ]
    (path,), _ = write("overview", exporting.course, [NAME], exporting.course.root / "graded", None, options)
    assert (
        "1 with points that people gave, which this page leaves out, as it does lateness" in path.read_text()
    )


def page_of(exporting: Exporting, student: str, text: str = "page") -> Path:
    page = exporting.course.root / "graded" / "feedback" / student / NAME / f"{NAME}.html"
    page.parent.mkdir(parents=True)
    page.write_text(text)
    return page


def test_whoever_gets_no_feedback_is_named(exporting, tmp_path):
    graded = exporting.course.root / "graded"
    options = Options(submitted=tmp_path, gradebook=exporting.url)
    page_of(exporting, "ida")
    with pytest.raises(
        CourseError, match=f"(?s)no page for anybody whom an LMS has named.*no page of ida: downloaded/{NAME}"
    ):
        write("feedback", exporting.course, [NAME], graded, tmp_path / "zips", options)
    archive = exporting.course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as zipped:
        zipped.writestr("Ada Lovelace_17_assignsubmission_file_rnn.ipynb", "")
        zipped.writestr("Bob Poe_18_assignsubmission_file_/rnn.ipynb", "")
    with exporting.book() as book:
        book.add_student("ada", first_name="Ada", last_name="Lovelace")
        book.add_student("bob", first_name="Bob", last_name="Poe")
    page = page_of(exporting, "ada")
    recorded = graded / "autograded" / "ada" / NAME / f"{NAME}.ipynb"
    recorded.parent.mkdir(parents=True)
    recorded.write_text("{}")
    os.utime(page, (0, 0))
    (path,), said = write("feedback", exporting.course, [NAME], graded, tmp_path / "zips", options)
    assert path == tmp_path / "zips" / f"{NAME}-moodle.zip"
    with zipfile.ZipFile(path) as zipped:
        assert zipped.namelist() == [f"Ada Lovelace_17_assignsubmission_file_/{NAME}.html"]
    assert said[0].startswith(f"{NAME}: no page of ida: ")
    assert f"{NAME}: bob has no feedback page: `nbgrader generate_feedback {NAME}` makes those" in said[1]
    assert f"{NAME}: the page of ada is older than what was graded" in said[2]
    with pytest.raises(CourseError, match="name a folder"):
        write("feedback", exporting.course, [NAME], graded, tmp_path / "one.zip", options)
