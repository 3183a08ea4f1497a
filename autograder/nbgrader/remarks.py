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
from autograder.course.words import IN_ENGLISH, Words
from autograder.nbgrader.outputs import as_text
from autograder.text import some

_NAMED = 10


def remarks(submission: Submission, released: NotebookNode, words: Words = IN_ENGLISH) -> str:
    """Markdown for a notebook's first cell: what was missing, changed or not looked at; empty where nothing was."""
    notes = (as_text(words.of(note)) for note in submission.notes)
    lines = (*_other_files(submission, words), *_cells(submission, released, words))
    return "\n\n".join((*notes, *lines))


def _other_files(submission: Submission, words: Words) -> Iterator[str]:
    name, others = submission.path.name, submission.others
    if others:
        named = some([as_text(other) for other in others], _NAMED)
        only = as_text(name)
        yield words.say("Only {only} counts, not what lies beside it: {others}.", only=only, others=named)


def _cells(submission: Submission, released: NotebookNode, words: Words) -> Iterator[str]:
    if not is_notebook(submission.path.name):
        name = submission.path.name
        yield words.say("Handed in as `{name}`; the cells below it are as released.", name=name)
        return
    # Empty cells are not read.
    known = {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}
    expected = [grade_id for grade_id, cell in known.items() if cell.source.strip()]
    theirs = Counter(cell.grade_id for cell in submission.cells if cell.grade_id in known)
    if not theirs:
        yield words.say(
            "None of these cells is one of the released notebook: those are below them, as released."
        )
        return
    if missing := [grade_id for grade_id in expected if grade_id not in theirs]:
        yield words.say("Missing or empty, and here as released: {cells}.", cells=_ids(missing))
    if repeated := [grade_id for grade_id, times in theirs.items() if times > 1]:
        yield words.say(
            "More than once there, of which the others are cells like any: {cells}.", cells=_ids(repeated)
        )
    if changed := [grade_id for grade_id in expected if _is_changed(known[grade_id], submission.cells)]:
        yield words.say("Locked, but changed, and here as released: {cells}.", cells=_ids(changed))


def _is_changed(released: NotebookNode, cells: Iterable[Cell]) -> bool:
    """Whether a locked cell, where it is first there, says something else."""
    nbgrader = released.metadata.nbgrader
    if not nbgrader.get("locked", False):
        return False
    first = next((cell for cell in cells if cell.grade_id == nbgrader.grade_id), None)
    return first is not None and first.source.strip() != str(released.source).strip()


def _ids(grade_ids: Iterable[str]) -> str:
    return ", ".join(f"`{grade_id}`" for grade_id in grade_ids)
