"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read.

`student.standardize` is the function that the student wrote, `reference.standardize` the one of your solution.
"""

import pytest

from autograder import checks


@pytest.mark.grade("NAME-values")
@pytest.mark.parametrize("shape", [(4, 3), (1, 7), (50, 2)])  # sizes that the public tests have not
def test_values(student, reference, draws, shape):
    """Each row has mean 0 and standard deviation 1, for any number of rows and columns."""
    x = 3 + 2 * draws.normal(*shape)
    checks.agree(student.standardize, reference.standardize, inputs=[(x,)], draws=draws)
