"""The known answers of the kit's assignments: solutions/<name>/answers/."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.course.answers import KnownAnswer, known_answers, spliced, statements
from autograder.course.config import Course
from autograder.course.material import Cells, Material

COURSE = Course.load(Path(__file__))
MATERIAL = Material.of(COURSE)
KNOWN: Mapping[str, Mapping[str, KnownAnswer]] = {
    name: {answer.name: answer for answer in known_answers(hidden)}
    for name, hidden in MATERIAL.suites.items()
}
"""By assignment and name, in the order of their files: forged ones, right ones, wrong ones."""


def of_kind(assignment: str, kind: str) -> list[KnownAnswer]:
    """The known answers to an assignment that are `right`, `wrong` or `forged`."""
    return [answer for answer in KNOWN[assignment].values() if answer.kind == kind]


def solved(assignment: str, code: str = "") -> Cells:
    """A submission: the solution, with other code in the place of what that defines."""
    return spliced(MATERIAL.suites[assignment].solution, code)


def part(assignment: str, name: str) -> str:
    """The solution's definition of a function or class."""
    (text,) = (
        text
        for text, node in statements(MATERIAL.suites[assignment].solution)
        if getattr(node, "name", "") == name
    )
    return text
