"""The references fit a student's own weights, however they are kept."""

from __future__ import annotations

import pytest
import torch
from cnn import reference_cnn
from torch.nn import functional as F

from autograder.checks.adam import Adam
from autograder.checks.mistakes import Said

SHAPES = {"c1": (10, 1, 5, 5), "b1": (10,), "c2": (20, 10, 5, 5), "b2": (20,), "w": (320, 10), "b": (10,)}


def test_a_bias_may_be_used_before_its_weight():
    weights = {name: torch.randn(shape) for name, shape in SHAPES.items()}
    images = torch.randn(2, 1, 28, 28)
    x = F.relu(F.max_pool2d(F.conv2d(images, weights["c1"], weights["b1"]), 2))
    x = F.relu(F.max_pool2d(F.conv2d(x, weights["c2"], weights["b2"]), 2)).flatten(1)
    reference = reference_cnn.adopt(weights, ["c1", "b1", "c2", "b2", "b", "w"])
    assert reference.complete
    assert torch.allclose(reference(images), torch.addmm(weights["b"], x, weights["w"]), atol=1e-3)


def test_a_head_may_be_a_convolution_over_its_whole_input():
    weights = {
        "c1": torch.randn(10, 1, 5, 5),
        "c2": torch.randn(20, 10, 5, 5),
        "h": torch.randn(10, 20, 4, 4),
    }
    assert reference_cnn.adopt(weights, ["c1", "c2", "h"]).complete


def test_a_weight_that_does_not_fit_is_named_with_its_shape():
    weights = {"c1": torch.randn(10, 1, 3, 3)}
    misfit = reference_cnn.adopt(weights, ["c1"]).misfit
    facts = {"name": "c1", "got": (10, 1, 3, 3), "stage": "conv1", "want": (10, 1, 5, 5)}
    assert misfit == Said("parameter-of-other-shape", **facts)


TOLERANCES = {
    torch.float32: {"rtol": 1e-5, "atol": 2e-6},
    torch.float64: {"rtol": 1e-12, "atol": 1e-14},
}


@pytest.mark.parametrize("dtype", TOLERANCES, ids=str)
@pytest.mark.parametrize("lr", [0.1, 1e-3])
def test_adam_takes_torchs_steps(dtype, lr):
    """Also with a parameter that the loss does not depend on, and one whose gradient is 0."""
    generator = torch.Generator().manual_seed(0)
    start = [torch.randn(shape, generator=generator, dtype=dtype) for shape in ((3, 4), (3,), (2, 2), ())]
    inputs = torch.randn(5, 4, generator=generator, dtype=dtype)
    trained = []
    for optimizer in (Adam, torch.optim.Adam):
        weight, bias, unused, flat = leaves = [value.clone().requires_grad_() for value in start]
        steps = optimizer(leaves, lr)
        for _ in range(50):
            steps.zero_grad()
            (torch.tanh(inputs @ weight.T + bias).square().sum() + 0 * flat).backward()
            steps.step()
        assert unused.grad is None
        trained.append([leaf.detach() for leaf in leaves])
    for ours, theirs, before in zip(*trained, start, strict=True):
        # float32's steps round near values of size 1, whatever is left of them near 0
        torch.testing.assert_close(ours, theirs, **TOLERANCES[dtype])
        assert torch.equal(ours, before) == (before.shape in ((2, 2), ()))
