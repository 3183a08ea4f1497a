"""Small networks and loaders that the grader hands to a student's functions, to see what these do with them.

They solve no exercise: one that asks for a recurrent network allows torch's own. The same classes serve the grader,
which computes what a right function must return.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from torch.optim.optimizer import (
    Optimizer,
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)
from torch.utils.data import DataLoader, Sampler, TensorDataset

READABLE = {  # the number of axes, whether they are integers, and what they are
    "images": (4, False, "images (batch, 1, 28, 28)"),
    "vectors": (3, False, "vectors (seq, batch, in)"),
    "indices": (2, True, "indices (seq, batch)"),
}


class GivenModel(nn.Module):
    """A classifier with one hidden layer; (n, ...) inputs give (n, classes) logits, (seq, batch, features) ones
    (seq * batch, classes). Integers stand for one-hot vectors: indices (seq, batch) are read as (seq, batch, features).

    `watch="mode"` makes it another function in evaluation mode, `watch="grad"` another one while gradients are
    recorded: a function that forgets eval() or no_grad() then returns another number. `reads` makes it read one kind
    of READABLE alone, as the student's own network does: images as a convolution, indices as a lookup table.
    """

    def __init__(self, features: int, hidden: int, classes: int, watch: str = "", reads: str = "") -> None:
        super().__init__()
        self.watch = watch
        self.reads = reads
        self.hidden = nn.Linear(features, hidden)
        self.out = nn.Linear(hidden, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        if self.reads:
            axes, whole, name = READABLE[self.reads]
            if inputs.dim() != axes or inputs.is_floating_point() == whole:
                kind = "numbers" if inputs.is_floating_point() else "integers"
                raise ValueError(f"the model reads {name}; it is given {kind} {tuple(inputs.shape)}")
        h = torch.tanh(self.hidden(_rows(inputs, self.hidden.weight)))  # (n, hidden)
        other = {"mode": self.training, "grad": torch.is_grad_enabled()}.get(self.watch, False)
        logits: torch.Tensor = self.out(-h if other else h)  # (n, classes)
        return logits

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            raise AttributeError(
                f"the model that is given has no {name}: it can be called, and has parameters()"
            ) from None


Probe = GivenModel
"""As a test calls it. What Python says of a class, "GivenModel.forward() takes ...", is read by students."""


class GivenShift(nn.Module):
    """Takes what Probe takes; its logits are the inputs, shifted by a weight for each class, at first 0.

    There is no network that takes less to train, where many epochs are wanted and nothing else.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.shift = nn.Parameter(torch.zeros(classes))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return _rows(inputs, self.shift) + self.shift  # (n, classes)


class Reader(nn.Module):
    """A recurrent network with a linear layer at its end: (seq, batch, features), or indices (seq, batch), give logits
    (seq * batch, classes). It learns to spell a word where a student's own network is not right.
    """

    def __init__(self, features: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.read = nn.Linear(features, hidden)
        self.carry = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, classes)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        batch = inputs.shape[1]
        rows = _rows(inputs, self.read.weight).unflatten(0, (-1, batch))  # (seq, batch, features)
        h, states = torch.zeros(batch, self.carry.in_features).to(rows), []
        for x in self.read(rows):
            h = torch.tanh(x + self.carry(h))  # (batch, hidden)
            states.append(h)
        logits: torch.Tensor = self.out(torch.cat(states))  # (seq * batch, classes)
        return logits


