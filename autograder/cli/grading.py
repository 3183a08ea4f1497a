"""Grade a class, or grade it again."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import confirmed, err, out, show, tell
from autograder.cli.ending import FRESH, end, typed, until_interrupted
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
from autograder.course.submissions import Found, find
from autograder.errors import CourseError
from autograder.grading.report import Verdict
from autograder.reports import terminal
from autograder.text import escaped, printable

if TYPE_CHECKING:
    from autograder.class_grading import Plan


@app.command()
@with_options
def grade(asked: Grading) -> None:
    """Grade submissions and record them in nbgrader. What has been graded and has not changed is not graded again."""
    plan = _plan(asked)
    announce(plan)
    from autograder import class_grading

    told: list[str] = []
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
    """Grade what has changed, show who gains and loses how much, and only then write it."""
    plan = _plan(asked, prepare=False)
    announce(plan)
    from autograder import class_grading, regrade

    kept = "What was graded again is kept beside the scores that stand"
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
        reports = until_interrupted(plan.total, lambda done: write(plan, changes, done, told.append), told)
        terminal.ungraded([each for each in reports if each.verdict is Verdict.INFRASTRUCTURE], out)
        show(scores=plan.output / class_grading.SCORES)
        end(reports, told)
    end([change.after for change in changes])


def _plan(asked: Grading, *, prepare: bool = True) -> Plan:
    """What `grade` and `regrade` are asked for."""
    if asked.scheduler is not None and asked.jobs:
        raise CourseError("--jobs is for this machine: on a cluster the workers' threads decide")
    device = device_of(asked.device)
    course = Course.load(Path.cwd())
    book = book_of(course, asked.gradebook)
    found = _found(course, asked)
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
        tell=tell,
        warn=lambda line: err.print(Text(printable(line))),
    )
    if not asked.student:
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
    if undated := class_grading.undated(plan):
        err.print(
            Text(
                f"{undated} of {plan.total} submissions have no timestamp.txt that tells when they were handed in: "
                "they count as in time, and `lateness` takes nothing from them."
            )
        )
