"""Progress and results on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from autograder.grading.report import Report, Verdict
from autograder.reports.wording import losses, points
from autograder.text import LONGEST_REASON, printable


@contextmanager
def progress(total: int, console: Console) -> Iterator[Callable[[Report], None]]:
    """A bar with what is done, what failed on our side and the time left; call what it gives with each report."""
    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed,"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=total, failed=0)
        failed = 0

        def done(report: Report) -> None:
            nonlocal failed
            failed += report.verdict is Verdict.INFRASTRUCTURE
            bar.update(task, advance=1, failed=failed)

        yield done


def summary(reports: Sequence[Report], console: Console) -> None:
    """A line for each assignment, and one for each submission that was refused or not graded."""
    for name in sorted({report.assignment for report in reports}):
        mine = [report for report in reports if report.assignment == name]
        scores = [report.score for report in mine if report.verdict is not Verdict.INFRASTRUCTURE]
        middle = f", median {points(median(scores))} of {points(mine[0].max_score)} points" if scores else ""
        _line(console, f"{name}: {len(scores)} of {len(mine)} submissions have a score{middle}")
    for report in reports:
        if report.verdict is not Verdict.GRADED:
            _line(console, f"{report.student} {report.assignment}: {losses(report)[0]}")


def table(reports: Sequence[Report], console: Console) -> None:
    """The scores of a class, with the reason of each loss."""
    result = Table(
        "student", "assignment", Column("score", justify="right", no_wrap=True), "why points were lost"
    )
    before = ""
    for report in reports:
        score = (
            "none"
            if report.verdict is Verdict.INFRASTRUCTURE
            else f"{points(report.score)}/{points(report.max_score)}"
        )
        # Text, not markup: what a student's code says is shown as it is.
        student = Text(printable(report.student) if report.student != before else "")
        result.add_row(student, report.assignment, score, Text("\n".join(losses(report))))
        before = report.student
    console.print(result)


def _line(console: Console, text: str) -> None:
    # A terminal would act on what a folder's name or a reason holds, and Text leaves most of it as it is.
    console.print(Text(printable(text, LONGEST_REASON)), soft_wrap=True)
