"""Grades the corpus with the hidden suites: in this process, which is quick, or through the sandbox."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from autograder.course.material import Cells, Material
from autograder.errors import BadAnswer
from autograder.grading import suite
from autograder.grading.plugin import Turn
from autograder.grading.report import TestResult, grades_of
from autograder.sandbox.answer_schema import check_answer
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.wire import WireError
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import Connection, LocalConnection, SandboxConnection
from autograder.student.student import Student
from corpus import COURSE, KNOWN, MATERIAL, of_kind

SECONDS = 60.0  # for one test of a suite
LIMITS = Limits(
    wall=60, request=10, cpu=60, memory=2 << 30, processes=64, scratch=1 << 20, files=4096, output=1 << 20
)


@dataclass(frozen=True)
class Graded:
    """The scores and maxima by grade id, and what the tests said."""

    scores: dict[str, float]
    best: dict[str, float]
    tests: list[TestResult] = field(repr=False)
    cpu: float
    """Seconds, on both sides."""

    @property
    def full(self) -> bool:
        return self.scores == self.best

    @property
    def losing(self) -> set[str]:
        return {grade_id for grade_id, score in self.scores.items() if score < self.best[grade_id]}

    @property
    def complaints(self) -> list[str]:
        return [f"{test.grade_id} {test.name}: {test.message}" for test in self.tests if not test.passed]

    def messages(self, grade_id: str) -> list[str]:
        return [test.message for test in self.tests if not test.passed and test.grade_id == grade_id]

    def tells(self, code: str, says: str = "", grade_id: str = "") -> bool:
        """Whether a test, of one grade id where it is given, tells a mistake of this code in words that hold these."""
        return any(
            (not code or test.tells(code)) and says in test.message
            for test in self.tests
            if not test.passed and test.grade_id in (grade_id or test.grade_id,)
        )

    def told(self, codes: str) -> list[str]:
        """Those of several codes, separated by blanks, that are told anywhere."""
        return [code for code in codes.split() if self.tells(code)]


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


def grade_through(
    connection: Connection,
    assignment: str,
    seed: int,
    device: str = "cpu",
    grade_id: str = "",
    material: Material = MATERIAL,
) -> Graded:
    """The hidden suite of `assignment`, or its tests of one grade id, on the code behind `connection`."""
    started = time.process_time()
    asked = material.config.assignments[assignment]
    run = Turn(Student(connection, device), key=f"{seed}/corpus")
    suite.run(material.suites[assignment], run, SECONDS, grade_id)
    grades = grades_of(asked, run.results)
    return Graded(
        {grade.grade_id: grade.score or 0.0 for grade in grades},
        {grade.grade_id: grade.max_score for grade in grades},
        run.results,
        time.process_time() - started,
    )


def forbidden(assignment: str) -> tuple[str, ...]:
    """What the code of an assignment may not use."""
    return COURSE.config.assignments[assignment].forbidden


def grade_here(
    cells: Cells, assignment: str, seed: int = 1, grade_id: str = "", material: Material = MATERIAL
) -> Graded:
    connection = LocalConnection(cells, material.config.assignments[assignment].forbidden)
    return grade_through(connection, assignment, seed, grade_id=grade_id, material=material)


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
