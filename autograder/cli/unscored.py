"""Lines about students who have no score, or whose score is not of the submission that lies there now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from autograder.cli.console import err
from autograder.cli.options import book_of, names_of, submitted_folder
from autograder.course.config import Course
from autograder.course.misplaced import misplaced
from autograder.course.submissions import Found, find
from autograder.errors import CourseError
from autograder.nbgrader.settings import absolute
from autograder.reports import terminal
from autograder.text import LONGEST_REASON, printable

if TYPE_CHECKING:
    from autograder.nbgrader.roster import Attendance


def is_of(name: str, found: Sequence[Found]) -> bool:
    return any(each.assignment == name for each in found)


def attendance_of(
    course: Course,
    assignments: list[str] | None,
    found: Sequence[Found],
    gradebook: str | None,
) -> Attendance:
    """The students who are missing or not enrolled, for the assignments that were named, or that anybody has handed
    in.
    """
    from autograder.nbgrader import roster

    try:
        enrolled = roster.enrolled(absolute(book_of(course, gradebook), course.root))
    except CourseError as error:
        err.print(Text(printable(f"{error}; so it is not known who is enrolled", LONGEST_REASON)))
        enrolled = frozenset()
    names = assignments or [name for name in course.config.assignments if is_of(name, found)]
    return roster.attendance(enrolled, found, names)


def tell_left_over(
    output: Path, names: Sequence[str], found: Sequence[Found], submitted: Path, console: Console
) -> None:
    """Names the reports without a submission. found: all that there are in `submitted`."""
    from autograder import class_grading
    from autograder.grading.store import Store

    terminal.left_over(Store(output / class_grading.REPORTS).left_over(names, found), submitted, console)


def misplaced_lines(
    course: Course, assignments: list[str] | None, submitted: Path | None, student: list[str] | None
) -> list[str]:
    """A line for each piece of work that lies where it is not graded."""
    return misplaced(
        submitted_folder(course, submitted), names_of(course, assignments), course.config.owners, student
    )


def tell_misplaced(
    course: Course,
    assignments: list[str] | None,
    submitted: Path | None,
    student: list[str] | None,
    console: Console,
) -> None:
    for line in misplaced_lines(course, assignments, submitted, student):
        console.print(Text(printable(line, LONGEST_REASON)), soft_wrap=True)


def tell_what_is_not_exported(
    course: Course, names: list[str], submitted: Path, graded: Path, gradebook: str | None
) -> None:
    """Names who has handed in what the reports are not of, and reports that are of nobody's."""
    try:
        found = find(submitted, names)
    except CourseError as error:
        err.print(Text(printable(f"{error}; so it is not known whether anything is left to grade")))
        return
    from autograder import class_grading

    terminal.out_of_date(class_grading.states(course, found, graded, None), err)
    for line in class_grading.unreadable_stamps(course, found):
        err.print(Text(printable(line)))
    terminal.attendance({}, attendance_of(course, names, found, gradebook).unknown, err)
    tell_left_over(graded, names, found, submitted, err)
    tell_misplaced(course, names, submitted, None, err)
