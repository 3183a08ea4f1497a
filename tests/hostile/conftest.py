"""A course of one assignment, and nbgrader's own pages of what is handed in for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.course.config import Course
from autograder.nbgrader.settings import write_config

ROOT = Path(__file__).parents[2]
NAME = "backprop"

Cells = list[tuple[str, str]]
"""Kinds and sources."""
MAKERS = {"markdown": new_markdown_cell, "code": new_code_cell, "raw": new_raw_cell}


def make_course(folder: Path, name: str = NAME) -> Course:
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    for room in ("solutions", "assignments"):
        shutil.copytree(ROOT / room / name, folder / room / name)
    course = Course.load(folder)
    write_config(course)
    return course


def released() -> NotebookNode:
    return nbformat.read(ROOT / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)


def with_cells(cells: Cells) -> NotebookNode:
    """The released notebook with a student's own cells at its end."""
    notebook = released()
    for number, (kind, source) in enumerate(cells):
        cell = MAKERS[kind](source)
        cell.id = f"own-{number}"
        if kind == "raw":
            cell.metadata = nbformat.from_dict({"raw_mimetype": "text/html"})
        notebook.cells.append(cell)
    return notebook


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path / "course")


@pytest.fixture
def hand_in(course: Course) -> Callable[..., Path]:
    """Puts a notebook into a student's folder."""

    def hand_in(cells: Cells, student: str = "ada") -> Path:
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(with_cells(cells), path)
        return path

    return hand_in
