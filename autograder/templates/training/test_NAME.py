"""The public tests, which students get. They tell whether one is on the right way."""

import torch


def test_model_has_one_output_for_each_point(student):
    assert student.Line()(torch.zeros(5, 1)).shape == (5, 1)


def test_train_finds_the_line(student):
    x = torch.linspace(-1, 1, 10).unsqueeze(1)
    losses = student.train(student.Line(), x, 3 * x + 1, epochs=200, lr=0.1)
    assert len(losses) == 200
    assert losses[-1] < 0.01
