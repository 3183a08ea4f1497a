"""The hidden suite of embedding, and the references it shares with rnn, beyond what the corpora show."""

from __future__ import annotations

import pytest
import torch
from corpus import KNOWN, solved
from corpus.grading import grade_here, grade_sandboxed
from shared.references import recurrent, weight_places, weight_search
from shared.references.weight_places import Sizes
from torch import nn

from autograder.sandbox.sandbox import Sandbox

ANSWERS = KNOWN["embedding"]

SIZES = Sizes(input=3, hidden=5, layers=2)


@pytest.fixture
def doubles():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture
def example(doubles):
    """A torch.nn.RNN's weights, inputs (seq, batch, in), and the states of both layers."""
    torch.manual_seed(3)
    net = nn.RNN(SIZES.input, SIZES.hidden, SIZES.layers)
    below = nn.RNN(SIZES.input, SIZES.hidden)
    below.load_state_dict({name: net.state_dict()[name] for name in below.state_dict()})
    inputs = torch.randn(24, 2, SIZES.input)
    weights = {name: value.detach() for name, value in net.named_parameters()}
    with torch.no_grad():
        return weights, inputs, [below(inputs)[0], net(inputs)[0]]


def test_one_of_the_guesses_is_torchs_rnn(example):
    weights, inputs, states = example
    guesses = list(weight_places.guesses(weights, list(weights), SIZES))
    right = [
        g for g in guesses if torch.allclose(recurrent.rnn(g.weights(weights), inputs), states[-1], atol=1e-9)
    ]
    assert len(right) == 1


def test_weights_are_identified_in_any_arrangement(example):
    weights, inputs, states = example
    numbers = torch.cat([value.reshape(-1) for value in weights.values()])
    shuffled = {"theta": numbers[torch.randperm(len(numbers))], "unused": torch.randn(7)}
    layers = weight_search.identify(states, inputs, shuffled)
    assert layers is not None
    assert torch.allclose(recurrent.rnn(layers.weights(shuffled), inputs), states[-1], atol=1e-9)
    assert layers.owners(shuffled) == ["theta"]


def test_states_of_no_rnn_are_not_identified(example):
    weights, inputs, states = example
    assert weight_search.identify([states[0], states[1].relu()], inputs, weights) is None
    assert weight_search.identify([states[0], states[1] * torch.nan], inputs, weights) is None
    tied = {name: value for name, value in weights.items() if not name.startswith("weight_hh_l1")}
    assert weight_search.identify(states, inputs, tied) is None


def test_parameters_without_numbers_are_no_rnns(example):
    _, inputs, states = example
    assert (
        weight_search.identify(states, inputs, {"empty": torch.zeros(0), "flat": torch.zeros(3, 0)}) is None
    )


def test_pairs_of_biases_are_not_looked_for_among_so_many_numbers_that_memory_would_run_out(
    example, monkeypatch: pytest.MonkeyPatch
):
    weights, inputs, states = example
    monkeypatch.setattr(torch, "combinations", lambda *_: pytest.fail("all pairs were made"))
    many = {**weights, "unused": 10 + torch.randn(weight_places.MOST_NUMBERS // 2)}
    assert weight_search.identify(states, inputs, many) is None  # each bias is the sum of two


def test_a_wrong_table_costs_nothing_in_the_loop_and_in_decode():
    graded = grade_here(ANSWERS["tanh on the rows"].cells, "embedding")
    assert graded.scores["embedding-train"] == graded.best["embedding-train"]
    assert graded.scores["embedding-ohlol"] > 0


@pytest.mark.parametrize(
    "name", ["a subclass of the forbidden module", "the forbidden module under another name"]
)
def test_the_forbidden_module_earns_nothing(name: str):
    scores = grade_here(ANSWERS[name].cells, "embedding").scores
    assert (scores["embedding-lookup"], scores["embedding-padding"], scores["embedding-model"]) == (0, 0, 0)


def test_no_message_tells_an_expected_value():
    """What a message may hold of numbers are shapes, sizes, places and numbers of epochs."""
    for name in ("indices are counted from 1", "the padding row gets a gradient", "softmax at the end"):
        for test in grade_here(ANSWERS[name].cells, "embedding").tests:
            assert "0." not in f"{test.message} {test.facts}"


def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox):
    for answers in (solved("embedding"), ANSWERS["its own gradient; one vector for the RNN"].cells):
        graded = grade_sandboxed(sandbox, answers, "embedding")
        assert graded.full, graded.complaints


@pytest.mark.parametrize(
    "name", ["padding_idx 0 is taken for none", "h is not carried", "the forbidden module"]
)
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here = grade_here(ANSWERS[name].cells, "embedding")
    there = grade_sandboxed(sandbox, ANSWERS[name].cells, "embedding")
    assert (there.scores, there.tests) == (here.scores, here.tests)
