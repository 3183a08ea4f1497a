"""The hidden suite of backprop, beyond what the corpus shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus import KNOWN, of_kind, part, solved
from corpus.grading import LIMITS, grade_here, grade_sandboxed

from autograder.course.material import Cells
from autograder.sandbox.sandbox import Sandbox

ANSWERS = KNOWN["backprop"]

FULL = {
    "backprop-linear": 3,
    "backprop-relu": 1,
    "backprop-loss": 3,
    "backprop-mlp": 2,
    "backprop-train": 3,
}


PARTS = ("backprop-linear", "backprop-relu", "backprop-loss")


@pytest.mark.parametrize(
    "name",
    [
        "the bias is forgotten",
        "half of the weight's gradient, in layers that are called and step by themselves",
        "Linear is not written yet",
        "ReLU is leaky",
        "the gradient of the probabilities",
        "the loss is tripled, where train makes it once for all calls",
        *(
            pytest.param(answer.name, marks=pytest.mark.corpus)
            for answer in of_kind("backprop", "wrong")
            if answer.grade_ids[0] in PARTS
        ),
    ],
)
def test_a_mistake_in_a_layer_costs_the_layers_own_points_alone(name: str):
    graded = grade_here(ANSWERS[name].cells, "backprop")
    assert graded.losing == set(ANSWERS[name].grade_ids), graded.complaints


def edited(*edits: tuple[str, str]) -> Cells:
    """The solution, with some of its text replaced."""
    code = "\n\n".join(part("backprop", name) for name in ("Linear", "CrossEntropyLoss", "MLP", "train"))
    for old, new in edits:
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return solved("backprop", code)


def test_a_mistake_of_the_network_is_named_where_a_layer_is_wrong_too():
    cells = edited(("self.weight.T + self.bias", "self.weight.T"), ("self.layers.pop()", "pass"))
    graded = grade_here(cells, "backprop")
    assert graded.losing == {"backprop-linear", "backprop-mlp"}
    assert graded.tells("relu-after-last", grade_id="backprop-mlp")


def test_a_loops_mistake_is_named_where_the_loss_is_wrong_too():
    cells = edited(
        ("labels].mean()", "labels].sum()"),
        ("net.step(lr)", "net.step(lr); net.step(lr)"),
    )
    graded = grade_here(cells, "backprop")
    assert graded.losing == {"backprop-loss", "backprop-train"}
    assert graded.tells("two-steps-an-epoch", grade_id="backprop-train")


def test_a_network_that_needs_more_of_a_wrong_layer_than_is_asked_for_is_told_to_mend_that_first():
    cells = edited(
        (
            "self.grad_weight = grad_output.T @ self.x",
            "self.inner = self.grad_weight = grad_output.T @ self.x / 2",
        ),
        ("lr * layer.grad_weight", "lr * layer.inner"),
    )
    graded = grade_here(cells, "backprop")
    assert graded.losing == {"backprop-linear", "backprop-mlp"}
    assert graded.tells("its-own-classes-first", grade_id="backprop-mlp")


def test_a_network_that_keeps_its_weights_in_one_vector_is_checked_as_closely():
    mlp = ANSWERS["one vector of all weights"].source
    edits = {
        "lr is ignored": ("alpha=-lr", "alpha=-1"),
        "uphill": ("alpha=-lr", "alpha=lr"),
        "the ReLU's gradient passes": ("g = g * (z > 0)", "pass"),
        "the ReLU is leaky": ("x = F.relu(z)", "x = F.leaky_relu(z)"),
        "tanh": ("x = F.relu(z)", "x = torch.tanh(z)"),
        "no ReLU": ("x = F.relu(z)", "x = z"),
        "ReLU at the end": ("return z", "return x"),
        "the biases stay": ("db.copy_(g.sum(0))", "pass"),
        "the gradients add up": ("dW.copy_(g.T @ x)", "dW.add_(g.T @ x)"),
    }
    for name, (old, new) in edits.items():
        assert old in mlp
        graded = grade_here(solved("backprop", mlp.replace(old, new)), "backprop")
        assert graded.losing == {"backprop-mlp"}, (name, graded.complaints)


@pytest.mark.parametrize(
    "name",
    [
        "grad_weight is divided by the batch size",
        "grad_bias is a mean",
        "the loss's gradient has the wrong sign",
        "softmax without the largest logit",
    ],
)
def test_only_what_is_measured_is_said_to_be(name: str):
    graded = grade_here(ANSWERS[name].cells, "backprop")
    assert graded.losing
    assert not graded.told("measured-by-nudging")


def test_a_default_is_named_only_where_it_is_wrong():
    assert not grade_here(ANSWERS["no step"].cells, "backprop").told("default-lr-not-0_1")


def test_no_message_tells_an_expected_value():
    for name in ("grad_bias is a mean", "the loss is a sum", "uphill", "ReLU stops at 6"):
        for test in grade_here(ANSWERS[name].cells, "backprop").tests:
            assert "0." not in f"{test.message} {test.facts}".replace("0.1", "")


@pytest.mark.parametrize(
    "name",
    [
        "the lecture's",
        "parameters that require gradients, modules",
        "networks that are called; slots; a stack of inputs",
    ],
)
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, name: str):
    graded = grade_sandboxed(sandbox, ANSWERS[name].cells, "backprop")
    assert graded.scores == FULL, graded.complaints


@pytest.mark.parametrize("name", ["grad_bias is a mean", "softmax without the largest logit", "no step"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here, there = (
        grade_here(ANSWERS[name].cells, "backprop"),
        grade_sandboxed(sandbox, ANSWERS[name].cells, "backprop"),
    )
    assert (there.scores, there.tests) == (here.scores, here.tests)


def test_a_train_that_never_ends_costs_its_own_points_only(sandbox: Sandbox):
    answers = solved(
        "backprop", "def train(net, inputs, labels, epochs=100, lr=0.1):\n    while True: pass\n"
    )
    graded = grade_sandboxed(sandbox, answers, "backprop", limits=replace(LIMITS, request=1))
    assert graded.scores == {**FULL, "backprop-train": 0}
    assert set(graded.messages("backprop-train")) == {"train: it did not end within 1 seconds"}
