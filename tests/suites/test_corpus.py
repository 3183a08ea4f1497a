"""The hidden suites on the corpus: right answers get full marks, bugs lose where they are and are named."""

from __future__ import annotations

import pytest
from corpus import Answers, Bug
from corpus.grading import CORPORA, COURSE, each, grade_here


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (20260901, 7))])
@each("RIGHT")
def test_a_right_answer_gets_full_marks(assignment: str, answers: Answers, seed: int):
    graded = grade_here(answers, assignment, seed)
    assert graded.full, graded.complaints


@each("BUGS")
def test_a_bug_loses_points_where_it_is_and_is_named(assignment: str, answers: Bug):
    graded = grade_here(answers.answers, assignment, grade_id=answers.grade_id)
    assert answers.grade_id in graded.losing
    messages = graded.messages(answers.grade_id)
    assert any(answers.phrase in message for message in messages), graded.complaints
    assert not answers.never or answers.never not in "".join(graded.complaints), graded.complaints


@pytest.mark.slow
@each("BUGS")
def test_a_bug_costs_nothing_where_it_is_not(assignment: str, answers: Bug):
    graded = grade_here(answers.answers, assignment)
    assert answers.grade_id in graded.losing
    assert graded.losing != graded.best.keys(), graded.complaints
    assert not answers.never or answers.never not in "".join(graded.complaints), graded.complaints


@each("FORGERIES")
def test_a_forgery_loses_what_it_forges(assignment: str, answers: Bug):
    graded = grade_here(answers.answers, assignment)
    assert answers.grade_id in graded.losing
    messages = graded.messages(answers.grade_id)
    assert any(answers.phrase in message for message in messages), graded.complaints


@pytest.mark.parametrize("assignment", CORPORA)
def test_an_empty_stub_is_worth_nothing_and_is_called_so(assignment: str):
    graded = grade_here(CORPORA[assignment].STUB, assignment)
    assert set(graded.scores.values()) == {0}
    assert {test.message for test in graded.tests} == {"not implemented yet"}


@pytest.mark.parametrize(
    "assignment", [name for name in CORPORA if f"{name}-train" in COURSE.config.assignments[name].grades]
)
def test_losses_that_are_made_up_are_worth_nothing(assignment: str):
    made_up = CORPORA[assignment].FORGERIES["train makes its losses up"]
    assert grade_here(made_up.answers, assignment).scores[f"{assignment}-train"] == 0


@pytest.mark.parametrize("assignment", CORPORA)
def test_there_are_enough_of_them(assignment: str):
    module = CORPORA[assignment]
    assert (len(module.RIGHT) >= 8, len(module.BUGS) >= 20) == (True, True)
