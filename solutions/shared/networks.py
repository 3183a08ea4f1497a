"""What is true of every multi-layer perceptron, whatever its depth, widths, activation and spelling.

mlp leaves the architecture to the student, so no reference could compute the same logits. What can be compared are
logits of one network with each other: on other batches, with other weights, on images that differ in a known way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks import crashes
from autograder.checks.draws import Draws
from autograder.checks.values import (
    TOLERANCES,
    Mistake,
    Said,
    as_object,
    as_tensor,
    finite,
    kind_of,
    same_shape,
    varies,
)
from autograder.errors import Raised, WorkerError
from autograder.student.student import Handle, Student, Trace

PIXELS, CLASSES = 28 * 28, 10
CALL = "MLP()(images)"
SCALES = (1.0, 4.0, 16.0, 64.0)
"""Of the weights, one after the other: a right network shows a property with some of them, a wrong one with none.

With small weights sigmoid is nearly a straight line, with large ones nearly a step; what is best depends on the depth.
"""
LARGEST = 1e30
"""A logit beyond it is no network's; what is computed with it may be infinite."""
SIGNIFICANT = 1e-5
"""Relative to the largest logit: differences above it are no rounding, not even in float32."""
MOST_NAMED = 4
"""Parameters in a message."""


@dataclass(frozen=True)
class Network:
    """A student's network in evaluation mode. `flat` if only rows of 784 pixels are known to be read."""

    handle: Handle
    initial: Mapping[str, Tensor]
    flat: bool
    call: str = CALL
    """What gives its logits, as messages name it."""

    def __call__(self, images: Tensor) -> Tensor:
        """Images (batch, 1, 28, 28) → logits (batch, 10), in float64."""
        return logits(self.handle, self.form(images), self.call)

    def form(self, images: Tensor) -> Tensor:
        return images.flatten(1) if self.flat else images

    def load_hidden(self, draws: Draws, scale: float = 1.0) -> dict[str, Tensor]:
        weights = hidden_weights(draws, self.initial, scale)
        self.handle.load(weights)
        return weights

    def load_lively(self, draws: Draws, images: Tensor) -> dict[str, Tensor]:
        """Hidden weights with which the logits differ from image to image; Mistake where there are none."""
        for scale in SCALES:
            weights = self.load_hidden(draws, scale)
            values = self(images)
            if float((values - values[0]).abs().max()) > SIGNIFICANT * float(values.abs().max()):
                return weights
        raise Mistake("same-logits", what=self.call)

    def trace(self, images: Tensor) -> Trace:
        """What the forward pass shows of itself: nothing where it is of a kind that cannot be watched."""
        try:
            return self.handle.trace(self.form(images))
        except Raised:
            return Trace(None, (), ())


def make(student: Student, fresh: bool = False) -> Network:
    """A new network with its own first weights; `fresh` if those that are left unset must not be finite by chance."""
    handle = as_object(student.fresh("MLP") if fresh else student.MLP(), "MLP()")
    blank = torch.zeros(2, 1, 28, 28)
    flat = False
    try:
        handle.evaluate(blank)  # it also makes the parameters of lazy layers
    except Raised as error:
        # Which of the two forms it does not read is the business of the tests of these: the others use what works.
        flat = True
        try:
            handle.evaluate(blank.flatten(1))
        except Raised:
            if joined := _joined_shape(handle, blank):
                raise Mistake("images-joined", got=joined, crash=crashes.said_of(error)) from None
            raise error from None
    initial = handle.parameters()
    if not any(value.numel() for value in initial.values()):
        raise Mistake("no-layers")
    network = Network(handle, initial, flat)
    _check_looks(network)
    return network


def _joined_shape(handle: Handle, images: Tensor) -> tuple[int, ...] | None:
    """The shape of all images in one row, where that is the last value before a crash."""
    try:
        *_, (_, last) = handle.trace(images, to_crash=True).operations
    except (WorkerError, Mistake, ValueError):  # there is none
        return None
    return tuple(last.shape) if tuple(last.squeeze().shape) == (images.numel(),) else None


def _check_looks(network: Network) -> None:
    """Mistake where the logits are the same whatever the images: random numbers, for one, have many properties of a
    network's logits.
    """
    images = torch.linspace(0, 1, 2 * PIXELS).reshape(2, 1, 28, 28)

    def same() -> bool:
        return torch.equal(network(images), network(images.flip(0)))

    if same():  # with the first weights, which may be 0 throughout
        waves = {name: torch.arange(value.numel()).sin() for name, value in network.initial.items()}
        network.handle.load(
            {name: waves[name].reshape(value.shape) for name, value in network.initial.items()}
        )
        blind = same()
        network.handle.load(network.initial)
        if blind:
            raise Mistake("same-logits", what=CALL)


