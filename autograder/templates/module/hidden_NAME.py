"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

`student.Gate` is the class that the student wrote, `reference.Gate` the one of your solution. `checks.agree` makes
both, sets the same hidden weights in them, whatever their names, and compares what they compute.
"""

import pytest

from autograder import checks


@pytest.mark.grade("NAME-forward")
@pytest.mark.parametrize(("batch", "features"), [(5, 3), (1, 4), (7, 1)])
def test_output(student, reference, draws, batch, features):
    """The output is σ(x Wᵀ + b) * x, for any batch and number of features."""
    inputs = [(draws.normal(batch, features),)]
    checks.agree(student.Gate, reference.Gate, sizes=(features,), inputs=inputs, draws=draws, gradients=False)


@pytest.mark.grade("NAME-gradients")
def test_gradients(student, reference, draws):
    """Gradients reach the weights and the input."""
    checks.agree(student.Gate, reference.Gate, sizes=(3,), inputs=[(draws.normal(5, 3),)], draws=draws)
