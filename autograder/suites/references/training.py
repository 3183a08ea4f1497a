"""Replays a training loop from the same weights on the same batches, right and with the mistakes known by name.

A student's optimizer is free where the assignment leaves it free. Which one it was is the student's process's word;
that word only chooses what to replay: the weights and losses must come out equal, and they are computed here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.sandbox.inside import probes
from autograder.suites.checks import Mistake

Batch = tuple[Tensor, Tensor]
MakeOptimizer = Callable[[list[Tensor]], torch.optim.Optimizer]

KINDS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    kind.__name__: kind
    for kind in (
        torch.optim.SGD,
        torch.optim.Adam,
        torch.optim.AdamW,
        torch.optim.Adagrad,
        torch.optim.Adadelta,
        torch.optim.Adamax,
        torch.optim.NAdam,
        torch.optim.RAdam,
        torch.optim.RMSprop,
    )
}
UNREADABLE = "the optimizer's settings cannot be read"
# How the update is computed, not what it is; which of them exist depends on the torch version.
IMPLEMENTATION = frozenset({"foreach", "fused", "capturable", "differentiable", "decoupled_weight_decay"})


@dataclass(frozen=True)
class Replay:
    """What a training loop gives: each epoch's mean loss over samples and other ways to sum it up, each epoch's last
    logits before and after its step, and the weights after training.
    """

    losses: list[float] = field(default_factory=list)
    batch_mean_losses: list[float] = field(default_factory=list)
    last_losses: list[float] = field(default_factory=list)
    summed_losses: list[float] = field(default_factory=list)
    batch_summed_losses: list[float] = field(default_factory=list)
    logits: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    weights: list[Tensor] = field(default_factory=list)


@dataclass(frozen=True)
class Loop:
    """A training loop; the defaults are the right one."""

    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy
    zero_grad: str = "batch"  # "batch", "epoch" or "never"
    step: str = "batch"  # "batch" or "epoch"
    optimizer_anew: bool = False
    steps: int = 1
    first_batch_only: bool = False


def replay(
    forward: Callable[[Tensor], Tensor],
    parameters: Sequence[Tensor],
    batches: Sequence[Batch],
    epochs: int,
    make_optimizer: MakeOptimizer,
    loop: Loop | None = None,
    keep_logits: bool = False,
) -> Replay:
    """Trains `parameters`, leaf tensors, in place; they hold the trained values afterwards."""
    loop = loop or Loop()
    leaves = list(parameters)
    for leaf in leaves:
        leaf.grad = None  # of an earlier replay
    optimizer = make_optimizer(leaves)
    result = Replay()
    for _ in range(epochs):
        total, means, count = 0.0, [], 0
        chosen = list(batches)[:1] if loop.first_batch_only else list(batches)
        for number, (inputs, labels) in enumerate(chosen):
            if loop.optimizer_anew:
                optimizer = make_optimizer(leaves)
            if loop.zero_grad == "batch" or (loop.zero_grad == "epoch" and number == 0):
                optimizer.zero_grad()
            logits = forward(inputs)
            loss = loop.loss(logits, labels)
            loss.backward()
            if loop.step == "batch" or number == len(chosen) - 1:
                for _ in range(loop.steps):
                    optimizer.step()
            total += loss.item() * len(labels)
            count += len(labels)
            means.append(loss.item())
        result.losses.append(total / count)
        result.batch_mean_losses.append(sum(means) / len(means))
        result.last_losses.append(means[-1])
        result.summed_losses.append(total)
        result.batch_summed_losses.append(sum(means))
        if keep_logits:
            with torch.no_grad():
                result.logits.append((logits.detach(), forward(chosen[-1][0])))
    result.weights.extend(leaf.detach().clone() for leaf in leaves)
    return result


def adam(lr: float) -> MakeOptimizer:
    return lambda parameters: torch.optim.Adam(parameters, lr=lr)


def adamw(lr: float) -> MakeOptimizer:
    return lambda parameters: torch.optim.AdamW(parameters, lr=lr)


def sgd(lr: float) -> MakeOptimizer:
    return lambda parameters: torch.optim.SGD(parameters, lr=lr)


def reported_optimizer(
    steps: Sequence[Mapping[str, Any]], lr: float, parameter_count: int, insist_on_lr: bool = True
) -> MakeOptimizer:
    """The optimizer to replay, by what the student's process says of its steps, learning rates of a scheduler included.

    No torch optimizer at all means a hand-written update, replayed as plain gradient descent. Mistake for an
    optimizer that cannot be right: another learning rate at first, weights left out, ascent instead of descent.
    """
    if not steps:
        return sgd(lr)
    # The log is the student's process's word and may be anything: whatever cannot be read cannot be right.
    try:
        kind, groups = _settings(steps[0])
        schedule = [[float(group["settings"]["lr"]) for group in step["groups"]] for step in steps]
    except Exception:
        raise Mistake(UNREADABLE) from None
    if kind is None:
        return sgd(lr)
    if any(settings.get("maximize") for _, settings in groups):
        raise Mistake("the optimizer climbs (maximize=True): the loss must fall")
    if insist_on_lr and any(not abs(rate - lr) <= 1e-9 * lr for rates in schedule for rate in rates):
        raise Mistake("the optimizer's learning rate is not the lr that train is given, at every step")
    if sorted(position for positions, _ in groups for position in positions) != list(range(parameter_count)):
        raise Mistake("the optimizer must get all of the model's parameters, and nothing else")

    def make(parameters: list[Tensor]) -> torch.optim.Optimizer:
        optimizer = kind(
            [{"params": [parameters[i] for i in places], **settings} for places, settings in groups]
        )
        rates = iter(schedule)

        def set_rates(optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
            for group, rate in zip(optimizer.param_groups, next(rates, []), strict=False):
                group["lr"] = rate

        optimizer.register_step_pre_hook(set_rates)
        return optimizer

    spare = [torch.zeros(1, requires_grad=True) for _ in range(parameter_count)]
    for parameter in spare:
        parameter.grad = torch.ones(1)
    try:
        make(spare).step()
    except Exception:
        raise Mistake(UNREADABLE) from None
    return make


def _settings(
    step: Mapping[str, Any],
) -> tuple[Callable[..., torch.optim.Optimizer] | None, list[tuple[list[int], dict[str, Any]]]]:
    kind = KINDS.get(str(step["kind"]))
    if kind is None:
        return None, []
    known = set(inspect.signature(kind).parameters) - IMPLEMENTATION
    groups = []
    for group in step["groups"]:
        settings = {
            name: value
            for name, value in group["settings"].items()
            if name in known and probes.is_setting(value)
        }
        positions = [int(position) for position in group["parameters"]]
        groups.append((positions, {**settings, "lr": float(settings["lr"])}))
    return kind, groups


SUMMED = "the loss is summed over the samples; it must be their mean"
LOOP_MISTAKES: dict[str, Loop] = {
    "the previous step's gradient is added to this one: zero_grad() is missing": Loop(zero_grad="never"),
    "softmax is applied before cross-entropy, which applies it itself": Loop(
        loss=lambda z, y: F.cross_entropy(z.softmax(1), y)
    ),
    "sigmoid is applied before cross-entropy, which wants the logits": Loop(
        loss=lambda z, y: F.cross_entropy(z.sigmoid(), y)
    ),
    SUMMED: Loop(loss=lambda z, y: F.cross_entropy(z, y, reduction="sum")),
    "the loss is the squared error; the assignment asks for cross-entropy": Loop(
        loss=lambda z, y: F.mse_loss(z, F.one_hot(y, z.shape[1]).to(z))
    ),
    "a new optimizer is made for every batch, so it forgets its state": Loop(optimizer_anew=True),
    "step() is called twice for one batch": Loop(steps=2),
    "zero_grad() is called once an epoch; it belongs before every batch's backward": Loop(zero_grad="epoch"),
    "step() is called once an epoch; it belongs after every batch": Loop(zero_grad="epoch", step="epoch"),
    "only the last batch of an epoch takes a step; it belongs after every batch": Loop(step="epoch"),
    "the weights never change: is step() missing, or is the gradient gone before it?": Loop(steps=0),
    "only the first batch of an epoch is used": Loop(first_batch_only=True),
    "the loss has the wrong sign: it grows": Loop(loss=lambda z, y: -F.cross_entropy(z, y)),
}
