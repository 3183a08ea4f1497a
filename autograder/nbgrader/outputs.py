"""What a student reads in the output of each graded cell: the tests of that part, passed and failed, and why."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.course.words import IN_ENGLISH, Words
from autograder.grading.report import GradeResult, Report, Verdict
from autograder.nbgrader import exhibits_html
from autograder.reports.wording import Group, groups, losses, notes, points
from autograder.text import LONGEST_REASON, printable

MARKDOWN = re.compile(r"([\\`*_\[\]<>])")  # characters that Markdown or HTML would act on
TEXT = 'class="tex2jax_ignore mathjax_ignore"'  # a message that holds $ or \( is no formula
METADATA = "autograder"
"""The key of ours in the metadata of a recorded notebook and of its cells of tests."""
WHY = 'style="overflow-wrap: anywhere"'  # one long word of a student's must not widen the page


def cell_outputs(report: Report, grade: GradeResult, words: Words = IN_ENGLISH) -> list[NotebookNode]:
    """The outputs of the cell of one grade id. nbgrader reads the score from the first one's plain text.

    Without a score the first output is an error, which nbgrader takes for zero: of all it could be told, the one
    that cannot give points; RecordScores then clears that zero.
    """
    if grade.score is None:
        told = words.say("This part has not been graded yet.")
        return [new_output("error", ename="NotGraded", evalue="", traceback=[told])]
    # A float's repr within [0, maximum]: nbgrader takes anything else for full marks.
    data = {"text/plain": repr(float(grade.score)), "text/html": html(report, grade, words)}
    return [new_output("execute_result", data=data, execution_count=None)]


def part_summary(report: Report, grade: GradeResult) -> dict[str, Any]:
    """The data that the cell of a grade id keeps for the head of the feedback page. why: the first reason of a loss."""
    failed = (test.message for test in report.tests_of(grade.grade_id) if not test.passed)
    why = report.reason if report.verdict is Verdict.REFUSED else next(failed, "")
    return {"title": grade.title, "why": printable(why, LONGEST_REASON), "graded": grade.score is not None}


def html(report: Report, grade: GradeResult, words: Words = IN_ENGLISH) -> str:
    """The result of one grade id: a small table that reads well in print and aloud, and what its tests show."""
    got, most = points(grade.score or 0), points(grade.max_score)
    score = words.say("{got} of {most} points", got=got, most=most)
    title = f"<p><strong>{escape(grade.title)}: {score}</strong></p>"
    if report.verdict is Verdict.REFUSED:
        return f"<div {TEXT}>{title}<p>{escape(words.of(report.reason))}</p></div>"
    tests = report.tests_of(grade.grade_id)
    head = words.say("Test"), words.say("Result"), words.say("Why")
    results = exhibits_html.table(head, (_row(group, words) for group in groups(tests)))
    shown = dict.fromkeys(exhibit for test in tests for exhibit in test.exhibits)
    return f"<div {TEXT}>{title}{results}{''.join(exhibits_html.html(each, words) for each in shown)}</div>"


def comment(report: Report, words: Words = IN_ENGLISH) -> str:
    """The report in a few paragraphs for the comment on a student's solution, which nbgrader shows as Markdown."""
    return "\n\n".join(
        MARKDOWN.sub(r"\\\1", line) for line in map(words.of, (*losses(report), *notes(report)))
    )


def as_note(verdict: Verdict, reason: str, words: Words = IN_ENGLISH) -> str:
    """Why a submission was not graded, as the Markdown of a notebook's first cell."""
    return f"**{words.of(verdict.value)}**: {as_text(words.of(reason))}"


def as_text(text: str) -> str:
    """Markdown that shows `text` in one line."""
    return MARKDOWN.sub(r"\\\1", printable(text, LONGEST_REASON))


def _row(group: Group, words: Words) -> tuple[str, str, str]:
    why = "<br>".join(map(escape, group.messages))
    return escape(group.title), words.of(group.result), why and f"<span {WHY}>{why}</span>"
