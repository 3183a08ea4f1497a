"""Replays a training loop from the same weights on the same batches, right and with the mistakes known by name.

Some assignments let students choose the optimizer. The student's process says which one it was. That claim only chooses
what to replay: the weights and losses must come out equal, and they are computed here.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.adam import Adam
from autograder.checks.epoch_losses import BatchLosses
from autograder.checks.mistakes import Mistake, Said
from autograder.sandbox.inside import probes

Batch = tuple[Tensor, Tensor]
Batches = Sequence[Batch] | Callable[[int], Sequence[Batch]]
"""The batches of each epoch, or a function that gives an epoch's batches by its number, from 0."""


class Optimizer(Protocol):
    def zero_grad(self) -> None: ...

    def step(self) -> Any: ...


MakeOptimizer = Callable[[list[Tensor]], Optimizer]

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
        torch.optim.ASGD,
        torch.optim.Rprop,
        torch.optim.Adafactor,
    )
}
SAME_SIZE = 1e-2  # relative, of gradients in the same step
ROUNDED_AWAY = 1e-5  # a gradient's norm
UNREADABLE = Said("optimizer-unreadable")
CHANGING = Said("optimizer-changes")
ROUNDING = 1e-5  # of a gradient's norm in float32
# How the update is computed, not what it is; which of them exist depends on the torch version.
IMPLEMENTATION = frozenset({"foreach", "fused", "capturable", "differentiable", "decoupled_weight_decay"})


@dataclass(frozen=True)
class Replay:
    """What a training loop gives: each epoch's mean loss over samples and other ways to sum it up, each epoch's last
    logits before and after its step, the weights after training, each step's gradient's norm and largest value. Logits,
    gradients and the losses of each sample are there only if they were asked for.
    """

    losses: list[float] = field(default_factory=list)
    batch_mean_losses: list[float] = field(default_factory=list)
    last_losses: list[float] = field(default_factory=list)
    summed_losses: list[float] = field(default_factory=list)
    batch_summed_losses: list[float] = field(default_factory=list)
    sums_per_batch: list[float] = field(default_factory=list)
    batch_sums_per_sample: list[float] = field(default_factory=list)
    losses_as_if_full: list[float] = field(default_factory=list)
    batch_losses: list[list[float]] = field(default_factory=list)
    cross_entropies: list[float] = field(default_factory=list)
    """The mean cross-entropy over the samples of each epoch, whatever loss the loop takes its steps with."""
    logits: list[tuple[Tensor, Tensor]] = field(default_factory=list)
    weights: list[Tensor] = field(default_factory=list)
    gradients: list[tuple[float, float]] = field(default_factory=list)
    of_samples: list[list[BatchLosses]] = field(default_factory=list)


@dataclass(frozen=True)
class Loop:
    """A training loop; the defaults are the right one."""

    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy
    zero_grad: str = "batch"  # "batch", "epoch" or "never"
    step: str = "batch"  # "batch" or "epoch"
    optimizer_anew: str = "never"  # "never", "batch" or "epoch"
    steps: int = 1
    first_batch_only: bool = False
    full_batches_only: bool = False
    before_step: Callable[[Sequence[Tensor]], None] = lambda leaves: None  # changes their gradients
    batches: Batches | None = None  # others than it is given
    inputs: Callable[[Tensor], Tensor] = lambda inputs: inputs  # changes what the model reads


def together(one: Loop, two: Loop) -> Loop | None:
    """The loop that makes the mistakes of both; None if they concern the same part of it."""
    right, changes = Loop(), dict[str, Any]()
    for each in (one, two):
        for part in fields(Loop):
            if (value := getattr(each, part.name)) != getattr(right, part.name):
                if part.name in changes:
                    return None
                changes[part.name] = value
    return replace(right, **changes)


def batches_of(batches: Batches, epoch: int) -> list[Batch]:
    """Those of an epoch."""
    return list(batches(epoch) if callable(batches) else batches)


