"""The due date of grading.yml in nbgrader's gradebook."""

from __future__ import annotations

from datetime import datetime, timezone

from nbgrader.api import Gradebook
from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, insert, select

from autograder.errors import CourseError
from autograder.nbgrader import extensions

_TABLE = Table(
    "autograder_due",
    MetaData(),
    Column("assignment", String(32), primary_key=True),  # nbgrader's id of it
    Column("due", DateTime, nullable=False),  # as grading.yml had it last, in UTC
)


def set_due(book: Gradebook, name: str, due: datetime | None) -> None:
    """Gives an assignment of the gradebook the due date of grading.yml.

    Where there is none any more, the one that it had is taken back; one that somebody gave it in the formgrader stays.
    Raises CourseError where a student has an extension of no due date, which nbgrader cannot count with.
    """
    _TABLE.create(book.engine, checkfirst=True)
    assignment = book.find_assignment(name)
    mine = _TABLE.c.assignment == assignment.id
    before = book.db.execute(select(_TABLE.c.due).where(mine)).scalar()
    now = due.astimezone(timezone.utc).replace(tzinfo=None) if due else None
    theirs = assignment.duedate if now is None and assignment.duedate != before else now
    if theirs is None:
        _refuse_extensions(book, name)
    if (before, assignment.duedate) == (now, theirs):
        return  # others may be writing, for whom this need not wait
    assignment.duedate = theirs
    book.db.execute(delete(_TABLE).where(mine))
    if now is not None:
        book.db.execute(insert(_TABLE).values(assignment=assignment.id, due=now))
    book.db.commit()


def _refuse_extensions(book: Gradebook, name: str) -> None:
    for student in extensions.granted(book, name):
        raise CourseError(
            f"grading.yml has no due date of {name}, and in the gradebook {student} has an extension, which nbgrader "
            "counts only from a due date: write one, a distant one if nobody should be late"
        )
