"""What a student reads in the output of each graded cell: the tests of that part, passed and failed, and why."""

from __future__ import annotations

import re
from html import escape

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.report import GradeResult, Report, Verdict
from autograder.reports.wording import Group, groups, losses, notes, points
from autograder.text import LONGEST_REASON, printable

# nbgrader's pages give tables no space of their own.
MARKDOWN = re.compile(r"([\\`*_\[\]<>])")  # characters that Markdown or HTML would act on
TEXT = 'class="tex2jax_ignore mathjax_ignore"'  # a message that holds $ or \( is no formula
STYLE = 'style="text-align: left; vertical-align: top; padding: 0.2em 1.5em 0.2em 0"'


def cell_outputs(report: Report, grade: GradeResult) -> list[NotebookNode]:
    """The outputs of the cell of one grade id. nbgrader reads the score from the first one's plain text.

    Without a score the first output is an error, which nbgrader takes for zero: of all it could be told, the one
    that cannot give points; RecordScores then clears that zero.
    """
    if grade.score is None:
        return [
            new_output(
                "error", ename="NotGraded", evalue="", traceback=["This part has not been graded yet."]
            )
        ]
    # A float's repr within [0, maximum]: nbgrader takes anything else for full marks.
    data = {"text/plain": repr(float(grade.score)), "text/html": html(report, grade)}
    return [new_output("execute_result", data=data, execution_count=None)]


def html(report: Report, grade: GradeResult) -> str:
    """The result of one grade id as a small table that reads well in print and aloud."""
    score = f"{points(grade.score or 0)} of {points(grade.max_score)} points"
    title = f"<p><strong>{escape(grade.title)}: {score}</strong></p>"
    if report.verdict is Verdict.REFUSED:
        return f"<div {TEXT}>{title}<p>{escape(report.reason)}</p></div>"
    head = "".join(f'<th scope="col" {STYLE}>{name}</th>' for name in ("Test", "Result", "Why"))
    rows = "".join(_row(group) for group in groups(report.tests_of(grade.grade_id)))
    return f"<div {TEXT}>{title}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def comment(report: Report) -> str:
    """The report in a few lines for the comment on a student's solution, which nbgrader shows as Markdown."""
    return "\n".join(MARKDOWN.sub(r"\\\1", line) for line in (*losses(report), *notes(report)))


def as_note(verdict: Verdict, reason: str) -> str:
    """Why a submission was not graded, as the Markdown of a notebook's first cell."""
    return f"**{verdict.value}**: " + MARKDOWN.sub(r"\\\1", printable(reason, LONGEST_REASON))


def _row(group: Group) -> str:
    why = "<br>".join(escape(message) for message in group.messages)
    return (
        "<tr>"
        + "".join(f"<td {STYLE}>{cell}</td>" for cell in (escape(group.title), group.result, why))
        + "</tr>"
    )
