"""The hidden suite of mlp, beyond what the corpus shows."""

from __future__ import annotations

import pytest
from corpus import KNOWN, part, solved
from corpus.grading import grade_here, grade_sandboxed

from autograder.sandbox.sandbox import Sandbox

ANSWERS = KNOWN["mlp"]


@pytest.mark.parametrize("layers", [8, 12])
def test_layers_of_sigmoid_may_be_many(layers: int):
    """The logits hardly differ from image to image then, and are none the less right."""
    model = ANSWERS["five layers of sigmoid"].source.replace(
        "100, 80, 60, 40]", f"{'50, ' * (layers - 2)}40]"
    )
    graded = grade_here(solved("mlp", model), "mlp")
    assert graded.full, graded.complaints


def test_a_network_that_does_not_look_at_its_images_is_worth_nothing():
    assert grade_here(ANSWERS["zeros of the right shape"].cells, "mlp").scores["mlp-model"] == 0


def test_who_reads_only_one_form_of_the_images_keeps_what_does_not_depend_on_it():
    for bug in ("only rows of pixels", "only images"):
        failed = {
            test.name.partition("[")[0]
            for test in grade_here(ANSWERS[bug].cells, "mlp").tests
            if not test.passed
        }
        assert failed in ({"test_logits"}, {"test_rows_of_pixels"})


@pytest.mark.parametrize("bug", ["dropout without self.training", "a dropout layer made in forward"])
def test_dropout_is_not_taken_for_images_that_mix(bug: str):
    tests = grade_here(ANSWERS[bug].cells, "mlp").tests
    causes = {test.cause for test in tests if not test.passed and test.grade_id == "mlp-model"}
    assert causes == {"dropout-active"}


@pytest.mark.parametrize("name", ["the lecture's", "lazy layers, GELU, layer normalisation", "float pinned"])
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, name: str):
    graded = grade_sandboxed(sandbox, ANSWERS[name].cells, "mlp")
    assert graded.full, graded.complaints


@pytest.mark.parametrize("seed", [1, 1025, 1027])
@pytest.mark.parametrize("name", ["Adam by hand", "a subclass of Adam"])
def test_an_optimizer_of_their_own_gets_full_marks_whatever_is_drawn(name: str, seed: int):
    """At the large rate of one test rounding grows, until the weights do not tell which optimizer it is."""
    graded = grade_here(ANSWERS[f"train: {name}"].cells, "mlp", seed)
    assert graded.full, graded.complaints


@pytest.mark.parametrize("compiler", ["torch.compile", "torch.jit.script"])
def test_a_network_that_is_compiled_is_trained_as_it_is(sandbox: Sandbox, compiler: str):
    """Behind the walls there is no compiler, and none is needed for the same values."""
    train = part("mlp", "train").replace("model(images)", "compiled(images)")
    train = train.replace("    losses = []\n", f"    losses = []\n    compiled = {compiler}(model)\n")
    assert train.count("compiled") == 2
    graded = grade_sandboxed(sandbox, solved("mlp", train), "mlp")
    assert graded.full, graded.complaints


@pytest.mark.parametrize("name", ["softmax at the end", "layers in a Python list", "the loss is summed"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here, there = grade_here(ANSWERS[name].cells, "mlp"), grade_sandboxed(sandbox, ANSWERS[name].cells, "mlp")
    assert (there.scores, there.tests) == (here.scores, here.tests)


def test_an_accuracy_that_leaves_gradients_switched_off_is_told_so(sandbox: Sandbox):
    accuracy = part("mlp", "accuracy").replace("def accuracy", "def counted")
    accuracy += """
def accuracy(model, loader):
    torch.set_grad_enabled(False)
    return counted(model, loader)
"""
    graded = grade_sandboxed(sandbox, solved("mlp", accuracy), "mlp")
    assert graded.losing == {"mlp-accuracy"}
    assert graded.tells("gradients-stay-off", grade_id="mlp-accuracy")
