"""Reports as grading stores them: one right and one wrong submission graded in the real sandbox, and what else a class
has made by hand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict, failed, grades_of
from autograder.grading.store import Store
from autograder.grading.work import opened
from autograder.sandbox.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
NAME = "rnn"
RIGHT = (ROOT / "solutions" / NAME / f"{NAME}.py").read_bytes()
WRONG = RIGHT.replace(b"outputs.argmax(dim=1)", b"outputs.argmin(dim=1)")
EVIL = '=HYPERLINK("x")'


def make_course(folder: Path) -> Course:
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    return Course.load(folder)


def hand_in(course: Course, student: str, data: bytes, when: str = "") -> Found:
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.py").write_bytes(data)
    if when:
        (folder / "timestamp.txt").write_text(when)
    return Found(student, NAME, folder)


def refused(course: Course, student: str, reason: str) -> Report:
    return Report(
        student=student,
        assignment=NAME,
        verdict=Verdict.REFUSED,
        reason=reason,
        grades=grades_of(course.assignment(NAME), ()),
        digest="",
    )


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A course with the reports of a class: ada is right, and late; carl is wrong; kurt's cannot be read; what the kit
    failed on is max's.
    """
    course = make_course(tmp_path_factory.mktemp("exports") / "course")
    store = Store(course.root / "graded" / "reports")
    late = "2026-10-21 12:00:00 UTC"  # rnn is due on the 19th, in the evening: two days begun
    for student, data, when in (("ada", RIGHT, late), ("carl", WRONG, "")):
        store.save(grade(hand_in(course, student, data, when), Material.of(course), sandbox, "cpu"))
    kurt = opened(hand_in(course, "kurt", b""), course.config)
    reason = f"{EVIL} \x00\x0b <b>it</b>"
    store.save(refused(course, "kurt", reason).model_copy(update={"digest": kurt.digest}))
    max_ = hand_in(course, "max", b"")
    store.save(failed(max_, course.assignment(NAME), "the grading process died, twice"))
    return course


@pytest.fixture
def reports(graded: Course) -> dict[str, Report]:
    """By student."""
    return {report.student: report for report in Store(graded.root / "graded" / "reports")}


@pytest.fixture
def hand_made(tmp_path: Path) -> tuple[Course, Callable[[Report], None]]:
    """A course without reports, and what stores one in it."""
    course = make_course(tmp_path / "course")
    return course, Store(course.root / "graded" / "reports").save