def replay(
    forward: Callable[[Tensor], Tensor],
    parameters: Sequence[Tensor],
    batches: Batches,
    epochs: int,
    make_optimizer: MakeOptimizer,
    loop: Loop | None = None,
    keep_logits: bool = False,
    keep_gradients: bool = False,
    keep_samples: bool = False,
    reported: Sequence[Mapping[str, Any]] = (),
) -> Replay:
    """Trains `parameters`, leaf tensors, in place; afterwards they have the trained values. reported: what the
    student's process says of its optimizer's steps. If the replay's gradient has another size in one of these steps,
    the replay ends there, without weights: it is not the loop of that student, and most wrong replays show this in the
    first step.
    """
    loop = loop or Loop()
    steps = iter(reported)
    leaves = list(parameters)
    for leaf in leaves:
        leaf.grad = None  # of an earlier replay
    optimizer = make_optimizer(leaves)
    result = Replay()
    for epoch in range(epochs):
        total, means, count, plain = 0.0, [], 0, 0.0
        of_samples: list[BatchLosses] = []
        given = batches_of(batches if loop.batches is None else loop.batches, epoch)
        chosen = given[:1] if loop.first_batch_only else given
        full = len(given[0][1])
        if loop.full_batches_only:
            chosen = [(inputs, labels) for inputs, labels in chosen if len(labels) == full]
        for number, (inputs, labels) in enumerate(chosen):
            if loop.optimizer_anew == "batch" or (loop.optimizer_anew == "epoch" and number == 0):
                optimizer = make_optimizer(leaves)
            if loop.zero_grad == "batch" or (loop.zero_grad == "epoch" and number == 0):
                optimizer.zero_grad()
            logits = forward(loop.inputs(inputs))
            loss = loop.loss(logits, labels)
            loss.backward()
            if loop.step == "batch" or number == len(chosen) - 1:
                if keep_gradients:
                    result.gradients.append((gradient_norm(leaves), _largest(leaves)))
                loop.before_step(leaves)
                for _ in range(loop.steps):
                    optimizer.step()
                    if _departs(leaves, next(steps, {})):
                        return result
            if keep_samples:
                with torch.no_grad():
                    before, after = (
                        F.cross_entropy(z, labels, reduction="none") for z in (logits, forward(inputs))
                    )
                of_samples.append(BatchLosses(before, after))
            means.append(loss.item())
            total += means[-1] * len(labels)
            count += len(labels)
            is_plain = loop.loss is F.cross_entropy
            plain += len(labels) * (
                means[-1] if is_plain else F.cross_entropy(logits.detach(), labels).item()
            )
        result.losses.append(total / count)
        result.cross_entropies.append(plain / count)
        result.batch_losses.append(means)
        result.batch_mean_losses.append(sum(means) / len(means))
        result.last_losses.append(means[-1])
        result.summed_losses.append(total)
        result.batch_summed_losses.append(sum(means))
        result.sums_per_batch.append(total / len(means))
        result.batch_sums_per_sample.append(sum(means) / count)
        result.losses_as_if_full.append(sum(means) * full / count)
        if keep_samples:
            result.of_samples.append(of_samples)
        if keep_logits:
            with torch.no_grad():
                result.logits.append((logits.detach(), forward(chosen[-1][0])))
    result.weights.extend(leaf.detach().clone() for leaf in leaves)
    return result


def _departs(leaves: Sequence[Tensor], step: Mapping[str, Any]) -> bool:
    """Whether the gradient that was used clearly has another norm than the log says. Rounding grows over the steps, and
    a norm that is almost 0 is only rounding.
    """
    try:
        norm = float(step["gradient"]["norm"])
    except Exception:  # the log may be anything
        return False
    own = gradient_norm(leaves)
    return math.isfinite(norm) and abs(own - norm) > SAME_SIZE * max(own, norm) + ROUNDED_AWAY


def adam(lr: float) -> MakeOptimizer:
    return lambda parameters: Adam(parameters, lr)


