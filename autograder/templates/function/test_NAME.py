"""The public tests, which students get. They tell whether one is on the right way."""

import torch


def test_an_example(student):
    x = torch.tensor([[1.0, 3.0], [10.0, 50.0]])
    torch.testing.assert_close(student.standardize(x), torch.tensor([[-1.0, 1.0], [-1.0, 1.0]]))
