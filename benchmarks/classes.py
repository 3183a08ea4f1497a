"""Classes of right submissions, for the kit and for nbgrader as it is without it."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.sandbox.inside import data_sets

ROOT = Path(__file__).parents[1]

# What a notebook of nbgrader's tests by itself: the outcome of the lecture's own cells, and a few shapes.
TESTS = {
    "rnn-onehot": "assert one_hot(hello, 4).tolist()[0] == [0, 1, 0, 0]",
    "rnn-model": "assert RNN(4, 6, 2, 1)(torch.zeros(5, 2, 4)).shape == (10, 6)",
    "rnn-train": "assert len(losses) == 100 and losses[-1] < losses[0]",
    "rnn-ohlol": "assert decode(net(inputs), idx2char) == 'ohlol' or losses[-1] < 0.6",
    "cnn-shapes": "assert CNN()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)",
    "cnn-model": "assert sum(p.numel() for p in CNN().parameters()) == 8490",
    "cnn-train": "assert len(losses) == 5 and losses[-1] < losses[0]",
    "cnn-accuracy": "assert accuracy(model, test_loader) > 0.5",
}


def kits_class(folder: Path, assignment: str, students: int) -> None:
    """A course of the kit's."""
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    for room in ("solutions", "assignments"):
        shutil.copytree(ROOT / room / assignment, folder / room / assignment)
    notebook = solved(assignment)
    for number in range(students):
        # No two are alike: nothing that was found out about one helps with the next.
        own = copy.deepcopy(notebook)
        own.cells.append(nbformat.v4.new_code_cell(f"number = {number}"))
        _write(own, folder / "submitted" / f"student{number:04}" / assignment / f"{assignment}.ipynb")


def nbgraders_class(folder: Path, assignment: str, students: int) -> None:
    """A course of nbgrader's alone: its tests are in the notebook, which is executed in a kernel of its own."""
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'theirs'\n")
    notebook = solved(assignment)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = TESTS[cell.metadata.nbgrader.grade_id]
            cell.metadata.nbgrader.points = 3
        cell.source = f"import datasets\n{cell.source}" if "datasets" in cell.source else cell.source
    _write(notebook, folder / "source" / assignment / f"{assignment}.ipynb")
    bring_data(folder / "source" / assignment)
    for number in range(students):
        _write(notebook, folder / "submitted" / f"student{number:04}" / assignment / f"{assignment}.ipynb")


def bring_data(folder: Path) -> None:
    """Copies the data sets to a folder, by the names of now and of earlier releases: answers import either."""
    for name in data_sets.NAMES:
        shutil.copytree(data_sets.folder(), folder / name)


def solved(assignment: str) -> NotebookNode:
    """The solution as a notebook."""
    notebook: NotebookNode = jupytext.read(ROOT / "solutions" / assignment / f"{assignment}.py")
    return notebook


def _write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
