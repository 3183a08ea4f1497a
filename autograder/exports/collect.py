"""Collects what is exported: the stored reports of a course, with a line for each that is left out, and the students
who handed in nothing.
"""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from autograder.course import submissions
from autograder.course.config import Course, Missing
from autograder.course.submissions import Found
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.report import Report, Verdict
from autograder.grading.store import REPORTS, Store, Unreadable
from autograder.nbgrader.book import Book
from autograder.nbgrader.settings import absolute, gradebook_of

NOTHING = Book()


@dataclass(frozen=True)
class Absent:
    """An enrolled student who has handed in nothing of an assignment. score: 0; None for none."""

    student: str
    assignment: str
    score: float | None


@dataclass(frozen=True)
class Times:
    """When a class handed in, by student and assignment, as far as it is known.

    late: how long after the due date, an extension included; negative before it. What is not in it is not known, or has
    no due date. extended: the extensions. enrolled: whether there is a roster, without which nobody is missing. now:
    when this was looked up. due: when each assignment is due that grading.yml or the formgrader says it of.
    """

    late: Mapping[tuple[str, str], timedelta]
    extended: Mapping[tuple[str, str], timedelta]
    enrolled: bool
    now: datetime
    due: Mapping[str, datetime] = field(default_factory=dict)


def absent(
    course: Course,
    assignments: Sequence[str],
    reports: Sequence[Report],
    submitted: Path,
    gradebook: str | None = None,
    missing: Missing = "empty",
    book: Book = NOTHING,
) -> list[Absent]:
    """Who has neither a report nor a submission of these assignments, nor points that a person gave, sorted: of those
    enrolled in the gradebook, or, where nobody is, of those who have any report.

    missing: "zero" gives 0 to whom it is due for, extension and grace included. book: what the gradebook has; a due
    date in it counts where grading.yml has none. Raises CourseError where the gradebook cannot be read, or
    `submitted`, without which a submission that is not graded yet would be taken for none.

        absent(course, ["double"], reports, Path("submitted"), missing="zero")  # [Absent("zoe", "double", 0.0)]
    """
    from autograder.nbgrader import roster

    url = absolute(gradebook or gradebook_of(course), course.root)
    enrolled = roster.enrolled(url)
    if not enrolled and missing == "empty":
        return []  # nobody is on a roster, and an empty cell is what there is anyway
    theirs = {(each.student, each.assignment) for each in submissions.handed_in(submitted, assignments)}
    theirs |= {(report.student, report.assignment) for report in reports}
    theirs |= {place for place, standing in book.standings.items() if standing.is_given}
    left = [
        (student, name)
        for student in sorted(enrolled or {report.student for report in reports})
        for name in assignments
        if (student, name) not in theirs
    ]
    extended = extensions_of(course, assignments, url) if left and missing == "zero" else {}
    now = datetime.now(timezone.utc)
    lateness = course.config.lateness
    grace = timedelta(seconds=lateness.grace if lateness else 0)

    def is_due(student: str, name: str) -> bool:
        due = due_of(course, name, book)
        return due is None or due + extended.get((student, name), timedelta()) + grace < now

    return [
        Absent(student, name, 0.0 if missing == "zero" and is_due(student, name) else None)
        for student, name in left
    ]


def due_of(course: Course, assignment: str, book: Book) -> datetime | None:
    """When it is due: by grading.yml, or else by what somebody set in the formgrader."""
    return course.assignment(assignment).due or book.due.get(assignment)


def extensions_of(
    course: Course, assignments: Collection[str], gradebook: str
) -> dict[tuple[str, str], timedelta]:
    """By student and assignment; none where there is no gradebook yet."""
    from autograder.nbgrader import database, extensions  # takes seconds: it imports nbgrader

    url = absolute(gradebook, course.root)
    path = database.file_of(url)
    if path is not None and not os.path.isfile(path):
        return {}
    with database.opened(url, course.config.course) as book:
        return {
            (student, name): granted
            for name in assignments
            for student, granted in extensions.granted(book, name).items()
        }


def times(
    course: Course,
    reports: Sequence[Report],
    submitted: Path,
    gradebook: str | None = None,
    book: Book = NOTHING,
) -> Times:
    """When those of these reports handed in. Raises CourseError where the gradebook cannot be read."""
    from autograder.nbgrader import roster

    url = absolute(gradebook or gradebook_of(course), course.root)
    names = list(dict.fromkeys(report.assignment for report in reports))
    extended = extensions_of(course, names, url)
    late = {}
    for report in reports:
        place = (report.student, report.assignment)
        moment = submissions.submitted_at(Found(*place, submitted / report.student / report.assignment))
        due = due_of(course, report.assignment, book)
        if moment is not None and due is not None:
            late[place] = late_by(moment, due, extended.get(place))
    dates = {name: due for name in names if (due := due_of(course, name, book)) is not None}
    return Times(late, extended, bool(roster.enrolled(url)), datetime.now(timezone.utc), dates)


def late_by(moment: datetime, due: datetime, extension: timedelta | None) -> timedelta:
    """How long after it was due, with an extension, something was handed in; negative before that."""
    return moment - due - (extension or timedelta())


def collect(course: Course, assignments: Sequence[str], graded: Path) -> list[Report]:
    """The reports of these assignments in the output folder `graded`, sorted by student and assignment.

    Raises CourseError where there are none, where one cannot be read (its student would be missing), or where one was
    made for other points than grading.yml's (the other system would scale it wrongly).
    """
    store = Store(graded / REPORTS)
    reports = []
    for name in dict.fromkeys(assignments):
        points = course.assignment(name).points
        for path in store.of(name):
            if isinstance(path, Unreadable):
                raise CourseError(f"{path}: make it readable, because its students would be missing here")
            try:
                report = store.load(name, path.stem)
            except InfrastructureError as error:
                raise CourseError(f"{error}: {_mended(name)}") from None
            if not math.isclose(report.max_score, points):
                raise CourseError(
                    f"{path} has {report.max_score:g} points in total, but grading.yml says {points:g}: "
                    f"{_mended(name)}"
                )
            reports.append(report)
    if not reports:
        raise CourseError(
            f"{store.folder} has no reports of {' or '.join(assignments)}: run `autograder grade` first"
        )
    return sorted(reports, key=lambda report: (report.student, report.assignment))


def _mended(assignment: str) -> str:
    """How a report is mended, or got rid of."""
    return f"run `autograder grade {assignment}` again; if its submission is gone, delete the file"


def score(report: Report) -> float | None:
    """Its points; None where the kit failed to grade it, which must never become a zero."""
    return None if report.verdict is Verdict.INFRASTRUCTURE else report.score
