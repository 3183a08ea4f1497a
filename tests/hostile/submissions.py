"""Submissions that attack the grader before, or beside, their code: each costs its own student points, no other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import nbformat
from hostile.conftest import MAKERS, NAME, released, with_cells
from hostile.payloads import CODE, MARKDOWN, RAW

from autograder.demo.make import fill


def notebook(folder: Path, text: str) -> None:
    (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8", errors="surrogatepass")


def answered(folder: Path, source: str) -> None:
    """The released notebook with one answer that runs as soon as it is loaded."""
    filled = released()
    fill(filled, {"linear-code": source}, [])
    notebook(folder, nbformat.writes(filled))


def many_cells(folder: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "x = 1", "outputs": [], "execution_count": None}
    notebook(folder, json.dumps({**released(), "cells": [cell] * 100_000}))


def large_outputs(folder: Path) -> None:
    filled = released()
    filled.cells[-2].outputs = [nbformat.v4.new_output("stream", text="x" * (100 << 20))]
    notebook(folder, nbformat.writes(filled))


def deep_json(folder: Path) -> None:
    notebook(folder, '{"nbformat": 4, "cells": ' + "[" * 200_000)


def tampered_cells(folder: Path) -> None:
    """Duplicated, foreign and unlocked grade ids, more points, another schema, and the marks already there."""
    filled = released()
    for cell in filled.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update(points=1000, schema_version=99, locked=False, grade=True, task=True)
            cell.source = "raise SystemExit"
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1000"})]
    foreign = MAKERS["code"]("x = 1", metadata={"nbgrader": {"grade_id": "cnn-shapes", "points": "many"}})
    cells = [*filled.cells, *filled.cells, foreign, {**foreign, "metadata": {"nbgrader": [1]}}]
    notebook(folder, json.dumps({**filled, "nbformat_minor": 99, "metadata": [], "cells": cells}))


def link_to_another(folder: Path) -> None:
    """Another student's work, and the gradebook itself."""
    (folder / f"{NAME}.ipynb").symlink_to(folder.parents[1] / "honest00" / NAME / f"{NAME}.ipynb")
    (folder / "gradebook.db").symlink_to(folder.parents[2] / "gradebook.db")


def link_beside(folder: Path) -> None:
    answered(folder, "x = 1")
    (folder / "data").symlink_to("/")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / f"{NAME}.ipynb")


def browser(folder: Path) -> None:
    sources = [("markdown", each) for each in MARKDOWN.values()]
    sources += [("code", each) for each in CODE.values()] + [("raw", each) for each in RAW.values()]
    notebook(folder, nbformat.writes(with_cells(sources)))


def slow_markdown(folder: Path) -> None:
    notebook(folder, nbformat.writes(with_cells([("markdown", "\\begin{a}" * 20_000)] * 10)))


def attack(folder: Path, source: str) -> None:
    """An answer that does this as soon as it is asked for anything."""
    body = indent(source, " " * 8)
    answered(folder, f"import glob, os\n\nclass Linear:\n    def __init__(self, *_):\n{body}")


def terminal(folder: Path) -> None:
    said = r"\x1b]0;title\x07\x1b[2J\u202e[red]=1+1\r\n"
    attack(folder, f'print("{said}")\nraise ValueError("{said}")')
    (folder / "\x1b[2J\u202e.txt").touch()
    (folder / "timestamp.txt").write_bytes(b"\x1b]0;title\x07" * 1000)


def gone(folder: Path) -> None:
    attack(folder, "os._exit(0)")


def endless(folder: Path) -> None:
    attack(folder, "while True:\n    pass")


def greedy(folder: Path) -> None:
    attack(folder, "kept = []\nwhile True:\n    kept.append(bytearray(1 << 28))")


def breeding(folder: Path) -> None:
    attack(folder, "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass")


def overwriting(folder: Path) -> None:
    """Writes over the gradebook, the reports and the others' work, wherever they may be seen."""
    course = folder.parents[2]
    attack(
        folder,
        f"for path in glob.glob('{course}/**', recursive=True) + ['{course}/gradebook.db']:\n"
        "    try:\n        open(path, 'w').write('12')\n    except OSError:\n        pass",
    )


def filling(folder: Path) -> None:
    """Prints and writes files without end."""
    attack(
        folder,
        "while True:\n"
        "    print('x' * 1000, flush=True)\n"
        "    try:\n        open(os.urandom(8).hex(), 'w').write('x' * 100000)\n    except OSError:\n        pass",
    )


HOSTILE: dict[str, Callable[[Path], None]] = {
    each.__name__: each
    for each in (
        *(many_cells, large_outputs, deep_json, tampered_cells, link_to_another, link_beside, pipe),
        *(browser, slow_markdown, terminal, gone, endless, greedy, breeding, overwriting, filling),
    )
}
FOLDERS = ("<script>1<", "=cmd|'calc'!A1", "a\x1b[2Jb\u202e", "..hidden", "x" * 200)
"""Names of students' folders that are no student ids, or look like a way out."""
