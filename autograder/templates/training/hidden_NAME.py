"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

`student` is what the student wrote, `reference` your solution. Both networks get the same hidden weights, whatever
their names, and are trained on the same points: losses and weights must be the same after each number of epochs.
"""

import pytest

from autograder import checks


@pytest.mark.grade("NAME-model")
@pytest.mark.parametrize("points", [1, 6])
def test_output(student, reference, draws, points):
    """The output is w x + b, for any number of points."""
    checks.agree(student.Line, reference.Line, sizes=(), inputs=[(draws.normal(points, 1),)], draws=draws)


@pytest.mark.grade("NAME-train")
@pytest.mark.parametrize(("epochs", "lr"), [(1, 0.1), (2, 0.05), (25, 0.2)])
def test_losses_and_weights(student, reference, draws, epochs, lr):
    """The losses and the trained weights are those of gradient descent from the same start."""
    x, y = draws.normal(8, 1), draws.normal(8, 1)
    mine, own = student.Line(), reference.Line()
    shared = checks.share_weights(mine, own, (x,), draws)
    losses = student.train(mine, x, y, epochs=epochs, lr=lr)
    expected = reference.train(own, x, y, epochs=epochs, lr=lr)
    assert isinstance(losses, list), "train returns a list of losses"
    assert len(losses) == epochs, f"expected one loss for each epoch, got {len(losses)} for {epochs}"
    assert all(isinstance(loss, float) for loss in losses), "each loss is a number: append loss.item()"
    assert losses[0] == pytest.approx(expected[0]), (
        "the first loss is not the mean squared error of all points"
    )
    assert losses == pytest.approx(expected), (
        "the first loss is right, later ones are not: what does each step do?"
    )
    shared.compare("after training")
