"""The shapes that a forward pass comes by, and where they leave a right pass's."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from autograder.sandbox.inside.forward_shapes import MOST, ForwardShapes, first_other, text

A, B, C, D = (3, 2), (3, 20), (3, 5), (6, 3, 5)


def noted(forward, *inputs):
    shapes = ForwardShapes()
    shapes.begin(inputs)
    with shapes:
        forward(*inputs)
    return shapes


def test_what_is_computed_from_the_inputs_is_noted_and_what_is_made_of_weights_alone_is_not():
    weight = torch.zeros(20, 2)
    found = noted(
        lambda x: torch.zeros(7, 7) + (x[0] @ weight.T + torch.ones(20)).relu().sum(), torch.zeros(6, 3, 2)
    )
    assert (found.inputs, found.noted) == ([(6, 3, 2)], [(3, 2), (3, 20), (), (7, 7)])


def test_of_several_tensors_the_first_is_on_the_way_and_the_others_lead_on():
    lstm = nn.LSTM(2, 5, num_layers=4)

    def forward(x):
        _, (h_n, _) = lstm(x)
        return h_n.flatten(), x > 0

    assert noted(forward, torch.zeros(6, 3, 2)).noted == [(6, 3, 5), (60,)]


def test_a_second_pass_knows_nothing_of_the_first():
    shapes, x = ForwardShapes(), torch.zeros(2, 3)
    with shapes:
        shapes.begin([x])
        kept = x.sum(0)
        shapes.begin({"other": [torch.zeros(4)]})
        assert (kept + 1).shape == (3,)
    assert (shapes.inputs, shapes.noted) == ([(4,)], [])


def test_a_pass_without_end_is_cut():
    def forward(x):
        for size in range(MOST + 1):
            x.expand(size, 2)

    found = noted(forward, torch.zeros(1, 2))
    assert found.is_cut
    assert len(found.noted) == MOST


@pytest.mark.parametrize(
    ("got", "right", "want", "other"),
    [
        pytest.param([A, B], [A, B, C], C, None, id="as far as it came, it is right"),
        pytest.param([A, (3, 15)], [A, B, C], B, (3, 15), id="the last one is another"),
        pytest.param([A, (3, 15), (3, 7)], [A, B, C], B, (3, 15), id="what follows is another, too"),
        pytest.param([A, (3, 15), C], [A, B, C, D], B, (3, 15), id="an axis has another size in between"),
        pytest.param([A, C], [A, B, C, D], D, None, id="a step is left out, or spelled otherwise"),
        pytest.param([A, (2, 3), C], [A, B, C, D], D, None, id="a step is spelled otherwise"),
        pytest.param(
            [A, (2, 3), (9,)], [A, B, C, D], B, (2, 3), id="what is spelled otherwise leads nowhere"
        ),
        pytest.param([A, B, C] * 40 + [A], [A, B, C] * 41 + [D], B, None, id="in a loop"),
        pytest.param([A, D], [A, B, C, D, A], B, D, id="the last one is the right pass's by chance"),
        pytest.param([A, B, C], [A, B], None, C, id="it goes on"),
        pytest.param([A] * 999, [B] * 999, None, None, id="too many"),
    ],
)
def test_the_first_shape_that_is_another_is_named(got, right, want, other):
    assert first_other(got, right) == (want, other)


def test_a_text_shows_all_of_a_few_shapes_and_of_many_each_once():
    assert text([(2, 3), (4,)], [A, B, A]) == "(2, 3), (4,) -> (3, 2) -> (3, 20) -> (3, 2)"
    assert text([A], [B, C] * 41) == "(3, 2) -> (3, 20) -> (3, 5)"
    assert text([A], [B, C] * 41 + [B]) == "(3, 2) -> (3, 20) -> (3, 5) -> … -> (3, 20)"
    many = text([A], [(n,) for n in range(99)])
    assert (
        many
        == "(3, 2) -> (0,) -> (1,) -> (2,) -> (3,) -> (4,) -> … -> (94,) -> (95,) -> (96,) -> (97,) -> (98,)"
    )
