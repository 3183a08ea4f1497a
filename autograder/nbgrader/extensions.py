"""Extensions of a due date. nbgrader stores an extension with a submission; an extension that is granted before there
is a submission waits here.
"""

from __future__ import annotations

from datetime import timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Interval,
    MetaData,
    String,
    Table,
    and_,
    delete,
    insert,
    inspect,
    select,
)

_WAITING = Table(
    "autograder_extension",
    MetaData(),
    Column("assignment", String(128), primary_key=True),  # its name
    Column("student", String(128), primary_key=True),
    Column("extension", Interval, nullable=False),
)

_SPENT = Table(
    "autograder_late_days",
    MetaData(),
    Column("submission", String(128), primary_key=True),  # nbgrader's id of it
    Column("days", Integer, nullable=False),  # of its extension, spent from the student's late days
)


def prepare(book: Gradebook) -> None:
    """Makes the tables of those that wait and of spent late days, where there are none."""
    _WAITING.create(book.engine, checkfirst=True)
    _SPENT.create(book.engine, checkfirst=True)


def grant(book: Gradebook, assignment: str, student: str, extension: timedelta) -> None:
    """Gives a student so much time beyond the due date, instead of what was given before; none takes it back.

    The gradebook must have been prepared. To be committed by the caller.
    """
    _forget(book, assignment, student)
    try:
        submission = book.find_submission(assignment, student)
    except MissingEntry:
        # A submission that nobody handed in would count in nbgrader's pages, and forbid that its cells change.
        if extension:
            waiting = {"assignment": assignment, "student": student, "extension": extension}
            book.db.execute(insert(_WAITING).values(**waiting))
    else:
        submission.extension = extension or None
        book.db.execute(delete(_SPENT).where(_SPENT.c.submission == submission.id))


def spent_days(book: Gradebook) -> dict[str, int]:
    """The late days that each submission has taken, by nbgrader's id of it."""
    if not inspect(book.engine).has_table(_SPENT.name):
        return {}
    return {row.submission: row.days for row in book.db.execute(select(_SPENT))}


def spend(book: Gradebook, submission: SubmittedAssignment, *, days: int, before: int) -> None:
    """Lengthens a submission's extension by late days, instead of the `before` that it had taken. What a person granted
    stays. To be committed by the caller.
    """
    extension = (submission.extension or timedelta()) + timedelta(days=days - before)
    submission.extension = extension or None
    book.db.execute(delete(_SPENT).where(_SPENT.c.submission == submission.id))
    if days:
        book.db.execute(insert(_SPENT).values(submission=submission.id, days=days))


def hand_over(book: Gradebook, submission: SubmittedAssignment) -> None:
    """Gives a submission the extension that waits for it. To be committed by the caller."""
    assignment, student = submission.assignment.name, submission.student_id
    waiting = select(_WAITING.c.extension).where(_of(assignment, student))
    if (extension := book.db.execute(waiting).scalar()) is not None:
        submission.extension = extension
        _forget(book, assignment, student)


def granted(book: Gradebook, assignment: str) -> dict[str, timedelta]:
    """The extensions that people granted, by student, whether the student has handed in or not."""
    result: dict[str, timedelta] = {}
    if inspect(book.engine).has_table(_WAITING.name):
        waiting = select(_WAITING.c.student, _WAITING.c.extension)
        rows = book.db.execute(waiting.where(_WAITING.c.assignment == assignment))
        result.update((row.student, row.extension) for row in rows)
    query = book.db.query(SubmittedAssignment.student_id, SubmittedAssignment.extension)
    query = query.filter(SubmittedAssignment.extension.is_not(None))
    result.update(dict(query.filter(SubmittedAssignment.assignment.has(name=assignment)).all()))
    return result


def _of(assignment: str, student: str) -> ColumnElement[bool]:
    return and_(_WAITING.c.assignment == assignment, _WAITING.c.student == student)


def _forget(book: Gradebook, assignment: str, student: str) -> None:
    book.db.execute(delete(_WAITING).where(_of(assignment, student)))
