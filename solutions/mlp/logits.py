"""Whether a perceptron's logits are free, or went through a softmax or an activation function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from shared.networks import CALL, CLASSES, SCALES, Network, agree, digits
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.draws import Draws
from autograder.checks.values import TOLERANCES, Mistake, Said
from autograder.student.student import Trace


def _squashed(function: Said) -> Said:
    return Said("applied-to-logits", function=function)


SOFTMAX, LOG_SOFTMAX = Said("ends-in-softmax"), Said("ends-in-log_softmax")
ENDINGS: dict[Said, Callable[[Tensor], Tensor]] = {
    SOFTMAX: lambda z: z.softmax(1),
    LOG_SOFTMAX: lambda z: z.log_softmax(1),
    Said("ends-in-softmax-over-batch-axis"): lambda z: z.softmax(0),
    _squashed(Said("sigmoid")): torch.sigmoid,
    _squashed(Said("log-sigmoid")): F.logsigmoid,
    _squashed(Said("tanh")): torch.tanh,
    _squashed(Said("relu")): F.relu,
    _squashed(Said("relu6")): F.relu6,
    _squashed(Said("leaky-relu")): F.leaky_relu,
    _squashed(Said("leaky-relu-of-slope", slope=0.1)): lambda z: F.leaky_relu(z, 0.1),
    _squashed(Said("leaky-relu-of-slope", slope=0.2)): lambda z: F.leaky_relu(z, 0.2),
    _squashed(Said("elu")): F.elu,
    _squashed(Said("selu")): F.selu,
    _squashed(Said("gelu")): F.gelu,
    _squashed(Said("approximate-gelu")): lambda z: F.gelu(z, approximate="tanh"),
    _squashed(Said("silu")): F.silu,
    _squashed(Said("mish")): F.mish,
    _squashed(Said("softplus")): F.softplus,
    _squashed(Said("softsign")): F.softsign,
    _squashed(Said("hardtanh")): F.hardtanh,
    _squashed(Said("hardsigmoid")): F.hardsigmoid,
    _squashed(Said("hardswish")): F.hardswish,
    _squashed(Said("exponential")): torch.exp,
    _squashed(Said("absolute-value")): torch.abs,
}


LARGER = (4.0, 16.0)  # weights, with which logits leave what they may be bounded to
FAR = 1e4  # times as large as they are: beyond what anybody would bound logits by
GROWS = 2.0  # times, at the least, as logits do where all weights are ten times as large

NAMES = {
    "prelu": Said("prelu"),
    "rrelu": Said("rrelu"),
    "celu": Said("celu"),
    "threshold": Said("threshold"),
    "softmin": Said("softmin"),
}


def check_logits_are_free(network: Network, draws: Draws) -> None:
    """Mistake where the network's outputs are no logits but went through a softmax or an activation function.

    A layer that ends in a sum can be shifted by its bias, or scaled by its weights, as far as one likes.
    """
    images = digits(draws, 12)
    weights = network.load_lively(draws, images)
    trace = network.trace(images)
    # The names are the student's process's word and only choose what to try: each try computes new logits.
    names = [name for name in trace.used if name in weights] or list(weights)
    found = network(images)

    def moved(values: Mapping[str, Tensor]) -> Tensor:
        network.handle.load(values)
        result = network(images)
        network.handle.load({name: weights[name] for name in values})
        return result

    if any(_shifts(moved, found, weights[name], name, draws) for name in names[:-7:-1]):
        return
    groups = [names[-count:] for count in (1, 2, 3, 4)] + [[name] for name in names[-4:-1]]
    if any(agree(moved({n: -FAR * weights[n] for n in group}), -FAR * found) for group in groups):
        return
    reason = (
        _ending(network, draws, trace, found) or _range(network, draws) or _bound(network, weights, images)
    )
    if reason:
        raise Mistake("logits-not-free", what=CALL, reason=reason)


def _bound(network: Network, weights: Mapping[str, Tensor], images: Tensor) -> Said | None:
    """Whether the logits stay below a bound, however large the weights are."""

    def largest(scale: float) -> float:
        network.handle.load({name: scale * value for name, value in weights.items()})
        return float(network(images).abs().max())

    for scale in (FAR, 10.0):  # many layers make numbers of the first that are none in float32
        try:
            is_bounded = largest(10 * scale) <= GROWS * largest(scale)
        except Mistake:
            continue
        return Said("logits-bounded") if is_bounded else None
    return None


def _shifts(
    moved: Callable[[Mapping[str, Tensor]], Tensor], found: Tensor, bias: Tensor, name: str, draws: Draws
) -> bool:
    """Whether adding to a bias adds the same, or the same multiple of it, to all logits: far up, and far down."""
    if bias.numel() != CLASSES:
        return False
    signs = torch.tensor([1.0, -1.0] * (CLASSES // 2), dtype=torch.float64)
    shift = FAR * float(found.abs().max()) * signs * (1 + draws.normal(CLASSES).abs().to(torch.float64))
    difference = moved({name: bias + shift.to(bias.dtype).reshape(bias.shape)}) - found  # (batch, 10)
    share = float((difference * shift).sum() / (len(found) * (shift * shift).sum()))
    return abs(share) > 1e-3 and agree(difference, share * shift.expand_as(difference))


def _ending(network: Network, draws: Draws, trace: Trace, found: Tensor) -> Said | None:
    """The known function of a value of the forward pass that gives the logits, with larger weights, too: a clamp from
    0 to 1 is a ReLU where no logit is above 1.
    """
    fitting = _endings(trace, found)
    known = set(fitting)
    for scale in LARGER if fitting else ():
        network.load_hidden(draws, scale)
        images = digits(draws, 12)
        try:
            logits = network(images)
        except Mistake:  # they are no numbers any more
            break
        known &= set(_endings(network.trace(images), logits))
    if fitting and not known:
        return _range(network, draws) or Said("something-applied")
    return next((name for name in fitting if name in known), None)


def _endings(trace: Trace, found: Tensor) -> list[Said]:
    """All known functions of a value of the forward pass that give the logits, the last values first."""
    fitting: list[Said] = []
    for operation, raw in reversed(trace.operations):
        if raw.shape != found.shape or raw.dtype == torch.bool:
            continue
        value = raw.to(torch.float64)
        if not bool(torch.isfinite(value).all()):
            continue
        if agree(value, found):
            if operation in NAMES:
                fitting.append(_squashed(NAMES[operation]))
            continue
        fitting += [name for name, function in ENDINGS.items() if agree(function(value), found)]
    return fitting


def _range(network: Network, draws: Draws) -> Said | None:
    """What the range of the outputs tells of them, over hidden weights of all scales."""
    values = []
    for scale in SCALES:
        network.load_hidden(draws, scale)
        values.append(network(digits(draws, 12)))
    z = torch.cat(values)  # (n, 10)
    rounding = TOLERANCES[torch.get_default_dtype()]
    low, high = float(z.min()), float(z.max())
    if low >= 0 and float((z.sum(1) - 1).abs().max()) <= rounding:
        return SOFTMAX
    if float(z.logsumexp(1).abs().max()) <= rounding * max(1.0, -low):
        return LOG_SOFTMAX
    if low >= 0 and high <= 1:
        return Said("logits-between-0-and-1")
    if low >= 0:
        return Said("no-negative-logit")
    if low >= -1 and high <= 1:
        return Said("logits-between-minus-1-and-1")
    return None
