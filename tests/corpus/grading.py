"""Grades the corpus with the hidden suites: in this process, which is quick, or through the sandbox."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.audit import known
from autograder.audit.known import Graded
from autograder.course.material import Cells, Material
from autograder.errors import BadAnswer
from autograder.sandbox.answer_schema import check_answer
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.wire import WireError
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import Connection, LocalConnection, SandboxConnection
from corpus import COURSE, KNOWN, MATERIAL, of_kind

LIMITS = Limits(
    wall=60, request=10, cpu=60, memory=2 << 30, processes=64, scratch=1 << 20, files=4096, output=1 << 20
)


def each(*kinds: str) -> pytest.MarkDecorator:
    """A test's `assignment` and `answer`, for all known answers of these kinds.

    All but the first of each kind are marked `corpus`.
    """
    cases = [
        pytest.param(
            assignment,
            answer,
            id=f"{assignment}: {answer.name}",
            marks=[pytest.mark.corpus] if number else [],
        )
        for assignment in KNOWN
        for kind in kinds
        for number, answer in enumerate(of_kind(assignment, kind))
    ]
    return pytest.mark.parametrize(("assignment", "answer"), cases)


def received(answer: Any) -> dict[str, Any]:
    """An answer of a made-up process, as the sandbox gives it on: what is no answer is told as that."""
    try:
        return check_answer(answer)
    except WireError as error:
        raise BadAnswer(f"the student's process sent {error}") from None


def grade_through(connection: Connection, assignment: str, seed: int, device: str = "cpu") -> Graded:
    """The hidden suite of `assignment` on the code behind `connection`."""
    return known.grade_through(connection, assignment, MATERIAL, f"{seed}/corpus", device)


def forbidden(assignment: str) -> tuple[str, ...]:
    """What the code of an assignment may not use."""
    return COURSE.config.assignments[assignment].forbidden


def grade_here(
    cells: Cells, assignment: str, seed: int = 1, grade_id: str = "", material: Material = MATERIAL
) -> Graded:
    connection = LocalConnection(cells, material.config.assignments[assignment].forbidden)
    return known.grade_through(connection, assignment, material, f"{seed}/corpus", grade_id=grade_id)


def grade_sandboxed(
    sandbox: Sandbox,
    cells: Cells,
    assignment: str,
    seed: int = 1,
    limits: Limits = LIMITS,
    device: str = "cpu",
) -> Graded:
    connection = SandboxConnection(sandbox, cells, limits, forbidden=forbidden(assignment))
    try:
        graded = grade_through(connection, assignment, seed, device)
    finally:
        connection.close()
    return replace(graded, cpu=graded.cpu + connection.cpu)
