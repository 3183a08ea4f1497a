"""Makes a notebook that nbgrader can be trusted with out of whatever a student handed in.

It has each of the released notebook's cells once, with its released metadata and, if it is locked, its released source.
What the student wrote in these cells, and the student's other cells, stay where they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, reader
from nbformat.v4 import new_notebook
from nbgrader.nbgraderformat import MetadataValidator

from autograder.course.config import ASSIGNMENTS, Course
from autograder.course.notebooks import Cell
from autograder.errors import CourseError


def conform(cells: Iterable[Cell], released: NotebookNode, note: str = "") -> NotebookNode:
    """A student's cells in the frame of the released notebook.

    note: markdown that is put first, for the instructor and the student to read.
    """
    known = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
    order = list(known)
    placed: dict[str, int] = {}
    result: list[NotebookNode] = [_made("markdown", note)] if note else []
    for cell in cells:
        if cell.grade_id in known and cell.grade_id not in placed:
            placed[cell.grade_id] = len(result)
            result.append(_framed(known[cell.grade_id], cell.source))
        else:
            result.append(_made(cell.kind, cell.source))
    for grade_id in order:
        if grade_id not in placed:
            place = max((placed[g] for g in order[: order.index(grade_id)]), default=len(result) - 1) + 1
            placed = {g: i + (i >= place) for g, i in placed.items()} | {grade_id: place}
            result.insert(place, _framed(known[grade_id], None))
    for number, node in enumerate(result):
        node.id = f"cell-{number}"
    notebook: NotebookNode = new_notebook(cells=result, metadata=deepcopy(released.metadata))
    return notebook


def released_path(root: Path, assignment: str) -> Path:
    """Where the released notebook of a course's assignment is, if it is released."""
    return root / ASSIGNMENTS / assignment / f"{assignment}.ipynb"


def read_released(root: Path, assignment: str) -> NotebookNode:
    """The released notebook of a course's assignment, to be left as it is.

    CourseError where there is none, or it is not one that `autograder release` has made: a merge gone wrong, perhaps.
    """
    path = released_path(root, assignment)
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise CourseError(f"{path} is missing: run `autograder release`") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    return _read(path, status.st_mtime_ns, status.st_size)


def check_points(course: Course, assignment: str) -> None:
    """CourseError where the released cells are worth something else than grading.yml says: nbgrader takes their points
    from there, and would scale or refuse the scores.
    """
    wanted = {name: grade.points for name, grade in course.assignment(assignment).grades.items()}
    cells = (cell.metadata.get("nbgrader", {}) for cell in read_released(course.root, assignment).cells)
    released = {cell["grade_id"]: cell.get("points") for cell in cells if is_autograded(cell)}
    differing = sorted(name for name in wanted | released if wanted.get(name) != released.get(name))
    if differing:
        raise CourseError(
            f"grading.yml and assignments/{assignment} differ in the points of {', '.join(differing)}: "
            f"run `autograder release {assignment}`"
        )


def is_autograded(marks: Mapping[str, Any]) -> bool:
    """Whether a cell, by nbgrader's marks, has its points from tests: an answer with points has them from people."""
    return bool(marks.get("grade")) and not marks.get("solution")


def points_of_people(root: Path, assignment: str) -> dict[str, float]:
    """The released cells that people grade, answers and tasks, and their points; none where nothing is released."""
    if not released_path(root, assignment).exists():
        return {}
    cells = (cell.metadata.get("nbgrader", {}) for cell in read_released(root, assignment).cells)
    return {
        cell["grade_id"]: cell["points"] for cell in cells if cell.get("points") and not is_autograded(cell)
    }


@lru_cache(maxsize=32)
def _read(path: Path, modified: int, size: int) -> NotebookNode:
    """Read once as long as nobody writes to it."""
    try:
        notebook: NotebookNode = reader.reads(path.read_text(encoding="utf-8"))
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        is_released = all(map(_is_released, notebook.cells))
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    except Exception:  # theirs are many, and their words the whole notebook
        is_released = False
    if not is_released:
        raise CourseError(f"{path} is not as it was released: run `autograder release {path.stem}`")
    return notebook


def _is_released(cell: NotebookNode) -> bool:
    """Whether nbgrader knows the cell as it is, if it knows it."""
    marks = cell.metadata.get("nbgrader")
    return marks is None or {"grade_id", "checksum"} <= marks.keys()


def _made(kind: str, source: str) -> NotebookNode:
    """A cell as nbformat makes it, but for the id, which all cells get at the end, and its check of each by itself."""
    fields = {"cell_type": kind, "metadata": NotebookNode(), "source": source}
    return NotebookNode(fields | ({"execution_count": None, "outputs": []} if kind == "code" else {}))


def _framed(released: NotebookNode, source: str | None) -> NotebookNode:
    """A released cell; a student's source counts only where the cell is theirs to write in."""
    nbgrader = released.metadata.nbgrader
    if source is None or nbgrader.get("locked", False):
        source = str(released.source)
    cell = _made(released.cell_type, source)
    cell.metadata = NotebookNode({"nbgrader": NotebookNode(nbgrader)})
    return cell


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
