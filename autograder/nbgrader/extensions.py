"""Extensions of a due date. nbgrader stores an extension with a submission; an extension that is granted before there
is a submission waits here.
"""

from __future__ import annotations

from datetime import timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from sqlalchemy import (
    Column,
    ColumnElement,
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


def prepare(book: Gradebook) -> None:
    """Makes the table of those that wait, where there is none."""
    _WAITING.create(book.engine, checkfirst=True)


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