def logits(handle: Handle, inputs: Tensor, call: str = CALL) -> Tensor:
    """The logits (batch, 10) in evaluation mode, in float64; Mistake where they are no such thing."""
    value = as_tensor(handle.evaluate(inputs), call)
    if tuple(value.shape) != (len(inputs), CLASSES) and (reason := _instead_of_logits(handle, inputs, value)):
        want = {"want": (len(inputs), CLASSES), "got": value.shape}
        raise Mistake("other-shape-because", what=call, axes="(batch, 10)", reason=reason, **want)
    same_shape(value, (len(inputs), CLASSES), call, "(batch, 10)")
    if not value.is_floating_point():
        raise Mistake("floats-expected", what=call, got=str(value.dtype))
    finite(value, call)
    if float(value.abs().max()) > LARGEST:
        raise Mistake("values-beyond", what=call, largest=LARGEST)
    return value.to(torch.float64)


def _instead_of_logits(handle: Handle, inputs: Tensor, value: Tensor) -> Said | None:
    """What an output of another shape is: made of the logits, or what the last layer should read."""
    try:
        trace, parameters = handle.trace(inputs), handle.parameters()
        for _, seen in reversed(trace.operations):
            if tuple(seen.shape) == (len(inputs), CLASSES) and len(inputs) == value.numel():
                for said, made in (
                    (Said("class-for-logits"), seen.argmax(1)),
                    (Said("largest-logit-alone"), seen.amax(1)),
                ):
                    if agree(value.reshape(-1).to(torch.float64), made.to(torch.float64)):
                        return said
        # That they are not used is the student's process's word: so the output must stay what it is without them.
        spare = [
            name for name, each in parameters.items() if name not in trace.used and CLASSES in each.shape
        ]
        if not spare:
            return None
        handle.load({name: parameters[name] + 1 for name in spare})
        stays = torch.equal(as_tensor(handle.evaluate(inputs), CALL), value)
        handle.load({name: parameters[name] for name in spare})
        return Said("layer-not-used", names=", ".join(spare[:MOST_NAMED])) if stays else None
    except (WorkerError, Mistake, RuntimeError):
        return None


def digits(draws: Draws, count: int) -> Tensor:
    """Images (count, 1, 28, 28) from 0 to 1, mostly dark, each one brighter than the one before."""
    brightness = torch.linspace(0.6, 1, count).reshape(count, 1, 1, 1)
    return brightness * (draws.normal(count, 1, 28, 28) - 0.5).clamp(0, 1)


def hidden_weights(draws: Draws, initial: Mapping[str, Tensor], scale: float = 1.0) -> dict[str, Tensor]:
    """Weights that keep a network's values in proportion; `scale` multiplies matrices only."""
    weights = {}
    for name, value in initial.items():
        rows, columns = (*sorted(value.shape, reverse=True), 1, 1)[:2]
        if columns > 1:  # the two sizes of a matrix, whichever way it is kept (Glorot and Bengio 2010)
            weights[name] = draws.normal(*value.shape, scale=scale * math.sqrt(2 / (rows + columns)))
        elif _is_matrix(value):
            weights[name] = draws.normal(*value.shape, scale=scale * (_size(value) or 0.05))
        else:  # biases, but also the factors of a normalisation, near 1, or the slope of a PReLU
            start = value.to(torch.get_default_dtype()).nan_to_num(0.0, 0.0, 0.0)
            weights[name] = start + draws.normal(*value.shape, scale=0.1)
    return weights


def agree(got: Tensor, want: Tensor) -> bool:
    """Whether two tensors are equal up to rounding, relative to the largest value."""
    if got.shape != want.shape:
        return False
    tolerance = TOLERANCES[torch.get_default_dtype()] * float(want.abs().max())
    return bool(((got - want).abs() <= tolerance).all())


def check_batches(student: Student, network: Network, images: Tensor, batch: int) -> None:
    """Mistake unless the logits of the first `batch` images are theirs, whichever images are beside them."""
    together, some = network(images), network(images[:batch])
    order = torch.arange(len(images)).roll(1)
    turned = network(images[order])
    if agree(some, together[:batch]) and agree(turned, together[order]):
        return
    check_steady(student, network, images)
    if agree(turned, together[order]):
        raise Mistake("other-images-matter", what=CALL)
    raise Mistake("images-mixed", what=CALL)


