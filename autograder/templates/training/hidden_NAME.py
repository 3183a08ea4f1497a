"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

The student's loop trains the student's network, where their code runs. A right loop is run here, from the same weights
on the same points: losses and weights must be the same after each number of epochs.
"""

import pytest
import torch
from torch.nn import functional as F


def right_loop(weights, x, y, epochs, lr):
    """The losses, and the weights afterwards."""
    weights = {name: value.clone().requires_grad_() for name, value in weights.items()}
    optimizer = torch.optim.SGD(weights.values(), lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = F.mse_loss(x @ weights["linear.weight"].T + weights["linear.bias"], y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, {name: value.detach() for name, value in weights.items()}


def with_hidden_weights(student, draws):
    """A student's line with weights that nobody knows, and these weights."""
    line = student.Line()
    shapes = {name: tuple(value.shape) for name, value in line.parameters().items()}
    assert shapes == {"linear.weight": (1, 1), "linear.bias": (1,)}, (
        "its parameters are not those of one nn.Linear(1, 1)"
    )
    weights = draws.like(line.parameters(), scale=1.0)
    line.load(weights)
    return line, weights


@pytest.mark.grade("NAME-model")
@pytest.mark.parametrize("points", [1, 6])
def test_output(student, draws, points):
    """The output is w x + b, for any number of points."""
    line, weights = with_hidden_weights(student, draws)
    x = draws.normal(points, 1)
    torch.testing.assert_close(line(x), x @ weights["linear.weight"].T + weights["linear.bias"])


@pytest.mark.grade("NAME-train")
@pytest.mark.parametrize(("epochs", "lr"), [(1, 0.1), (2, 0.05), (25, 0.2)])
def test_losses_and_weights(student, draws, epochs, lr):
    """The losses and the trained weights are those of gradient descent from the same start."""
    line, weights = with_hidden_weights(student, draws)
    x, y = draws.normal(8, 1), draws.normal(8, 1)
    losses = student.train(line, x, y, epochs=epochs, lr=lr)
    expected, trained = right_loop(weights, x, y, epochs, lr)
    assert len(losses) == epochs, "train returns one loss for each epoch"
    assert losses == pytest.approx(expected)
    for name, value in line.parameters().items():
        torch.testing.assert_close(value, trained[name])
