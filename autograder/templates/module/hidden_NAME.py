"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

`student.Gate(3)` makes a module where the student's code runs. What is here is a handle: `gate(x)` gives its output,
`gate.parameters()` its weights by name, `gate.load(values)` sets them.
"""

import pytest
import torch


def expected(x, weights):
    return torch.sigmoid(x @ weights["weight"].T + weights["bias"]) * x


def with_hidden_weights(student, draws, features):
    """A student's gate with weights that nobody knows, and these weights."""
    gate = student.Gate(features)
    shapes = {name: tuple(value.shape) for name, value in gate.parameters().items()}
    assert shapes == {"weight": (features, features), "bias": (features,)}, (
        "its parameters are not weight and bias"
    )
    weights = draws.like(gate.parameters(), scale=1.0)
    gate.load(weights)
    return gate, weights


@pytest.mark.grade("NAME-forward")
@pytest.mark.parametrize(("batch", "features"), [(5, 3), (1, 4), (7, 1)])
def test_output(student, draws, batch, features):
    """The output is σ(x Wᵀ + b) * x, for any batch and number of features."""
    gate, weights = with_hidden_weights(student, draws, features)
    x = draws.normal(batch, features)
    torch.testing.assert_close(gate(x), expected(x, weights))


@pytest.mark.grade("NAME-gradients")
def test_gradients(student, draws):
    """Gradients reach the weights and the input."""
    gate, weights = with_hidden_weights(student, draws, 3)
    x, upstream = draws.normal(5, 3), draws.normal(5, 3)
    got = gate.gradients(x, upstream=upstream)  # of the sum of output * upstream
    leaves = {name: value.clone().requires_grad_() for name, value in {**weights, "x": x}.items()}
    expected(leaves["x"], leaves).backward(upstream)
    for name in weights:
        assert got.parameters[name] is not None, f"no gradient reaches {name}"
        torch.testing.assert_close(got.parameters[name], leaves[name].grad)
    torch.testing.assert_close(got.inputs[0], leaves["x"].grad)
