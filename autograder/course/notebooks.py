"""From the text of a notebook, as anybody may have made it, to its cells.

Nothing here runs or even parses the student's Python: that happens in the sandbox. Every refusal is a
SubmissionError whose one line names the notebook, never a folder of the grader's machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.errors import SubmissionError

MOST_CELLS = 5_000
MOST_SOURCE = 2 * 1024**2  # bytes, of all cells together

# A list or object of two bytes of JSON costs Python 56 bytes or more: 32 MiB of "[]," would take 720 MiB.
_MOST_CONTAINERS = 500_000

# By the first bytes: what is handed in under a notebook's name now and then.
_UNPACK = "unpack it and hand in the notebook itself"
_NO_TEXT = {
    b"PK\x03\x04": ("a zip archive", _UNPACK),
    b"PK\x05\x06": ("an empty zip archive", "save your work and hand it in again"),
    b"\x1f\x8b": ("a gzip archive", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"%PDF-": ("a PDF", "hand in the notebook itself"),
}
_RESAVE = "open it in Jupyter, save it and hand it in again"


@dataclass(frozen=True)
class Cell:
    """A piece of a student's work; `label` is what they read in messages: `cell 3`, or `double.py`."""

    label: str
    source: str
    kind: str = "code"
    """code, markdown or raw"""
    grade_id: str = ""
    """nbgrader's name for it, as the student's file has it; "" for a cell of the student's own."""


def text_of(data: bytes, name: str) -> str:
    """The text of a file; raises SubmissionError where it is empty, no UTF-8 or holds NUL bytes."""
    if not data.strip():
        raise SubmissionError(f"{name} is empty: save your work and hand it in again")
    for beginning, (what, mend) in _NO_TEXT.items():
        if data.startswith(beginning):
            raise SubmissionError(f"{name} is {what}, whatever it is called: {mend}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SubmissionError(f"{name} is not UTF-8 (line {line}): save it as plain UTF-8 text") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SubmissionError(f"{name} holds NUL bytes (line {line}): save it as plain UTF-8 text")
    return text


def script(text: str, name: str) -> tuple[Cell, ...]:
    """A .py file as its one cell."""
    return _with_code([Cell(name, _source(text, name))], name)


def notebook(text: str, name: str, assignment: str, owners: Mapping[str, str]) -> tuple[Cell, ...]:
    """The cells of a notebook, without the empty ones.

    They are numbered from 1, counting all cells as Jupyter shows them. `owners` has the assignment of each
    grade id of the course: a notebook whose graded cells all belong to other assignments is refused.
    """
    cells = _cells(_json(text, name), name)
    _refuse_another_assignment(cells, name, assignment, owners)
    kept = []
    for number, cell in enumerate(cells, start=1):
        label = f"cell {number}"
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown", "raw"):
            raise SubmissionError(f"{label} of {name} is neither code, markdown nor raw: {_RESAVE}")
        source = _source(cell.get("source"), f"{label} of {name}")
        kept.append(Cell(label, source, kind, _grade_id(cell)))
    return _with_code(kept, name)


def _json(text: str, name: str) -> object:
    if text.count("[") + text.count("{") > _MOST_CONTAINERS:
        raise SubmissionError(f"{name} is too intricate: clear the outputs of all cells, save it again")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno} is not JSON"
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError:  # the only other: Python refuses to convert thousands of digits
        reason = "it holds a number of too many digits"
    raise SubmissionError(f"{name} is no notebook, {reason}: {_RESAVE}")


def _cells(content: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(content, dict) or "nbformat" not in content:
        raise SubmissionError(f"{name} is no notebook, it holds no cells: {_RESAVE}")
    if content["nbformat"] != 4:  # version 3 kept its cells elsewhere, so this goes first
        raise SubmissionError(
            f"{name} is of another format, nbformat 4 is needed: open and save it in Jupyter"
        )
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError(f"{name} is no notebook, it holds no cells: {_RESAVE}")
    if len(cells) > MOST_CELLS:
        raise SubmissionError(f"{name} has {len(cells):,} cells, {MOST_CELLS:,} are allowed: delete some")
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            raise SubmissionError(f"cell {number} of {name} is no cell: {_RESAVE}")
    return cells


def _refuse_another_assignment(
    cells: list[dict[str, Any]], name: str, assignment: str, owners: Mapping[str, str]
) -> None:
    found = Counter(owners[grade_id] for cell in cells if (grade_id := _grade_id(cell)) in owners)
    if found and assignment not in found:
        other = found.most_common(1)[0][0]
        mistake = f"this is the notebook of {other}, handed in as {assignment}"
        raise SubmissionError(f"{name}: {mistake}: hand in the notebook of {assignment}")


def _grade_id(cell: dict[str, Any]) -> str:
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _source(source: object, where: str) -> str:
    """A source with LF line ends, and only characters that can be sent to the sandbox."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f"the source of {where} is no text: {_RESAVE}")
    try:
        source.encode()
    except UnicodeEncodeError:  # JSON's "\ud800" is a character to Python, but not to UTF-8
        raise SubmissionError(f"{where} holds half a character, a lone surrogate: retype it") from None
    if "\0" in source:
        raise SubmissionError(f"{where} holds NUL bytes: delete them")
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _with_code(cells: list[Cell], name: str) -> tuple[Cell, ...]:
    kept = tuple(cell for cell in cells if cell.source.strip())
    if not any(cell.kind == "code" for cell in kept):
        raise SubmissionError(f"{name} holds no code: write your answers and hand it in again")
    if sum(len(cell.source.encode()) for cell in kept) > MOST_SOURCE:
        raise SubmissionError(f"{name} holds more than 2 MiB of code and text: keep data out of it")
    return kept
