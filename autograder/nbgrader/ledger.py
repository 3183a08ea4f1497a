"""What is recorded in the gradebook for each student: a table of the kit's own beside nbgrader's, written together with
the scores.
"""

from __future__ import annotations

import math

from nbgrader.api import Base, Gradebook, SubmittedNotebook, get_alembic_version
from sqlalchemy import Column, MetaData, String, Table, delete, insert, inspect, select, text, update
from sqlalchemy.orm import joinedload, undefer

from autograder.course.config import Lateness
from autograder.errors import CourseError
from autograder.grading.report import DECIMALS
from autograder.nbgrader.database import programs_first
from autograder.nbgrader.lateness import penalty

_TABLE = Table(
    "autograder_recorded",
    MetaData(),
    Column("submission", String(128), primary_key=True),  # nbgrader's id of it
    Column("digest", String(64), nullable=False),  # of the report
    Column("key", String(64), nullable=False),  # of all that was recorded: see `record`
)

# nbgrader looks for a submission's grades and comments among those of all students.
_INDEXES = {"grade": "autograder_grades", "comment": "autograder_comments"}


def check(book: Gradebook) -> None:
    """CourseError where nbgrader's tables are those of an older one."""
    known = inspect(book.engine)
    for table in Base.metadata.sorted_tables:
        there = {each["name"] for each in known.get_columns(table.name)}
        if missing := [column.name for column in table.columns if column.name not in there]:
            raise CourseError(
                f"the gradebook was made by an older nbgrader, its table {table.name} has no {missing[0]}: "
                "run `nbgrader db upgrade`"
            )


def prepare(book: Gradebook) -> None:
    """Makes the table, and indexes of nbgrader's, where there are none. nbgrader's tables are of now: see `check`."""
    _TABLE.create(book.engine, checkfirst=True)
    known = inspect(book.engine)
    if not known.has_table("alembic_version"):
        # nbgrader notes it a second after it makes its tables, and a run that was killed in between never. Without it,
        # `nbgrader db upgrade` fails.
        with programs_first():
            version = {"version": get_alembic_version()}
        with book.engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
    for table, index in _INDEXES.items():
        if index not in {each["name"] for each in known.get_indexes(table)}:
            with book.engine.begin() as connection:
                connection.execute(text(f"CREATE INDEX {index} ON {table} (notebook_id)"))


def keys(book: Gradebook, assignment: str, lateness: Lateness | None) -> dict[str, str]:
    """The key of each student of whom something is recorded, and whose penalty is what it would be now: a score or an
    extension that people gave since, or another due date, makes it another.
    """
    known = {row.submission: str(row.key) for row in book.db.execute(select(_TABLE))}
    of_it = SubmittedNotebook.notebook_id == book.find_notebook(assignment, assignment).id
    query = book.db.query(SubmittedNotebook).filter(of_it)
    query = query.options(undefer(SubmittedNotebook.score), joinedload(SubmittedNotebook.assignment))
    return {
        each.assignment.student_id: known[each.assignment_id]
        for each in query
        if each.assignment_id in known and _has_its_penalty(each, lateness)
    }


def _has_its_penalty(notebook: SubmittedNotebook, lateness: Lateness | None) -> bool:
    late = notebook.assignment.total_seconds_late
    lost = penalty(lateness, max(0.0, notebook.score), late) if lateness else 0.0
    return math.isclose(notebook.late_submission_penalty or 0.0, lost, abs_tol=10**-DECIMALS)


def digest_of(book: Gradebook, submission: str) -> str:
    """Of the report that was recorded last; "" where none was."""
    found = book.db.execute(select(_TABLE.c.digest).where(_TABLE.c.submission == submission)).scalar()
    return str(found or "")


def hold(book: Gradebook, notebook: SubmittedNotebook) -> None:
    """Makes others who write to this submission wait until the transaction ends: what is read from now on holds until
    then. SQLite has no other way to say so than to write.
    """
    as_it_is = update(SubmittedNotebook).values(flagged=SubmittedNotebook.flagged)
    book.db.execute(
        as_it_is.where(SubmittedNotebook.id == notebook.id).execution_options(synchronize_session=False)
    )
    book.db.refresh(notebook)


def put(book: Gradebook, submission: str, digest: str, key: str) -> None:
    """To be committed by the caller."""
    book.db.execute(delete(_TABLE).where(_TABLE.c.submission == submission))
    book.db.execute(insert(_TABLE).values(submission=submission, digest=digest, key=key))
