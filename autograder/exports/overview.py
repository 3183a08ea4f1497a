"""How a class did, on one page: the scores of each assignment, and what cost points and whom, for the instructor.

The page is one file without scripts, and what students' code said stands in it as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from statistics import median

from autograder.checks.mistakes import phrases
from autograder.course.config import Assignment, Course
from autograder.exports.entries import Entry
from autograder.exports.registry import Format, Scores
from autograder.grading.report import Report, TestResult, Verdict
from autograder.reports.histogram import scores_svg
from autograder.reports.wording import groups, points
from autograder.text import escaped

MOST_REASONS = 4  # of one test, the most frequent
NUMBER = re.compile(r"\d[\d.,]*(e[+-]?\d+)?")
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1f2937; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin: 2.5rem 0 .3rem } h3 { margin: 1.6rem 0 .4rem; font-size: 1rem } p { margin: .3rem 0 }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600 }
td, th { vertical-align: top; padding: .35rem .8rem .35rem 0; border-top: 1px solid #d1d5db }
td:first-child { width: 36% } td:nth-child(2) { width: 9rem; white-space: nowrap }
meter { width: 5rem; margin-right: .5rem } summary { cursor: pointer }
details { overflow-wrap: anywhere } details p { color: #4b5563; margin-left: 1.1rem }
"""


@dataclass
class Test:
    """What became of the tests of one title in a class.

    failures: whom the same reason was told, by what it says but for numbers, which differ from student to student; each
    with its first wording. Of several reasons that a student was told the first counts, from which others follow.
    """

    __test__ = False  # pytest: no test class

    title: str
    failures: dict[tuple[str, ...], tuple[str, list[str]]] = field(default_factory=dict)

    def add(self, student: str, failed: TestResult) -> None:
        self.failures.setdefault(_reason(failed), (failed.message, []))[1].append(student)

    @property
    def failed(self) -> int:
        return sum(len(students) for _, students in self.failures.values())

    @property
    def most_frequent(self) -> list[tuple[str, list[str]]]:
        return sorted(self.failures.values(), key=lambda failure: -len(failure[1]))


def overview(course: Course, assignments: Sequence[str], entries: Sequence[Entry]) -> str:
    """The text of the HTML file. entries: of these assignments, at least one report of each."""
    sections = [
        _section(
            name,
            course.assignment(name),
            [each.report for each in entries if each.assignment == name and each.report],
            [each.student for each in entries if each.assignment == name and each.absent],
            [each.student for each in entries if each.assignment == name and each.is_given],
        )
        for name in assignments
    ]
    title = escape(f"{course.config.course}: how the class did")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1>\n{''.join(sections)}</body></html>\n"
    )


def _section(
    name: str,
    assignment: Assignment,
    reports: Sequence[Report],
    absent: Sequence[str],
    given: Sequence[str],
) -> str:
    graded = [report for report in reports if report.verdict is Verdict.GRADED]
    scores = [report.score for report in reports if report.verdict is not Verdict.INFRASTRUCTURE]
    parts = [f"<h2>{escape(assignment.title)} <small>({escape(name)})</small></h2>"]
    if scores:
        parts += [
            f"<p>{len(scores)} of {len(reports)} submissions have a score, median {points(median(scores))} "
            f"of {points(assignment.points)} points.</p>",
            scores_svg([score / assignment.points for score in scores]),
        ]
    for verdict in (Verdict.REFUSED, Verdict.INFRASTRUCTURE):
        lines = [f"{report.student}: {report.reason}" for report in reports if report.verdict is verdict]
        if lines:
            parts.append(_unfolding(f"{len(lines)} {verdict.value}", lines))
    if given:
        line = f"{len(given)} with points that people gave, which this page leaves out, as it does lateness"
        parts.append(_unfolding(line, [", ".join(given)]))
    if absent:
        parts.append(_unfolding(f"{len(absent)} enrolled without a submission", [", ".join(absent)]))
    for grade_id, grade in assignment.grades.items():
        if tests := _tests(graded, grade_id):
            total = sum(
                each.score or 0 for report in graded for each in report.grades if each.grade_id == grade_id
            )
            average = f"{points(total / len(graded))} of {points(grade.points)} points on average"
            parts += [f"<h3>{escape(grade.title)}: {average}</h3>", _table(tests, len(graded))]
    return "\n".join(parts)


def _tests(reports: Sequence[Report], grade_id: str) -> list[Test]:
    """The tests of a grade id, in the suite's order."""
    tests: dict[str, Test] = {}
    for report in reports:
        for group in groups(report.tests_of(grade_id)):
            test = tests.setdefault(group.title, Test(group.title))
            if group.failed:
                test.add(report.student, group.failed[0])
    return list(tests.values())


def _reason(test: TestResult) -> tuple[str, ...]:
    """What a failure says but for numbers and sizes: codes and texts, or an author's own words."""
    if not test.code:
        return (NUMBER.sub("#", test.message),)
    parts = []
    for code, facts in phrases(test.code, test.facts):
        parts += [code, *(NUMBER.sub("#", fact) for fact in facts.values() if isinstance(fact, str))]
    return tuple(parts)


def _table(tests: Sequence[Test], students: int) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Test", "Passed by", "Why not"))
    rows = []
    for test in tests:
        passed = students - test.failed
        share = f'<meter value="{passed}" max="{students}"></meter>{passed} of {students}'
        rows.append(f"<tr><td>{_text(test.title)}</td><td>{share}</td><td>{_reasons(test)}</td></tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _reasons(test: Test) -> str:
    """Each of the most frequent reasons unfolds to those whom it was told, and the rest to all of theirs."""
    often, seldom = test.most_frequent[:MOST_REASONS], test.most_frequent[MOST_REASONS:]
    parts = [_unfolding(f"{len(students)} × {message}", [", ".join(students)]) for message, students in often]
    if seldom:
        title = f"{len(seldom)} other reason{'s' if len(seldom) > 1 else ''}"
        parts.append(_unfolding(title, [f"{message}: {', '.join(students)}" for message, students in seldom]))
    return "".join(parts)


def _unfolding(line: str, hidden: Sequence[str]) -> str:
    paragraphs = "".join(f"<p>{_text(each)}</p>" for each in hidden)
    return f"<details><summary>{_text(line)}</summary>{paragraphs}</details>"


def _text(text: str) -> str:
    return escape(escaped(text))


def _page(scores: Scores) -> str:
    return overview(scores.course, scores.assignments, scores.entries)


FORMAT = Format("you: a page of how the class did", "overview.html", _page)
