"""How a corpus of submissions is written down, and graded in this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.config import Course
from autograder.grading import suite
from autograder.grading.plugin import SuitePlugin
from autograder.grading.report import TestResult, grades_of
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import Budget, Connection, LocalConnection, SandboxConnection
from autograder.student.student import Student

COURSE = Course.load(Path(__file__).parent)
SECONDS = 60.0  # for one test of a suite
BUDGET = Budget(wall=60, request=1, cpu=60, memory=2 << 30, processes=64, file_size=1 << 20, output=1 << 20)


class Answers:
    """A submission: a first cell and the cells of its answers, by name."""

    def __init__(self, head: str, **parts: str) -> None:
        self.head = head
        self.parts = parts

    def with_(self, **parts: str) -> Answers:
        """The same with other answers."""
        assert parts.keys() <= self.parts.keys()
        return Answers(self.head, **{**self.parts, **parts})

    @property
    def cells(self) -> list[tuple[str, str]]:
        sources = (self.head, *self.parts.values())
        return [(f"cell {i}", source) for i, source in enumerate(sources, start=1)]


@dataclass(frozen=True)
class Bug:
    """A wrong submission: the grade id that must lose points, and words that a message of it must hold."""

    grade_id: str
    answers: Answers
    phrase: str


@dataclass(frozen=True)
class Graded:
    """The scores and maxima by grade id, and what the tests said."""

    scores: dict[str, float]
    best: dict[str, float]
    tests: list[TestResult] = field(repr=False)

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


def grade_through(connection: Connection, assignment: str, seed: int) -> Graded:
    """The hidden suite of `assignment` on the code behind `connection`."""
    plugin = SuitePlugin(Student(connection), key=f"{seed}/corpus")
    suite.run(suite.path_of(assignment), plugin, SECONDS)
    grades = grades_of(COURSE.config.assignments[assignment], plugin.results)
    return Graded(
        {grade.grade_id: grade.score or 0.0 for grade in grades},
        {grade.grade_id: grade.max_score for grade in grades},
        plugin.results,
    )


def grade_here(answers: Answers, assignment: str, seed: int = 1) -> Graded:
    return grade_through(LocalConnection(answers.cells), assignment, seed)


def grade_sandboxed(sandbox: Sandbox, answers: Answers, assignment: str, seed: int = 1) -> Graded:
    connection = SandboxConnection(sandbox, answers.cells, BUDGET)
    try:
        return grade_through(connection, assignment, seed)
    finally:
        connection.close()
