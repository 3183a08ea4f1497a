"""The student's own part of the code, as a set of short pieces that do not change when code is renamed or reformatted.

Names of variables, functions and classes become one letter each, comments and docstrings go, and the layout is that of
`ast.unparse`; copydetect does the first (https://pypi.org/project/copydetect, after Schleimer, Wilkerson and Aiken,
"Winnowing", SIGMOD 2003). All stretches count, not a choice of them: the code of an exercise is short.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterable

from autograder.errors import CourseError

LENGTH = 15  # characters of a stretch; a name is one

MOST_STATEMENTS = 3000  # of code whose lines are marked; each is written out with those in it
# What Python's own parser and writer raise: the latter of a sum of a thousand terms, or a number of as many digits.
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)

Stretches = frozenset[str]


def require() -> None:
    """CourseError where what this needs beyond the kit is not installed: the package's extra `similar`."""
    try:
        import copydetect  # noqa: F401
    except ImportError:
        raise CourseError("copydetect is not installed: run `make setup` in the kit's folder") from None


def stretches(code: str) -> Stretches:
    """The stretches of some code; of what is no Python, with its comments and layout.

    stretches("total = 0") == stretches("sum_ = 0  # mine")
    """
    plain = _named_alike(_plain(code))
    return frozenset(plain[at : at + LENGTH] for at in range(len(plain) - LENGTH + 1))


def of_cells(cells: Iterable[str]) -> Stretches:
    """The stretches of a notebook's cells, each by itself: one that is no Python spoils no other."""
    return frozenset[str]().union(*map(stretches, cells))


def own(cells: Iterable[str], given: Iterable[str]) -> Stretches:
    """The stretches of a notebook's cells without those of cells that are no student's: the stub's, the solution's."""
    return of_cells(cells) - of_cells(given)


def shared_lines(code: str, common: Collection[str]) -> frozenset[int]:
    """The lines, from 1, of statements with a part of a stretch of `common`; none of what is no Python."""
    try:
        statements = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.stmt)]
        statements.sort(key=lambda node: node.lineno)
        if len(statements) > MOST_STATEMENTS:
            return frozenset()
        pieces = [_named_alike(_head(node)) for node in statements]
    except NO_PYTHON:
        return frozenset()
    text = "".join(pieces)
    whose = [node for node, piece in zip(statements, pieces, strict=True) for _ in piece]
    wanted = frozenset(common)
    lines: set[int] = set()
    for at in range(len(text) - LENGTH + 1):
        if text[at : at + LENGTH] in wanted:
            for node in set(whose[at : at + LENGTH]):
                end = node.body[0].lineno - 1 if hasattr(node, "body") else node.end_lineno
                lines |= {*range(node.lineno, max(node.lineno, end or 0) + 1)}
    return frozenset(lines)


def _head(node: ast.stmt) -> str:
    """A statement without the statements in it."""
    if not hasattr(node, "body"):
        return ast.unparse(node)
    lines = ast.unparse(node).splitlines()
    inside = ast.unparse(node.body[0]).splitlines()[0]
    return "\n".join(itertools.takewhile(lambda line: line.strip() != inside, lines))


def _named_alike(code: str) -> str:
    """The code with one letter for each name, without blanks."""
    from copydetect.utils import filter_code

    return str(filter_code(code, "code.py")[0])


def _plain(code: str) -> str:
    """The code without comments and docstrings, in one layout."""
    try:
        tree = ast.parse(code)
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and (
                ast.get_docstring(node, clean=False) is not None
            ):
                node.body = node.body[1:] or [ast.Pass()]
        return ast.unparse(tree)
    except NO_PYTHON:
        return code
