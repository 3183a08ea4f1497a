"""Naming a mistake has a budget of its own: once it is spent a report says less, and is worth the same."""

from __future__ import annotations

import time
from functools import partial

import pytest
from corpus import KNOWN, of_kind
from corpus.grading import grade_here

from autograder.checks import explaining
from autograder.checks.explaining import Explaining
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

BUGS = [  # one of each assignment's, and more of them where there is time
    pytest.param(assignment, bug, id=f"{assignment}: {bug.name}", marks=[pytest.mark.slow] if number else [])
    for assignment in KNOWN
    for number, bug in enumerate(of_kind(assignment, "wrong")[::9])
]


@pytest.mark.parametrize(("assignment", "bug"), BUGS)
def test_what_is_not_explained_is_worth_the_same(monkeypatch, assignment, bug):
    explained = grade_here(bug.cells, assignment)
    monkeypatch.setattr(explaining, "MOST_SECONDS", 0.0)
    plain = grade_here(bug.cells, assignment)
    assert plain.scores == explained.scores
    assert [test.passed for test in plain.tests] == [test.passed for test in explained.tests]


def test_without_time_the_plain_message_is_given(monkeypatch):
    bug = KNOWN["gru"]["z and 1 - z swapped"]
    monkeypatch.setattr(explaining, "MOST_SECONDS", 0.0)
    graded = grade_here(bug.cells, "gru")
    assert graded.messages(bug.grade_id)
    assert not graded.told(bug.code)


def spend(seconds: float, answer: bool) -> bool:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return answer


def test_one_name_that_fits_is_given_and_none_of_several():
    known = {"a": False, "b": True, "c": False}

    def the_one(known: dict[str, bool]) -> str | None:
        return Explaining(9).the_one((name, lambda fits=fits: fits) for name, fits in known.items())

    assert the_one(known) == "b"
    assert the_one({**known, "c": True}) is None
    assert the_one(dict.fromkeys(known, False)) is None


def test_a_name_is_no_guess_of_what_there_was_time_for():
    known = [("a", lambda: spend(0.2, True)), ("b", lambda: spend(0.2, False)), ("c", lambda: False)]
    assert Explaining(9).the_one(known) == "a"
    assert Explaining(0.1).the_one(known) is None


def test_waiting_is_no_work():
    assert Explaining(0.1).the_one([("a", lambda: time.sleep(0.3) is None), ("b", lambda: False)]) == "a"


def test_all_questions_about_a_submission_share_its_time_and_others_have_their_own():
    first, second = (Student(LocalConnection([("cell 1", "x = 1")])) for _ in range(2))
    explaining.of(first).the_one([("a", lambda: spend(0.1, True))])
    assert explaining.of(first).left < explaining.MOST_SECONDS
    assert explaining.of(second).left == explaining.MOST_SECONDS


def test_what_was_told_apart_once_is_asked_first_and_alone():
    asked: list[str] = []

    def is_it(name: str, fits: bool) -> bool:
        asked.append(name)
        return fits

    def known(**fits: bool):
        return [(name, partial(is_it, name, each)) for name, each in fits.items()]

    explain = Explaining(9)
    assert explain.the_one(known(a=False, b=True, c=False)) == "b"
    asked.clear()
    assert explain.the_one(known(a=True, b=True, c=False)) == "b"
    assert asked == ["b"]
    assert explain.the_one(known(a=True, b=False)) == "a"
    assert explain.the_one(known(c=False)) is None
