"""Whether a perceptron's logits are free, or went through a softmax or an activation function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from shared.networks import CALL, CLASSES, SCALES, Network, agree, digits
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.draws import Draws
from autograder.checks.values import TOLERANCES, Mistake
from autograder.student.student import Trace

SQUASHED = "{0} is applied to the logits; cross-entropy wants them as they are"


ENDS = "forward ends in {0}; cross-entropy wants the logits"


ENDINGS: dict[str, Callable[[Tensor], Tensor]] = {
    ENDS.format("softmax"): lambda z: z.softmax(1),
    ENDS.format("log_softmax"): lambda z: z.log_softmax(1),
    ENDS.format("a softmax over the batch axis"): lambda z: z.softmax(0),
    SQUASHED.format("sigmoid"): torch.sigmoid,
    SQUASHED.format("the logarithm of sigmoid"): F.logsigmoid,
    SQUASHED.format("tanh"): torch.tanh,
    SQUASHED.format("ReLU"): F.relu,
    SQUASHED.format("ReLU6"): F.relu6,
    SQUASHED.format("leaky ReLU"): F.leaky_relu,
    SQUASHED.format("leaky ReLU with a slope of 0.1"): lambda z: F.leaky_relu(z, 0.1),
    SQUASHED.format("leaky ReLU with a slope of 0.2"): lambda z: F.leaky_relu(z, 0.2),
    SQUASHED.format("ELU"): F.elu,
    SQUASHED.format("SELU"): F.selu,
    SQUASHED.format("GELU"): F.gelu,
    SQUASHED.format("the approximate GELU"): lambda z: F.gelu(z, approximate="tanh"),
    SQUASHED.format("SiLU"): F.silu,
    SQUASHED.format("Mish"): F.mish,
    SQUASHED.format("softplus"): F.softplus,
    SQUASHED.format("softsign"): F.softsign,
    SQUASHED.format("hardtanh"): F.hardtanh,
    SQUASHED.format("hardsigmoid"): F.hardsigmoid,
    SQUASHED.format("hardswish"): F.hardswish,
    SQUASHED.format("the exponential function"): torch.exp,
    SQUASHED.format("the absolute value"): torch.abs,
}


NAMES = {"prelu": "PReLU", "rrelu": "RReLU", "celu": "CELU", "threshold": "a threshold", "softmin": "softmin"}


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
    if any(agree(moved({n: -3 * weights[n] for n in group}), -3 * found) for group in groups):
        return
    reason = _ending(trace, found) or _range(network, draws)
    if reason:
        raise Mistake(f"{CALL}: {reason}")


def _shifts(
    moved: Callable[[Mapping[str, Tensor]], Tensor], found: Tensor, bias: Tensor, name: str, draws: Draws
) -> bool:
    """Whether adding to a bias adds the same, or the same multiple of it, to all logits: far up, and far down."""
    if bias.numel() != CLASSES:
        return False
    signs = torch.tensor([1.0, -1.0] * (CLASSES // 2), dtype=torch.float64)
    shift = 10 * float(found.abs().max()) * signs * (1 + draws.normal(CLASSES).abs().to(torch.float64))
    difference = moved({name: bias + shift.to(bias.dtype).reshape(bias.shape)}) - found  # (batch, 10)
    share = float((difference * shift).sum() / (len(found) * (shift * shift).sum()))
    return abs(share) > 1e-3 and agree(difference, share * shift.expand_as(difference))


def _ending(trace: Trace, found: Tensor) -> str:
    """The known function of a value of the forward pass that gives the logits, or ""."""
    for operation, raw in reversed(trace.operations):
        if raw.shape != found.shape or raw.dtype == torch.bool:
            continue
        value = raw.to(torch.float64)
        if not bool(torch.isfinite(value).all()):
            continue
        if agree(value, found):
            if operation in NAMES:
                return SQUASHED.format(NAMES[operation])
            continue
        for name, function in ENDINGS.items():
            if agree(function(value), found):
                return name
    return ""


def _range(network: Network, draws: Draws) -> str:
    """What the range of the outputs tells of them, over hidden weights of all scales, or ""."""
    values = []
    for scale in SCALES:
        network.load_hidden(draws, scale)
        values.append(network(digits(draws, 12)))
    z = torch.cat(values)  # (n, 10)
    rounding = TOLERANCES[torch.get_default_dtype()]
    low, high = float(z.min()), float(z.max())
    if low >= 0 and float((z.sum(1) - 1).abs().max()) <= rounding:
        return ENDS.format("softmax")
    if float(z.logsumexp(1).abs().max()) <= rounding * max(1.0, -low):
        return ENDS.format("log_softmax")
    if low >= 0 and high <= 1:
        return "whatever the weights, all logits lie between 0 and 1: is sigmoid or softmax applied to them?"
    if low >= 0:
        return "whatever the weights, no logit is negative: is anything applied to them, ReLU or softmax?"
    if low >= -1 and high <= 1:
        return "whatever the weights, all logits lie between -1 and 1: is tanh applied to them?"
    return ""
