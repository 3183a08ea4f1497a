"""The notebook that nbgrader gets is sound, whatever was handed in."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from hostile.conftest import NAME, ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.notebooks import Cell
from autograder.errors import CourseError
from autograder.nbgrader.conform import conform, read_released, released_path


def graded(grade_id: str, source: str, *, locked: bool) -> nbformat.NotebookNode:
    cell = new_code_cell(source)
    kind = (
        {"grade": locked, "solution": not locked, "locked": locked, "points": 4}
        if locked
        else {"solution": True}
    )
    cell.metadata = nbformat.from_dict({"nbgrader": {"grade_id": grade_id, "schema_version": 3, **kind}})
    return cell


@pytest.fixture
def released() -> nbformat.NotebookNode:
    return new_notebook(
        cells=[
            new_markdown_cell("# title"),
            graded("one-code", "raise NotImplementedError()", locked=False),
            graded("one", "# tests of one", locked=True),
            graded("two-code", "raise NotImplementedError()", locked=False),
            graded("two", "# tests of two", locked=True),
        ]
    )


def ids(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]


def sources(notebook: nbformat.NotebookNode) -> dict[str, str]:
    return {name: cell.source for name, cell in zip(ids(notebook), notebook.cells, strict=True) if name}


def test_a_students_cells_keep_their_source_and_their_places(released):
    cells = [
        Cell("cell 1", "my notes", "markdown"),
        Cell("cell 2", "a = 1", "code", "one-code"),
        Cell("cell 3", "# tests of one", "code", "one"),
        Cell("cell 4", "free = 2"),
        Cell("cell 5", "b = 1", "code", "two-code"),
        Cell("cell 6", "# tests of two", "code", "two"),
    ]
    result = conform(cells, released)
    assert ids(result) == ["", "one-code", "one", "", "two-code", "two"]
    assert [cell.source for cell in result.cells] == [cell.source for cell in cells]
    assert result.cells[0].cell_type == "markdown"
    nbformat.validate(result)


def test_locked_cells_get_their_own_source_back(released):
    result = conform([Cell("cell 1", "assert True", "code", "one")], released)
    assert sources(result)["one"] == "# tests of one"


def test_missing_cells_are_put_after_what_comes_before_them_in_the_release(released):
    cells = [Cell("cell 1", "a = 1", "code", "one-code"), Cell("cell 2", "b = 1", "code", "two-code")]
    result = conform(cells, released)
    assert ids(result) == ["one-code", "one", "two-code", "two"]
    assert sources(result)["two-code"] == "b = 1"


def test_a_notebook_without_any_known_cell_gets_all_of_them(released):
    result = conform([Cell("cell 1", "a = 1")], released)
    assert ids(result) == ["", "one-code", "one", "two-code", "two"]
    assert sources(result)["one-code"] == "raise NotImplementedError()"


def test_a_duplicate_and_a_foreign_id_become_free_cells(released):
    cells = [
        Cell("cell 1", "a = 1", "code", "one-code"),
        Cell("cell 2", "a = 2", "code", "one-code"),
        Cell("cell 3", "x", "code", "rnn-model"),
    ]
    result = conform(cells, released)
    assert ids(result).count("one-code") == 1
    assert "rnn-model" not in ids(result)
    assert sources(result)["one-code"] == "a = 1"
    assert "a = 2" in [cell.source for cell in result.cells]


def test_a_cell_gets_the_released_type_and_metadata(released):
    result = conform([Cell("cell 1", "hm", "markdown", "one")], released)
    cell = next(cell for cell in result.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "one")
    assert cell.cell_type == "code"
    assert cell.metadata.nbgrader.points == 4
    assert cell.metadata.nbgrader.locked


def test_the_note_comes_first(released):
    assert conform([], released, note="**refused**: empty").cells[0].source == "**refused**: empty"


def test_the_released_notebook_is_left_alone(released):
    before = nbformat.writes(released)
    conform([Cell("cell 1", "a = 1", "code", "one-code")], released).cells[0].metadata.nbgrader.points = 99
    assert nbformat.writes(released) == before


RELEASED = released_path(ROOT, NAME).read_text()


def without(word: str) -> str:
    return "\n".join(line for line in RELEASED.splitlines() if word not in line)


DAMAGED = {
    "empty": "",
    "a list": "[]",
    "nothing": "{}",
    "merged": RELEASED.replace("\n", "\n<<<<<<< HEAD\n", 1),
    "another format": RELEASED.replace('"nbformat": 4', '"nbformat": 3'),
    "a cell without a source": RELEASED.replace('"source"', '"sauce"', 1),
    "without checksums": without('"checksum"'),
    "without ids": without('"grade_id"'),
    "of no schema": without('"schema_version"'),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_notebook_that_no_release_has_made_is_told_in_one_line(tmp_path: Path, damage: str, caplog):
    path = released_path(tmp_path, NAME)
    path.parent.mkdir(parents=True)
    path.write_text(DAMAGED[damage])
    with pytest.raises(CourseError) as caught:
        read_released(tmp_path, NAME)
    assert str(caught.value) == f"{path} is not as it was released: run `autograder release {NAME}`"
    assert not caplog.records


def test_a_released_notebook_is_read_again_once_it_is_another(tmp_path: Path):
    path = released_path(tmp_path, NAME)
    path.parent.mkdir(parents=True)
    path.write_text(RELEASED)
    assert read_released(tmp_path, NAME) is read_released(tmp_path, NAME)
    path.write_text(RELEASED + " ")
    assert len(read_released(tmp_path, NAME).cells) == len(nbformat.reads(RELEASED, 4).cells)
