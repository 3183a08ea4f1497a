"""The hidden suite of rnn, beyond what the corpus shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus import KNOWN, part, solved
from corpus.grading import LIMITS, grade_here, grade_sandboxed

from autograder.sandbox.sandbox import Sandbox

ANSWERS = KNOWN["rnn"]


def test_the_same_submission_gets_the_same_tests_and_messages_twice():
    bug = ANSWERS["ReLU instead of tanh"].cells
    assert grade_here(bug, "rnn", 3).tests == grade_here(bug, "rnn", 3).tests


def test_no_message_tells_an_expected_value():
    """What a message may hold of numbers are shapes, sizes, places and numbers of epochs."""
    for name in ("sigmoid instead of tanh", "zero_grad is missing", "decode takes the least likely"):
        for test in grade_here(ANSWERS[name].cells, "rnn").tests:
            assert "0." not in f"{test.message} {test.facts}"


@pytest.mark.parametrize("name", ["the lecture's", "own parameters, written as x @ W", "cells, step by step"])
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, name: str):
    graded = grade_sandboxed(sandbox, ANSWERS[name].cells, "rnn")
    assert graded.full, graded.complaints


@pytest.mark.parametrize("name", ["h is not carried", "softmax before cross-entropy", "decode gives a list"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here, there = grade_here(ANSWERS[name].cells, "rnn"), grade_sandboxed(sandbox, ANSWERS[name].cells, "rnn")
    assert (there.scores, there.tests) == (here.scores, here.tests)


def test_a_network_that_gives_nothing_once_it_is_trained_costs_points_and_is_no_failure_of_ours():
    train = (
        part("rnn", "train")
        + """
right = train
def train(net, *args, **settings):
    losses = right(net, *args, **settings)
    net.forward = lambda x: torch.zeros(len(x), 0)
    return losses
"""
    )
    graded = grade_here(solved("rnn", train), "rnn")
    assert len(graded.messages("rnn-ohlol")) == 2
    for n in (5, 6):
        assert graded.tells(
            f"other-shape what=output-of-network want=({n},4) got=({n},0)", grade_id="rnn-ohlol"
        )


def test_a_train_that_never_ends_costs_its_own_points_only(sandbox: Sandbox):
    answers = solved("rnn", "def train(net, inputs, labels, epochs=100, lr=0.05):\n    while True: pass\n")
    graded = grade_sandboxed(sandbox, answers, "rnn", limits=replace(LIMITS, request=1))
    assert graded.scores == {"rnn-onehot": 1, "rnn-model": 4, "rnn-train": 0, "rnn-ohlol": 1}
    assert set(graded.messages("rnn-train")) == {"train: it did not end within 1 seconds"}


@pytest.mark.parametrize(
    ("name", "grade_id"),
    [("h is not carried", "rnn-model"), ("no bias", "rnn-model"), ("decode joins by blanks", "rnn-ohlol")],
)
def test_one_mistake_costs_its_own_part(name: str, grade_id: str):
    assert grade_here(ANSWERS[name].cells, "rnn").losing == {grade_id}


def test_a_rate_that_is_fixed_in_the_code_costs_the_same_whatever_it_is():
    names = "a fixed learning rate", "a rate fixed at 0.1", "a rate fixed at 0.37"
    scores = [grade_here(ANSWERS[name].cells, "rnn").scores["rnn-train"] for name in names]
    assert scores == [pytest.approx(2.8)] * 3
