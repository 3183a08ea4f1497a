"""`autograder import`: what becomes of a notebook for nbgrader, what is told of it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
import warm
from course import elsewhere
from course.elsewhere import ANSWER, BY_PEOPLE, GRADED

from autograder.course.config import Course
from autograder.course.importing import Imported, import_notebook
from autograder.errors import CourseError

HALF = "def half(n):\n    ### BEGIN SOLUTION\n    return n // 2\n    ### END SOLUTION\n"
TEST = "assert half(4) == 2\n### BEGIN HIDDEN TESTS\nassert half(6) == 3\n### END HIDDEN TESTS"
Cell = tuple[str, dict[str, Any] | None, str]


def cells(*more: Cell, test: str = TEST, **marks: Any) -> list[Cell]:
    return [
        ("code", {**ANSWER, "grade_id": "half"}, HALF),
        ("code", {**GRADED, "grade_id": "half-test", "points": 2, **marks}, test),
        *more,
    ]


def imported(root: Path, of: list[Cell], name: str | None = None) -> Imported:
    return import_notebook(root, elsewhere.write(root / "theirs" / "Week 1.ipynb", of), name)


def test_a_notebook_becomes_a_script_and_an_entry(tmp_path: Path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "net.png").write_bytes(b"png")
    made = imported(tmp_path, elsewhere.CELLS)
    assert made.problems == []
    course = Course.load(tmp_path)
    asked = course.assignment("week-1")
    assert asked.title == "Homework 3"
    points = {grade_id: grade.points for grade_id, grade in asked.grades.items()}
    assert points == {"test_softmax": 4, "q2-stats": 1.5, "test_net": 3, "test_train": 2}
    assert asked.grades["test_softmax"].title == "Softmax"
    folder = tmp_path / "solutions" / "week-1"
    assert sorted(path.name for path in folder.iterdir()) == ["net.png", "week-1.py"]
    script = (folder / "week-1.py").read_text()
    assert "# %matplotlib inline" in script
    assert "checksum" not in script
    assert '"grade_id": "why"' in script
    assert '"points": 5' in script
    assert script.count('"points"') == 1
    assert made.by_people == {"why": 5}


NOTES = {
    "a grade id": (cells(grade_id="Half Test"), "the cell Half Test is called half-test here"),
    "a grade id that begins with a number": (cells(grade_id="1a"), "the cell 1a is called week-1-1a here"),
    "partial credit": (
        cells(test="score = half(4)\nassert score\nscore"),
        "nbgrader takes a number there for partial credit",
    ),
    "seeds": (
        cells(test="import random\nrandom.seed(3)\nassert half(4) == 2"),
        "the cell half-test seeds random numbers",
    ),
    "people's points": (
        cells(("md", {**BY_PEOPLE, "grade_id": "why", "points": 1}, "?")),
        "points that people give stay",
    ),
    "data": (cells(("code", None, "text = open('data.csv').read()")), "data.csv lies beside the notebook"),
    "a module": (cells(("code", None, "from helper import x")), "helper.py lies beside the notebook"),
    "no points": (
        cells(("code", {**GRADED, "grade_id": "none", "points": 0}, TEST)),
        "the cell none is worth nothing: it gives no points here, and its hidden tests are left out",
    ),
}


@pytest.mark.parametrize(("of", "said"), NOTES.values(), ids=NOTES)
def test_what_its_author_should_know_is_told(tmp_path: Path, of: list[Cell], said: str):
    (tmp_path / "theirs").mkdir()
    for name in ("data.csv", "helper.py"):
        (tmp_path / "theirs" / name).write_text("x = 1\n")
    made = imported(tmp_path, of)
    assert [note for note in made.notes if said in note], made.notes
    assert len(made.notes) == 1
    assert made.problems == []
    assert list(made.tested.values()) == [2]
    assert list(Course.load(tmp_path).assignment("week-1").grades) == list(made.tested)


PROBLEMS = {
    "isinstance": (
        cells(
            ("code", {**ANSWER, "grade_id": "a"}, "class A:\n    pass"),
            ("code", {**GRADED, "grade_id": "b", "points": 1}, "assert isinstance(A(), A)"),
        ),
        "isinstance cannot tell A",
    ),
    "magic": (cells(test="%timeit half(4)\nassert half(4) == 2"), "a command of IPython is not run"),
    "no tests": (cells(test="check = 1"), "has no assert in a grade cell, so it is no suite"),
    "a picture": (cells(("md", None, "![it](gone.png)")), "the picture gone.png is not beside the notebook"),
    "a picture outside": (
        cells(("md", None, "![it](../secret.png)")),
        "the picture ../secret.png is not beside",
    ),
}


@pytest.mark.parametrize(("of", "said"), PROBLEMS.values(), ids=PROBLEMS)
def test_what_will_not_work_is_told(tmp_path: Path, of: list[Cell], said: str):
    (tmp_path / "secret.png").write_bytes(b"png")
    (problem,) = imported(tmp_path, of).problems
    assert said in problem
    assert not (tmp_path / "solutions" / "secret.png").exists()


def test_grade_ids_of_another_assignment_are_not_taken_again(tmp_path: Path):
    assert list(imported(tmp_path, cells(), "one").tested) == ["half-test"]
    assert list(imported(tmp_path, cells(), "two").tested) == ["two-half-test"]
    assert list(Course.load(tmp_path).config.assignments) == ["one", "two"]


def test_titles_that_yaml_would_read_otherwise_stay_texts(tmp_path: Path):
    title = 'Part 1: {no} "map", #1 – é'
    imported(tmp_path, [("md", None, f"# {title}"), *cells()])
    assert Course.load(tmp_path).assignment("week-1").title == title
    again = tmp_path / "again"
    imported(again, [("md", None, "# null"), *cells()])
    assert Course.load(again).assignment("week-1").title == "null"


def test_a_picture_that_is_attached_becomes_a_file(tmp_path: Path):
    path = elsewhere.write(tmp_path / "hw.ipynb", [("md", None, "![it](attachment:a b.png)"), *cells()])
    notebook = json.loads(path.read_text())
    notebook["cells"][0]["attachments"] = {"a b.png": {"image/png": "cG5n"}}
    path.write_text(json.dumps(notebook))
    import_notebook(tmp_path, path)
    assert (tmp_path / "solutions" / "hw" / "a-b.png").read_bytes() == b"png"
    assert "![it](a-b.png)" in (tmp_path / "solutions" / "hw" / "hw.py").read_text()


def test_code_that_looks_like_the_start_of_a_cell_stays_where_it_is(tmp_path: Path):
    made = imported(tmp_path, cells(test="# %% first\nassert half(4) == 2\n# %% second\nassert half(2) == 1"))
    assert made.script.count("\n# %%") == 1  # the first line is the other cell's


def not_written(root: Path, path: Path, name: str | None = None) -> str:
    before = sorted(root.rglob("*"))
    with pytest.raises(CourseError) as raised:
        import_notebook(root, path, name)
    assert sorted(root.rglob("*")) == before
    assert "\n" not in str(raised.value)
    return str(raised.value)


BROKEN = {
    "": "hw.ipynb is not a notebook that can be read",
    "{}": "hw.ipynb is not a notebook that can be read",
    "[1, 2": "hw.ipynb is not a notebook that can be read",
    "\xff": "hw.ipynb is not a notebook that can be read",
    json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}
    ): "not a notebook that can be read",
    json.dumps(
        {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}
    ): "hw.ipynb has no grade cell",
    json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": {"kernelspec": {"language": "R", "name": "ir", "display_name": "R"}},
            "cells": [],
        }
    ): "hw.ipynb is a notebook in R",
}


@pytest.mark.parametrize(("text", "said"), BROKEN.items())
def test_what_is_no_notebook_is_refused_in_one_line(tmp_path: Path, text: str, said: str):
    path = tmp_path / "hw.ipynb"
    path.write_bytes(text.encode("latin-1"))
    assert said in not_written(tmp_path, path)


def test_nothing_is_written_over(tmp_path: Path):
    path = elsewhere.write(tmp_path / "hw.ipynb", cells())
    import_notebook(tmp_path, path)
    assert "has an assignment hw already" in not_written(tmp_path, path)
    (tmp_path / "solutions" / "other").mkdir()
    assert "exists already" in not_written(tmp_path, path, "other")
    assert "cannot be an assignment's name" in not_written(tmp_path, path, "Other")
    assert "cannot be read" in not_written(tmp_path, tmp_path / "gone.ipynb")


def run(root: Path, *arguments: str) -> tuple[int, str]:
    env = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(root / "cache"), "COLUMNS": "500"}
    done = warm.autograder(*arguments, cwd=root, env=env, code=None)
    return done.returncode, done.stdout + done.stderr


def test_the_program_tells_what_works_and_tries_it(tmp_path: Path):
    elsewhere.write(tmp_path / "hw.ipynb", cells(("md", {**BY_PEOPLE, "grade_id": "why", "points": 1}, "?")))
    code, said = run(tmp_path, "import", "hw.ipynb")
    assert code == 0, said
    assert "Points that tests give: half-test (2)\nPoints that people give: why (1)\n" in said
    assert "the assignment can be graded" in said
    released = nbformat.read(tmp_path / "assignments" / "hw" / "hw.ipynb", as_version=4)
    assert "HIDDEN" not in "".join(cell.source for cell in released.cells)
    code, said = run(tmp_path, "import", "hw.ipynb")
    assert (code, said) == (2, "error: grading.yml has an assignment hw already\n")


def test_the_program_names_what_will_not_work(tmp_path: Path):
    elsewhere.write(tmp_path / "hw.ipynb", cells(test="# two\nassert 'half' in globals()"))
    code, said = run(tmp_path, "import", "hw.ipynb")
    assert code == 2
    line = (tmp_path / "solutions/hw/hw.py").read_text().splitlines().index("assert 'half' in globals()") + 1
    assert f"solutions/hw/hw.py, line {line}: globals knows no name of the student's" in said
    assert "fix this, then run `autograder release hw`" in said
    assert "Traceback" not in said
