"""A first grading.yml for a folder that has none, from what is in solutions/ already."""

from __future__ import annotations

import secrets
from pathlib import Path

import jupytext

from autograder.course.config import FILE, SOLUTIONS
from autograder.course.quantities import NAME
from autograder.errors import CourseError

_EXAMPLE = ("example", ("example-model", "example-train"))

_HEAD = """\
# What this course asks and what it is worth. Each key is explained in the kit's docs/grading-yml.md.

course: my-course               # nbgrader's course id
seed: {seed:<25} # seeds hidden weights and inputs: change it each term
device: cpu                     # auto | cpu | cuda: where students' code runs

# lateness:                     # what a late submission loses
#   grace: 10 min
#   per_day: 0.1                # share of the score lost per day begun
#   at_most: 0.5

# Names and grade ids are a-z, 0-9, - and _. A grade id is the one of the notebook's cell and of the hidden tests.
assignments:
"""
_ENTRY = """\
  {name}:
    title: {name}
    # due: 2030-10-12T23:59:00+02:00
    # forbidden: [torch.nn.LSTM, torch.nn.LSTMCell]  # what of torch students may not use
    grades:
"""
_GRADE = "      {grade_id}: {{points: 1, title: {grade_id}}}\n"


def head() -> str:
    """All of a first grading.yml but its assignments."""
    return _HEAD.format(seed=secrets.randbelow(10**8))


def write_first(root: Path) -> str:
    """Writes <root>/grading.yml with one assignment, whose name is returned: the first of solutions/ that has graded
    cells, or an example. CourseError where it cannot be written; a file that is there is left alone.
    """
    name, grade_ids = next(filter(None, map(_read, sorted(root.glob(f"{SOLUTIONS}/*/")))), _EXAMPLE)
    text = head() + _ENTRY.format(name=name)
    try:
        with (root / FILE).open("x", encoding="utf-8") as file:
            file.write(text + "".join(_GRADE.format(grade_id=grade_id) for grade_id in grade_ids))
    except OSError as error:
        raise CourseError(f"{root / FILE} cannot be written: {error.strerror}") from None
    return name


def _read(folder: Path) -> tuple[str, tuple[str, ...]] | None:
    """The name and the grade ids of a solution; None for a folder without one."""
    try:
        notebook = jupytext.read(folder / f"{folder.name}.py", fmt="py:percent")
        marks = [cell.metadata.get("nbgrader") for cell in notebook.cells]
        ids = [
            str(each["grade_id"])
            for each in marks
            if isinstance(each, dict) and each.get("grade") and not each.get("solution")
        ]
    except (OSError, ValueError, KeyError):
        return None
    return (folder.name, tuple(ids)) if ids and all(map(NAME.fullmatch, (folder.name, *ids))) else None
