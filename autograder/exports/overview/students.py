"""The table of students: each one's points, where each one's page is, and who was late or is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from autograder.exports.collect import score
from autograder.exports.overview.section import Class
from autograder.grading.report import Report, Verdict
from autograder.reports.page import Cell, Column, text
from autograder.reports.page import table as table_of
from autograder.reports.wording import points, span

Link = Callable[[Report], str]
"""The address of a student's page, "" for none."""


def table(classes: Sequence[Class], link: Link) -> str:
    """A row for each student; "" where there is none. Of one assignment the parts have columns, too."""
    names = sorted({name for each in classes for name in (*(r.student for r in each.reports), *each.absent)})
    if not names:
        return ""
    columns = [Column("Student")]
    if len(classes) > 1:
        columns.append(Column("In all", number=True))
    for each in classes:
        columns.append(Column(each.name if len(classes) > 1 else "Points", number=True))
    parts = classes[0].assignment.grades if len(classes) == 1 else {}
    columns += [Column(grade.title, number=True) for grade in parts.values()]
    columns.append(Column("Remarks"))
    reports = [{report.student: report for report in each.reports} for each in classes]
    rows = []
    for name in names:
        theirs = [each.get(name) for each in reports]
        row = [Cell(text(name), name)]
        if len(classes) > 1:
            row.append(_number(_total(theirs)))
        row += [_score(report, link) for report in theirs]
        if parts:
            scores = {grade.grade_id: grade.score for grade in theirs[0].grades} if theirs[0] else {}
            row += [_number(scores.get(grade_id)) for grade_id in parts]
        several = len(classes) > 1
        said = [
            f"{each.name}: {remark}" if several else remark
            for each, report in zip(classes, theirs, strict=True)
            for remark in _remarks(each, name, report)
        ]
        rows.append([*row, Cell(text("; ".join(said)))])
    leads = any(link(report) for each in classes for report in each.reports)
    about = " A score leads to the feedback page, or, where there is none, to the report." if leads else ""
    return (
        f'<h2 id="students">Students</h2><p>Points before lateness, as in scores.csv.{about}</p>'
        f"{table_of('Students', columns, rows, 'sortable')}"
    )


def _total(reports: Sequence[Report | None]) -> float | None:
    """Of the assignments that have a score; None of none."""
    scores = [value for report in reports if report and (value := score(report)) is not None]
    return sum(scores) if scores else None


def _number(value: float | None) -> Cell:
    return Cell("–", "") if value is None else Cell(points(value), repr(value))


def _score(report: Report | None, link: Link) -> Cell:
    cell = _number(score(report) if report else None)
    address = link(report) if report else ""
    return Cell(f'<a href="{text(address)}">{cell.html}</a>', cell.key) if address else cell


def _remarks(of: Class, student: str, report: Report | None) -> list[str]:
    if report is None:
        return [of.absence(student)] if student in of.absent else []
    remarks = [] if report.verdict is Verdict.GRADED else [WORDS[report.verdict]]
    late = of.late.get(student, timedelta())
    if late > timedelta():
        remarks.append(f"late: {span(late.total_seconds())}")
    if extended := of.extended.get(student):
        remarks.append(f"extension: {span(extended.total_seconds())}")
    return remarks


WORDS = {Verdict.REFUSED: "refused", Verdict.INFRASTRUCTURE: "not graded"}
