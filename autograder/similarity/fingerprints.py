"""What of a student's code is their own, as a set of short stretches that renaming and reformatting leave alone.

Names of variables, functions and classes become one letter each, comments and docstrings go, and the layout is that of
`ast.unparse`; copydetect does the first (https://pypi.org/project/copydetect, after Schleimer, Wilkerson and Aiken,
"Winnowing", SIGMOD 2003). All stretches count, not a choice of them: the code of an exercise is short.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from autograder.errors import CourseError

LENGTH = 15  # characters of a stretch; a name is one

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
    from copydetect.utils import filter_code

    plain, _ = filter_code(_plain(code), "code.py")
    return frozenset(plain[at : at + LENGTH] for at in range(len(plain) - LENGTH + 1))


def own(cells: Iterable[str], given: Iterable[str]) -> Stretches:
    """The stretches of a notebook's cells without those of cells that are no student's: the stub's, the solution's."""
    mine, theirs = (frozenset[str]().union(*map(stretches, each)) for each in (cells, given))
    return mine - theirs


def shared_lines(code: str, common: Collection[str]) -> frozenset[int]:
    """The numbers of the lines, from 1, of statements that hold a stretch of `common`; none of what is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return frozenset()
    statements = (node for node in ast.walk(tree) if isinstance(node, ast.stmt) and not hasattr(node, "body"))
    wanted = frozenset(common)
    return frozenset(
        line
        for node in statements
        if stretches(ast.unparse(node)) & wanted
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _plain(code: str) -> str:
    """The code without comments and docstrings, in one layout."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return code
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and (
            ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
