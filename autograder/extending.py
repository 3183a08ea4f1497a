"""Extensions of due dates, asked for one by one or in a file, and granted all together or not at all."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import submissions
from autograder.course.config import Course, Lateness
from autograder.course.documents import shown, text_in
from autograder.course.quantities import seconds_in
from autograder.course.validation_messages import did_you_mean
from autograder.errors import CourseError

if TYPE_CHECKING:
    from nbgrader.api import Gradebook as NbgraderBook

COLUMNS = ("student", "assignment", "until")
NONE = "none"  # takes an extension back
FORMS = "a date such as 2026-10-15, 2026-10-15 12:00 or 2026-10-15T12:00+02:00, a time such as +3d or +12h, or none"


@dataclass(frozen=True)
class Request:
    """An extension that is requested for a student. place: where in a file, for messages; "" for an option."""

    student: str
    assignment: str
    until: str
    place: str = ""


@dataclass(frozen=True)
class Grant:
    """An extension as it was granted. due: when the others' work is due."""

    student: str
    assignment: str
    due: datetime
    extension: timedelta

    @property
    def until(self) -> datetime:
        return self.due + self.extension


@dataclass(frozen=True)
class LateDays:
    """What a late submission takes of its student's late days. left: of these, for what is due later."""

    student: str
    assignment: str
    days: int
    left: int


def requests_in(path: Path) -> list[Request]:
    """The requests of a CSV file with the columns student, assignment and until. For the comma it may have ; or tabs.

    CourseError where it cannot be read or lacks a column.

        requests_in(Path("extensions.csv"))  # [Request("ada", "double", "+3d", "extensions.csv, line 2")]
    """
    text = text_in(path).removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        names = [(name or "").strip() for name in rows.fieldnames or ()]
        if lacking := [name for name in COLUMNS if name not in names]:
            raise CourseError(
                f"{path.name}, line 1: expected the columns {', '.join(COLUMNS)}, there is none called "
                f"{' and '.join(lacking)}"
            )
        rows.fieldnames = names
        result = []
        for row in rows:
            student, assignment, until = ((row[name] or "").strip() for name in COLUMNS)
            if student or assignment or until:
                result.append(Request(student, assignment, until, f"{path.name}, line {rows.line_num}"))
    except csv.Error as error:
        raise CourseError(f"{path.name}, line {rows.line_num}: this is not valid CSV: {error}") from None
    if not result:
        raise CourseError(f"{path.name}: expected a line for each extension, got none")
    return result


def grant(
    course: Course, requests: Sequence[Request], *, gradebook: str, output: Path, submitted: Path
) -> list[Grant]:
    """Grants what is asked for in the gradebook of a URL; what a student had been granted before is replaced.

    output: the folder of grading. submitted: whose students are known, beside the gradebook's. Raises CourseError, a
    line for each request that cannot be granted; then none is.

        grant(course, [Request("ada", "double", "+3d")], gradebook=url, output=graded, submitted=folder)
    """
    from autograder.nbgrader import database, extensions
    from autograder.nbgrader.record import Gradebook

    problems: list[str] = []
    known = list(course.config.assignments)
    for each in requests:
        if each.assignment not in known:
            what = f"grading.yml has no assignment {shown(each.assignment)}{did_you_mean(each.assignment, known)}"
            problems.append(_complaint(each, what))
    if problems:
        raise CourseError("\n".join(problems))
    book_of = Gradebook(course, output, gradebook)
    for name in dict.fromkeys(each.assignment for each in requests):
        book_of.prepare(name)
    with database.opened(book_of.url, course.config.course) as book:
        students = {str(each.id) for each in book.students} | _handed_in(submitted, known)
        times = Counter((each.student, each.assignment) for each in requests)
        granted = []
        for each in requests:
            due = course.assignment(each.assignment).due
            in_book = book.find_assignment(each.assignment).duedate
            if due is None and in_book is not None:  # set in the formgrader
                due = in_book.replace(tzinfo=timezone.utc)
            try:
                if each.student not in students:
                    raise ValueError(
                        f"no student {shown(each.student)}{did_you_mean(each.student, sorted(students))} has handed "
                        "anything in or is in the gradebook: `nbgrader db student add` adds one"
                    )
                if times[each.student, each.assignment] > 1:
                    raise ValueError(
                        f"there are several lines for {each.student}'s {each.assignment}: keep one"
                    )
                if due is None:
                    raise ValueError(
                        f"{each.assignment} has no due date to extend: write `due` into grading.yml"
                    )
                granted.append(Grant(each.student, each.assignment, due, extension(each.until, due)))
            except ValueError as error:
                problems.append(_complaint(each, str(error)))
        if problems:
            raise CourseError("\n".join(problems))
        for given in granted:
            extensions.grant(book, given.assignment, given.student, given.extension)
        book.db.commit()
    return granted