def check_bends(network: Network, draws: Draws) -> None:
    """Mistake unless a hidden layer bends what would be straight.

    Two sets of pixels that share none are made brighter, each alone and both. Where pixels only meet in sums, even if
    each is bent before, the logits change by the sum of both changes.
    """
    for scale in SCALES:
        network.load_hidden(draws, scale)
        dark, bright = 0.3 * digits(draws, 6), 0.7 * digits(draws, 6)
        mine = (draws.normal(6, 1, 28, 28) > 0).to(dark.dtype)
        changes = (bright, bright * mine, bright * (1 - mine), 0 * bright)
        both, one, other, none = network(torch.cat([dark + change for change in changes])).chunk(4)
        if float((both - one - other + none).abs().max()) > SIGNIFICANT * float(both.abs().max()):
            return
    raise Mistake("linear-in-pixels", what=CALL)


def check_every_pixel(network: Network, draws: Draws) -> None:
    """Mistake unless each pixel can change the logits."""
    unseen = torch.ones(PIXELS, dtype=torch.bool)
    dark = torch.zeros(PIXELS, dtype=torch.bool)
    for number, scale in enumerate(SCALES * 2):
        network.load_hidden(draws, scale)
        # Half the pixels are black. The next time it is the other half: a network may look for blackness alone.
        dark = ~dark if number % 2 else draws.normal(PIXELS) > 0
        base = 0.45 * digits(draws, 1).reshape(PIXELS) + 0.05
        base[dark] = 0
        places = unseen.nonzero().reshape(-1)
        changed = base.repeat(len(places), 1)
        changed[torch.arange(len(places)), places] = 1
        values = network(torch.cat([base[None], changed]).reshape(-1, 1, 28, 28))
        moved = (values[1:] - values[0]).abs().amax(1) > SIGNIFICANT * float(values.abs().max())
        unseen[places[moved]] = False
        if not unseen.any():
            return
    count = int(unseen.sum())
    which = Said("any-pixel") if count == PIXELS else Said("some-pixels", count=count, pixels=PIXELS)
    raise Mistake("pixels-unseen", what=CALL, which=which)


def check_gradients(network: Network, draws: Draws) -> None:
    """Mistake unless the gradient of each weight is the derivative of the logits, measured by moving the weights."""
    images, upstream = digits(draws, 4), draws.normal(4, CLASSES)
    weights, inputs = network.load_lively(draws, images), network.form(images)
    cut = Said("gradient-cut", what=network.call)
    try:
        given = network.handle.gradients(inputs, upstream=upstream).parameters
    except Raised as error:
        raise (Mistake(cut) if "does not require grad" in str(error) else error) from None
    gradients = {name: _gradient(given.get(name), value, name) for name, value in weights.items()}
    precise = torch.get_default_dtype() == torch.float64
    step, rounding = (1e-6, 1e-14) if precise else (1e-3, 1e-6)

    def slopes(names: Sequence[str]) -> tuple[float, float, float]:
        """How the logits change where the weights of these names move: measured, by the gradients, and the rounding."""
        away = {name: draws.normal(*weights[name].shape) * (_size(weights[name]) or 0.1) for name in names}
        sums, noise = [], 0.0
        for sign in (1, -1):
            network.handle.load({name: weights[name] + sign * step * away[name] for name in names})
            weighted = network(images) * upstream.to(torch.float64)
            sums.append(float(weighted.sum()))
            noise = rounding * float(weighted.norm()) / step
        network.handle.load({name: weights[name] for name in names})
        claimed = sum(float((gradients[name] * away[name]).sum()) for name in names)
        return (sums[0] - sums[1]) / (2 * step), claimed, noise

    def wrong(names: Sequence[str]) -> bool:
        # At the kink of a ReLU the slope is not what either side says. In float64 nobody meets one three times; the
        # larger steps of float32 meet some now and then, and there the best fit over several directions decides.
        if precise:
            return not any(
                abs(m - c) <= 1e-5 * abs(m) + noise for m, c, noise in (slopes(names) for _ in range(3))
            )
        found = [slopes(names) for _ in range(6)]
        if all(abs(measured) <= 5 * noise for measured, _, noise in found):
            return False
        largest = max(abs(measured) for measured, _, _ in found)  # its square may be too small for a float
        scaled = [(measured / largest, claimed / largest) for measured, claimed, _ in found]
        fit = sum(m * c for m, c in scaled) / sum(m * m for m, _ in scaled)
        return not abs(fit - 1) <= 0.25

    # All at once is quick; one by one finds what is small beside the others, where rounding is large.
    # One is enough: of hundreds, each costs the student requests.
    name = None if precise and not wrong(list(weights)) else next((n for n in weights if wrong([n])), None)
    if not any(bool(gradient.any()) for gradient in gradients.values()):
        raise Mistake(cut if name is not None else Said("weights-do-not-matter", what=network.call))
    if name is not None:
        if gradients[name].any():
            raise Mistake("wrong-gradient", name=name)
        raise Mistake("gets-no-gradient", name=name)


