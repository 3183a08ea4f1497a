"""The hidden suite of rnn: right answers of any spelling get full marks, wrong ones lose where they are wrong."""

from __future__ import annotations

import pytest
from corpus import Answers, Bug, grade_here, grade_sandboxed
from corpus_rnn import BUGS, FORGERIES, RIGHT, SOUND, STUB

from autograder.sandbox.sandbox import Sandbox


@pytest.mark.parametrize("seed", [1, 20260901, 7])
@pytest.mark.parametrize("answers", RIGHT.values(), ids=RIGHT)
def test_a_right_answer_gets_full_marks(answers: Answers, seed: int):
    graded = grade_here(answers, "rnn", seed)
    assert graded.full, graded.complaints


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_bug_loses_points_where_it_is_and_is_named(bug: Bug):
    graded = grade_here(bug.answers, "rnn")
    assert bug.grade_id in graded.losing
    assert graded.losing != graded.best.keys(), graded.complaints
    assert any(bug.phrase in message for message in graded.messages(bug.grade_id)), graded.complaints


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_loses_what_it_forges(forgery: Bug):
    graded = grade_here(forgery.answers, "rnn")
    assert forgery.grade_id in graded.losing
    assert any(forgery.phrase in message for message in graded.messages(forgery.grade_id)), graded.complaints


def test_losses_that_are_made_up_are_worth_nothing():
    assert grade_here(FORGERIES["train makes its losses up"].answers, "rnn").scores["rnn-train"] == 0


def test_an_empty_stub_is_worth_nothing_and_is_called_so():
    graded = grade_here(STUB, "rnn")
    assert set(graded.scores.values()) == {0}
    assert {test.message for test in graded.tests} == {"not implemented yet"}


def test_the_same_submission_gets_the_same_tests_and_messages_twice():
    bug = BUGS["ReLU instead of tanh"].answers
    assert grade_here(bug, "rnn", 3).tests == grade_here(bug, "rnn", 3).tests


def test_no_message_tells_an_expected_value():
    """What a message may hold of numbers are shapes, sizes, places and numbers of epochs."""
    for name in ("sigmoid instead of tanh", "zero_grad is missing", "decode takes the least likely"):
        for test in grade_here(BUGS[name].answers, "rnn").tests:
            assert "0." not in test.message


@pytest.mark.parametrize("name", ["the lecture's", "own parameters, written as x @ W", "cells, step by step"])
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, name: str):
    graded = grade_sandboxed(sandbox, RIGHT[name], "rnn")
    assert graded.full, graded.complaints


@pytest.mark.parametrize("name", ["h is not carried", "softmax before cross-entropy", "decode gives a list"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here, there = grade_here(BUGS[name].answers, "rnn"), grade_sandboxed(sandbox, BUGS[name].answers, "rnn")
    assert (there.scores, there.tests) == (here.scores, here.tests)


def test_a_train_that_never_ends_costs_its_own_points_only(sandbox: Sandbox):
    answers = SOUND.with_(
        train="def train(net, inputs, labels, epochs=100, lr=0.05):\n    while True: pass\n"
    )
    graded = grade_sandboxed(sandbox, answers, "rnn")
    assert graded.scores == {"rnn-onehot": 1, "rnn-model": 4, "rnn-train": 0, "rnn-ohlol": 1}
    assert set(graded.messages("rnn-train")) == {"train: it did not end within 1 seconds"}
