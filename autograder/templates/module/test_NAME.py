"""The public tests, which students get. They tell whether one is on the right way."""

import torch


def test_a_gate_that_is_open(student):
    gate = student.Gate(2)
    with torch.no_grad():
        gate.weight.zero_()
        gate.bias.fill_(100.0)
    x = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
    torch.testing.assert_close(gate(x), x)
