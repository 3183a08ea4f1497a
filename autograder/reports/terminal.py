"""Progress and results on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from autograder.course.submissions import Found
from autograder.grading.progress import Queue, State
from autograder.grading.report import Change, Report, Verdict
from autograder.reports.wording import losses, points
from autograder.text import LONGEST_REASON, MOST_NAMED, printable, some

OUT_OF_DATE = (State.STALE, State.PENDING)


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


@contextmanager
def bar(what: str, total: int, console: Console) -> Iterator[Callable[[], None]]:
    """A bar of what is done and the time left; call what it gives each time."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task("", total=total)
        yield lambda: shown.update(task, advance=1)


@contextmanager
def queue(console: Console) -> Iterator[Callable[[Queue], None]]:
    """A line of how long the queue is, kept up to date; call what it gives. Nothing where nobody looks on."""
    with console.status("Looking for submissions") as shown:

        def show(queue: Queue) -> None:
            line = (
                f"{queue.grading} being graded, {queue.waiting} waiting, {queue.done} graded since the start"
            )
            shown.update(Text(printable(queue.problem, LONGEST_REASON) or line))

        yield show


def arrived(report: Report, console: Console) -> None:
    """A line for a submission that was graded just now."""
    score = "no score"
    if report.verdict is not Verdict.INFRASTRUCTURE:
        score = f"{points(report.score)} of {points(report.max_score)}"
    why = f": {losses(report)[0]}" if report.verdict is not Verdict.GRADED else ""
    now = datetime.now().strftime("%H:%M:%S")
    _line(console, f"{now} {report.student} {report.assignment}: {score}{why}")


def summary(reports: Sequence[Report], console: Console) -> None:
    """A line for each assignment, and one for each submission that was refused or not graded."""
    for name in sorted({report.assignment for report in reports}):
        mine = [report for report in reports if report.assignment == name]
        scores = [report.score for report in mine if report.verdict is not Verdict.INFRASTRUCTURE]
        middle = f", median {points(median(scores))} of {points(mine[0].max_score)} points" if scores else ""
        _line(console, f"{name}: {len(scores)} of {len(mine)} submissions have a score{middle}")
    ungraded(reports, console)


def ungraded(reports: Sequence[Report], console: Console) -> None:
    """A line for each submission that was refused or has no score."""
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


def status(
    states: Mapping[Found, State],
    assignments: Sequence[str],
    missing: Mapping[str, Sequence[str]],
    console: Console,
) -> None:
    """How many submissions of each assignment are graded, and how many are not, and why; the latter by name. missing:
    by assignment, who is enrolled and handed in nothing.
    """
    names = [state.value for state in State] + ["missing"] * bool(missing)
    result = Table("assignment", *(Column(name, justify="right") for name in names))
    for name in assignments:
        counts = Counter(state for found, state in states.items() if found.assignment == name)
        away = [str(len(missing.get(name, ())))] * bool(missing)
        result.add_row(name, *(str(counts[state]) for state in State), *away)
    console.print(result)
    for state in (State.INFRASTRUCTURE, *OUT_OF_DATE):
        _named(states, state, console)


def attendance(missing: Mapping[str, Sequence[str]], unknown: Sequence[str], console: Console) -> None:
    """The enrolled students who handed in nothing, by assignment, and the students who handed in something without
    being enrolled.
    """
    for name, students in missing.items():
        _line(console, f"no submission of {name} by {some(students, MOST_NAMED)}")
    if unknown:
        _line(
            console,
            f"not enrolled, but handed something in: {some(unknown, MOST_NAMED)}; graded like all others. "
            "`nbgrader db student add ID --last-name NAME` enrolls one",
        )


def out_of_date(states: Mapping[Found, State], console: Console) -> None:
    """The students whose work has changed since what was exported, if there are any."""
    for state in OUT_OF_DATE:
        _named(states, state, console)
    if set(OUT_OF_DATE) & {*states.values()}:
        _line(console, "These submissions are not exported: run `autograder grade`, then this again.")


def left_over(reports: Sequence[Path], submitted: Path, console: Console) -> None:
    """The reports, if any, that the folder of submissions has nothing for."""
    if reports:
        names = some([f"{path.parent.name}/{path.name}" for path in reports], MOST_NAMED)
        folder = reports[0].parent.parent
        _line(
            console,
            f"{submitted} has no submission for {names} in {folder}: scores.csv and exports have these scores until "
            "you delete the files",
        )


def changes(changes: Sequence[Change], current: int, console: Console) -> None:
    """Which students would gain and lose how much: in points out of the total, because the total may have changed.
    current: submissions that nothing has changed for.
    """
    result = Table(
        "student", "assignment", *(Column(c, justify="right") for c in ("before", "after", "change"))
    )
    failures = [change for change in changes if change.after.verdict is Verdict.INFRASTRUCTURE]
    for change in changes:
        if (change.difference or _is_of_other_points(change)) and change not in failures:
            before = _share(change.before) if change.before else "none"
            student = Text(printable(change.found.student))
            sign = "+" if change.difference > 0 else "−" if change.difference else ""
            gain = f"{sign}{points(abs(change.difference))}"
            result.add_row(student, change.found.assignment, before, _share(change.after), gain)
    if result.row_count:
        console.print(result)
    gained, lost = (
        [
            change.difference * sign
            for change in changes
            if change not in failures and change.difference * sign > 0
        ]
        for sign in (1, -1)
    )
    same = len(changes) - len(gained) - len(lost) - len(failures)
    _line(
        console,
        f"{len(gained)} gain {points(sum(gained))} points in total, {len(lost)} lose {points(sum(lost))}, "
        f"{same} keep their score; {current} have not changed and were not graded",
    )
    for change in failures:
        _line(console, f"{change.found.student} {change.found.assignment}: not graded: {change.after.reason}")


def _is_of_other_points(change: Change) -> bool:
    return change.before is not None and change.before.max_score != change.after.max_score


def _share(report: Report) -> str:
    if report.verdict is Verdict.INFRASTRUCTURE:
        return "none"
    percent = 100 * report.score / report.max_score
    return f"{points(report.score)} of {points(report.max_score)} ({percent:.1f} %)"


def _named(states: Mapping[Found, State], state: State, console: Console) -> None:
    names = [f"{found.student} {found.assignment}" for found, its in states.items() if its is state]
    if names:
        _line(console, f"{state.value}: {some(names, MOST_NAMED)}")


def _line(console: Console, text: str) -> None:
    # A terminal would act on what a folder's name or a reason holds, and Text leaves most of it as it is.
    console.print(Text(printable(text, LONGEST_REASON)), soft_wrap=True)
