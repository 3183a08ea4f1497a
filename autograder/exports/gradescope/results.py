"""Gradescope's results.json, made from a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

from autograder.grading.report import DECIMALS, GradeResult, Report, TestResult, Verdict
from autograder.reports.wording import notes
from autograder.text import LONGEST_REASON, printable

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
"""When students see a test, in Gradescope's words."""
VISIBILITIES: tuple[Visibility, ...] = get_args(Visibility)

# All of it is text: Gradescope must not read what students' code says as HTML or Markdown.
FORMATS = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}


def results(report: Report, visibility: Visibility) -> dict[str, Any]:
    """The content of results.json for a report that has a score."""
    reason = [printable(report.reason, LONGEST_REASON)] if report.reason else []
    lines = [*reason, *report.problems, *notes(report)]
    return {
        "score": report.score,
        "execution_time": round(report.wall),
        "output": "\n".join(lines),
        **FORMATS,
        "stdout_visibility": "hidden",
        "tests": [
            {**test, "visibility": visibility}
            for number, grade in enumerate(report.grades, start=1)
            for test in _tests(report, grade, number)
        ],
        "extra_data": {"verdict": report.verdict.value, "digest": report.digest, "walls": list(report.walls)},
    }


def no_score(output: str) -> dict[str, Any]:
    """The content of results.json if the kit failed: neither a score nor tests, so that Gradescope does not give 0
    points.
    """
    return {
        "output": output,
        **FORMATS,
        "stdout_visibility": "hidden",
        "extra_data": {"verdict": Verdict.INFRASTRUCTURE.value},
    }


def shares(grade: GradeResult, tests: Sequence[TestResult]) -> list[float]:
    """What each test of a grade id is worth, by weight.

    Those of the passed ones add up to the grade's score to its last decimal, and all of them to its points: a share is
    the difference of two rounded sums, those that passed first.
    """
    order = sorted(range(len(tests)), key=lambda index: not tests[index].passed)
    total = sum(test.weight for test in tests)
    worth = [0.0] * len(tests)
    weight = before = 0.0
    for index in order:
        weight += tests[index].weight
        after = round(grade.max_score * weight / total, DECIMALS) if total else 0.0
        worth[index] = round(after - before, DECIMALS)
        before = after
    return worth


def _tests(report: Report, grade: GradeResult, number: int) -> list[dict[str, Any]]:
    tests = report.tests_of(grade.grade_id)
    if not tests:  # no test ran: the points are shown as lost
        return [_entry(str(number), grade.title, 0.0, grade.max_score, False, "")]
    return [
        {
            **_entry(f"{number}.{place}", test.title, worth * test.passed, worth, test.passed, test.message),
            **({"extra_data": {"code": test.cause}} if test.cause else {}),
        }
        for place, (test, worth) in enumerate(zip(tests, shares(grade, tests), strict=True), start=1)
    ]


def _entry(
    number: str, name: str, score: float, max_score: float, passed: bool, output: str
) -> dict[str, Any]:
    status = "passed" if passed else "failed"
    return {
        "number": number,
        "name": name,
        "score": score,
        "max_score": max_score,
        "status": status,
        "output": "" if passed else output,
    }
