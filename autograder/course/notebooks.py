"""Reads the cells from the text of a notebook, which anybody may have made.

Nothing here runs or even parses the student's Python: that happens in the sandbox. Every refusal is a
SubmissionError whose one line names the notebook, never a folder of the grader's machine.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.errors import SubmissionError
from autograder.text import MOST_FILES, some

MOST_CELLS = 5_000  # of code, and as many of text
MOST_SOURCE = 2 * 1024**2  # bytes, of all code together
MOST_TEXT = 16 * 1024**2  # bytes, of all text together: a picture may be pasted into it

# A list or object of two bytes of JSON costs Python 56 bytes or more: 32 MiB of "[]," would take 720 MiB.
_MOST_CONTAINERS = 500_000
# That a string need not end keeps the search from beginning anew at each of its quotes.
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.S)

# By their first bytes: files that are sometimes handed in under a notebook's name.
_UNPACK = "unpack it and hand in the notebook itself"
_NO_TEXT = {
    b"PK\x03\x04": ("a zip archive", _UNPACK),
    b"PK\x05\x06": ("an empty zip archive", "save your work and hand it in again"),
    b"\x1f\x8b": ("a gzip archive", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"%PDF-": ("a PDF file", "hand in the notebook itself"),
}
_UTF_8 = "utf-8-sig"
# Python's names for the encodings that text editors write. Some other names are no encodings of text, or take forever.
_CHARACTER_SETS = (
    "iso8859",
    "cp",
    "koi8",
    "mac",
    "gb",
    "big5",
    "euc",
    "shift",
    "ascii",
    "hz",
    "johab",
    "tis",
    "kz",
)
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
    """The text of a file; raises SubmissionError where it is empty, in another encoding than it says, which is UTF-8
    where a script does not say it (`# coding: latin-1`), or holds NUL bytes.
    """
    if not data.strip():
        raise SubmissionError(f"{name} is empty: save your work and hand it in again")
    for beginning, (what, mend) in _NO_TEXT.items():
        if data.startswith(beginning):
            raise SubmissionError(f"{name} is {what}, whatever it is called: {mend}")
    encoding = _encoding(data) if name.casefold().endswith(".py") else _UTF_8
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = "UTF-8" if encoding == _UTF_8 else f"{encoding}, as it says"
        raise SubmissionError(f"{name} is not {said} (line {line}): save it as plain UTF-8 text") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SubmissionError(f"{name} holds NUL bytes (line {line}): save it as plain UTF-8 text")
    return text


@dataclass(frozen=True)
class Contents:
    """The content of a file: its cells without the empty ones, and what its author should know about them, each a
    line.
    """

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def _encoding(data: bytes) -> str:
    """The encoding that a script declares, as Python reads it; UTF-8 if it declares no encoding of text."""
    try:
        said = codecs.lookup(tokenize.detect_encoding(io.BytesIO(data).readline)[0]).name
    except (SyntaxError, LookupError):
        return _UTF_8
    return said if said.startswith(_CHARACTER_SETS) else _UTF_8


def script(text: str, name: str) -> Contents:
    """A .py file as its one cell."""
    source, is_mended = _source(text, name)
    return Contents(_with_code([Cell(name, source)], name), _mended([name] * is_mended))


def notebook(text: str, name: str, assignment: str, owners: Mapping[str, str]) -> Contents:
    """The cells of a notebook.

    They are numbered from 1, counting all cells as Jupyter shows them. `owners` has the assignment of each
    grade id of the course: a notebook whose graded cells all belong to other assignments is refused. An answer that was
    turned into text is code, as nbgrader has it; text itself is never a reason to refuse a notebook.
    """
    cells = _cells(_json(text, name), name)
    _refuse_another_assignment(cells, name, assignment, owners)
    kept, turned, mended, lost = [], [], [], []
    left, places = MOST_TEXT, MOST_CELLS  # for text
    for number, cell in enumerate(cells, start=1):
        label = f"cell {number}"
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown", "raw"):
            raise SubmissionError(f"{label} of {name} is neither code, markdown nor raw: {_RESAVE}")
        if kind != "code" and _is_code(_marks(cell)):
            kind = "code"
            turned.append(label)
        try:
            source, is_mended = _source(cell.get("source"), f"{label} of {name}")
        except SubmissionError:
            if kind == "code":
                raise
            lost.append(label)
            continue
        if kind != "code" and source.strip():
            size = len(source.encode())
            if size > left or not places:
                lost.append(label)
                continue
            left, places = left - size, places - 1
        mended += [label] * is_mended
        kept.append(Cell(label, source, kind, _grade_id(cell)))
    notes = [*_mended(mended)]
    if turned:
        notes.append(f"{_some(turned)}: an answer that was turned into text; it was read as code")
    if lost:
        notes.append(f"{_some(lost)}: text that is too long, or none; it was left out, and the code was read")
    return Contents(_with_code(kept, name), tuple(notes))


def _some(labels: list[str]) -> str:
    return some(labels, MOST_FILES)


def _mended(labels: list[str]) -> tuple[str, ...]:
    half = "half a character, or a NUL, was read as \N{REPLACEMENT CHARACTER}"
    return (f"{_some(labels)}: {half}",) if labels else ()


def _json(text: str, name: str) -> object:
    containers = text.count("[") + text.count("{")
    if containers > _MOST_CONTAINERS:  # printed tensors have many, which are no lists of JSON's
        containers = sum(part.count("[") + part.count("{") for part in _STRING.split(text))
    if containers > _MOST_CONTAINERS:
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
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            raise SubmissionError(f"cell {number} of {name} is no cell: {_RESAVE}")
    code = sum(cell.get("cell_type") not in ("markdown", "raw") or _is_code(_marks(cell)) for cell in cells)
    if code > MOST_CELLS:
        raise SubmissionError(f"{name} has {code:,} cells of code, {MOST_CELLS:,} are allowed: delete some")
    return cells


def _refuse_another_assignment(
    cells: list[dict[str, Any]], name: str, assignment: str, owners: Mapping[str, str]
) -> None:
    found = Counter(owners[grade_id] for cell in cells if (grade_id := _grade_id(cell)) in owners)
    if found and assignment not in found:
        other = found.most_common(1)[0][0]
        mistake = f"this is the notebook of {other}, handed in as {assignment}"
        raise SubmissionError(f"{name}: {mistake}: hand in the notebook of {assignment}")


def _marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """What nbgrader has written about a cell, as the student's file has it."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return nbgrader if isinstance(nbgrader, dict) else {}


