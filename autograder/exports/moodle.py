"""The file for Moodle's "Import: CSV file": for each assignment a column of scores and one of feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.exports.collect import Absent, score
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import guarded, number, text_of
from autograder.grading.report import Report, Verdict
from autograder.reports.wording import losses

IDENTIFIERS = ("username", "idnumber", "email")
"""What a student's folder may be named by, as Moodle calls it."""
# Moodle shows feedback as HTML. Escaped, a spreadsheet would show the escapes; these are no tags to either.
_NO_TAGS = str.maketrans("<>", "‹›")


def moodle(
    assignments: Sequence[str],
    reports: Sequence[Report],
    identifier: str = "username",
    late: Mapping[tuple[str, str], float] = {},
    absent: Sequence[Absent] = (),
) -> str:
    """The text of the CSV file. Where there is no score, both cells are empty: Moodle would take a comment alone for a
    grade that was removed.

    identifier: one of IDENTIFIERS. late: scores that replace a report's, by student and assignment. absent: who
    handed in nothing.
    """
    zeros = {(each.student, each.assignment): each.score for each in absent if each.score is not None}
    by_place = {(each.student, each.assignment): each for each in reports}
    rows = [[identifier, *(column for name in assignments for column in (name, f"{name} feedback"))]]
    for student in sorted({each.student for each in reports} | {each.student for each in absent}):
        row = [guarded(student)]
        for name in assignments:
            report = by_place.get((student, name))
            if (student, name) in zeros:
                row += [number(zeros[student, name]), "no submission"]
                continue
            if report is None or report.verdict is Verdict.INFRASTRUCTURE:
                row += ["", ""]
                continue
            row += [number(late.get((student, name), score(report))), _feedback(report, late)]
        rows.append(row)
    return text_of(rows)


def _feedback(report: Report, late: Mapping[tuple[str, str], float]) -> str:
    lines = losses(report)
    after = late.get((report.student, report.assignment), report.score)
    if after != report.score:
        lines = [*lines, f"late: {number(report.score - after)} points less"]
    return guarded("; ".join(lines) or "all tests passed").translate(_NO_TAGS)


def _text(scores: Scores) -> str:
    return moodle(scores.assignments, scores.reports, scores.identifier, scores.late, scores.absent)


FORMAT = Format("Moodle's gradebook", "moodle.csv", _text, identifiers=IDENTIFIERS, late=True, missing=True)
