"""Figures from the reports of a class: about its scores, each test, each kind of mistake.

What each figure means, and where it is from, stands in docs/exports.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum, sqrt
from statistics import StatisticsError, correlation, fmean, median, pstdev, quantiles

from autograder.checks.exhibits import Losses
from autograder.checks.mistakes import phrases
from autograder.grading.report import Report, TestResult
from autograder.reports.wording import groups

FEW = 30
"""Students, below whom a discrimination means little: chance alone mostly stays within ±0.37."""
EXACT = 9  # decimals, beyond which sums of points differ by their order alone
NUMBER = re.compile(r"\d[\d.,]*(e[+-]?\d+)?")


@dataclass(frozen=True)
class Spread:
    """How scores lie, in points. deviation: the standard deviation of these scores, which are all there are, not a
    sample: divided by their number. lower, upper: the quartiles, between which the middle half lies.
    """

    count: int
    mean: float
    median: float
    deviation: float
    lowest: float
    lower: float
    upper: float
    highest: float


def spread(scores: Sequence[float]) -> Spread:
    """Of at least one score.

    spread([2, 4, 6])  # Spread(3, 4.0, 4, 1.63…, 2, 3.0, 5.0, 6)
    """
    lower, _, upper = quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else [*scores] * 3
    return Spread(
        len(scores),
        fmean(scores),
        median(scores),
        pstdev(scores),
        min(scores),
        lower,
        upper,
        max(scores),
    )


@dataclass
class Test:
    """What became of the tests of one title in a class. A student passed where all of them did.

    names: of the functions in the suite. failures: whom the same reason was told, by what it says but for numbers,
    which differ from student to student; each with its first wording. Of several reasons that a student was told the
    first counts, from which others follow.
    """

    __test__ = False  # pytest: no test class

    grade_id: str
    title: str
    names: dict[str, None] = field(default_factory=dict)
    passed: list[bool] = field(default_factory=list)
    """By student on whom it ran."""
    rest: list[float] = field(default_factory=list)
    """The points of the same students in all other tests of the assignment."""
    failures: dict[tuple[str, ...], tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of students for whom it ran."""
        return len(self.passed)

    @property
    def share(self) -> float:
        """Of them who passed: the difficulty, which is 1 for the easiest."""
        return sum(self.passed) / self.count

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation of passing and the points in all other tests, from -1 to 1. None where it is
        not defined: all passed or failed, or all have the same points elsewhere.
        """
        try:
            return correlation(self.passed, self.rest)
        except StatisticsError:
            return None

    @property
    def most_frequent(self) -> list[tuple[str, list[str]]]:
        return sorted(self.failures.values(), key=lambda failure: -len(failure[1]))


def by_chance(count: int) -> float:
    """Twice the standard deviation of a discrimination that is chance's alone: of all ways to deal so many students'
    points out anew, 1/√(n - 1). 1 at most.
    """
    return min(1.0, 2 / sqrt(count - 1)) if count > 1 else 1.0


def each_test(reports: Iterable[Report]) -> list[Test]:
    """The tests of graded submissions to one assignment, in the suite's order."""
    tests: dict[tuple[str, str], Test] = {}
    for report in reports:
        gained: dict[tuple[str, str], float] = {}
        worth = points_of(report)
        for grade in report.grades:
            for group in groups(report.tests_of(grade.grade_id)):
                place = (grade.grade_id, group.title)
                test = tests.setdefault(place, Test(*place))
                test.passed.append(not group.failed)
                gained[place] = 0.0
                if group.failed:
                    first = group.failed[0]
                    test.failures.setdefault(_reason(first), (first.message, []))[1].append(report.student)
        for each in report.tests:
            place = (each.grade_id, each.title)
            if place in gained:
                tests[place].names[each.name.partition("[")[0]] = None
                gained[place] += worth(each) if each.passed else 0.0
        for place in gained:
            others = fsum(value for other, value in gained.items() if other != place)
            tests[place].rest.append(round(others, EXACT))
    return [*tests.values()]


def points_of(report: Report) -> Callable[[TestResult], float]:
    """The points of each test of a report: its share, by weight, of its grade id's points."""
    most = {grade.grade_id: grade.max_score for grade in report.grades}
    weights: dict[str, float] = {}
    for test in report.tests:
        weights[test.grade_id] = weights.get(test.grade_id, 0.0) + test.weight
    return lambda test: most.get(test.grade_id, 0.0) * test.weight / weights[test.grade_id]


def _reason(test: TestResult) -> tuple[str, ...]:
    """What a failure says but for numbers and sizes: codes and texts, or an author's own words."""
    if not test.code:
        return (NUMBER.sub("#", test.message),)
    parts = []
    for code, facts in phrases(test.code, test.facts):
        parts += [code, *(NUMBER.sub("#", fact) for fact in facts.values() if isinstance(fact, str))]
    return tuple(parts)


@dataclass
class Kind:
    """A kind of mistake: the students who made it, the first one's message, and the points that it cost all of them."""

    code: str
    example: str
    students: dict[str, None] = field(default_factory=dict)
    points: float = 0.0


def kinds_of(reports: Iterable[Report]) -> list[Kind]:
    """The mistakes behind the failed tests, by code: the most frequent first, of equally frequent ones the dearest.

    Of the tests of one title that a student failed, the first counts, from which the others follow, with the points of
    them all. Where a sentence is the frame of its reason, the reason's code counts. An author's own words have no code
    and are not among them.
    """
    kinds: dict[str, Kind] = {}
    for report in reports:
        worth = points_of(report)
        first: dict[tuple[str, str], TestResult] = {}
        for test in report.tests:
            if not test.passed:
                cause = first.setdefault((test.grade_id, test.title), test)
                if cause.code:
                    kind = kinds.setdefault(cause.cause, Kind(cause.cause, cause.message))
                    kind.students[report.student] = None
                    kind.points += worth(test)
    return sorted(kinds.values(), key=lambda kind: (-len(kind.students), -kind.points, kind.code))


def losses_of(reports: Iterable[Report]) -> dict[str, list[tuple[str, Losses]]]:
    """The losses of trainings by the trainings' titles: each student's first, beside the reference's."""
    found: dict[str, dict[str, Losses]] = {}
    for report in reports:
        for test in report.tests:
            for each in test.exhibits:
                if isinstance(each, Losses):
                    found.setdefault(each.title, {}).setdefault(report.student, each)
    return {title: [*theirs.items()] for title, theirs in found.items()}
