"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

`student` is what the student wrote, `reference` your solution. Both networks get the same hidden weights, whatever
their names, and are trained on the same points: weights and losses must be the same after each number of epochs.
"""

import pytest

from autograder import checks


@pytest.mark.grade("NAME-model")
@pytest.mark.parametrize("points", [1, 6])
def test_output(student, reference, draws, points):
    """The output is w x + b, for any number of points."""
    checks.agree(student.Line, reference.Line, sizes=(), inputs=[(draws.normal(points, 1),)], draws=draws)


@pytest.mark.grade("NAME-train")
def test_weights_and_losses(student, reference, draws):
    """The trained weights and the losses are those of gradient descent from the same start."""
    x, y = draws.normal(8, 1), draws.normal(8, 1)
    checks.training(
        student.train,
        reference.train,
        networks=(student.Line, reference.Line),
        sizes=(),
        example=(x,),
        data=(x, y),
        settings=[{"epochs": 1, "lr": 0.1}, {"epochs": 2, "lr": 0.05}, {"epochs": 25, "lr": 0.2}],
        draws=draws,
    )