def check_first_weights(network: Network, draws: Draws) -> None:
    """Mistake where training cannot get anywhere from the network's first weights.

    With zeros nothing reaches the images; units that start equal stay equal, and all of a layer are worth one. Then
    all logits lie on one line. A last layer of zeros is fine: the first steps of training fill it.
    """
    images, labels = digits(draws, 12), draws.integers(CLASSES, 12)
    now = dict(network.initial)
    if not all(bool(torch.isfinite(value).all()) for value in now.values()):
        raise Mistake("first-weights-no-numbers")
    most = 0
    for _ in range(5):
        for scale in SCALES:
            network.handle.load({name: scale * v if _is_matrix(v) else v for name, v in now.items()})
            most = max(most, _directions(network(images)))
            if most > 1:
                return
        now = _step(network, now, images, labels)
    if most == 0:
        raise Mistake("first-weights-stuck")
    raise Mistake("hidden-units-alike")


def check_passes_in_training(network: Network, draws: Draws) -> None:
    """Mistake where in training mode the logits are the same for all images, as with dropout of everything: no gradient
    tells such a network of its images.
    """
    images = digits(draws, 8)
    network.load_lively(draws, images)
    network.handle.method("train")
    for _ in range(5):  # any one may be dropped by chance
        values = as_tensor(network.handle(network.form(images)), network.call)
        if not torch.equal(values, values[:1].expand_as(values)):
            network.handle.method("eval")
            return
    raise Mistake("nothing-passes-in-training", what=network.call)


def _directions(values: Tensor) -> int:
    """In how many directions logits (batch, 10) differ from image to image, up to 2."""
    spread = torch.linalg.svdvals(values - values.mean(0))
    return int((spread[:2] > SIGNIFICANT * float(values.abs().max())).sum())


def _step(network: Network, now: Mapping[str, Tensor], images: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """The weights after one step down the cross-entropy's gradient, of length 1."""
    network.handle.load(now)
    upstream = network(images).softmax(1) - F.one_hot(labels, CLASSES)
    given = network.handle.gradients(
        network.form(images), upstream=upstream.to(torch.get_default_dtype())
    ).parameters
    gradients = {name: _gradient(given.get(name), value, name) for name, value in now.items()}
    length = math.sqrt(sum(float(g.to(torch.float64).square().sum()) for g in gradients.values()))
    return {name: value - gradients[name] / (length or 1) for name, value in now.items()}


def check_same_weights(student: Student, draws: Draws) -> None:
    """Mistake unless all that the network has learned is in its state: a copy of it computes the same."""
    images = digits(draws, 3)
    with student.seeded(1):
        first = make(student)
    first.load_lively(draws, images)
    state = first.handle.method("state_dict")
    if not isinstance(state, dict):
        raise Mistake("dict-of-weights-expected", got=kind_of(state))
    with student.seeded(2):
        second = make(student)
    second.handle.method("load_state_dict", state)
    if not agree(second(images), first(images)):
        raise Mistake("weights-outside-the-state")


def check_second_call(student: Student, draws: Draws) -> None:
    """Mistake unless the network, in evaluation mode, gives the same logits for the same images each time."""
    network, images = make(student), digits(draws, 3)
    network.load_lively(draws, images)
    check_steady(student, network, images)


def check_steady(student: Student, network: Network, images: Tensor) -> None:
    """Mistake where the same images have other logits when other random numbers are drawn."""
    if varies(student, lambda: network(images)):
        raise Mistake("unsteady", what=CALL, reason=why_drawn(network.trace(images)))


def why_drawn(trace: Trace) -> Said:
    """Why logits change with the random numbers that are drawn, in evaluation mode."""
    if any("dropout" in name for name, _ in trace.operations):
        return Said("dropout-active")
    return Said("second-call-other-logits")


def _gradient(value: Tensor | None, weight: Tensor, name: str) -> Tensor:
    """A gradient as the student's process sends it, if it fits; zeros for none."""
    if value is None:
        return torch.zeros_like(weight)
    same_shape(value, weight.shape, Said("gradient-of", of=name))
    finite(value, Said("gradient-of", of=name))
    return value.to(weight.dtype)


def _is_matrix(value: Tensor) -> bool:
    """Whether it holds a layer's matrix, if only as a part of one long row, and not just a number for each unit."""
    return sum(size > 1 for size in value.shape) > 1 or value.numel() > 2 * PIXELS


def _size(value: Tensor) -> float:
    """The root of the mean square; 0 where it is none."""
    size = float(value.to(torch.float64).square().mean().sqrt()) if value.numel() else 0.0
    return size if math.isfinite(size) else 0.0
