"""What a terminal shows of what students wrote: text, on which neither it nor rich acts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from autograder.course.submissions import Found
from autograder.grading.report import Change, GradeResult, Report, TestResult, Verdict
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


def worth(score: float, of: float) -> Report:
    report = a_report(Verdict.GRADED)
    grade = report.grades[0].model_copy(update={"score": score, "max_score": of})
    return report.model_copy(update={"grades": (grade,)})


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (worth(3, 4), worth(4, 4), "3 of 4 (75.0 %) 4 of 4 (100.0 %) +1"),
        (worth(3, 4), worth(2, 4), "3 of 4 (75.0 %) 2 of 4 (50.0 %) −1"),
        (worth(3, 4), worth(6, 8), "3 of 4 (75.0 %) 6 of 8 (75.0 %) +3"),
        (worth(3, 4), worth(3, 8), "3 of 4 (75.0 %) 3 of 8 (37.5 %) 0"),
        (None, worth(2, 3), "none 2 of 3 (66.7 %) +2"),
        (a_report(Verdict.INFRASTRUCTURE), worth(2, 3), "none 2 of 3 (66.7 %) +2"),
    ],
)
def test_a_change_is_shown_in_points_of_how_many_and_as_a_share(before, after, shown):
    console = Console(file=io.StringIO(), width=120, record=True)
    terminal.changes([Change(Found("ada", "cnn", Path("x")), before, after)], 0, console)
    cells = console.export_text().translate(str.maketrans(dict.fromkeys("│┃", " ")))
    assert f"ada cnn {shown}" in " ".join(cells.split())
