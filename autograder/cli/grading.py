"""Grade a class, or grade it again."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import complain, confirmed, err, out, show, tell
from autograder.cli.ending import FRESH, UNGRADED, end, typed, until_interrupted
from autograder.cli.options import (
    Grading,
    Selection,
    book_of,
    cores,
    device_of,
    names_of,
    output_folder,
    submitted_folder,
    walls_of,
    with_options,
)
from autograder.cli.unscored import attendance_of, misplaced_lines, tell_left_over, tell_misplaced
from autograder.course.config import Course
from autograder.course.submissions import Found, find, handed_in
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.progress import Queue
from autograder.grading.report import Report, Verdict
from autograder.reports import terminal
from autograder.text import escaped, printable

if TYPE_CHECKING:
    from autograder.class_grading import Plan


@app.command()
@with_options
def grade(
    asked: Grading,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Keep running, and grade what arrives or changes, in nbgrader's exchange too, until Ctrl-C.",
        ),
    ] = False,
) -> None:
    """Grade submissions and record them in nbgrader. Submissions that have not changed are not graded again."""
    if watch:
        _watch(asked)
        return
    told: list[str] = []
    plan = _plan(asked)
    announce(plan)
    from autograder import class_grading

    with class_grading.held(plan, plan.devices):
        reports = until_interrupted(
            plan.total, lambda done: class_grading.grade_class(plan, done, told.append), told
        )
    terminal.summary(reports, out)
    show(scores=plan.output / class_grading.SCORES)
    end(reports, told)


@app.command()
@with_options
def regrade(
    asked: Grading,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
) -> None:
    """Grade what has changed, show who gains or loses points, and write the new scores only if you agree."""
    plan = _plan(asked, prepare=False)
    announce(plan)
    from autograder import class_grading, regrade

    with class_grading.held(plan, plan.devices):
        kept = "The new results are kept, and the old scores still count"
        changes = until_interrupted(len(plan.waiting), lambda done: regrade.regrade(plan, done), kept=kept)
        terminal.changes(changes, plan.total - len(changes), out)
        if not changes and not yes:
            return
        if not yes and not (sys.stdin.isatty() and confirmed("Write these scores?")):
            program, command, *given = typed()
            again = shlex.join([program, command, "--yes", *(each for each in given if each != FRESH)])
            line = f"Nothing is written. `{again}` writes it, without grading again."
            out.print(Text(escaped(line)), soft_wrap=True)
        else:
            told: list[str] = []
            write = regrade.write
            reports = until_interrupted(
                plan.total, lambda done: write(plan, changes, done, told.append), told
            )
            terminal.ungraded([each for each in reports if each.verdict is Verdict.INFRASTRUCTURE], out)
            show(scores=plan.output / class_grading.SCORES)
            end(reports, told)
        end([change.after for change in changes])


def _watch(asked: Grading) -> None:
    """Grades what arrives, until Ctrl-C or SIGTERM."""
    if asked.fresh:
        raise CourseError(f"{FRESH} and --watch: grade anew first, then watch")
    course = Course.load(Path.cwd())
    names = names_of(course, asked.assignments)
    if asked.assignments is None:
        from autograder.nbgrader.conform import released_path

        names = [name for name in names if released_path(course.root, name).is_file()]
        if not names:
            raise CourseError("nothing is released yet: run `autograder release` first")
    folder = submitted_folder(course, asked.submitted)
    handed_in(folder, names)  # there must be such a folder
    from autograder import class_grading, watching

    plan = _plan(asked, arriving=names)
    announce(plan)
    collected = None
    places = str(folder)
    if folder == submitted_folder(course, None):  # where nbgrader collects to
        from autograder.nbgrader.inbound import Inbound

        try:
            inbound = Inbound(course, plan.gradebook.url, folder, names, asked.student)
        except CourseError as error:
            complain([str(error)])
        else:
            collected = watching.Collected(inbound, lambda line: complain([line]))
            if inbound.is_configured or inbound.folder.is_dir():
                places += f" and nbgrader's exchange, {inbound.folder},"
    is_over = False

    def end_it(*received: object) -> None:
        nonlocal is_over
        is_over = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, end_it)
    # As Ctrl-C, which waits until a submission is recorded.
    signal.signal(signal.SIGTERM, lambda *received: signal.raise_signal(signal.SIGINT))
    arrivals = watching.Arrivals(lambda: handed_in(folder, names, asked.student))
    ungraded: set[tuple[str, str]] = set()
    try:
        with class_grading.held(plan, names, alone=True), terminal.queue(err) as show:
            out.print(Text(f"Watching {places} for {', '.join(names)}. Ctrl-C ends it."), soft_wrap=True)

            def done(report: Report) -> None:
                place = (report.student, report.assignment)
                (ungraded.add if report.verdict is Verdict.INFRASTRUCTURE else ungraded.discard)(place)
                terminal.arrived(report, out)

            def look(queue: Queue) -> None:
                if is_over:  # somebody else's code has caught what `end_it` raised
                    raise KeyboardInterrupt
                show(queue)

            watching.watch(plan, arrivals, done, lambda line: complain([line]), look, collected)
    except KeyboardInterrupt:
        out.print("Stopped. What was graded is kept; the same command grades what is left.")
        sys.exit(UNGRADED if ungraded else 0)
    raise InfrastructureError("the grading processes have ended; the same command grades what is left")


def _plan(asked: Grading, *, prepare: bool = True, arriving: Sequence[str] = ()) -> Plan:
    """What `grade` and `regrade` are asked for. arriving: assignments of which more may come."""
    if asked.scheduler is not None and asked.jobs:
        raise CourseError("--jobs is for this machine: on a cluster, set the workers' threads")
    device = device_of(asked.device)
    course = Course.load(Path.cwd())
    book = book_of(course, asked.gradebook)
    found = [] if arriving else _found(course, asked)
    from autograder import class_grading

    plan = class_grading.plan(
        course,
        found,
        output=output_folder(course, asked.output),
        gradebook=book,
        device=device,
        jobs=asked.jobs or cores(),
        given_up=walls_of(asked.without_wall),
        fresh=asked.fresh,
        scheduler=asked.scheduler,
        prepare=prepare,
        arriving=arriving,
        tell=tell,
        warn=lambda line: err.print(Text(printable(line))),
    )
    if not asked.student and not arriving:
        submitted = submitted_folder(course, asked.submitted)
        tell_left_over(plan.output, names_of(course, asked.assignments), found, submitted, err)
        attendance = attendance_of(course, asked.assignments, found, asked.gradebook)
        terminal.attendance(attendance.missing, attendance.unknown, err)
    tell_misplaced(course, asked.assignments, asked.submitted, asked.student, err)
    return plan


def _found(course: Course, asked: Selection) -> list[Found]:
    folder = submitted_folder(course, asked.submitted)
    try:
        return find(folder, names_of(course, asked.assignments), asked.student)
    except CourseError as error:
        lines = misplaced_lines(course, asked.assignments, asked.submitted, asked.student)
        raise CourseError("\n".join([str(error), *lines])) from None


def announce(plan: Plan) -> None:
    """Says what is unlike a first run behind all walls."""
    from autograder import class_grading
    from autograder.reports.checkup import reach, weaker

    if not plan.diagnosis.is_full:
        err.print(Text(" ".join(filter(None, (weaker(plan.diagnosis), reach(plan.diagnosis))))))
    if open_to_all := class_grading.open_to_all(plan):
        names = " and ".join(map(str, open_to_all))
        err.print(
            Text(
                f"Every user of this machine may read {names}. "
                f"`chmod -R o-rwx {shlex.join(map(str, open_to_all))}` closes them."
            ),
            soft_wrap=True,
        )
    if plan.current:
        err.print(Text(f"{len(plan.current)} of {plan.total} submissions are graded and have not changed."))
    for line in class_grading.unreadable_stamps(plan.course, [*plan.current, *plan.waiting]):
        err.print(Text(printable(line)))
    if plan.course.config.lateness and plan.course.config.lateness.late_days:
        err.print("Afterwards, `autograder extend --late-days` spends late days on late submissions.")
    if undated := class_grading.undated(plan):
        err.print(
            Text(
                f"{undated} of {plan.total} submissions have no timestamp.txt that says when they were handed in: "
                "they count as on time, and get no late penalty."
            )
        )
