"""`nbgrader autograde`, on the folders as students handed them in: what it must not touch, it leaves alone."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
import warm
from hostile.conftest import NAME, make_course, released, with_cells
from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.nbgrader.record import Gradebook as Records

BIN = Path(sys.executable).parent
SECRET = "what the instructor keeps to themselves"


def hand_in(course: Course, student: str, text: str | None = None) -> Path:
    """A student's notebook, the released one where no other text is given."""
    path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(released()) if text is None else text)
    return path


def tampered() -> str:
    """Every cell twice, locked ones rewritten, worth more, of a newer schema, and with the score in an output."""
    notebook = released()
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=1000, schema_version=99, locked=False)
            cell.source = "pass"
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1000"})]
    text: str = json.dumps({**notebook, "cells": [*notebook.cells, *notebook.cells]})
    return text


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    """The course after `nbgrader autograde`, and what that said."""
    room = tmp_path_factory.mktemp("nbgrader")
    (room / "secret.txt").write_text(SECRET)
    course = make_course(room / "course")
    for student in ("ann", "zoe"):  # before and after the others
        hand_in(course, student)
    hand_in(course, "beside").with_name("data").symlink_to(room / "secret.txt")
    hand_in(course, "stamp").with_name("timestamp.txt").symlink_to(room / "secret.txt")
    hand_in(course, "<img src=x>")
    (course.root / "submitted" / "eve").symlink_to(course.root / "submitted" / "ann")
    hand_in(course, "notebook").unlink()
    (course.root / "submitted" / "notebook" / NAME / f"{NAME}.ipynb").symlink_to(room / "secret.txt")
    path = hand_in(course, "pipe")
    path.unlink()
    os.mkfifo(path)
    with hand_in(course, "huge").open("r+b") as file:
        file.truncate(1 << 40)  # a terabyte of hole
    hand_in(course, "deep", "[" * 100_000)
    hand_in(course, "broken", nbformat.writes(released())[:3000])
    hand_in(course, "cells", json.dumps({**released(), "cells": [released().cells[-1]] * 100_000}))
    hand_in(course, "tampered", tampered())
    hand_in(course, "script", nbformat.writes(with_cells([("markdown", "<script>1</script>")])))
    Records(course, course.root / "graded", course.config.gradebook).prepare(NAME)
    done = warm.nbgrader("autograde", NAME, cwd=course.root)
    return course, done.stderr


def scores(course: Course) -> dict[str, float]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        return {each.student.id: each.score for each in book.assignment_submissions(NAME)}


LEFT_OUT = ("beside", "stamp", "<img src=x>", "eve", "notebook", "pipe")


def test_all_others_are_graded_and_what_cannot_be_read_gets_zero(graded):
    course, _ = graded
    students = ("ann", "zoe", "huge", "deep", "broken", "cells", "tampered", "script")
    assert scores(course) == dict.fromkeys(students, 0.0)
    for student in students:
        assert (course.root / "graded" / "autograded" / student / NAME / f"{NAME}.ipynb").is_file()


def test_points_are_those_of_the_release_whatever_a_notebook_says(graded):
    course, _ = graded
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        assert book.find_submission(NAME, "tampered").max_score == 12


@pytest.mark.parametrize("student", LEFT_OUT)
def test_what_must_not_be_touched_is_named(graded, student):
    assert f"{student} is left out: " in graded[1]


def test_nothing_that_a_link_leads_to_is_copied(graded):
    course, _ = graded
    written = [path for path in (course.root / "graded").rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if SECRET in path.read_text(errors="replace")]
    autograded = {path.name for path in (course.root / "graded" / "autograded").iterdir()}
    assert not autograded & set(LEFT_OUT)


def test_the_autograded_notebook_holds_no_script(graded):
    path = graded[0].root / "graded" / "autograded" / "script" / NAME / f"{NAME}.ipynb"
    assert nbformat.read(path, 4).cells[-1].source == "<div>&lt;script&gt;1&lt;/script&gt;</div>"


def test_where_nothing_else_is_left_nbgrader_says_that_it_failed(graded):
    beside = ("--student", "beside", "--force")
    done = warm.nbgrader("autograde", NAME, *beside, cwd=graded[0].root, code=None)
    assert done.returncode != 0
    assert "beside is left out: data is a link" in done.stderr
