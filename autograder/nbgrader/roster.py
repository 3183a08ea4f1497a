"""Which students are enrolled: those that people added to nbgrader's gradebook, not those that grading itself added.

When students hand something in, nbgrader adds them by the id alone, together with the first submission. So a student
counts as enrolled who has more than an id there, or no submission yet. The second is noted, because it will change.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    column,
    exists,
    insert,
    inspect,
    or_,
    select,
)
from sqlalchemy import table as named

from autograder.course.submissions import Found
from autograder.nbgrader import database

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

_NOTED = Table("autograder_enrolled", MetaData(), Column("student", String(128), primary_key=True))
TOLD = ("first_name", "last_name", "email", "lms_user_id")
"""What people tell nbgrader of a student beside the id."""
_STUDENT = named("student", *map(column, ("id", *TOLD)))
_SUBMISSION = named("submitted_assignment", column("student_id"))


@dataclass(frozen=True)
class Attendance:
    """How who is enrolled and who handed something in fit together.

    missing: by assignment, who is enrolled and handed in nothing. unknown: who handed something in and is not enrolled;
    nobody where nobody is enrolled, for then there is no roster.
    """

    missing: Mapping[str, Sequence[str]]
    unknown: Sequence[str]

    def of(self, students: Collection[str] | None) -> Attendance:
        """What of it is about these students; all of it where that is None."""
        if students is None:
            return self
        asked = {name: [each for each in away if each in students] for name, away in self.missing.items()}
        missing = {name: away for name, away in asked.items() if away}
        return Attendance(missing, [each for each in self.unknown if each in students])


def enrolled(url: str) -> frozenset[str]:
    """The ids of the students that people added to a gradebook; none if there is no gradebook yet. Changes nothing.

    CourseError where the gradebook cannot be read.

        enrolled("sqlite:////courses/dl/gradebook.db")  # frozenset({"ada", "zoe"})
    """
    path = database.file_of(url)
    if path is not None and not os.path.isfile(path):
        return frozenset()
    with database.read(database.patient(url)) as connection:
        return _enrolled(connection)


def note(book: Gradebook) -> None:
    """Notes who is enrolled now, before grading adds a submission of theirs."""
    with book.engine.begin() as connection:
        _NOTED.create(connection, checkfirst=True)
        known = set(connection.execute(select(_NOTED.c.student)).scalars())
        if new := _enrolled(connection) - known:
            connection.execute(insert(_NOTED), [{"student": student} for student in sorted(new)])


def _enrolled(connection: Connection) -> frozenset[str]:
    there = inspect(connection)
    if not (there.has_table(_STUDENT.name) and there.has_table(_SUBMISSION.name)):
        return frozenset()
    told = [or_(*(_STUDENT.c[name] != "" for name in TOLD))]
    told.append(~exists().where(_SUBMISSION.c.student_id == _STUDENT.c.id))
    if there.has_table(_NOTED.name):
        told.append(_STUDENT.c.id.in_(select(_NOTED.c.student)))
    return frozenset(connection.execute(select(_STUDENT.c.id).where(or_(*told))).scalars())


def attendance(
    enrolled: Collection[str], handed_in: Collection[Found], assignments: Collection[str]
) -> Attendance:
    """assignments: those of which it is asked who is missing."""
    theirs = {(each.student, each.assignment) for each in handed_in}
    missing = {
        name: absent
        for name in dict.fromkeys(assignments)
        if (absent := sorted(each for each in enrolled if (each, name) not in theirs))
    }
    unknown = {each.student for each in handed_in} - set(enrolled) if enrolled else set()
    return Attendance(missing, sorted(unknown))
