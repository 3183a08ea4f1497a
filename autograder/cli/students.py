"""Where the students of a class stand, and who has more time."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.app import app
from autograder.cli.console import out
from autograder.cli.options import (
    Book,
    Folder,
    Output,
    Selection,
    Submitted,
    book_of,
    device_of,
    known_assignments,
    known_students,
    names_of,
    output_folder,
    submitted_folder,
    with_options,
)
from autograder.cli.unscored import attendance_of, is_of, tell_left_over, tell_misplaced
from autograder.course.config import Course
from autograder.course.submissions import find, handed_in
from autograder.errors import CourseError
from autograder.reports import terminal
from autograder.text import printable


@app.command()
@with_options
def status(asked: Selection) -> None:
    """Show how much of a class is graded, what is left, which reports are stale, and who handed in nothing."""
    course = Course.load(Path.cwd())
    names = list(dict.fromkeys(names_of(course, asked.assignments)))
    place = submitted_folder(course, asked.submitted)
    # On the first days of a course nobody has made it.
    is_there = asked.submitted is not None or os.path.lexists(place)
    found = handed_in(place, names, asked.student) if is_there else []
    everyone = handed_in(place, names) if is_there and asked.student else found
    attendance = attendance_of(course, asked.assignments, everyone, asked.gradebook).of(asked.student)
    away = {each for students in attendance.missing.values() for each in students}
    if nowhere := sorted(set(asked.student or ()) - {each.student for each in found} - away):
        find(place, names, nowhere)
    from autograder import class_grading

    folder = output_folder(course, asked.output)
    states = class_grading.states(course, found, folder, device_of(asked.device))
    there = [name for name in names if asked.assignments or name in attendance.missing or is_of(name, found)]
    terminal.status(states, there or names, attendance.missing, out)
    if not everyone:
        line = f"There are no submissions yet: they are expected in {place}/<student>/<assignment>/"
        out.print(Text(line), soft_wrap=True)
    terminal.attendance(attendance.missing, attendance.unknown, out)
    for line in class_grading.unreadable_stamps(course, found):
        out.print(Text(printable(line)), soft_wrap=True)
    if not asked.student:
        tell_left_over(folder, names, found, place, out)
    tell_misplaced(course, asked.assignments, asked.submitted, asked.student, out)


@app.command()
def extend(
    student: Annotated[
        str | None,
        typer.Argument(
            help="The id, which is the name of the student's folder.", autocompletion=known_students
        ),
    ] = None,
    assignment: Annotated[str | None, typer.Argument(autocompletion=known_assignments)] = None,
    until: Annotated[
        str | None,
        typer.Argument(help="2026-10-15, 2026-10-15T12:00+02:00, +3d or +12h; none removes the extension."),
    ] = None,
    file: Annotated[
        Folder, typer.Option(help="Instead: a CSV file with the columns student, assignment and until.")
    ] = None,
    late_days: Annotated[
        bool,
        typer.Option("--late-days", help="Instead: spend the late days of grading.yml on late submissions."),
    ] = False,
    submitted: Submitted = None,
    output: Output = None,
    gradebook: Book = None,
) -> None:
    """Give more time to a student, or to all students in a file. This replaces an earlier extension.

    A date without a time means that day, at the time of day at which the assignment is due.
    """
    course = Course.load(Path.cwd())
    from autograder import extending

    if late_days:
        if file is not None or student is not None:
            raise CourseError("expected `extend --late-days` alone: it is for all students")
        _spend_late_days(course, book_of(course, gradebook))
        return
    if file is not None and student is None:
        requests = extending.requests_in(Path.cwd() / file)
    elif file is None and student is not None and assignment is not None and until is not None:
        requests = [extending.Request(student, assignment, until)]
    else:
        raise CourseError("expected `extend STUDENT ASSIGNMENT UNTIL`, or `extend --file FILE`")
    folder = submitted_folder(course, submitted)
    granted = extending.grant(
        course,
        requests,
        gradebook=book_of(course, gradebook),
        output=output_folder(course, output),
        submitted=folder,
    )
    for each in granted:
        line = f"{each.student} has no extension of {each.assignment}: it is due {extending.said(each.due)}"
        if each.extension:
            line = f"{each.student} may hand in {each.assignment} until {extending.said(each.until)}"
        out.print(Text(printable(line)), soft_wrap=True)
    _say_what_next([each.assignment for each in granted])


def _spend_late_days(course: Course, gradebook: str) -> None:
    from autograder import extending

    spent = extending.spend_late_days(course, gradebook=gradebook)
    for each in spent:
        days = f"{each.days} late day{'s' * (each.days > 1)}"
        line = f"{each.student} takes {days} for {each.assignment}, and has {each.left} left"
        out.print(Text(printable(line)), soft_wrap=True)
    if not spent:
        out.print(Text("No recorded submission needs a late day."))
    _say_what_next([])


def _say_what_next(assignments: Sequence[str]) -> None:
    names = shlex.join(["grade", *dict.fromkeys(assignments)])
    out.print(Text(f"`autograder {names}` brings the penalties up to date."), soft_wrap=True)
