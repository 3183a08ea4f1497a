"""Runs the failed tests of a submission once more, behind the walls and with the same hidden numbers, to show the
numbers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.grading import numbers, suite
from autograder.grading.grade import turn_of
from autograder.sandbox.sandbox import Sandbox


@dataclass(frozen=True)
class Again:
    """The outcome of a test in the second run. numbers: the expected ones and the student's, only for the instructor;
    none if it passed.
    """

    name: str
    passed: bool
    message: str
    numbers: tuple[str, ...] = ()


def rerun(
    submission: Submission, material: Material, sandbox: Sandbox, device: str, names: Collection[str]
) -> list[Again]:
    """The tests of these names, in the suite's order. InfrastructureError for whatever is no student's doing."""
    seen: dict[str, tuple[str, ...]] = {}

    def witness(name: str, error: BaseException, compared: tuple[str, Any, Any] | None) -> None:
        seen[name] = tuple(numbers.of_failure(error, compared))

    assignment = material.config.assignments[submission.assignment]
    with turn_of(submission, material, sandbox, device, explains=True) as (turn, _):
        turn.witness = witness
        suite.run(
            material.suites[submission.assignment], turn, suite.timeout_of(assignment), names=frozenset(names)
        )
    return [Again(each.name, each.passed, each.message, seen.get(each.name, ())) for each in turn.results]
