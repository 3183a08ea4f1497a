"""Small networks and loaders that the grader hands to a student's functions, to see what these do with them.

They solve no exercise. The same classes serve the grader, which computes what a right function must return.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook
from torch.utils.data import DataLoader, TensorDataset


class Probe(nn.Module):
    """A classifier with one hidden layer; (n, ...) inputs give (n, classes) logits, (seq, batch, features) ones
    (seq * batch, classes).

    `watch="mode"` makes it another function in evaluation mode, `watch="grad"` another one while gradients are
    recorded: a function that forgets eval() or no_grad() then returns another number.
    """

    def __init__(self, features: int, hidden: int, classes: int, watch: str = "") -> None:
        super().__init__()
        self.features = features
        self.watch = watch
        self.hidden = nn.Linear(features, hidden)
        self.out = nn.Linear(hidden, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        h = torch.tanh(self.hidden(inputs.reshape(-1, self.features)))  # (n, hidden)
        other = {"mode": self.training, "grad": torch.is_grad_enabled()}.get(self.watch, False)
        logits: torch.Tensor = self.out(-h if other else h)  # (n, classes)
        return logits


def loader(
    inputs: torch.Tensor, labels: torch.Tensor, batch_size: int
) -> DataLoader[tuple[torch.Tensor, ...]]:
    """Batches in the order given; the last one may be short."""
    return DataLoader(TensorDataset(inputs, labels), batch_size=batch_size, shuffle=False)


@contextmanager
def optimizer_log(parameters: list[torch.Tensor]) -> Iterator[list[dict[str, Any]]]:
    """Notes each optimizer step: the optimizer's class, which of `parameters` it updates, and its settings."""
    positions = {id(p): i for i, p in enumerate(parameters)}
    steps: list[dict[str, Any]] = []

    def note(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        groups = [
            {
                "parameters": [positions.get(id(p), -1) for p in group["params"]],
                "settings": {k: v for k, v in group.items() if k != "params" and is_setting(v)},
            }
            for group in optimizer.param_groups
        ]
        steps.append({"kind": type(optimizer).__name__, "groups": groups})

    handle = register_optimizer_step_pre_hook(note)
    try:
        yield steps
    finally:
        handle.remove()


def is_setting(value: Any) -> bool:
    """Whether `value` is a plain setting of an optimizer: a number, a few of them, or None."""
    if isinstance(value, (list, tuple)):
        return all(is_setting(item) for item in value)
    return value is None or isinstance(value, (bool, int, float))
