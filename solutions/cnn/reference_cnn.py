"""The lecture's CNN as a function of a student's own weights, whatever their names, order or spelling.

(batch, 1, 28, 28) → conv 1→10, kernel 5 → (batch, 10, 24, 24) → max-pool 2 → (batch, 10, 12, 12), ReLU
→ conv 10→20, kernel 5 → (batch, 20, 8, 8) → max-pool 2 → (batch, 20, 4, 4), ReLU
→ flatten (batch, 320) → linear → (batch, 10)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.mistakes import Said
from autograder.checks.values import close, equal

KERNEL = 5
SLOTS = {"conv1": (10, 1, 5, 5), "conv2": (20, 10, 5, 5), "linear": (10, 320)}

LARGEST_VALUE = 1e6  # of hidden inputs and weights near 1 a network makes nothing that is larger
LEAST_WEIGHT = 1e-4  # of an output's weights, the largest
MOST_TRIED = 20  # operations that may be a layer's


@dataclass(frozen=True)
class CNN:
    """The reference in a student's weights. `layers` holds those that fit, in order; `misfit` says why the next does
    not, or is None. identified: whether they were found in the values that the network computes, see `identify`.
    """

    layers: tuple[tuple[Tensor, Tensor | None], ...]
    misfit: Said | None
    identified: bool = False

    @property
    def complete(self) -> bool:
        return len(self.layers) == len(SLOTS) and not self.misfit

    @property
    def without_bias(self) -> list[int]:
        """The sizes of the layers that have no bias, or one that is 0 throughout."""
        return [SLOTS[stage][0] for stage in self.stages_without_bias]

    @property
    def stages_without_bias(self) -> list[str]:
        """The layers that have no bias, or one that is 0 throughout."""
        return [
            stage
            for stage, (weight, bias) in zip(SLOTS, self.layers, strict=False)
            if bias is None or close(bias, torch.zeros(len(weight)))
        ]

    @property
    def size(self) -> int:
        """The number of its weights; a bias that is 0 throughout counts for none."""
        rows = [len(weight) for weight, _ in self.layers]
        return sum(weight.numel() for weight, _ in self.layers) + sum(rows) - sum(self.without_bias)

    def stages(self, images: Tensor) -> dict[str, list[Tensor]]:
        """The values each stage may have, as far as the layers fit: ReLU and pooling commute, either may be first."""
        found: dict[str, list[Tensor]] = {}
        x = images  # (batch, 1, 28, 28)
        for number, (weight, bias) in enumerate(self.layers[:2], start=1):
            x = F.conv2d(x, weight, bias)  # (batch, 10, 24, 24), then (batch, 20, 8, 8)
            found[f"conv{number}"] = [x, F.relu(x)]
            x = F.max_pool2d(x, 2)  # (batch, 10, 12, 12), then (batch, 20, 4, 4)
            found[f"pool{number}"] = [x, F.relu(x)]
            x = F.relu(x)
        if len(self.layers) >= 2:
            found["flatten"] = [value.flatten(1) for value in found["pool2"]]  # (batch, 320)
        if len(self.layers) == 3:
            found["logits"] = [F.linear(x.flatten(1), *self.layers[2])]  # (batch, 10)
        return found

    def __call__(self, images: Tensor) -> Tensor:
        """(batch, 1, 28, 28) → logits (batch, 10); only where `complete`."""
        return self.stages(images)["logits"][0]


def adopt(weights: Mapping[str, Tensor], used: Sequence[str]) -> CNN:
    """The reference in `weights`, a student's parameters by name; `used` names them in order of first use.

    A layer's weight may be flattened or transposed, its bias absent or of any shape with the right number of values.
    """
    layers: list[tuple[Tensor, Tensor | None]] = []
    early: Tensor | None = None  # a bias that is used before its weight, as torch.addmm does
    slots = list(SLOTS.items())
    for name in used:
        if name not in weights:
            continue
        value = weights[name]
        if layers and layers[-1][1] is None and value.numel() == layers[-1][0].shape[0]:
            layers[-1] = (layers[-1][0], value.reshape(-1))
            continue
        if len(layers) == len(slots):
            return CNN(tuple(layers), Said("one-parameter-more", name=name))
        slot, shape = slots[len(layers)]
        fitted = _fit(value, shape)
        if fitted is None and early is None and value.numel() == shape[0]:
            early = value.reshape(-1)
            continue
        if (
            fitted is None
            and _is_later(value, shape)
            and not any(_fit(each, shape) is not None for each in weights.values())
        ):
            return CNN(tuple(layers), Said("no-parameter-for", stage=slot, want=shape))
        if fitted is None:
            misfit = Said("parameter-of-other-shape", name=name, got=value.shape, stage=slot, want=shape)
            return CNN(tuple(layers), misfit)
        layers.append((fitted, early))
        early = None
    if len(layers) < len(slots):
        stages: str | Said = slots[len(layers)][0]
        for slot, _ in slots[len(layers) + 1 :]:
            stages = Said("and", first=stages, second=slot)
        return CNN(tuple(layers), Said("no-weight-for", stages=stages))
    return CNN(tuple(layers), None)


def _is_later(value: Tensor, shape: tuple[int, ...]) -> bool:
    """Whether a weight is that of a later layer than the one of this shape."""
    shapes = list(SLOTS.values())
    return any(_fit(value, later) is not None for later in shapes[shapes.index(shape) + 1 :])


def identify(
    operations: Sequence[tuple[str, Tensor]],
    few: Tensor,
    logits_of: Callable[[Tensor], object],
    images: Tensor,
) -> CNN | None:
    """The reference in weights found in what a network computes, however it keeps its own: in one vector, one kernel
    at a time, normalised. None where there are no such weights.

    Convolutions and the linear layer are linear in their weights, so values and inputs determine them. operations:
    what the student's process says to have computed from the images `few`. It is believed in nothing: whether the
    weights are right shows in the logits alone.

    few: (n, 1, 28, 28). images: (m, 1, 28, 28) with m > 321.
    """
    layers: list[tuple[Tensor, Tensor | None]] = []
    x, rest = few, images
    for shape in list(SLOTS.values())[:2]:
        patches = F.unfold(x, KERNEL).transpose(1, 2).flatten(0, 1)  # (n * height * width, in * 5 * 5)
        size = x.shape[-1] - KERNEL + 1
        wanted = (len(few), shape[0], size, size)
        shown = [value for _, value in operations if tuple(value.shape) == wanted]
        for value in reversed(shown[-MOST_TRIED:]):  # the last one has the bias
            found = _solve(patches, value.movedim(1, -1).reshape(-1, shape[0]))
            if found is not None:
                layers.append((found[0].reshape(shape), found[1]))
                break
        else:
            return None
        x, rest = (F.relu(F.max_pool2d(F.conv2d(each, *layers[-1]), 2)) for each in (x, rest))
    logits = logits_of(images)
    if not isinstance(logits, Tensor) or tuple(logits.shape) != (len(images), 10):
        return None
    head = _solve(rest.flatten(1), logits)
    if head is None or not all(_has_effect(weight) for weight, _ in (*layers, head)):
        return None
    return CNN((*layers, head), None, identified=True)


def _has_effect(weight: Tensor) -> bool:
    """Whether each output depends on the inputs: a network that gives 0 would be right in weights that are 0."""
    return float(weight.flatten(1).abs().amax(dim=1).min()) > LEAST_WEIGHT


def _solve(inputs: Tensor, outputs: Tensor) -> tuple[Tensor, Tensor] | None:
    """The weight (out, in) and bias (out,) that give outputs (n, out) from inputs (n, in); None where none do."""
    columns = torch.cat([inputs, torch.ones(len(inputs), 1)], dim=1)
    outputs = outputs.to(columns)
    # A student's process may claim anything, and what overflows cannot be solved for.
    if not all(bool((each.abs() < LARGEST_VALUE).all()) for each in (columns, outputs)):
        return None
    found = torch.linalg.lstsq(columns, outputs).solution  # (in + 1, out)
    return (found[:-1].T, found[-1]) if close(columns @ found, outputs) else None


def _fit(value: Tensor, shape: tuple[int, ...]) -> Tensor | None:
    if tuple(value.shape) == shape:
        return value
    rows, columns = shape[0], torch.Size(shape).numel() // shape[0]
    if value.dim() > 1 and value.shape[0] == rows and value.numel() == rows * columns:
        return value.reshape(shape)  # flattened, or a convolution that covers its whole input
    if tuple(value.shape) == (columns, rows):
        return value.T.reshape(shape)
    return None


def _same(x: Tensor) -> Tensor:
    return x


def _max_pool(x: Tensor) -> Tensor:
    return F.max_pool2d(x, 2)


Layer = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Variant:
    """A network of the lecture's layers; the defaults are the lecture's. before: what is done to the images, after: to
    the logits.
    """

    first: Layer = F.relu
    second: Layer = F.relu
    first_pool: Layer = _max_pool
    second_pool: Layer = _max_pool
    flatten: Layer = lambda x: x.flatten(1)
    before: Layer = _same
    after: Layer = _same

    def __call__(self, network: CNN, images: Tensor) -> Tensor:
        (w1, b1), (w2, b2), (w3, b3) = network.layers
        x = self.first(self.first_pool(F.conv2d(self.before(images), w1, b1)))  # (batch, 10, 12, 12)
        x = self.second(self.second_pool(F.conv2d(x, w2, b2)))  # (batch, 20, 4, 4)
        return self.after(F.linear(self.flatten(x), w3, b3))  # (batch, 10)


def both(one: Variant, two: Variant) -> Variant | None:
    """The network that makes the mistakes of both; None where they are about the same part of it."""
    right, changes = Variant(), dict[str, Layer]()
    for each in (one, two):
        for part in fields(Variant):
            if (layer := getattr(each, part.name)) is not getattr(right, part.name):
                if part.name in changes:
                    return None
                changes[part.name] = layer
    return replace(right, **changes)


def _pool(pool: Layer) -> Variant:
    return Variant(first_pool=pool, second_pool=pool)


def _average_pool(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, 2)


def _relu_then_average(x: Tensor) -> Tensor:
    return F.avg_pool2d(F.relu(x), 2)


def _smallest(x: Tensor) -> Tensor:
    return -F.max_pool2d(-x, 2)


def _upper_left(x: Tensor) -> Tensor:
    return x[:, :, ::2, ::2]


def _half_precise(x: Tensor) -> Tensor:
    return F.relu(x).half().to(x.dtype)


def _softmax_over_batch(x: Tensor) -> Tensor:
    return x.softmax(0)


LIKELY: dict[Said, Variant] = {
    Said("no-activation"): Variant(_same, _same),
    Said("first-relu-missing"): Variant(first=_same),
    Said("second-relu-missing"): Variant(second=_same),
    Said("average-pooling"): _pool(_average_pool),
    Said("average-pooling-after-relu"): _pool(_relu_then_average),
    Said("sigmoid-for-relu"): Variant(torch.sigmoid, torch.sigmoid),
    Said("tanh-for-relu"): Variant(torch.tanh, torch.tanh),
    Said("ends-in-softmax"): Variant(after=lambda x: x.softmax(1)),
    Said("ends-in-log_softmax"): Variant(after=lambda x: x.log_softmax(1)),
    Said("relu-on-logits"): Variant(after=F.relu),
    Said("sigmoid-on-logits"): Variant(after=torch.sigmoid),
    Said("channels-last"): Variant(flatten=lambda x: x.permute(0, 2, 3, 1).flatten(1)),
    Said("features-mixed"): Variant(flatten=lambda x: x.permute(1, 0, 2, 3).reshape(-1, 320)),
    Said("normalised-by-mnist"): Variant(before=lambda x: (x - 0.1307) / 0.3081),
    Said("normalised-by-half"): Variant(before=lambda x: (x - 0.5) / 0.5),
}
"""Mistakes of which two are met at once."""
BOTH, FIRST, SECOND = Said("both-poolings"), Said("first-pooling"), Said("second-pooling")
MEAN, SMALLEST, UPPER_LEFT = Said("the-mean"), Said("the-smallest"), Said("the-upper-left")
INSTEAD: dict[str, Layer] = {  # of ReLU; some are not the same before and after the pooling
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "leaky ReLU": F.leaky_relu,
    "GELU": F.gelu,
    "SiLU": F.silu,
    "ELU": F.elu,
    "softplus": F.softplus,
    "ReLU6": F.relu6,
    "clamp(0, 1)": lambda x: x.clamp(0, 1),
    "abs": torch.abs,
}


def mistakes() -> Iterator[tuple[Said, Variant]]:
    """The mistakes that are known, each with the network that makes it, the likely ones first."""
    yield from LIKELY.items()
    yield Said("leaky-relu"), Variant(F.leaky_relu, F.leaky_relu)
    yield Said("normalised-by-batch"), Variant(before=lambda x: (x - x.mean()) / x.std())
    yield Said("relu-on-images"), Variant(before=F.relu)
    yield Said("relus-before-convolutions"), Variant(before=F.relu, second=_same)
    yield Said("images-transposed"), Variant(before=lambda x: x.transpose(2, 3))
    yield Said("maps-transposed"), Variant(flatten=lambda x: x.transpose(2, 3).flatten(1))
    yield Said("ends-in-softmax-over-batch"), Variant(after=_softmax_over_batch)
    yield Said("half-precision"), Variant(_half_precise, _half_precise)
    for name, layer in INSTEAD.items():
        unpooled: Layer = lambda x, layer=layer: _max_pool(layer(x))  # type: ignore[misc]  # noqa: E731
        yield Said("instead-of-first-relu", name=name), Variant(first=layer)
        yield Said("instead-of-first-relu", name=name), Variant(first=_same, first_pool=unpooled)
        yield Said("instead-of-second-relu", name=name), Variant(second=layer)
        yield Said("instead-of-second-relu", name=name), Variant(second=_same, second_pool=unpooled)
        if name not in ("sigmoid", "tanh", "leaky ReLU"):
            yield Said("instead-of-relu", name=name), Variant(layer, layer)
            yield Said("instead-of-relu", name=name), replace(_pool(unpooled), first=_same, second=_same)
    for takes, pool in (
        (MEAN, _average_pool),
        (MEAN, _relu_then_average),
        (SMALLEST, _smallest),
        (UPPER_LEFT, _upper_left),
    ):
        yield Said("pooling-takes", which=FIRST, takes=takes), Variant(first_pool=pool)
        yield Said("pooling-takes", which=SECOND, takes=takes), Variant(second_pool=pool)
        if takes != MEAN:
            yield Said("pooling-takes", which=BOTH, takes=takes), _pool(pool)


def pairs() -> Iterator[tuple[Said, Variant]]:
    """Two of the likely mistakes at once."""
    for (one, variant), (two, other) in combinations(LIKELY.items(), 2):
        if made := both(variant, other):
            yield Said("two-at-once", first=one, second=two), made


def is_bounded(network: CNN, images: Tensor, logits: Tensor) -> bool:
    """Whether these logits are the right ones, but for a bound that they do not pass."""
    right, least, most = network(images), float(logits.min()), float(logits.max())
    if logits.shape != right.shape or least == 0 or equal(logits, right):  # 0 is ReLU's
        return False
    ends = max(-least, most)
    return any(equal(logits, right.clamp(*each)) for each in ((-ends, ends), (least, None), (None, most)))
