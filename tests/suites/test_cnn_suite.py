"""The hidden suite of cnn, beyond what the corpus shows."""

from __future__ import annotations

import pytest
from corpus import KNOWN, part, solved
from corpus.grading import grade_here, grade_sandboxed

from autograder.sandbox.sandbox import Sandbox

ANSWERS = KNOWN["cnn"]


def test_shapes_alone_are_worth_nothing():
    graded = grade_here(ANSWERS["the sizes of the lecture, made up"].cells, "cnn")
    assert (graded.scores["cnn-shapes"], graded.scores["cnn-model"]) == (0, 0)


def test_what_comes_before_a_mistake_keeps_its_points():
    graded = grade_here(ANSWERS["no second pooling"].cells, "cnn")
    passed = [test.name for test in graded.tests if test.passed and test.grade_id == "cnn-shapes"]
    assert passed == [f"test_feature_map[{stage}]" for stage in ("conv1", "pool1", "conv2")]


@pytest.mark.parametrize("name", ["the lecture's", "the convolution as a product", "lazy layers"])
def test_a_right_answer_gets_full_marks_through_the_sandbox(sandbox: Sandbox, name: str):
    graded = grade_sandboxed(sandbox, ANSWERS[name].cells, "cnn")
    assert graded.full, graded.complaints


@pytest.mark.parametrize("name", ["average pooling", "only the first batch", "a percentage"])
def test_a_bug_is_told_the_same_through_the_sandbox(sandbox: Sandbox, name: str):
    here, there = grade_here(ANSWERS[name].cells, "cnn"), grade_sandboxed(sandbox, ANSWERS[name].cells, "cnn")
    assert (there.scores, there.tests) == (here.scores, here.tests)


def test_a_gradient_that_is_cut_off_is_told_of_the_cnn_however_it_keeps_its_weights():
    model = """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(0.05 * torch.randn(250 + 10 + 5000 + 20 + 3200 + 10))

    def forward(self, x):
        a, b, c, d, e, f = self.w.detach().split([250, 10, 5000, 20, 3200, 10])
        x = F.relu(F.max_pool2d(F.conv2d(x, a.view(10, 1, 5, 5), b), 2))
        x = F.relu(F.max_pool2d(F.conv2d(x, c.view(20, 10, 5, 5), d), 2))
        return F.linear(x.flatten(1), e.view(10, 320), f)
"""
    graded = grade_here(solved("cnn", model), "cnn")
    assert len(graded.messages("cnn-model")) == 1
    assert graded.tells("gradient-cut what=CNN()(images)", grade_id="cnn-model")


def test_a_forward_that_crashes_costs_its_own_points_only(sandbox: Sandbox):
    model = part("cnn", "CNN").replace("return self.linear(x)", "import ctypes; ctypes.string_at(0)")
    assert "ctypes" in model
    graded = grade_sandboxed(sandbox, solved("cnn", model), "cnn")
    assert graded.scores == {"cnn-shapes": 0, "cnn-model": 0, "cnn-train": 5, "cnn-accuracy": 2}
    assert all("SIGSEGV" in message for message in graded.messages("cnn-model"))
