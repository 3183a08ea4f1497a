"""The hidden suite: change what is asked, and keep one mark for each test. The docstrings are what students read."""

import pytest
import torch


@pytest.mark.grade("NAME-values")
@pytest.mark.parametrize("shape", [(4, 3), (1, 7), (50, 2)])  # sizes that the public tests have not
def test_values(student, draws, shape):
    """Each row has mean 0 and standard deviation 1, for any number of rows and columns."""
    x = 3 + 2 * draws.normal(*shape)
    got = student.standardize(x)
    assert got.shape == x.shape
    torch.testing.assert_close(got, (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True))
