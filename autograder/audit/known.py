"""Whether an assignment's known answers are worth what they say: right ones all points, wrong ones less, by name.

They are graded in this process, because they are the instructor's own code. Students' code is graded in a sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import torch

from autograder.checks import explaining
from autograder.course.answers import KnownAnswer, known_answers
from autograder.course.material import Material
from autograder.errors import InfrastructureError
from autograder.grading import suite
from autograder.grading.plugin import PRECISIONS, Turn
from autograder.grading.report import TestResult, grades_of
from autograder.student.connection import Connection, LocalConnection
from autograder.student.student import Student

SECONDS = 60.0  # for one test of a suite


@dataclass(frozen=True)
class Graded:
    """The result of a known answer: scores and maxima by grade id, and the tests' messages."""

    scores: dict[str, float]
    best: dict[str, float]
    tests: list[TestResult] = field(repr=False)
    cpu: float
    """Seconds of this process, and of the sandbox where there is one."""

    @property
    def full(self) -> bool:
        return self.scores == self.best

    @property
    def losing(self) -> set[str]:
        """The grade ids that it has not all points of."""
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


def turn_through(
    connection: Connection,
    name: str,
    material: Material,
    key: str,
    device: str = "cpu",
    grade_id: str = "",
    precisions: Sequence[torch.dtype] = PRECISIONS,
    seconds: float = SECONDS,
    explains: bool = True,
) -> Turn:
    """The run of an assignment's hidden suite, or of its tests of one grade id, on the code behind `connection`.

    key: what the hidden numbers are drawn from. precisions: see `Turn`. seconds: for each test. explains:
    whether mistakes are given names. InfrastructureError for what is the suite's own fault.
    """
    student = Student(connection, device)
    if not explains:
        explaining.refuse(student)
    turn = Turn(student, key, precisions=precisions)
    suite.run(material.suites[name], turn, seconds, grade_id)
    return turn


def grade_through(
    connection: Connection, name: str, material: Material, key: str, device: str = "cpu", grade_id: str = ""
) -> Graded:
    """What the code behind `connection` gets: see `turn_through`."""
    started = time.process_time()
    turn = turn_through(connection, name, material, key, device, grade_id)
    grades = grades_of(material.config.assignments[name], turn.results)
    return Graded(
        {grade.grade_id: grade.score or 0.0 for grade in grades},
        {grade.grade_id: grade.max_score for grade in grades},
        turn.results,
        time.process_time() - started,
    )


def audit(name: str, material: Material) -> Iterator[tuple[KnownAnswer, str]]:
    """The known answers of an assignment, each with what is not as it says, in one line; "" where all is.

    CourseError where they cannot be read.
    """
    forbidden = material.config.assignments[name].forbidden
    for answer in known_answers(material.suites[name]):
        connection = LocalConnection(answer.cells, forbidden)
        key = f"{material.config.seed}/audit"
        try:
            yield answer, complaint(answer, grade_through(connection, name, material, key))
        except InfrastructureError as error:
            yield answer, f"cannot be graded: {error}"


def complaint(answer: KnownAnswer, graded: Graded) -> str:
    """One line on the difference between a known answer's result and what it should be; "" if there is none."""
    if answer.kind == "right":
        first, *more = graded.complaints or [""]
        return first and f"loses points: {first}" + (f"; and {len(more)} more" if more else "")
    for grade_id in answer.grade_ids:
        if grade_id not in graded.losing:
            return f"keeps all points of {grade_id}"
        if not graded.tells(answer.code, answer.says, grade_id):
            wanted = [answer.code and f"as {answer.code}", answer.says and f"with the words {answer.says!r}"]
            told = "; ".join(dict.fromkeys(graded.messages(grade_id)))
            return f"is not told {' '.join(filter(None, wanted))} in {grade_id}, but: {told}"
    if wrong := graded.told(answer.never):
        return f"is told as {', '.join(wrong)}, which it is not"
    return ""
