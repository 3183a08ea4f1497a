"""A report in words, for the terminal, the notebook and the gradebook alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course.words import IN_ENGLISH, Words
from autograder.grading.report import Report, TestResult, Verdict
from autograder.text import LONGEST_REASON, printable


@dataclass(frozen=True)
class Group:
    """The tests that share a title, which differ in sizes alone."""

    title: str
    passed: int
    total: int
    failed: tuple[TestResult, ...]
    """Those that failed, each reason once."""

    @property
    def messages(self) -> tuple[str, ...]:
        """Why some failed."""
        return tuple(test.message for test in self.failed)

    @property
    def result(self) -> str:
        if self.passed == self.total:
            return "passed"
        return "failed" if self.passed == 0 else f"{self.passed} of {self.total} passed"


def groups(tests: Iterable[TestResult]) -> list[Group]:
    """The tests by title, in order."""
    by_title: dict[str, list[TestResult]] = {}
    for test in tests:
        by_title.setdefault(test.title, []).append(test)
    return [
        Group(
            title,
            sum(test.passed for test in mine),
            len(mine),
            tuple({test.message: test for test in reversed(mine) if not test.passed}.values())[::-1],
        )
        for title, mine in by_title.items()
    ]


def losses(report: Report) -> list[str]:
    """A line for each part that lost points: how many of its points there are, and the first reason."""
    if report.verdict is not Verdict.GRADED:
        return [f"{report.verdict.value}: {printable(report.reason, LONGEST_REASON)}"]
    found: dict[str, str] = {}
    for grade in report.grades:
        failed = [test for test in report.tests_of(grade.grade_id) if not test.passed]
        if failed:
            reasons = list(dict.fromkeys(test.message for test in failed))
            more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
            score = f"{grade.grade_id} {points(grade.score or 0)}/{points(grade.max_score)}"
            found[score] = reasons[0] + more
    if len(found) > 1 and len(set(found.values())) == 1:
        return [next(iter(found.values()))]
    return [f"{score}: {reason}" for score, reason in found.items()]


def notes(report: Report) -> list[str]:
    """A line for each limit that was passed and is the reason of no failed test: printing too much costs nothing."""
    told = {test.limit for test in report.tests if not test.passed}
    return [f"note: {sentence}" for limit, sentence in report.limits.items() if limit not in told]


def points(score: float) -> str:
    """As people read it: 6, 5.56."""
    return f"{round(score, 2):g}"


def score_of(score: float, most: float, words: Words = IN_ENGLISH) -> str:
    """2 of 3 points."""
    return words.say("{got} of {most} points", got=points(score), most=points(most))


def and_more(count: int) -> str:
    """What ends a list of which some are left out."""
    return f"and {count} more"


def span(seconds: float) -> str:
    """So much time as people say it, its largest unit and the next: 2 days 3 h, 40 min."""
    minutes = max(1, round(seconds / 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    named = [(days, "day" if days == 1 else "days"), (hours, "h"), (rest, "min")]
    first = next(place for place, (number, _) in enumerate(named) if number)
    return " ".join(f"{number} {unit}" for number, unit in named[first : first + 2] if number)
