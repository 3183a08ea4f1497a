"""Writes docs/checks.md, the reference of what hidden suites are written with, from docstrings, and docs/messages.md,
what they say by code, from the catalogue:

python docs/make_reference.py
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder import checks
from autograder.checks.catalogues import engine
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.grading.plugin import SuitePlugin
from autograder.student.student import Function, Gradients, Handle, Student, Trace, Training

DOCS = Path(__file__).parent
FIXTURES = ("student", "reference", "draws", "exhibits")
TYPES = {
    "student.": Student,
    "student.NAME.": Function,
    "handle.": Handle,
    "draws.": Draws,
    "exhibits.": Exhibits,
}
"""What each fixture's object, and what comes of it, can do."""
RESULTS = (Trace, Gradients, Training)
INSIDE = {
    *("ask", "begin_test", "call", "clear", "fill", "generation", "handle"),
    *("remote", "restart", "student", "tensors"),
}  # for the kit's own suites
HEAD = """# What hidden suites are written with

This page is made from docstrings: `python docs/make_reference.py`. [Write an assignment](authors.md) explains how
the parts work together. All of this runs in the grader's process; only data is sent to the student's process.
"""
MARKS = """## Marks
`@pytest.mark.grade(grade_id, weight=1, show_values=False)`: the grade id that a test counts for, and its weight
among the tests of this grade id; each case of a parametrized test has this weight. With show_values=True the student
reads all that a failure says, including hidden values. `@pytest.mark.timeout(seconds)` ends a test; this counts as the
suite's own failure.

`@pytest.mark.same_shapes`, or `pytestmark = pytest.mark.same_shapes` for all tests of a file, says that a right answer
computes the same shapes as the solution. So if the student's code raises, the first shape that differs is named. A test
with `reference` among its arguments needs no such mark.
"""

CODES = """# Messages by code

This page is made from `autograder/checks/messages.yml`: `python docs/make_reference.py`. These are the sentences
that the kit's checks show to students, and that a suite may use with `Mistake` and `Said`. Facts are in braces. Your
own sentence for a code, in `messages.yml`, replaces the kit's. Each assignment has codes of its own beside these, in
`solutions/<name>/messages.yml` and `solutions/shared/messages.yml`:
[how to write them](authors.md#what-a-student-reads).

| code | sentence |
|---|---|"""


def page() -> str:
    """The reference, in Markdown."""
    parts = [HEAD, "## Fixtures"]
    parts += [f"`{name}`: {text_of(_function(getattr(SuitePlugin, name)))}\n" for name in FIXTURES]
    parts += [MARKS, "## autograder.checks"]
    parts += [entry(f"checks.{name}", getattr(checks, name)) for name in sorted(checks.NAMES)]
    for prefix, kind in TYPES.items():
        parts.append(f"## {prefix.rstrip('.')}\n{text_of(kind)}\n")
        parts += [entry(prefix + name, member) for name, member in members(kind)]
    parts.append("## What comes back")
    parts += [entry(kind.__name__, kind) for kind in RESULTS]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def messages() -> str:
    """What the kit's checks say, by code."""
    rows = [
        f"| `{code}` | {sentence.replace('|', chr(92) + '|')} |"
        for code, sentence in engine().sentences.items()
    ]
    return "\n".join([CODES, *rows]) + "\n"


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties, in the order of the source."""
    for name, member in vars(kind).items():
        if (
            not name.startswith("_")
            and name not in INSIDE
            and (inspect.isfunction(member) or isinstance(member, property))
        ):
            yield name, member


def entry(name: str, what: Any) -> str:
    """A heading with the signature, and the docstring."""
    return f"### `{name}{signature(what)}`\n{text_of(what)}\n"


def signature(what: Any) -> str:
    """Names and defaults of the arguments, without their types: the text says what they are."""
    if isinstance(what, property):
        return ""
    found = inspect.signature(what)
    bare = [
        each.replace(annotation=inspect.Parameter.empty)
        for each in found.parameters.values()
        if each.name not in ("self", "cls")
    ]
    return str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def text_of(what: Any) -> str:
    """A docstring as Markdown: indented lines are code there, too."""
    return inspect.getdoc(what) or ""


def _function(fixture: Any) -> Any:
    return getattr(fixture, "__wrapped__", None) or fixture._get_wrapped_function()


if __name__ == "__main__":
    (DOCS / "checks.md").write_text(page(), encoding="utf-8")
    (DOCS / "messages.md").write_text(messages(), encoding="utf-8")
