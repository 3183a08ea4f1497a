"""The hidden suites on the corpus: right answers get full marks, bugs lose where they are and are named."""

from __future__ import annotations

import pytest
from corpus import COURSE, KNOWN, MATERIAL, of_kind
from corpus.grading import each, grade_here

from autograder.audit.known import complaint
from autograder.course.answers import KnownAnswer


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (20260901, 7))])
@each("right")
def test_a_right_answer_gets_full_marks(assignment: str, answer: KnownAnswer, seed: int):
    assert not complaint(answer, grade_here(answer.cells, assignment, seed))


@each("wrong")
def test_a_bug_loses_points_where_it_is_and_is_named(assignment: str, answer: KnownAnswer):
    (grade_id,) = answer.grade_ids
    assert not complaint(answer, grade_here(answer.cells, assignment, grade_id=grade_id))


@pytest.mark.slow
@each("wrong")
def test_a_bug_costs_nothing_where_it_is_not(assignment: str, answer: KnownAnswer):
    graded = grade_here(answer.cells, assignment)
    assert not complaint(answer, graded)
    assert graded.losing != graded.best.keys(), graded.complaints


@each("forged")
def test_a_forgery_loses_what_it_forges(assignment: str, answer: KnownAnswer):
    assert not complaint(answer, grade_here(answer.cells, assignment))


@pytest.mark.parametrize("assignment", KNOWN)
def test_an_empty_stub_is_worth_nothing_and_is_called_so(assignment: str):
    graded = grade_here(MATERIAL.suites[assignment].stub, assignment)
    assert set(graded.scores.values()) == {0}
    assert {test.code for test in graded.tests} == {"not-implemented"}


@pytest.mark.parametrize(
    "assignment", [name for name in KNOWN if f"{name}-train" in COURSE.config.assignments[name].grades]
)
def test_losses_that_are_made_up_are_worth_nothing(assignment: str):
    made_up = KNOWN[assignment]["train makes its losses up"]
    assert grade_here(made_up.cells, assignment).scores[f"{assignment}-train"] == 0


@pytest.mark.parametrize("assignment", KNOWN)
def test_there_are_enough_of_them(assignment: str):
    numbers = [len(of_kind(assignment, kind)) for kind in ("right", "wrong")]
    assert numbers[0] >= 8
    assert numbers[1] >= 20
