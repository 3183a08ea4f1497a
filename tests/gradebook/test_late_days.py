"""Late days are spent in the order of due dates, in a gradebook of two assignments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.config import Lateness
from autograder.extending import LateDays, late_days_of
from autograder.nbgrader import database, extensions

RULE = Lateness(grace=600.0, per_day=0.1, late_days=3)
DUE = {"second": datetime(2026, 10, 19), "first": datetime(2026, 10, 12)}
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with database.opened(f"sqlite:///{tmp_path}/gradebook.db", "course") as book:
        extensions.prepare(book)
        book.add_student("ada")
        for name, due in DUE.items():
            book.add_assignment(name, duedate=due)
        yield book


def hand_in(book: Gradebook, name: str, late: timedelta) -> None:
    book.update_or_create_submission(name, "ada", timestamp=DUE[name] + late)


def spent(book: Gradebook) -> dict[str, tuple[int, int]]:
    found = late_days_of(book, list(DUE), RULE)
    assert [each.student for each in found] == ["ada"] * len(found)
    return {each.assignment: (each.days, each.left) for each in found}


def test_what_was_due_first_takes_its_days_first(book):
    hand_in(book, "second", 2 * DAY)
    assert spent(book) == {"second": (2, 1)}
    hand_in(book, "first", DAY + 30 * MINUTE)
    assert spent(book) == spent(book) == {"first": (2, 1), "second": (1, 0)}
    assert extensions.granted(book, "second") == {"ada": DAY}


def test_the_grace_takes_no_day_and_neither_does_work_on_time(book):
    hand_in(book, "first", 9 * MINUTE)
    hand_in(book, "second", -DAY)
    assert spent(book) == {}
    hand_in(book, "first", 11 * MINUTE)
    assert late_days_of(book, list(DUE), RULE) == [LateDays("ada", "first", 1, 2)]


def test_days_come_back_where_a_person_grants_the_time_or_the_work_comes_anew(book):
    hand_in(book, "first", 3 * DAY)
    assert spent(book) == {"first": (3, 0)}
    extensions.grant(book, "first", "ada", 2 * DAY)
    assert spent(book) == {"first": (1, 2)}
    assert extensions.granted(book, "first") == {"ada": 3 * DAY}
    hand_in(book, "first", -DAY)
    assert spent(book) == {}
    assert extensions.granted(book, "first") == {"ada": 2 * DAY}