class _Stopping:
    """An optimizer that takes a number of steps and then no more."""

    def __init__(self, optimizer: Optimizer, steps: int) -> None:
        self._optimizer, self._left = optimizer, steps

    def zero_grad(self) -> None:
        self._optimizer.zero_grad()

    def step(self) -> None:
        if self._left > 0:
            self._left -= 1
            self._optimizer.step()


def stopping(make: MakeOptimizer, steps: int) -> MakeOptimizer:
    """The optimizer that `make` makes, for a number of steps."""
    return lambda parameters: _Stopping(make(parameters), steps)


def adamw(lr: float) -> MakeOptimizer:
    return lambda parameters: torch.optim.AdamW(parameters, lr=lr)


def sgd(lr: float, **settings: Any) -> MakeOptimizer:
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, **settings)


def by_hand(lr: float) -> list[MakeOptimizer]:
    """The most frequent updates that students write by hand, gradient descent first."""
    return [
        sgd(lr),
        *(sgd(lr, momentum=momentum) for momentum in (0.9, 0.5, 0.8, 0.95, 0.99)),
        *(sgd(lr, momentum=momentum, nesterov=True) for momentum in (0.9, 0.5)),
        # Running means: the first one starts with the whole gradient, the second one at 0.
        *(sgd(lr, momentum=momentum, dampening=momentum) for momentum in (0.9, 0.5)),
        *(sgd(lr * (1 - momentum), momentum=momentum) for momentum in (0.9, 0.5)),
        *(sgd(lr, weight_decay=decay) for decay in (1e-2, 1e-3, 1e-4, 5e-4)),
        adam(lr),
        adamw(lr),
        lambda parameters: torch.optim.RMSprop(parameters, lr=lr),
        lambda parameters: torch.optim.RMSprop(parameters, lr=lr, alpha=0.9),
        lambda parameters: torch.optim.Adagrad(parameters, lr=lr),
    ]


