"""`autograder init`: a first grading.yml, and a course whose assignments are not all released."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import warm
from hostile.conftest import ROOT, make_course

from autograder.course.config import Course
from autograder.course.new_course import write_first
from autograder.course.source import write_source
from autograder.errors import CourseError


def init(folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    return warm.autograder("init", cwd=folder, code=code)


@pytest.mark.parametrize("name", ["backprop", "gru"])
def test_a_first_grading_yml_fits_the_solution_that_is_there(tmp_path, name):
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    (tmp_path / "solutions" / "aaa").mkdir()
    assert write_first(tmp_path) == name
    course = Course.load(tmp_path)
    assert list(course.config.assignments) == [name]
    write_source(course, name, tmp_path / "source")  # checks that the grade ids are those of the cells


@pytest.mark.parametrize(
    "solution", [None, "def f(", '# %% nbgrader={"grade": true, "grade_id": "A B"}\nx = 1\n', "x = 1\n"]
)
def test_where_no_solution_says_what_is_graded_there_is_an_example(tmp_path, solution):
    if solution is not None:
        (tmp_path / "solutions" / "new").mkdir(parents=True)
        (tmp_path / "solutions" / "new" / "new.py").write_text(solution)
    assert write_first(tmp_path) == "example"
    (example,) = Course.load(tmp_path).config.assignments.values()
    assert list(example.grades) == ["example-model", "example-train"]


def test_a_grading_yml_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "grading.yml").write_text("mine")
    with pytest.raises(CourseError, match=r"grading\.yml cannot be written: File exists"):
        write_first(tmp_path)
    assert (tmp_path / "grading.yml").read_text() == "mine"


def test_init_begins_a_course_and_says_what_to_do_next(tmp_path):
    shutil.copytree(ROOT / "solutions" / "backprop", tmp_path / "solutions" / "backprop")
    said = " ".join(init(tmp_path).stdout.split())
    assert "grading.yml is in" in said
    assert "`forbidden`" in said  # without it, autograd has all points of backprop
    assert "# forbidden: [" in (tmp_path / "grading.yml").read_text()
    assert "Then run `autograder release`, and `autograder init` again." in said
    assert {path.name for path in tmp_path.iterdir()} == {"grading.yml", "solutions"}
    assert list(Course.load(tmp_path).config.assignments) == ["backprop"]


def test_init_names_what_is_not_released_and_what_cannot_be_and_goes_on_with_the_rest(tmp_path):
    course = make_course(tmp_path / "course", "rnn")  # the other assignments of grading.yml are not released
    shutil.copytree(ROOT / "assignments" / "gru", course.root / "assignments" / "gru")  # and has no solution
    done = init(course.root, code=2)
    lines = done.stdout.splitlines()
    assert "cnn is not released yet: run `autograder release cnn`, then this again" in lines
    assert (
        len([line for line in lines if "is not released yet" in line]) == len(course.config.assignments) - 2
    )
    assert [line for line in lines if line.startswith("The gradebook knows")] == ["The gradebook knows rnn"]
    assert "solutions/gru/gru.py is missing" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
