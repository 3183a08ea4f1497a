"""`nbgrader zip_collect` on what Canvas and Moodle give."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from hostile.conftest import NAME, make_course
from life.conftest import BIN

from autograder.course import database

CANVAS = {
    "doejane_LATE_12_345_{}-1.ipynb": "doejane",
    "max_1_2_{}.py": "max",
}
# Moodle's, with a folder for each submission or without.
MOODLE = {
    "Jane Doe_100001_assignsubmission_file_/{}.ipynb": "jdoe",
    "Ng Élise_100002_assignsubmission_file_{}.ipynb": "eng",
    "Sam Lee_100003_assignsubmission_file_/{}.ipynb": "100003",
    "Nobody Known_100004_assignsubmission_file_{}.py": "100004",
    "De La Cruz Ana_100005_assignsubmission_file/{} (1).ipynb": "ana",
}
NONE = (
    "Jane Doe_100001_assignsubmission_file_/test_{}.py",
    "Jane Doe_100001_assignsubmission_file_/notes.ipynb",
    "Jane Doe_100001_assignsubmission_onlinetext_/{}.ipynb",
    "test_{}.py",
)
ROSTER = {
    "jdoe": ("Jane", "Doe"),
    "eng": ("Élise", "Ng"),
    "sam1": ("Sam", "Lee"),
    "sam2": ("Sam", "Lee"),
    "ana": ("Ana", "De La Cruz"),
    "nameless": (None, None),
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of submissions, collected twice, and what was said."""
    course = make_course(tmp_path_factory.mktemp("collect") / "course")
    with database.opened(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        for student, (first, last) in ROSTER.items():
            book.add_student(student, first_name=first, last_name=last)
    archive = course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "CS 101-Backprop-4711.zip", "w") as zipped:
        for path in (*CANVAS, *MOODLE, *NONE):
            zipped.writestr(path.format(NAME), path)
    for _ in range(2):
        done = subprocess.run(
            [BIN / "nbgrader", "zip_collect", NAME, "--force"],
            cwd=course.root,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
    return course.root / "submitted", done.stderr


@pytest.mark.parametrize("path", [*CANVAS, *MOODLE])
def test_each_file_gets_to_its_student(collected, path):
    student = {**CANVAS, **MOODLE}[path]
    folder = collected[0] / student / NAME
    assert [each.name for each in folder.iterdir()] == [NAME + Path(path).suffix]
    assert (folder / (NAME + Path(path).suffix)).read_text() == path


def test_nothing_else_is_collected(collected):
    assert {each.name for each in collected[0].iterdir()} == {*CANVAS.values(), *MOODLE.values()}


def test_a_name_that_is_nobodys_or_not_only_one_students_is_told(collected):
    _, said = collected
    assert "several students are called Sam Lee: 100003 is taken for the student's id" in said
    assert "no student of the gradebook is called Nobody Known: 100004 is taken" in said