def spend_late_days(course: Course, *, gradebook: str) -> list[LateDays]:
    """Spends each student's `late_days` on what they handed in late, in the order of the due dates, as extensions.

    Counts anew each time, from the submissions that were graded and recorded: only what a person granted stays, and
    comes first. If a submission needs more days than are left, it takes these. Returns each submission that takes some.
    CourseError where grading.yml grants none.

        spend_late_days(course, gradebook=url)  # [LateDays("ada", "double", days=2, left=1)]
    """
    from autograder.nbgrader import database, extensions
    from autograder.nbgrader.due import set_due

    lateness = course.config.lateness
    if lateness is None or not lateness.late_days:
        raise CourseError(
            "grading.yml grants no late days: write `late_days: 3` under `lateness`, for example"
        )
    url = database.patient(database.absolute(gradebook, course.root))
    with database.opened(url, course.config.course) as book:
        extensions.prepare(book)
        there = {str(each.name) for each in book.assignments}
        names = [
            name for name in course.config.assignments if name in there
        ]  # others may not be released yet
        for name in names:
            set_due(book, name, course.assignment(name).due)
        result = late_days_of(book, names, lateness)
        book.db.commit()
    return result


def late_days_of(book: NbgraderBook, assignments: Sequence[str], lateness: Lateness) -> list[LateDays]:
    """Spends the late days in an open gradebook that was prepared. To be committed by the caller."""
    from autograder.nbgrader import extensions
    from autograder.nbgrader.lateness import days_late

    left: dict[str, int] = {}
    result = []
    before = extensions.spent_days(book)
    dated = [each for each in map(book.find_assignment, assignments) if each.duedate]
    for assignment in sorted(dated, key=lambda each: each.duedate):
        for submission in assignment.submissions:
            student, had = str(submission.student_id), before.get(submission.id, 0)
            granted = (submission.extension or timedelta()) - timedelta(days=had)
            late = (submission.timestamp or assignment.duedate) - assignment.duedate - granted
            remaining = left.setdefault(student, lateness.late_days or 0)
            days = min(remaining, days_late(lateness, late.total_seconds()))
            left[student] = remaining - days
            if days != had:
                extensions.spend(book, submission, days=days, before=had)
            if days:
                result.append(LateDays(student, str(assignment.name), days, left[student]))
    return result


def extension(until: str, due: datetime) -> timedelta:
    """How long after `due` that is; 0 for "none". A day means that day at the time of day at which it is due, a time
    without a zone is in the zone of `due`. ValueError where it is nothing of the kind, or not later.

        extension("+3d", due)  # timedelta(days=3)
    """
    if until == NONE:
        return timedelta()
    if until.startswith("+"):
        seconds = seconds_in(until[1:])
        if seconds is None:
            raise ValueError(f"expected {FORMS}, got {shown(until)}")
        return timedelta(seconds=seconds)
    moment = _moment(until, due)
    if moment <= due:
        raise ValueError(f"{shown(until)} is not after the due date, {said(due)}")
    return moment - due


def said(moment: datetime) -> str:
    """As people read it, with its zone: 2026-10-15 23:59+02:00."""
    return moment.isoformat(sep=" ", timespec="minutes")


def _moment(text: str, due: datetime) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return due.replace(year=day.year, month=day.month, day=day.day)
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z") + "+00:00" * text.endswith("Z"))
    except ValueError:
        raise ValueError(f"expected {FORMS}, got {shown(text)}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=due.tzinfo)


def _handed_in(submitted: Path, assignments: Sequence[str]) -> set[str]:
    try:
        return {each.student for each in submissions.handed_in(submitted, assignments)}
    except CourseError:
        return set()  # there are none yet


def _complaint(request: Request, problem: str) -> str:
    return f"{request.place}: {problem}" if request.place else problem
