"""The cells of a released notebook that run its public tests on what it has in memory: `check("net-shapes")`.

They are ordinary cells below the graded ones, which go on running the same tests on the saved file. Grading does not
run them: nothing depends on a call of `check`, and a stand-in does nothing (sandbox/inside/operations.py).
"""

from __future__ import annotations

import ast
import re

import nbformat
from nbformat import NotebookNode

from autograder.course.words import Words

MODULE = "_in_notebook"
"""The file of student/public/ that students get and load as an extension of IPython."""

_SAME_TESTS = "The same tests without saving: on what is in memory now."
_ALL_TESTS = "All tests, on what is in memory now."


def add(cells: list[NotebookNode], name: str, tests: str, words: Words) -> None:
    """Puts such a cell below each graded cell whose part has public tests, and one for all parts at the end.

    name: the assignment's. tests: the source of its public tests. words: the course's language. A call that an author
    wrote stays where it is.
    """
    parts = _parts(tests)
    own = re.findall(r"^check\((.*?)\)", "\n".join(cell.source for cell in cells), re.M)
    below: list[tuple[NotebookNode, NotebookNode]] = []
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        call = f'check("{cell.id}")'
        is_tested = (
            marks.get("grade") and not marks.get("solution") and cell.id.removeprefix(f"{name}-") in parts
        )
        if is_tested and call not in {f"check({each})" for each in own}:
            source = f"# {words.template(_SAME_TESTS)}\n{call}"
            below.append((cell, nbformat.v4.new_code_cell(source, id=f"check-{cell.id}"[:64])))
    for cell, new in below:
        cells.insert(cells.index(cell) + 1, new)
    if parts and len(below) + len(own) != 1 and "" not in own:
        cells.append(nbformat.v4.new_code_cell(f"# {words.template(_ALL_TESTS)}\ncheck()", id="check-all"))


def _parts(tests: str) -> set[str]:
    """The parts that have tests, by the second words of the tests' names, as the tests themselves find them."""
    try:
        tree = ast.parse(tests)
    except (SyntaxError, ValueError):
        return set()  # whoever runs them is told
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {name.split("_")[1] for name in names if name.startswith("test_")}
