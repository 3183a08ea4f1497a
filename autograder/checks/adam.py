"""Adam for the few small tensors of a reference, where a step of torch.optim's costs as much as all else."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

BETAS = (0.9, 0.999)
EPS = 1e-8


class Adam:
    """What torch.optim.Adam(parameters, lr) computes (Kingma and Ba 2015, algorithm 1), on all parameters joined:

    m = β₁ m + (1 - β₁) g    v = β₂ v + (1 - β₂) g²    θ = θ - lr · m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε)
    """

    def __init__(self, parameters: Sequence[Tensor], lr: float) -> None:
        """parameters: leaves of one dtype. One without a gradient stays as it is."""
        self._parameters = list(parameters)
        self._lr = lr
        self._sizes = [parameter.numel() for parameter in self._parameters]
        self._m = torch.zeros(sum(self._sizes), dtype=self._parameters[0].dtype)
        self._v = torch.zeros_like(self._m)
        self._t = 0

    def zero_grad(self) -> None:
        for parameter in self._parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self) -> None:
        self._t += 1
        gradients = (torch.zeros_like(p) if p.grad is None else p.grad for p in self._parameters)
        g = torch.cat([gradient.reshape(-1) for gradient in gradients])
        self._m.lerp_(g, 1 - BETAS[0])
        self._v.mul_(BETAS[1]).addcmul_(g, g, value=1 - BETAS[1])
        size = self._v.sqrt().div_(math.sqrt(1 - BETAS[1] ** self._t)).add_(EPS)
        update = torch.div(self._m, size).mul_(self._lr / (1 - BETAS[0] ** self._t))
        for parameter, change in zip(self._parameters, update.split(self._sizes), strict=True):
            parameter.sub_(change.view_as(parameter))