def _rows(inputs: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Inputs or indices as rows (n, features), of a dtype and a width as `weight` has them."""
    if not inputs.is_floating_point():
        inputs = functional.one_hot(inputs, weight.shape[-1]).to(weight.dtype)
    return inputs.reshape(-1, weight.shape[-1])


Shift = GivenShift


class GivenNet:
    """The same network as Probe's with its gradients by hand: forward, backward and step in this order, no autograd.

    inputs (n, features) → logits (n, classes); backward takes the gradient of these. It starts with zeros.
    """

    def __init__(self, features: int, hidden: int, classes: int) -> None:
        self.w1, self.b1 = torch.zeros(hidden, features), torch.zeros(hidden)
        self.w2, self.b2 = torch.zeros(classes, hidden), torch.zeros(classes)
        self._seen: tuple[torch.Tensor, torch.Tensor] | None = None
        self._gradients: list[torch.Tensor] | None = None
        self.rates: list[float] = []  # of the steps it took

    def weights(self) -> list[torch.Tensor]:
        return [self.w1, self.b1, self.w2, self.b2]

    def load(self, values: list[torch.Tensor]) -> None:
        self.w1, self.b1, self.w2, self.b2 = (value.clone() for value in values)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        h = torch.tanh(inputs @ self.w1.T + self.b1)  # (n, hidden)
        self._seen = (inputs.clone(), h)
        return h @ self.w2.T + self.b2

    def backward(self, grad_output: torch.Tensor) -> torch.Tensor:
        if self._seen is None:
            raise RuntimeError("backward is called before forward")
        inputs, h = self._seen
        if tuple(grad_output.shape) != (len(inputs), len(self.b2)):
            raise ValueError(
                f"backward takes the gradient of the logits, {(len(inputs), len(self.b2))}; "
                f"it is given {tuple(grad_output.shape)}"
            )
        inner = (grad_output @ self.w2) * (1 - h**2)  # (n, hidden)
        self._gradients = [inner.T @ inputs, inner.sum(0), grad_output.T @ h, grad_output.sum(0)]
        return inner @ self.w1

    def step(self, lr: float) -> None:
        if self._gradients is None:
            raise RuntimeError("step is called before backward")
        self.rates.append(lr)
        self.load([w - lr * g for w, g in zip(self.weights(), self._gradients, strict=True)])

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the network that is given has no {name}: it has forward, backward and step")


ByHand = GivenNet


class CallableGivenNet(GivenNet):
    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.forward(inputs)


def by_hand(features: int, hidden: int, classes: int, callable: bool) -> ByHand:
    return (CallableGivenNet if callable else GivenNet)(features, hidden, classes)


class Watched:
    """A layer that also shows what it did to its arguments: forward(x) gives [output, x afterwards], and so does
    call(method, arguments).
    """

    def __init__(self, layer: Any) -> None:
        self.layer = layer

    def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
        output = self.layer.forward(x)
        return [output, x]

    def call(self, method: str, arguments: Sequence[Any]) -> list[Any]:
        return [getattr(self.layer, method)(*arguments), *arguments]


class Orders(Sampler[int]):
    """Gives the samples in another order each time; `passes` counts how often somebody began to go through them. Where
    no gradients are recorded the order stays: somebody looks at how far the training has come.
    """

    def __init__(self, orders: list[list[int]]) -> None:
        self.orders = orders
        self.passes = 0

    def __iter__(self) -> Iterator[int]:
        self.passes += torch.is_grad_enabled()
        return iter(self.orders[max(0, min(self.passes, len(self.orders)) - 1)])

    def __len__(self) -> int:
        return len(self.orders[0])


class GivenBatches:
    """A loader that is no DataLoader: the same batches each time. It knows the number of its batches, len(loader), and
    its samples, loader.dataset, and nothing else of a DataLoader's.
    """

    def __init__(self, inputs: torch.Tensor, labels: torch.Tensor, batch_size: int) -> None:
        self.batches = list(zip(inputs.split(batch_size), labels.split(batch_size), strict=True))
        self.dataset = TensorDataset(inputs, labels)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the loader that is given has no {name}: go through it with `for`")


def loader(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    batch_size: int,
    orders: list[list[int]] | None = None,
    bare: bool = False,
) -> DataLoader[tuple[torch.Tensor, ...]] | GivenBatches:
    """Batches in the order given; the last one may be short. bare: in an iterable that is no DataLoader.

    orders: those in which the samples come, each time that one goes through the loader; it drops a last short batch.
    """
    if bare:
        return GivenBatches(inputs, labels, batch_size)
    samples = TensorDataset(inputs, labels)
    if orders is not None:
        return DataLoader(samples, batch_size=batch_size, sampler=Orders(orders), drop_last=True)
    return DataLoader(samples, batch_size=batch_size, shuffle=False)


@contextmanager
def optimizer_log(parameters: list[torch.Tensor]) -> Iterator[list[dict[str, Any]]]:
    """Notes each optimizer step: the optimizer's class, which of `parameters` it updates, its settings, and how large
    the gradient of all `parameters` is, as it was used.
    """
    positions = {id(p): i for i, p in enumerate(parameters)}
    steps: list[dict[str, Any]] = []

    def note(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        groups = [
            {
                "parameters": [positions.get(id(p), -1) for p in group["params"]],
                "settings": {k: v for k, v in _plain(group).items() if k != "params" and is_setting(v)},
            }
            for group in optimizer.param_groups
        ]
        steps.append({"kind": type(optimizer).__name__, "groups": groups})

    def note_gradient(optimizer: Optimizer, args: Any, kwargs: Any) -> None:
        # After the step, for a closure computes the gradient within it.
        gradients = [p.grad.detach().flatten() for p in parameters if p.grad is not None and p.grad.numel()]
        if gradients and steps:
            together = torch.cat(gradients).to(torch.float64)
            steps[-1]["gradient"] = {"norm": together.norm().item(), "largest": together.abs().max().item()}

    handles = [register_optimizer_step_pre_hook(note), register_optimizer_step_post_hook(note_gradient)]
    try:
        yield steps
    finally:
        for handle in handles:
            handle.remove()


def _plain(group: dict[str, Any]) -> dict[str, Any]:
    """A group's settings; a tensor of one number, as lr may be, as that number."""
    return {k: v.item() if isinstance(v, torch.Tensor) and v.numel() == 1 else v for k, v in group.items()}


def is_setting(value: Any) -> bool:
    """Whether `value` is a plain setting of an optimizer: a number, a few of them, or None."""
    if isinstance(value, (list, tuple)):
        return all(is_setting(item) for item in value)
    return value is None or isinstance(value, (bool, int, float))
