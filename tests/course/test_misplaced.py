"""Work that lies where nothing is graded is named, with the place that it belongs to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course.misplaced import misplaced

OWNERS = {"cnn-model": "cnn", "att-model": "attention"}


def notebook(grade_id: str = "") -> str:
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    cell = {"cell_type": "code", "metadata": metadata, "source": "a = 1"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


@pytest.fixture
def named(tmp_path):
    """What is said of the files of a folder of submissions, without where that is."""

    def named(names=("cnn", "attention"), students=None, **files: str) -> list[str]:
        submitted = tmp_path / "submitted"
        for path, text in files.items():
            (submitted / path).parent.mkdir(parents=True, exist_ok=True)
            (submitted / path).write_text(text)
        return [line.removeprefix(f"{submitted}/") for line in misplaced(submitted, names, OWNERS, students)]

    return named


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("u7/attention.ipynb", notebook(), "u7/attention.ipynb|u7/attention/"),
        ("u7/Untitled.ipynb", notebook("att-model"), "u7/Untitled.ipynb|u7/attention/"),
        ("u7/work.ipynb", notebook(), "u7/work.ipynb|u7/<assignment>/"),
        ("u7/cnn.py", "a = 1", "u7/cnn.py|u7/cnn/"),
        ("u8/Attention/attention.ipynb", notebook(), "u8/Attention|u8/attention/"),
        ("u8/attention (1)/x.py", "a = 1", "u8/attention (1)|u8/attention/"),
        ("u8/week 3/x.ipynb", notebook("cnn-model"), "u8/week 3|u8/cnn/"),
        ("u8/deep/er/Copy of CNN.ipynb", notebook(), "u8/deep|u8/cnn/"),
        ("attention/u8/attention.ipynb", notebook("att-model"), "attention/u8|u8/attention/"),
        ("u8/a\x1bb/cnn.ipynb", notebook(), "u8/a\\x1bb|u8/cnn/"),
    ],
)
def test_it_is_named_with_the_place_that_it_belongs_to(named, path, text, said):
    what, where = said.split("|")
    assert named(**{path: text, "ann/cnn/cnn.ipynb": notebook("cnn-model")}) == [
        f"{what} is in the wrong place, and is not graded: move it to {where}"
    ]


def test_a_notebook_in_no_students_folder_is_named(named):
    assert named(**{"cnn (1).ipynb": notebook(), "roster.csv": ""}) == [
        "cnn (1).ipynb is in no student's folder, and is not graded: move it to <student>/cnn/ there"
    ]


def test_what_tells_nothing_of_an_assignment_of_the_course_is_left_alone(named):
    others = {
        "u1/cnn/cnn.ipynb": notebook("cnn-model"),
        "u1/cnn/draft/cnn.ipynb": notebook("cnn-model"),
        "u1/essay/essay.ipynb": notebook(),
        "u1/notes.txt": "cnn",
        "u1/.git/cnn.ipynb": notebook("cnn-model"),
        "u1/test_cnn.py": "",
        "u1/rcnn/rcnn.ipynb": notebook(),
    }
    assert named(**others) == []


def test_only_the_assignments_and_students_asked_for_are_looked_at(named):
    files = {"u1/Cnn/x.ipynb": notebook(), "u2/Attention/x.ipynb": notebook()}
    assert [line.split()[0] for line in named(["cnn"], **files)] == ["u1/Cnn"]
    assert [line.split()[0] for line in named(students=["u2"])] == ["u2/Attention"]


def test_links_are_not_followed(named, tmp_path: Path):
    named(**{"u1/cnn/cnn.ipynb": notebook("cnn-model")})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "cnn.ipynb").write_text(notebook("cnn-model"))
    (tmp_path / "submitted" / "u1" / "Cnn").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "submitted" / "u2").symlink_to(tmp_path / "elsewhere")
    assert named() == []
