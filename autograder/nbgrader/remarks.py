"""What a student and an instructor should know if a submission differs from the released notebook in more than its
answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode

from autograder.course.choosing import is_notebook
from autograder.course.notebooks import Cell
from autograder.course.submissions import Submission
from autograder.nbgrader.outputs import as_text
from autograder.text import some

_NAMED = 10


def remarks(submission: Submission, released: NotebookNode) -> str:
    """Markdown for a notebook's first cell: what was missing, changed or not looked at; empty where nothing was."""
    notes = map(as_text, submission.notes)
    return "\n\n".join((*notes, *_other_files(submission), *_cells(submission, released)))


def _other_files(submission: Submission) -> Iterator[str]:
    name, others = submission.path.name, submission.others
    if others:
        named = some([as_text(other) for other in others], _NAMED)
        yield f"Only {as_text(name)} counts, not what lies beside it: {named}."


def _cells(submission: Submission, released: NotebookNode) -> Iterator[str]:
    if not is_notebook(submission.path.name):
        yield f"Handed in as `{submission.path.name}`; the cells below it are as released."
        return
    # Empty cells are not read.
    known = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    expected = [grade_id for grade_id, cell in known.items() if cell.source.strip()]
    theirs = Counter(cell.grade_id for cell in submission.cells if cell.grade_id in known)
    if not theirs:
        yield "None of these cells is one of the released notebook: those are below them, as released."
        return
    if missing := [grade_id for grade_id in expected if grade_id not in theirs]:
        yield f"Missing or empty, and here as released: {_ids(missing)}."
    if repeated := [grade_id for grade_id, times in theirs.items() if times > 1]:
        yield f"More than once there, of which the others are cells like any: {_ids(repeated)}."
    if changed := [grade_id for grade_id in expected if _is_changed(known[grade_id], submission.cells)]:
        yield f"Locked, but changed, and here as released: {_ids(changed)}."


def _is_changed(released: NotebookNode, cells: Iterable[Cell]) -> bool:
    """Whether a locked cell, where it is first there, says something else."""
    nbgrader = released.metadata.nbgrader
    if not nbgrader.get("locked", False):
        return False
    first = next((cell for cell in cells if cell.grade_id == nbgrader.grade_id), None)
    return first is not None and first.source.strip() != str(released.source).strip()


def _ids(grade_ids: Iterable[str]) -> str:
    return ", ".join(f"`{grade_id}`" for grade_id in grade_ids)
