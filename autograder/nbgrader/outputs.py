"""What a student reads in the output of each graded cell: the tests of that part, passed and failed, and why."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.report import GradeResult, Report, Verdict
from autograder.nbgrader import exhibits_html
from autograder.reports.wording import Group, groups, losses, notes, points
from autograder.text import LONGEST_REASON, printable

MARKDOWN = re.compile(r"([\\`*_\[\]<>])")  # characters that Markdown or HTML would act on
TEXT = 'class="tex2jax_ignore mathjax_ignore"'  # a message that holds $ or \( is no formula
METADATA = "autograder"
"""The key of ours in the metadata of a recorded notebook and of its cells of tests."""
WHY = 'style="overflow-wrap: anywhere"'  # one long word of a student's must not widen the page


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


def part_summary(report: Report, grade: GradeResult) -> dict[str, Any]:
    """The data that the cell of a grade id keeps for the head of the feedback page. why: the first reason of a loss."""
    failed = (test.message for test in report.tests_of(grade.grade_id) if not test.passed)
    why = report.reason if report.verdict is Verdict.REFUSED else next(failed, "")
    return {"title": grade.title, "why": printable(why, LONGEST_REASON), "graded": grade.score is not None}


def html(report: Report, grade: GradeResult) -> str:
    """The result of one grade id: a small table that reads well in print and aloud, and what its tests show."""
    score = f"{points(grade.score or 0)} of {points(grade.max_score)} points"
    title = f"<p><strong>{escape(grade.title)}: {score}</strong></p>"
    if report.verdict is Verdict.REFUSED:
        return f"<div {TEXT}>{title}<p>{escape(report.reason)}</p></div>"
    tests = report.tests_of(grade.grade_id)
    results = exhibits_html.table(("Test", "Result", "Why"), map(_row, groups(tests)))
    shown = dict.fromkeys(exhibit for test in tests for exhibit in test.exhibits)
    return f"<div {TEXT}>{title}{results}{''.join(map(exhibits_html.html, shown))}</div>"


def comment(report: Report) -> str:
    """The report in a few paragraphs for the comment on a student's solution, which nbgrader shows as Markdown."""
    return "\n\n".join(MARKDOWN.sub(r"\\\1", line) for line in (*losses(report), *notes(report)))


def as_note(verdict: Verdict, reason: str) -> str:
    """Why a submission was not graded, as the Markdown of a notebook's first cell."""
    return f"**{verdict.value}**: {as_text(reason)}"


def as_text(text: str) -> str:
    """Markdown that shows `text` in one line."""
    return MARKDOWN.sub(r"\\\1", printable(text, LONGEST_REASON))


def _row(group: Group) -> tuple[str, str, str]:
    why = "<br>".join(map(escape, group.messages))
    return escape(group.title), group.result, why and f"<span {WHY}>{why}</span>"
