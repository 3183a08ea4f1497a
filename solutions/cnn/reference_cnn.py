"""The lecture's CNN as a function of a student's own weights, whatever their names, order or spelling.

(batch, 1, 28, 28) → conv 1→10, kernel 5 → (batch, 10, 24, 24) → max-pool 2 → (batch, 10, 12, 12), ReLU
→ conv 10→20, kernel 5 → (batch, 20, 8, 8) → max-pool 2 → (batch, 20, 4, 4), ReLU
→ flatten (batch, 320) → linear → (batch, 10)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.mistakes import Said
from autograder.checks.values import close

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


def _average_pool(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, 2)


def _relu_then_average(x: Tensor) -> Tensor:
    return F.avg_pool2d(F.relu(x), 2)


def _network(
    first: Callable[[Tensor], Tensor] = F.relu,
    second: Callable[[Tensor], Tensor] = F.relu,
    pool: Callable[[Tensor], Tensor] = _max_pool,
    flatten: Callable[[Tensor], Tensor] = lambda x: x.flatten(1),
    before: Callable[[Tensor], Tensor] = _same,
    after: Callable[[Tensor], Tensor] = _same,
) -> Callable[[CNN, Tensor], Tensor]:
    def run(network: CNN, images: Tensor) -> Tensor:
        (w1, b1), (w2, b2), (w3, b3) = network.layers
        x = first(pool(F.conv2d(before(images), w1, b1)))  # (batch, 10, 12, 12)
        x = second(pool(F.conv2d(x, w2, b2)))  # (batch, 20, 4, 4)
        return after(F.linear(flatten(x), w3, b3))  # (batch, 10)

    return run


MISTAKES: dict[Said, Callable[[CNN, Tensor], Tensor]] = {
    Said("no-activation"): _network(_same, _same),
    Said("first-relu-missing"): _network(first=_same),
    Said("second-relu-missing"): _network(second=_same),
    Said("average-pooling"): _network(pool=_average_pool),
    Said("average-pooling-after-relu"): _network(pool=_relu_then_average),
    Said("leaky-relu"): _network(F.leaky_relu, F.leaky_relu),
    Said("sigmoid-for-relu"): _network(torch.sigmoid, torch.sigmoid),
    Said("tanh-for-relu"): _network(torch.tanh, torch.tanh),
    Said("ends-in-softmax"): _network(after=lambda x: x.softmax(1)),
    Said("ends-in-log_softmax"): _network(after=lambda x: x.log_softmax(1)),
    Said("relu-on-logits"): _network(after=F.relu),
    Said("sigmoid-on-logits"): _network(after=torch.sigmoid),
    Said("channels-last"): _network(flatten=lambda x: x.permute(0, 2, 3, 1).flatten(1)),
    Said("features-mixed"): _network(flatten=lambda x: x.permute(1, 0, 2, 3).reshape(-1, 320)),
    Said("normalised-by-batch"): _network(before=lambda x: (x - x.mean()) / x.std()),
    Said("normalised-by-mnist"): _network(before=lambda x: (x - 0.1307) / 0.3081),
    Said("normalised-by-half"): _network(before=lambda x: (x - 0.5) / 0.5),
    Said("relu-on-images"): _network(before=F.relu),
    Said("relus-before-convolutions"): _network(before=F.relu, second=_same),
}