def reported_optimizers(
    steps: Sequence[Mapping[str, Any]], lr: float, parameter_count: int, insist_on_lr: bool = True
) -> list[MakeOptimizer]:
    """The optimizers to replay, the likeliest first, with a schedule of their settings, by what the student's process
    says of its steps. There are several only if no optimizer of torch is used.

    Mistake for an optimizer that cannot be right: another learning rate, or 0 in most steps, weights left out, ascent
    instead of descent.
    """
    if not steps:
        return by_hand(lr)
    # The log is the student's process's word and may be anything: whatever cannot be read cannot be right.
    try:
        kind = KINDS.get(str(steps[0]["kind"]))
        schedule = [_groups(step) for step in steps]
        # What a scheduler starts from or warms up to, in the names that torch's give it.
        named = {
            float(group["settings"][name])
            for group in steps[0]["groups"]
            for name in ("initial_lr", "max_lr")
            if name in group["settings"]
        }
    except Exception:
        raise Mistake(UNREADABLE) from None
    if kind is None:
        return by_hand(lr)
    if any(settings.get("maximize") for step in schedule for _, settings in step):
        raise Mistake("optimizer-climbs")
    # A schedule may warm up to lr or decay from it.
    largest = max((settings["lr"] for step in schedule for _, settings in step), default=lr)
    if insist_on_lr and not any(abs(rate - lr) <= 1e-6 * lr for rate in (largest, *named)):
        raise Mistake("other-learning-rate")
    # A warm-up may begin at 0, and a decay end there.
    idle = sum(all(settings["lr"] == 0 for _, settings in step) for step in schedule)
    if 2 * idle > len(schedule):
        raise Mistake("rate-falls-to-0", count=idle, all=len(schedule))
    groups = schedule[0]
    if sorted(position for positions, _ in groups for position in positions) != list(range(parameter_count)):
        raise Mistake("other-parameters")

    def make(parameters: list[Tensor]) -> torch.optim.Optimizer:
        optimizer = kind(
            [{"params": [parameters[i] for i in places], **settings} for places, settings in groups]
        )
        rest = iter(schedule)

        def follow(optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
            # Schedulers change more than learning rates: OneCycleLR the momentum, too.
            for group, (_, settings) in zip(optimizer.param_groups, next(rest, []), strict=False):
                group.update(settings)

        optimizer.register_step_pre_hook(follow)
        return optimizer

    spare = [torch.zeros(1, requires_grad=True) for _ in range(parameter_count)]
    for parameter in spare:
        parameter.grad = torch.ones(1)
    try:
        make(spare).step()
    except Exception:
        raise Mistake(UNREADABLE) from None
    return [make]


def reported_deviation(
    steps: Sequence[Mapping[str, Any]], lr: float, parameter_count: int
) -> dict[Said, MakeOptimizer]:
    """The optimizer of torch that the student's process says it used, by how it deviates from Adam with `lr`; nothing
    if it says nothing of the kind.
    """
    try:
        made = reported_optimizers(steps, lr, parameter_count, insist_on_lr=False)
        kind = KINDS[str(steps[0]["kind"])]
        schedule = [_groups(step) for step in steps]
    except (Mistake, LookupError):
        return {}
    defaults = {
        name: each.default for name, each in inspect.signature(kind).parameters.items() if name != "lr"
    }
    changed = sorted({name for _, each in schedule[0] for name in defaults if _differs(each, name, defaults)})
    mistake: Said | None = None
    if any(step != schedule[0] for step in schedule):
        mistake = CHANGING
    elif kind not in (torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD):
        mistake = Said("other-optimizer", kind=kind.__name__)
    elif changed:
        settings: str | Said = changed[0]
        for name in changed[1:]:
            settings = Said("and-another", first=settings, second=name)
        mistake = Said("other-settings", kind=kind.__name__, settings=settings)
    rate = reported_rate(steps)
    if mistake != CHANGING and rate is not None and abs(rate - lr) > 1e-6 * lr:
        plain = {"SGD": Said("plain-gradient-descent"), "AdamW": Said("adamw")}
        if first := mistake or plain.get(kind.__name__):
            mistake = Said("two-at-once", first=first, second=Said("other-learning-rate"))
    return {mistake: made[-1]} if mistake else {}


def reported_rate(steps: Sequence[Mapping[str, Any]]) -> float | None:
    """The learning rate of all steps, as the student's process reports it; None if it reports none, or several.

    `reported_rate(run_training(student, net, x, y, steps_of=net).steps)` is 0.05, or None.
    """
    try:
        rates = {settings["lr"] for step in steps for _, settings in _groups(step)}
    except Exception:  # the log may be anything
        return None
    return rates.pop() if len(rates) == 1 and math.isfinite(min(rates)) else None


def reported_clipping(steps: Sequence[Mapping[str, Any]], right: Replay) -> list[Loop]:
    """Loops that clip gradients as the student's process reports; none if it reports nothing of the kind. right: the
    replay without clipping; up to the first gradient that is clipped, both are the same. Clipping has one bound for all
    steps, so gradients that are scaled by anything else, such as the batch's size, are not clipped.
    """
    for step, (norm, largest) in zip(steps, right.gradients, strict=False):
        try:
            got_norm, got_largest = float(step["gradient"]["norm"]), float(step["gradient"]["largest"])
        except Exception:  # the log may be anything
            return []
        if 0 < got_norm < norm * (1 - ROUNDING) and 0 < got_largest <= largest:
            return _clipping(norm, got_norm, got_largest)
    return []


def _clipping(norm: float, got_norm: float, got_largest: float) -> list[Loop]:
    def scale_to(bound: float, epsilon: float) -> Loop:
        def clip(leaves: Sequence[Tensor]) -> None:
            factor = min(1.0, bound / ((gradient_norm(leaves) + epsilon) or 1.0))
            for leaf in leaves:
                if leaf.grad is not None:
                    leaf.grad.mul_(factor)

        return Loop(before_step=clip)

    def clamp(leaves: Sequence[Tensor]) -> None:
        for leaf in leaves:
            if leaf.grad is not None:
                leaf.grad.clamp_(-got_largest, got_largest)

    # torch.nn.utils.clip_grad_norm_ divides by the norm + 1e-6.
    epsilons = (1e-6, 0.0)
    scaled = [scale_to(got_norm * (norm + epsilon) / norm, epsilon) for epsilon in epsilons]
    return [*scaled, Loop(before_step=clamp)]


def gradient_norm(leaves: Sequence[Tensor]) -> float:
    """The norm of all gradients together."""
    return math.sqrt(sum(float(leaf.grad.square().sum()) for leaf in leaves if leaf.grad is not None))


def _largest(leaves: Sequence[Tensor]) -> float:
    return max((float(leaf.grad.abs().max()) for leaf in leaves if leaf.grad is not None), default=0.0)


def _differs(settings: Mapping[str, Any], name: str, defaults: Mapping[str, Any]) -> bool:
    value = settings.get(name, defaults[name])
    return bool((tuple(value) if isinstance(value, list) else value) != defaults[name])


def _groups(step: Mapping[str, Any]) -> list[tuple[list[int], dict[str, Any]]]:
    """The groups of an optimizer at a step: the places of their parameters, and their settings. None if it is not one
    of torch.
    """
    kind = KINDS.get(str(step["kind"]))
    if kind is None:
        return []
    known = _known_settings(kind)
    groups = []
    for group in step["groups"]:
        settings = {
            name: value
            for name, value in group["settings"].items()
            if name in known and probes.is_setting(value)
        }
        positions = [int(position) for position in group["parameters"]]
        groups.append((positions, {**settings, "lr": float(settings["lr"])}))
    return groups


@cache
def _known_settings(kind: Callable[..., torch.optim.Optimizer]) -> frozenset[str]:
    return frozenset(inspect.signature(kind).parameters) - IMPLEMENTATION


def _one_hot(logits: Tensor, labels: Tensor) -> Tensor:
    return F.one_hot(labels, logits.shape[1]).to(logits)


def _of_labels(logits: Tensor, labels: Tensor) -> Tensor:
    return logits.gather(1, labels[:, None])[:, 0]


def _binary(logits: Tensor, labels: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, _one_hot(logits, labels), reduction="none")


def some_rows(rows: int) -> dict[Said, Loop]:
    """Loops whose loss has only some of the rows, the first or the last ones: their sum, divided by their number or by
    the number of all rows. If there are many rows, only the usual numbers are tried: one, all but one, a word's
    letters.
    """
    counts = range(1, rows) if rows <= FEW_ROWS else (1, 4, 5, rows - 1)

    def loop(part: slice, divisor: int) -> Loop:
        return Loop(loss=lambda z, y: F.cross_entropy(z[part], y[part], reduction="sum") / divisor)

    found = {}
    for count in counts:
        for divisor in (count, rows):
            way = f"by {divisor}"
            found[Said("first-rows-alone", rows=count, way=way)] = loop(slice(count), divisor)
            found[Said("last-rows-alone", rows=count, way=way)] = loop(slice(-count, None), divisor)
    return found


FEW_ROWS = 12
WAY = "way"
"""A fact that no sentence mentions: it distinguishes spellings of the same mistake."""


def without_way(said: Said) -> Said:
    return Said(said.code, **{name: fact for name, fact in said.facts.items() if name != WAY})


SUMMED = Said("loss-summed")
ANEW_EACH_BATCH = Said("optimizer-each-batch")
ANEW_EACH_EPOCH = Said("optimizer-each-epoch")
NEVER_ZEROED = Said("zero_grad-missing")
STEP_TWICE = Said("step-twice")
LAST_LEFT_OUT = Said("last-batch-left-out")
SOFTMAX_FIRST = Said("softmax-before-cross-entropy")
LOOP_MISTAKES: dict[Said, Loop] = {
    NEVER_ZEROED: Loop(zero_grad="never"),
    SOFTMAX_FIRST: Loop(loss=lambda z, y: F.cross_entropy(z.softmax(1), y)),
    Said("softmax-before-cross-entropy-over-batch"): Loop(loss=lambda z, y: F.cross_entropy(z.softmax(0), y)),
    Said("softmax-over-batch"): Loop(loss=lambda z, y: F.nll_loss(z.log_softmax(0), y)),
    Said("sigmoid-before-cross-entropy"): Loop(loss=lambda z, y: F.cross_entropy(z.sigmoid(), y)),
    SUMMED: Loop(loss=lambda z, y: F.cross_entropy(z, y, reduction="sum")),
    Said("squared-error"): Loop(loss=lambda z, y: F.mse_loss(z, _one_hot(z, y))),
    Said("squared-error-after-softmax"): Loop(loss=lambda z, y: F.mse_loss(z.softmax(1), _one_hot(z, y))),
    Said("binary-cross-entropy", way="summed"): Loop(loss=lambda z, y: _binary(z, y).sum(1).mean()),
    Said("binary-cross-entropy", way="mean"): Loop(loss=lambda z, y: _binary(z, y).mean()),
    Said("largest-loss-alone"): Loop(loss=lambda z, y: F.cross_entropy(z, y, reduction="none").max()),
    Said("loss-of-all-pairs"): Loop(loss=lambda z, y: -z.log_softmax(1)[:, y].mean()),
    Said("nll-of-logits"): Loop(loss=F.nll_loss),
    Said("nll-of-probabilities"): Loop(loss=lambda z, y: F.nll_loss(z.softmax(1), y)),
    Said("labels-smoothed"): Loop(loss=lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1)),
    Said("largest-for-logsumexp"): Loop(loss=lambda z, y: (z.amax(1) - _of_labels(z, y)).mean()),
    Said("logsumexp-alone"): Loop(loss=lambda z, y: z.logsumexp(1).mean()),
    Said("label-with-plus"): Loop(loss=lambda z, y: (z.logsumexp(1) + _of_labels(z, y)).mean()),
    ANEW_EACH_BATCH: Loop(optimizer_anew="batch"),
    ANEW_EACH_EPOCH: Loop(optimizer_anew="epoch"),
    STEP_TWICE: Loop(steps=2),
    Said("zero_grad-each-epoch"): Loop(zero_grad="epoch"),
    Said("step-each-epoch"): Loop(zero_grad="epoch", step="epoch"),
    Said("step-of-last-batch"): Loop(step="epoch"),
    Said("weights-never-change"): (Loop(steps=0)),
    Said("first-batch-only"): Loop(first_batch_only=True),
    LAST_LEFT_OUT: Loop(full_batches_only=True),
    Said("loss-grows"): Loop(loss=lambda z, y: -F.cross_entropy(z, y)),
}
INPUT_MISTAKES: dict[Said, Loop] = {
    Said("images-changed", how="(x - 0.5) / 0.5"): Loop(inputs=lambda x: (x - 0.5) / 0.5),
    Said("images-changed", how="(x - 0.1307) / 0.3081"): Loop(inputs=lambda x: (x - 0.1307) / 0.3081),
    Said("images-changed", how="x / 255"): Loop(inputs=lambda x: x / 255),
    Said("images-changed", how="1 - x"): Loop(inputs=lambda x: 1 - x),
    Said("images-changed", how="(x - x.mean()) / x.std()"): Loop(inputs=lambda x: (x - x.mean()) / x.std()),
}
"""What is done to images before a classifier reads them."""
COMMON = (NEVER_ZEROED, SOFTMAX_FIRST, SUMMED, STEP_TWICE, LAST_LEFT_OUT, ANEW_EACH_EPOCH)
"""Those that occur together with another mistake, the commonest first."""
