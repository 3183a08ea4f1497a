"""The result of grading a submission: one Report, the source of scores.csv, the gradebook and the feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from autograder.checks import mistakes
from autograder.checks.exhibits import Exhibit
from autograder.course.config import Assignment
from autograder.course.submissions import Found, Submission
from autograder.grading import digest

DECIMALS = 4  # of a score with partial credit


class Verdict(str, Enum):
    """graded: tests ran. refused: the submission cannot be read, zero. infrastructure: our failure, no score."""

    GRADED = "graded"
    REFUSED = "refused"
    INFRASTRUCTURE = "infrastructure"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TestResult(_Frozen):
    """One hidden test. `title` is its docstring, `message` is what a student reads if it failed, and `code` and `facts`
    are what the message is made from: see `checks.mistakes`; there is no code if the words are the author's. `limit` is
    the limit of grading.yml that was exceeded, if that is the reason. `exhibits` are the data that is shown beside it.
    """

    __test__ = False  # pytest: no test class

    name: str
    grade_id: str
    title: str
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    passed: bool
    message: str = ""
    code: str = ""
    facts: Mapping[str, JsonValue] = {}
    limit: str = ""
    exhibits: tuple[Exhibit, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The code of the mistake and those of all phrases in it; none if the words are the author's."""
        return tuple(mistakes.codes(self.code, self.facts)) if self.code else ()

    def tells(self, wanted: str) -> bool:
        """Whether the mistake, or a phrase in it, has a code, and facts where they are given: without their blanks, and
        phrases by their codes.

            test.tells("other-shape got=(3,4)")
        """
        code, *facts = wanted.split()
        pairs = [fact.partition("=")[::2] for fact in facts]
        return any(
            each == code and all(name in given and _compact(given[name]) == value for name, value in pairs)
            for each, given in mistakes.phrases(self.code, self.facts)
        )

    @property
    def cause(self) -> str:
        """The code that says most about why it failed: that of the reason, if the mistake has one."""
        return mistakes.cause(self.code, self.facts)


def _compact(fact: JsonValue) -> str:
    if isinstance(fact, dict):
        return str(fact["code"])
    text = mistakes.shape_text(fact) if isinstance(fact, list) else str(fact)
    return "".join(text.split())


class GradeResult(_Frozen):
    """The score of one grade id; None if there is no score. A score above the points of the grade id is refused."""

    grade_id: str
    title: str
    score: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None
    max_score: Annotated[float, Field(gt=0, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _is_within_its_points(self) -> GradeResult:
        if self.score is not None and self.score > self.max_score:
            raise ValueError(f"{self.grade_id} has a score of {self.score} and is worth {self.max_score}")
        return self


class Report(_Frozen):
    """The outcome of one submission.

    reason: why it was refused or not graded. problems: cells that failed while it was loaded, and what else its author
    should know. limits: those that it exceeded, each with its sentence. digest: that of everything that the outcome
    depends on. mode, walls: the walls around students' code. wall, cpu: seconds; cpu is that of the student's own
    process.
    """

    student: str
    assignment: str
    verdict: Verdict
    reason: str = ""
    grades: tuple[GradeResult, ...]
    tests: tuple[TestResult, ...] = ()
    problems: tuple[str, ...] = ()
    limits: Mapping[str, str] = {}
    digest: str
    device: str = "cpu"
    mode: str = ""
    walls: tuple[str, ...] = ()
    engine: dict[str, str] = {}
    wall: float = 0.0
    cpu: float = 0.0

    @model_validator(mode="after")
    def _has_scores_unless_the_kit_failed(self) -> Report:
        if any((grade.score is None) != (self.verdict is Verdict.INFRASTRUCTURE) for grade in self.grades):
            raise ValueError("there is no score where the verdict is infrastructure, and nowhere else")
        return self

    @property
    def score(self) -> float:
        return round(sum(grade.score or 0.0 for grade in self.grades), DECIMALS)

    @property
    def max_score(self) -> float:
        return sum(grade.max_score for grade in self.grades)

    def brief(self) -> Report:
        """All that a line about it needs: only the tests that failed, without their exhibits."""
        failed = (test.model_copy(update={"exhibits": ()}) for test in self.tests if not test.passed)
        return self.model_copy(update={"tests": tuple(failed)})

    def titled_as(self, assignment: Assignment) -> Report:
        """The same with the titles of today: a report stays current when a title in grading.yml changes."""
        known = assignment.grades
        grades = (
            each.model_copy(update={"title": known[each.grade_id].title}) if each.grade_id in known else each
            for each in self.grades
        )
        return self.model_copy(update={"grades": tuple(grades)})

    def tests_of(self, grade_id: str) -> list[TestResult]:
        return [test for test in self.tests if test.grade_id == grade_id]


@dataclass(frozen=True)
class Change:
    """The current report of a submission, None if there is none yet, and the one that would replace it: both in brief,
    because a class may be large.
    """

    found: Found
    before: Report | None
    after: Report

    @property
    def difference(self) -> float:
        """The points that are gained, or lost if it is negative. A submission without a score had no points."""
        before = self.before.score if self.before else 0.0
        return round(self.after.score - before, DECIMALS)


def grades_of(assignment: Assignment, tests: Sequence[TestResult]) -> tuple[GradeResult, ...]:
    """Partial credit: the share of a grade id's tests that passed, by weight, of its points."""
    results = []
    for grade_id, grade in assignment.grades.items():
        mine = [test for test in tests if test.grade_id == grade_id]
        total = sum(test.weight for test in mine)
        passed = sum(test.weight for test in mine if test.passed)
        # Rounded, points of more decimals could be exceeded.
        score = min(round(grade.points * passed / total, DECIMALS), grade.points) if total else 0.0
        results.append(GradeResult(grade_id=grade_id, title=grade.title, score=score, max_score=grade.points))
    return tuple(results)


def without_score(assignment: Assignment) -> tuple[GradeResult, ...]:
    """The grades of a submission that got an infrastructure verdict."""
    return tuple(
        GradeResult(grade_id=grade_id, title=grade.title, score=None, max_score=grade.points)
        for grade_id, grade in assignment.grades.items()
    )


def refused(of: Found | Submission, assignment: Assignment, reason: str) -> Report:
    """The report of a submission that cannot be read: no points, and why."""
    return Report(
        student=of.student,
        assignment=of.assignment,
        verdict=Verdict.REFUSED,
        reason=reason,
        grades=grades_of(assignment, ()),
        digest=digest.of(reason, digest.asked_by(assignment), digest.ENGINE),
        engine=digest.ENGINE,
    )


def failed(of: Found | Submission, assignment: Assignment, reason: str) -> Report:
    """The report of a submission that the kit or its machine failed to grade."""
    return Report(
        student=of.student,
        assignment=of.assignment,
        verdict=Verdict.INFRASTRUCTURE,
        reason=reason,
        grades=without_score(assignment),
        digest="",
        engine=digest.ENGINE,
    )
