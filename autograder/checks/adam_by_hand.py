"""Adam as students write it by hand, and the most frequent mistakes in it. (An optimizer of torch itself says how it
deviates.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.checks.adam import BETAS, EPS
from autograder.checks.mistakes import Said

Correct = Callable[[float, int], float]
"""A mean's decay and the number of the step, from 1 → what the mean is divided by."""
OTHER_EPS = (0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
OTHER_BETAS = (
    (0.9, 0.99),
    (0.9, 0.9),
    (0.9, 0.95),
    (0.99, 0.999),
    (0.999, 0.999),
    (0.5, 0.999),
    (0.8, 0.999),
    (0.95, 0.999),
)


def right_correction(beta: float, step: int) -> float:
    """1 - βᵗ, as Adam has it."""
    return 1 - beta**step


class OtherAdam:
    """Adam's equations, each in a way that a hand may write it; the defaults are the right ones: see `adam.Adam`.

    rooted: whether the square root of v is taken. correct_m, correct_v: what the means are divided by. counts_each:
    whether t counts on at each parameter.
    """

    def __init__(
        self,
        parameters: Sequence[Tensor],
        lr: float,
        betas: tuple[float, float] = BETAS,
        eps: float = EPS,
        rooted: bool = True,
        correct_m: Correct = right_correction,
        correct_v: Correct = right_correction,
        counts_each: bool = False,
    ) -> None:
        """parameters: leaves, of which one without a gradient stays as it is."""
        self._parameters = list(parameters)
        self._lr, self._betas, self._eps = lr, betas, eps
        self._rooted, self._counts_each = rooted, counts_each
        self._corrections = correct_m, correct_v
        self._means = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self._parameters]
        self._t = 0

    def zero_grad(self) -> None:
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        self._t += not self._counts_each
        for parameter, (m, v) in zip(self._parameters, self._means, strict=True):
            self._t += self._counts_each
            by_m, by_v = (
                correct(beta, self._t) for correct, beta in zip(self._corrections, self._betas, strict=True)
            )
            if parameter.grad is not None:
                m.lerp_(parameter.grad, 1 - self._betas[0])
                v.lerp_(parameter.grad.square(), 1 - self._betas[1])
                size = (v / by_v).sqrt() if self._rooted else v / by_v
                parameter.sub_(self._lr * (m / by_m) / (size + self._eps))


def mistakes(lr: float) -> dict[Said, Callable[[Sequence[Tensor]], OtherAdam]]:
    """For each mistake, a function that makes an Adam with `lr` and this mistake.

    mistakes(0.05)[Said("own-adam-root-missing")](list(net.parameters())).step()
    """

    def none(beta: float, step: int) -> float:
        return 1.0

    def always_first(beta: float, step: int) -> float:
        return 1 - beta

    def one_too_far(beta: float, step: int) -> float:
        return 1 - beta ** (step + 1)

    settings: dict[Said, dict[str, Any]] = {
        Said("own-adam-betas-swapped"): {"betas": BETAS[::-1]},
        Said("own-adam-root-missing"): {"rooted": False},
        Said("own-adam-correction-missing"): {"correct_m": none, "correct_v": none},
        Said("own-adam-correction-of-m-missing"): {"correct_m": none},
        Said("own-adam-correction-of-v-missing"): {"correct_v": none},
        Said("own-adam-steps-not-counted"): {"correct_m": always_first, "correct_v": always_first},
        Said("own-adam-steps-from-two"): {"correct_m": one_too_far, "correct_v": one_too_far},
        Said("own-adam-counts-parameters"): {"counts_each": True},
        Said("own-adam-mean-missing"): {"betas": (0.0, BETAS[1])},
        **{Said("own-adam-eps", eps=f"{eps:g}"): {"eps": eps} for eps in OTHER_EPS},
        **{Said("own-adam-betas", first=one, second=two): {"betas": (one, two)} for one, two in OTHER_BETAS},
    }

    def maker(given: dict[str, Any]) -> Callable[[Sequence[Tensor]], OtherAdam]:
        return lambda parameters: OtherAdam(parameters, lr, **given)

    return {said: maker(given) for said, given in settings.items()}
