"""Reads all that the gradebook says of a class at once: scores, names, due dates. It does not import nbgrader, which
takes seconds, and does not change the database.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Float,
    FromClause,
    Label,
    MetaData,
    Select,
    String,
    Table,
    and_,
    func,
    inspect,
    select,
)

from autograder.errors import CourseError
from autograder.grading.standing import Cell, Place, Standing
from autograder.nbgrader import database
from autograder.nbgrader.book import Book, Person
from autograder.nbgrader.roster import TOLD

_NBGRADERS = MetaData()
_ASSIGNMENT = Table(
    "assignment", _NBGRADERS, Column("id", String), Column("name", String), Column("duedate", DateTime)
)
_NOTEBOOK = Table("notebook", _NBGRADERS, Column("id", String), Column("assignment_id", String))
_CELL = Table(
    "base_cell", _NBGRADERS, Column("id", String), Column("name", String), Column("notebook_id", String)
)
_GRADED = Table("grade_cells", _NBGRADERS, Column("id", String), Column("max_score", Float))
_TASK = Table("task_cells", _NBGRADERS, Column("id", String), Column("max_score", Float))
_STUDENT = Table("student", _NBGRADERS, Column("id", String), *(Column(name, String) for name in TOLD))
_SUBMISSION = Table(
    "submitted_assignment",
    _NBGRADERS,
    Column("id", String),
    Column("assignment_id", String),
    Column("student_id", String),
)
_SUBMITTED = Table(
    "submitted_notebook",
    _NBGRADERS,
    Column("id", String),
    Column("assignment_id", String),
    Column("late_submission_penalty", Float),
)
_GRADE = Table(
    "grade",
    _NBGRADERS,
    Column("notebook_id", String),
    Column("cell_id", String),
    Column("auto_score", Float),
    Column("manual_score", Float),
    Column("extra_credit", Float),
)
# The kit's own, of `due`: the date that grading.yml had last.
_OURS = Table("autograder_due", MetaData(), Column("assignment", String), Column("due", DateTime))


def read_book(url: str, student: str | None = None) -> Book:
    """The content of a gradebook, for one student or for all; nothing if there is none yet. Raises CourseError if it
    cannot be read.

        read_book("sqlite:////courses/dl/gradebook.db").standings["ada", "double"].penalty  # 0.5
    """
    path = database.file_of(url)
    if path is not None and not os.path.isfile(path):
        return Book()
    with database.read(database.patient(url)) as connection:
        there = set(inspect(connection).get_table_names())
        if not there & set(_NBGRADERS.tables):
            return Book()
        if lacking := sorted(set(_NBGRADERS.tables) - there):
            raise CourseError(
                f"the gradebook was made by an older nbgrader, it has no table {lacking[0]}: run `nbgrader db upgrade`"
            )
        return Book(
            _standings(connection, student),
            _people(connection),
            _worth(connection),
            _due(connection, _OURS.name in there),
        )


def _standings(connection: Connection, student: str | None) -> dict[Place, Standing]:
    cells: dict[Place, dict[str, Cell]] = {}
    penalties: dict[Place, dict[str, float]] = {}
    query = select(
        _SUBMISSION.c.student_id,
        _ASSIGNMENT.c.name,
        _SUBMITTED.c.id,
        _SUBMITTED.c.late_submission_penalty,
        _CELL.c.name.label("cell"),
        _points_of_a_cell(),
        _GRADE.c.auto_score,
        _GRADE.c.manual_score,
        _GRADE.c.extra_credit,
    ).select_from(
        _with_points(
            _SUBMISSION.join(_ASSIGNMENT, _ASSIGNMENT.c.id == _SUBMISSION.c.assignment_id)
            .join(_SUBMITTED, _SUBMITTED.c.assignment_id == _SUBMISSION.c.id)
            .join(_GRADE, _GRADE.c.notebook_id == _SUBMITTED.c.id)
            .join(_CELL, _CELL.c.id == _GRADE.c.cell_id)
        )
    )
    if student is not None:
        query = query.where(_SUBMISSION.c.student_id == student)
    for row in connection.execute(query.order_by(_CELL.c.name)):
        place = (row.student_id, row.name)
        cells.setdefault(place, {})[row.cell] = Cell(
            row.cell, row.max_score, row.auto_score, row.manual_score, row.extra_credit or 0.0
        )
        penalties.setdefault(place, {})[row.id] = row.late_submission_penalty or 0.0
    return {place: Standing(mine, sum(penalties[place].values())) for place, mine in cells.items()}


def _people(connection: Connection) -> dict[str, Person]:
    return {
        row.id: Person(*(str(getattr(row, name) or "").strip() for name in TOLD))
        for row in connection.execute(select(_STUDENT))
    }


def _worth(connection: Connection) -> dict[str, dict[str, float]]:
    cells = _with_points(
        _ASSIGNMENT.join(_NOTEBOOK, _NOTEBOOK.c.assignment_id == _ASSIGNMENT.c.id).join(
            _CELL, _CELL.c.notebook_id == _NOTEBOOK.c.id
        )
    )
    query = select(_ASSIGNMENT.c.name, _CELL.c.name.label("cell"), _points_of_a_cell()).select_from(cells)
    has_points = _GRADED.c.id.is_not(None) | _TASK.c.id.is_not(None)
    found: dict[str, dict[str, float]] = {}
    for row in connection.execute(query.where(has_points).order_by(_CELL.c.name)):
        found.setdefault(row.name, {})[row.cell] = row.max_score
    return found


def _points_of_a_cell() -> Label[Any]:
    return func.coalesce(_GRADED.c.max_score, _TASK.c.max_score, 0.0).label("max_score")


def _with_points(cells: FromClause) -> FromClause:
    """`cells` beside what each is worth: answers and tests are in one table, tasks in another."""
    return cells.outerjoin(_GRADED, _GRADED.c.id == _CELL.c.id).outerjoin(_TASK, _TASK.c.id == _CELL.c.id)


def _due(connection: Connection, has_ours: bool) -> dict[str, datetime]:
    """A date that is still the one which grading.yml had is nobody's any more: `due.set_due` will take it back."""
    query: Select[tuple[str, datetime]] = select(_ASSIGNMENT.c.name, _ASSIGNMENT.c.duedate)
    if has_ours:
        same = and_(_OURS.c.assignment == _ASSIGNMENT.c.id, _OURS.c.due == _ASSIGNMENT.c.duedate)
        query = query.outerjoin(_OURS, same).where(_OURS.c.due.is_(None))
    rows = connection.execute(query.where(_ASSIGNMENT.c.duedate.is_not(None)))
    return {row.name: row.duedate.replace(tzinfo=timezone.utc) for row in rows}