def _grade_id(cell: Mapping[str, Any]) -> str:
    grade_id = _marks(cell).get("grade_id")
    return grade_id if isinstance(grade_id, str) else ""


def _is_code(marks: Mapping[str, Any]) -> bool:
    """Whether a cell was released as code, which students write or get. nbgrader notes a cell's kind since 0.9; people
    grade a text that students write.
    """
    if marks.get("task") or (marks.get("grade") and not marks.get("solution")):
        return False
    if "cell_type" in marks:
        return bool(marks["cell_type"] == "code")
    return bool(marks.get("solution")) and not marks.get("grade")


def _source(source: object, where: str) -> tuple[str, bool]:
    """A source with LF line ends, and only characters that can be sent to the sandbox; and whether it had other
    characters.
    """
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f"the source of {where} is no text: {_RESAVE}")
    # JSON's "\ud800" is a character to Python, but not to UTF-8. Two halves, of two lines, may be a whole one.
    whole = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    is_mended = whole.count("\ufffd") > source.count("\ufffd")
    return whole.replace("\r\n", "\n").replace("\r", "\n"), is_mended


def _with_code(cells: list[Cell], name: str) -> tuple[Cell, ...]:
    kept = tuple(cell for cell in cells if cell.source.strip())
    code = [cell.source for cell in kept if cell.kind == "code"]
    if not code:
        raise SubmissionError(f"{name} holds no code: write your answers and hand it in again")
    if sum(len(source.encode()) for source in code) > MOST_SOURCE:
        raise SubmissionError(f"{name} holds more than 2 MiB of code: keep data out of it")
    return kept
