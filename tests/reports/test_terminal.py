"""What a terminal shows of what students wrote: text, on which neither it nor rich acts."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.grading.report import GradeResult, Report, TestResult, Verdict
from autograder.reports import terminal
from autograder.text import printable

SAID = "\x1b]0;title\x07\x1b[2J\u202e[red]=1+1[/] :smile: \x9b"


def a_report(verdict: Verdict, student: str = "ada") -> Report:
    return Report(
        student=student,
        assignment="cnn",
        verdict=verdict,
        reason="" if verdict is Verdict.GRADED else SAID,
        grades=(
            GradeResult(
                grade_id="part",
                title="A part",
                score=None if verdict is Verdict.INFRASTRUCTURE else 0.0,
                max_score=4.0,
            ),
        ),
        tests=(
            # as the plugin makes it
            TestResult(
                name="t", grade_id="part", title="it holds", weight=1, passed=False, message=printable(SAID)
            ),
        ),
        digest="",
    )


@pytest.mark.parametrize("show", [terminal.summary, terminal.table])
@pytest.mark.parametrize("verdict", Verdict)
def test_nothing_that_a_student_says_or_is_called_acts_on_a_terminal(show, verdict):
    file = io.StringIO()
    console = Console(file=file, width=300, force_terminal=True, color_system=None)
    show([a_report(verdict, student=SAID)], console)
    text = file.getvalue()
    bold = text.replace("\x1b[1m", "").replace("\x1b[0m", "").replace("\x1b[3m", "")  # the table's head
    assert all(c.isprintable() or c == "\n" for c in bold)
    if show is terminal.table or verdict is not Verdict.GRADED:
        assert "[red]=1+1[/] :smile:" in text
        assert "\\x1b]0;title\\x07" in text


def test_a_long_reason_keeps_its_end_which_tells_how_to_mend_it():
    console = Console(file=io.StringIO(), width=2000, record=True)
    report = a_report(Verdict.REFUSED).model_copy(update={"reason": "x" * 900 + ": name it cnn.ipynb"})
    terminal.summary([report], console)
    assert ": name it cnn.ipynb" in console.export_text()
