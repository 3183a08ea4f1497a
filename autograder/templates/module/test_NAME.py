"""The public tests, which students get. They tell whether one is on the right way."""

import torch


def test_nothing_comes_through_where_nothing_goes_in(student):
    gate = student.Gate(2)
    assert len(list(gate.parameters())) == 2
    x = torch.zeros(3, 2)
    torch.testing.assert_close(gate(x), x)
