"""Adam by hand and its mistakes, and what else than their mean is made of losses: each beside what torch computes."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from autograder.checks import adam_by_hand
from autograder.checks.adam_by_hand import OtherAdam
from autograder.checks.epoch_losses import BatchLosses, factor, means, others
from autograder.checks.mistakes import Said

LR = 0.05


def stepped(make, steps: int = 6) -> Tensor:
    """Where an optimizer comes to from the same start, by gradients that change."""
    generator = torch.Generator().manual_seed(3)
    parameters = [torch.zeros(size, dtype=torch.float64, requires_grad=True) for size in (3, 4)]
    optimizer = make(parameters)
    for _ in range(steps):
        optimizer.zero_grad()
        for parameter in parameters:
            parameter.grad = torch.randn(len(parameter), generator=generator, dtype=torch.float64)
        optimizer.step()
    return torch.cat(parameters).detach()


def test_adam_by_hand_is_torchs_where_it_makes_no_mistake():
    right = stepped(lambda parameters: torch.optim.Adam(parameters, lr=LR))
    torch.testing.assert_close(stepped(lambda parameters: OtherAdam(parameters, LR)), right)


@pytest.mark.parametrize("said", adam_by_hand.mistakes(LR), ids=repr)
def test_each_mistake_of_adam_is_another_optimizer(said):
    known = {other: stepped(make) for other, make in adam_by_hand.mistakes(LR).items()}
    right = stepped(lambda parameters: torch.optim.Adam(parameters, lr=LR))
    for other, weights in [(None, right), *known.items()]:
        if other != said:
            assert float((known[said] - weights).abs().max()) > 1e-7, other


def test_other_betas_and_eps_are_torchs():
    made = adam_by_hand.mistakes(LR)
    for said, settings in (
        (Said("own-adam-betas-swapped"), {"betas": (0.999, 0.9)}),
        (Said("own-adam-betas", first=0.9, second=0.99), {"betas": (0.9, 0.99)}),
        (Said("own-adam-eps", eps="0.1"), {"eps": 0.1}),
    ):
        right = stepped(lambda parameters, given=settings: torch.optim.Adam(parameters, lr=LR, **given))
        torch.testing.assert_close(stepped(made[said]), right)


BATCHES = [
    [
        BatchLosses(torch.tensor([1.0, 2.0, 6.0]), torch.tensor([1.0, 1.0, 4.0])),
        BatchLosses(torch.tensor([5.0]), torch.tensor([2.0])),
    ],
    [
        BatchLosses(torch.tensor([1.0, 1.0, 1.0]), torch.tensor([0.0, 1.0, 2.0])),
        BatchLosses(torch.tensor([3.0]), torch.tensor([5.0])),
    ],
]


def test_what_else_is_made_of_the_losses():
    assert means(BATCHES) == [3.5, 1.5]
    found = others(BATCHES)
    assert found[Said("loss-after-step")] == [2.0, 2.0]
    assert found[Said("largest-loss")] == [6.0, 3.0]
    assert found[Said("loss-of-first-batch")] == [3.0, 1.0]
    assert found[Said("last-batch-not-counted")] == [9 / 4, 3 / 4]
    assert found[Said("losses-reversed")] == [1.5, 3.5]
    assert found[Said("running-mean-by-batches")] == [1 + (5 - 1) / 4, 1 / 3 + (3 - 1 / 3) / 4]


def test_a_factor_is_one_of_all_epochs():
    assert factor([7.0, 3.0], [3.5, 1.5]) == Said("losses-times", factor="2")
    assert factor([784 * 3.5, 784 * 1.5], [3.5, 1.5]) == Said("losses-times-pixels", factor=784)
    assert factor([7.0, 3.1], [3.5, 1.5]) is None
    assert factor([3.5, 1.5], [3.5, 1.5]) is None
    assert factor([7.0], [3.5]) is None
