"""backprop: back propagation by hand, no autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import kept_weights
import layers
import perceptrons
import pytest
import torch
from descent import check_losses, make_loss, numbers, run_train, unless_right_on_own
from judged import judge
from layers import Linear, Loss, Parts, Round
from perceptrons import OUTPUT, check_output
from torch import Tensor
from torch.nn.functional import leaky_relu

from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.loop_runs import LOSS_TOLERANCE, first_difference, near
from autograder.checks.settings import check_settings_in_float32
from autograder.checks.values import (
    Mistake,
    Said,
    as_number,
    as_object,
    as_tensor,
    close,
    difference,
    equal,
    finite,
    fits,
    one_that_fits,
    same,
    same_shape,
)
from autograder.errors import Raised, WorkerError
from autograder.student.student import Function, Handle, Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

SIZES = [
    pytest.param(*sizes, id=f"{sizes[1]} -> {sizes[2]}") for sizes in ((4, 5, 3), (64, 24, 24), (1, 1, 6))
]
NETWORKS = [pytest.param(sizes, id=str(sizes)) for sizes in ([3, 5, 2], [3, 12, 5, 9, 14, 7, 2])]
LOGITS = [pytest.param(*shape, id=f"({shape[0]}, {shape[1]})") for shape in ((4, 5), (70, 130), (1, 4))]
ALIKE = [4, 6, 6, 6, 3]  # layers of the same sizes, each with weights of its own
HUGE = 1e13
OF_X, OF_GRAD_OUTPUT = Said("shape-of-x"), Said("shape-of-grad_output")
MEASURED = 0.1  # a gradient that is measured by nudging differs by less, a wrong one by more
# Which half of a layer's weights have; a share of the largest, below which they count as the same.
LEAST_WEIGHT = 1e-3
PARTS = (layers.OWN, *layers.OTHER_PARTS)
LOSSES = (layers.CROSS_ENTROPY, layers.LOG_COSH)
DIFFERENCES = Said("measured-by-nudging")


def compare(
    value: object,
    want: Tensor,
    what: str | Said,
    axes: str | Said,
    known: Mapping[Said, Callable[[], Tensor]],
) -> None:
    """Mistake unless `value` is `want`; it names the one of the known mistakes that gives it."""
    got = as_tensor(value, what)
    name = one_that_fits(got, known)
    try:
        same_shape(got, want.shape, what, axes)
    except Mistake as error:
        raise (Mistake("because", mistake=error.said, reason=name) if name else error) from None
    finite(got, what)
    if not close(got, want):
        raise Mistake("other-values", what=what, shape=axes, reason=name or Said("values-differ"))


def call_watched(student: Student, layer: Handle, method: str, *arguments: Tensor) -> object:
    """What a method gives; Mistake where it changes an argument in place."""
    result = student.make("Watched", layer).method("call", method, list(arguments))
    name = f"{layer.kind}.{method}"
    student.changed.setdefault(name, set()).update(student.changed.pop("Watched.call", ()))
    if not isinstance(result, list) or len(result) != 1 + len(arguments):
        raise Mistake("x-is-another")
    for number, (after, before) in enumerate(zip(result[1:], arguments, strict=True), start=1):
        if not equal(after, before):
            raise Mistake("changed-in-place", name=name, number=number)
    return result[0]


# The linear layer


def _there_and_back(
    kind: Function, sizes: tuple[Any, ...], x: Tensor, g: Tensor, step: float | None = None
) -> None:
    """Makes an object of the student's; its forward and backward, and its step, once each."""
    made = as_object(kind(*sizes), f"{kind.name}(...)")
    made.method("forward", x.float())
    made.method("backward", g.float())
    if step is not None:
        made.method("step", step)


def numbers_like(draws: Draws, batch: int, size: int) -> Tensor:
    """(batch, size), large ones where there are many samples, so that whatever bounds them changes them."""
    return draws.normal(batch, size, scale=300.0 if batch > 50 else 1.0)


@dataclass(frozen=True)
class Layer:
    """A student's Linear and the same layer here."""

    handle: Handle
    reference: Linear

    def forward(self, x: Tensor) -> object:
        return self.handle.method("forward", x)

    def backward(self, grad_output: Tensor) -> object:
        return self.handle.method("backward", grad_output)

    def check_gradients(self, x: Tensor, g: Tensor) -> None:
        """Mistake unless grad_weight and grad_bias are those of this input and this upstream gradient."""
        ours = self.reference
        for name, axes, want, known in (
            ("grad_weight", "(out, in)", g.T @ x, layers.WEIGHT_GRADIENTS),
            ("grad_bias", "(out,)", g.sum(0), layers.BIAS_GRADIENTS),
        ):
            got = self.handle.attribute(name)
            wrong = {mistake: partial(compute, ours, x, g) for mistake, compute in known.items()}
            if name == "grad_weight" and isinstance(got, Tensor) and got.shape == want.shape:
                decay = layers.share_of(ours.weight, got - want)
                wrong[Said("weight-added")] = partial(torch.add, want, ours.weight, alpha=decay)
            compare(got, want, Said("after-backward", what=f"Linear.{name}"), axes, wrong)


def make_linear(student: Student, draws: Draws, size: int, out: int) -> Layer:
    """A new layer of the student's with hidden weights."""
    what = f"Linear({size}, {out})"
    handle = as_object(student.Linear(size, out), what)
    hidden = {"weight": draws.normal(out, size), "bias": draws.normal(out)}
    refused: Raised | None = None
    try:
        handle.fill(hidden)
    except Raised as error:
        refused = error  # perhaps for a shape that is told below
    values = {}
    for (name, wanted), axes in zip(hidden.items(), ("(out, in)", "(out,)"), strict=True):
        value = as_tensor(handle.attribute(name), f"{what}.{name}")
        same_shape(value, wanted.shape, f"{what}.{name}", axes)
        # What is read counts: a weight may be kept in another form, of which this is a copy.
        values[name] = value.to(torch.get_default_dtype())
        _check_telling(values[name], f"{what}.{name}")
    if refused:
        raise refused
    return Layer(handle, Linear(values["weight"], values["bias"]))


def _check_telling(weight: Tensor, what: str) -> None:
    """Mistake where zeros, or sums of the inputs, would do for what a layer of this weight computes."""
    finite(weight, what)
    shares = (weight / (weight.abs().max() or 1) / LEAST_WEIGHT).round()
    if len(shares.unique()) <= weight.numel() // 2:
        raise Mistake("values-alike", what=what)
    if float(weight.abs().median()) < LEAST_WEIGHT:
        raise Mistake("values-near-0", what=what)


@pytest.mark.grade("backprop-linear")
@pytest.mark.parametrize(("batch", "size", "out"), SIZES)
def test_linear_outputs(student: Student, draws: Draws, batch: int, size: int, out: int) -> None:
    """Linear.forward computes x @ weight.T + bias, (batch, in) -> (batch, out)."""
    layer = make_linear(student, draws, size, out)
    x = numbers_like(draws, batch, size)
    known = {name: partial(wrong, layer.reference, x) for name, wrong in layers.LINEAR_OUTPUTS.items()}
    compare(layer.forward(x), layer.reference(x), "Linear.forward(x)", "(batch, out)", known)


@pytest.mark.grade("backprop-linear")
@pytest.mark.parametrize(("batch", "size", "out"), SIZES)
def test_linear_input_gradient(student: Student, draws: Draws, batch: int, size: int, out: int) -> None:
    """Linear.backward passes the gradient on to the layer's input, (batch, out) -> (batch, in)."""
    layer = make_linear(student, draws, size, out)
    x, g = numbers_like(draws, batch, size), numbers_like(draws, batch, out)
    layer.forward(x)
    known = {name: partial(wrong, layer.reference, x, g) for name, wrong in layers.INPUT_GRADIENTS.items()}
    got = layer.backward(g)
    compare(got, g @ layer.reference.weight, "Linear.backward(grad_output)", "(batch, in)", known)


@pytest.mark.grade("backprop-linear")
@pytest.mark.parametrize(("batch", "size", "out"), SIZES)
def test_linear_weight_gradients(student: Student, draws: Draws, batch: int, size: int, out: int) -> None:
    """Linear.backward leaves the gradients of weight and bias in grad_weight and grad_bias."""
    layer = make_linear(student, draws, size, out)
    x, g = numbers_like(draws, batch, size), numbers_like(draws, batch, out)
    layer.forward(x)
    layer.backward(g)
    layer.check_gradients(x, g)


@pytest.mark.grade("backprop-linear", weight=3)
def test_linear_gradients_beside_large_inputs(student: Student, draws: Draws) -> None:
    """Linear.backward is right where one input is far larger than the others: no gradient depends on all of them."""
    layer = make_linear(student, draws, 4, 3)
    x, g = draws.normal(5, 4), draws.normal(5, 3)
    x[:, 0] = HUGE * (1 + x[:, 0].abs())
    layer.forward(x)
    passed_on = layer.backward(g)
    what = Said("after-backward", what="Linear.grad_weight")
    weight = as_tensor(layer.handle.attribute("grad_weight"), what)
    same_shape(weight, (3, 4), what, "(out, in)")
    bias = layer.handle.attribute("grad_bias")
    try:
        same(passed_on, g @ layer.reference.weight, "Linear.backward(grad_output)")
        same(weight[:, 1:], g.T @ x[:, 1:], what)
        same(bias, g.sum(0), Said("after-backward", what="Linear.grad_bias"))
    except Mistake as error:
        help = DIFFERENCES if _has_right_gradients(student, draws) else Said("ordinary-inputs-first")
        off, rest = weight[:, 1:] - g.T @ x[:, 1:], layer.reference.weight[:, 1:]
        if equal(off, layers.share_of(rest, off) * rest) and not equal(off, torch.zeros_like(off)):
            help = Said("weight-added")
        raise Mistake("hint", mistake=error.said, reason=help) from None


def _has_right_gradients(student: Student, draws: Draws) -> bool:
    """Whether a layer's gradients are right for ordinary inputs, but for the rounding of some that are measured."""
    layer = make_linear(student, draws, 4, 3)
    x, g = draws.normal(5, 4), draws.normal(5, 3)
    layer.forward(x)
    got = layer.backward(g), layer.handle.attribute("grad_weight"), layer.handle.attribute("grad_bias")
    wanted = g @ layer.reference.weight, g.T @ x, g.sum(0)
    return all(
        isinstance(each, Tensor) and each.shape == want.shape and difference(each, want) < MEASURED
        for each, want in zip(got, wanted, strict=True)
    )


@pytest.mark.grade("backprop-linear")
def test_linear_second_round(student: Student, draws: Draws) -> None:
    """A second forward and backward give the gradients of the second batch alone; nothing else is changed by them."""
    layer, other = make_linear(student, draws, 3, 1), make_linear(student, draws, 3, 1)
    x, g = draws.normal(3, 5, 3), draws.normal(2, 5, 1)
    for number in range(2):
        call_watched(student, layer.handle, "forward", x[number])
        other.forward(x[2])
        call_watched(student, layer.handle, "backward", g[number])
    once = partial(_there_and_back, student.Linear, (3, 1), x[0], g[0])
    check_settings_in_float32(student, once, "Linear", "Linear.forward", "Linear.backward")
    grad_weight, grad_bias = layer.handle.attribute("grad_weight"), layer.handle.attribute("grad_bias")
    if equal(grad_weight, g[1].T @ x[1]) and equal(grad_bias, g[1].sum(0)):
        return
    both = g[0].T @ x[0] + g[1].T @ x[1]
    if equal(grad_weight, both) or equal(grad_bias, g.sum((0, 1))):
        # Where the network starts from zeros in each round, sums are as good.
        if _forgets(student, draws):
            return
        raise Mistake("first-round-left-in")
    for mistake, seen in ((Said("inputs-of-first-batch"), x[0]), (Said("inputs-of-another-layer"), x[2])):
        if equal(grad_weight, g[1].T @ seen):
            raise Mistake(mistake)
    layer.check_gradients(x[1], g[1])


def _forgets(student: Student, draws: Draws) -> bool:
    """Whether the student's network takes two right steps, one after the other."""
    try:
        check_steps(student, draws, [3, 5, 2])
    except (Mistake, WorkerError):
        return False
    return True


# ReLU


def relu_inputs(draws: Draws, *shape: int) -> Tensor:
    """Large ones, and some so small that nudging them would turn their sign, but none that rounding could turn."""
    x = draws.normal(*shape)
    x = x + 0.05 * x.sign()
    x[..., ::3] *= 1e4
    x[..., 1::3] *= 1e-9
    return x


@pytest.mark.grade("backprop-relu")
@pytest.mark.parametrize("shape", [(6, 5), (19, 23), (6, 1)], ids=str)
def test_relu_outputs(student: Student, draws: Draws, shape: tuple[int, int]) -> None:
    """ReLU.forward keeps what is positive and replaces the rest by 0."""
    x = relu_inputs(draws, *shape)
    relu = as_object(student.ReLU(), "ReLU()")
    got = as_tensor(relu.method("forward", x), "ReLU.forward(x)")
    compare(got, x.relu(), "ReLU.forward(x)", OF_X, wrong_outputs(got, x))
    small = x.abs() < 100  # beside which the large ones would hide that a little is added
    compare(got * small, x.relu() * small, "ReLU.forward(x)", OF_X, {})


def wrong_outputs(got: object, x: Tensor) -> dict[Said, Callable[[], Tensor]]:
    """What known mistakes make of x; of a leaky ReLU, with the slope that gives `got`."""
    known = {name: partial(wrong, x) for name, wrong in layers.RELU_OUTPUTS.items()}
    return {**known, Said("leaky-relu"): partial(leaky_relu, x, layers.leak(got, x, x))}


def wrong_gradients(got: object, x: Tensor, g: Tensor) -> dict[Said, Callable[[], Tensor]]:
    """What known mistakes make of the upstream gradient g; see `wrong_outputs`."""
    known = {name: partial(wrong, x, g) for name, wrong in layers.RELU_GRADIENTS.items()}
    slope = torch.where(x > 0, 1.0, layers.leak(got, g, x))
    return {**known, Said("leaky-gradient"): partial(torch.mul, g, slope)}


@pytest.mark.grade("backprop-relu")
def test_relu_leaves_its_input(student: Student, draws: Draws) -> None:
    """ReLU.forward gives a new tensor; x stays what it is."""
    x = relu_inputs(draws, 4, 6)
    watched = student.make("Watched", as_object(student.ReLU(), "ReLU()"))
    result = watched.method("forward", x)
    if not isinstance(result, list) or len(result) != 2 or not isinstance(result[1], Tensor):
        raise Mistake("x-is-another")
    compare(result[0], x.relu(), "ReLU.forward(x)", OF_X, wrong_outputs(result[0], x))
    if not equal(result[1], x):
        raise Mistake("x-is-changed")


@pytest.mark.grade("backprop-relu")
@pytest.mark.parametrize("shape", [(1, 7), (6, 7), (19, 23), (6, 1)], ids=str)
def test_relu_gradient(student: Student, draws: Draws, shape: tuple[int, int]) -> None:
    """ReLU.backward passes the gradient where the input was positive; elsewhere it is 0."""
    x, g = relu_inputs(draws, *shape), draws.normal(*shape, scale=1.0 if shape[0] == 1 else 1e3)
    relu = as_object(student.ReLU(), "ReLU()")
    relu.method("forward", x)
    got = relu.method("backward", g)
    compare(got, g * (x > 0), "ReLU.backward(grad_output)", OF_GRAD_OUTPUT, wrong_gradients(got, x, g))


@pytest.mark.grade("backprop-relu")
def test_relu_second_round(student: Student, draws: Draws) -> None:
    """A second forward and backward are those of the second input; another ReLU changes nothing."""
    relu, other = as_object(student.ReLU(), "ReLU()"), as_object(student.ReLU(), "ReLU()")
    x, g, others = relu_inputs(draws, 2, 4, 5), draws.normal(2, 4, 5), relu_inputs(draws, 2, 4, 5)
    for number in range(2):
        relu.method("forward", x[number])
        other.method("forward", others[number])
        got = call_watched(student, relu, "backward", g[number])
        known: dict[Said, Callable[[], Tensor]] = {
            **wrong_gradients(got, x[number], g[number]),
            Said("input-of-earlier-call"): partial(torch.mul, g[number], x[0] > 0),
            Said("input-of-another-relu"): partial(torch.mul, g[number], others[number] > 0),
        }
        what = Said("in-round", what="ReLU.backward(grad_output)", round=number + 1)
        compare(got, g[number] * (x[number] > 0), what, OF_GRAD_OUTPUT, known)
    once = partial(_there_and_back, student.ReLU, (), x[0], g[0])
    check_settings_in_float32(student, once, "ReLU", "ReLU.forward", "ReLU.backward")


# Cross-entropy


def check_loss(value: object, logits: Tensor, labels: Tensor, what: str | Said) -> None:
    """Mistake unless `value` is the cross-entropy."""
    got = torch.tensor(as_number(value, what))
    if close(got, layers.cross_entropy(logits, labels)):
        return
    known = {name: partial(wrong, logits, labels) for name, wrong in layers.LOSSES.items()}
    # A sample alone cannot tell many mistakes apart.
    name = one_that_fits(got, known) if len(labels) > 1 else None
    raise Mistake("wrong-loss", what=what, reason=name or Said("not-the-mean"))


def check_loss_gradient(value: object, logits: Tensor, labels: Tensor, what: str | Said) -> None:
    known = {name: partial(wrong, logits, labels) for name, wrong in layers.LOSS_GRADIENTS.items()}
    known = known if len(labels) > 1 else {}
    want = layers.cross_entropy_gradient(logits, labels)
    compare(value, want, what, "(batch, classes)", known)


@pytest.mark.grade("backprop-loss")
@pytest.mark.parametrize(("batch", "classes"), LOGITS)
def test_loss(student: Student, draws: Draws, batch: int, classes: int) -> None:
    """CrossEntropyLoss.forward gives the mean of −log softmax at the labels, as one number."""
    # A class that no label names is a class all the same.
    logits, labels = draws.normal(batch, classes, scale=2.0), draws.integers(classes - 1, batch)
    got = make_loss(student).method("forward", logits, labels)
    check_loss(got, logits, labels, "CrossEntropyLoss.forward(logits, labels)")


@pytest.mark.grade("backprop-loss")
@pytest.mark.parametrize(("batch", "classes"), LOGITS)
def test_loss_gradient(student: Student, draws: Draws, batch: int, classes: int) -> None:
    """CrossEntropyLoss.backward gives the loss's gradient for each logit, (batch, classes)."""
    logits, labels = draws.normal(batch, classes, scale=2.0), draws.integers(classes - 1, batch)
    loss = make_loss(student)
    loss.method("forward", logits, labels)
    check_loss_gradient(loss.method("backward"), logits, labels, "CrossEntropyLoss.backward()")


def large_logits(draws: Draws, kind: str) -> tuple[Tensor, Tensor]:
    """Logits (6, 4) of which some or all are near 1000 or −1000, and labels (6,), right ones and wrong ones."""
    rows = torch.arange(6)
    near_zero, labels = draws.normal(6, 4), draws.integers(4, 6)
    signs = torch.full((6, 4), -1.0 if kind == "-1000" else 1.0)
    if kind == "both in a row":
        signs = torch.full((6, 4), -1.0)
        signs[rows, (labels + rows % 2) % 4] = 1.0
    if kind == "both in a batch":
        signs[rows % 2 == 0] = -1.0
    return near_zero + 1000 * signs, labels


LARGE = pytest.mark.parametrize("kind", ["1000", "-1000", "both in a row", "both in a batch"])
ORDINARY = Said("ordinary-logits-first")
OVERFLOW = Said("exp-overflows")


@pytest.mark.grade("backprop-loss")
@LARGE
def test_loss_of_large_logits(student: Student, draws: Draws, kind: str) -> None:
    """The loss is right for logits of ±1000, which exp alone cannot take."""
    logits, labels = large_logits(draws, kind)
    what = Said("for-large-logits", what="CrossEntropyLoss.forward(logits, labels)")
    got = make_loss(student).method("forward", logits, labels)
    if isinstance(got, (float, Tensor)) and not torch.isfinite(torch.as_tensor(got)).all():
        raise Mistake("finite-loss-expected", what=what, reason=OVERFLOW)
    if not close(torch.tensor(as_number(got, what)), layers.cross_entropy(logits, labels)):
        hint = Said("no-clamping") if _is_right(student, draws) else ORDINARY
        raise Mistake("wrong-loss-of-large-logits", what=what, reason=hint)


@pytest.mark.grade("backprop-loss")
@LARGE
def test_loss_gradient_of_large_logits(student: Student, draws: Draws, kind: str) -> None:
    """The loss's gradient is right for logits of ±1000."""
    logits, labels = large_logits(draws, kind)
    what = Said("for-large-logits", what="CrossEntropyLoss.backward()")
    loss = make_loss(student)
    loss.method("forward", logits, labels)
    got = loss.method("backward")
    if isinstance(got, Tensor) and not torch.isfinite(got).all():
        raise Mistake("hint", mistake=Said("not-finite", what=what), reason=OVERFLOW)
    try:
        compare(got, layers.cross_entropy_gradient(logits, labels), what, "(batch, classes)", {})
    except Mistake as error:
        if _is_right(student, draws):
            raise
        raise Mistake("hint", mistake=error.said, reason=ORDINARY) from None


@pytest.mark.grade("backprop-loss", weight=4)
def test_loss_gradient_beside_a_large_loss(student: Student, draws: Draws) -> None:
    """The gradient of ordinary samples is right beside one whose loss is very large."""
    logits, labels = draws.normal(5, 4), draws.integers(3, 5)
    logits[2, 3] = HUGE
    loss = make_loss(student)
    loss.method("forward", logits, labels)
    got, want = loss.method("backward"), layers.cross_entropy_gradient(logits, labels)
    try:
        same(got, want, Said("beside-large-loss", what="CrossEntropyLoss.backward()"))
    except Mistake as error:
        help = DIFFERENCES
        if not _is_right(student, draws):
            help = ORDINARY
        elif isinstance(got, Tensor) and got.shape == want.shape:
            # Differences of the loss lose the ordinary rows; exp overflows in the other, or makes numbers of none.
            others = torch.arange(len(labels)) != 2
            if equal(got[others], want[others]) or not torch.isfinite(got).all():
                help = OVERFLOW
        raise Mistake("hint", mistake=error.said, reason=help) from None


def _is_right(student: Student, draws: Draws) -> bool:
    """Whether the loss and its gradient are right for ordinary logits."""
    logits, labels = draws.normal(4, 3), draws.integers(3, 4)
    try:
        loss = make_loss(student)
        check_loss(loss.method("forward", logits, labels), logits, labels, "")
        check_loss_gradient(loss.method("backward"), logits, labels, "")
    except (Mistake, WorkerError):
        return False
    return True


@pytest.mark.grade("backprop-loss")
def test_loss_second_round(student: Student, draws: Draws) -> None:
    """A second forward and backward are those of the second batch, of another size, a third one's of one class."""
    loss = make_loss(student)
    for batch, classes in ((5, 2), (3, 12), (4, 1)):
        logits, labels = draws.normal(batch, classes), draws.integers(classes, batch)
        value = call_watched(student, loss, "forward", logits, labels)
        check_loss(value, logits, labels, "CrossEntropyLoss.forward(logits, labels)")
        check_loss_gradient(loss.method("backward"), logits, labels, "CrossEntropyLoss.backward()")


# The layers together


@pytest.mark.grade("backprop-mlp")
@pytest.mark.parametrize("sizes", NETWORKS)
def test_mlp_outputs(student: Student, draws: Draws, sizes: list[int]) -> None:
    """MLP.forward is Linear, ReLU, ..., Linear, with no ReLU after the last layer."""

    def check(parts: Parts) -> None:
        way = perceptrons.find_weights(student, draws, sizes, parts)
        if way is None:
            perceptrons.check_opaque_outputs(student, draws, sizes, parts)
            return
        network = perceptrons.make(student, draws, sizes, way, parts)
        for batch in (1, 70):
            x = draws.normal(batch, sizes[0])
            got = call_watched(student, network.handle, "forward", x)
            known = {
                name: partial(wrong, network.layers, x, parts.activation)
                for name, wrong in layers.MLP_OUTPUTS.items()
            }
            want = layers.mlp(network.layers, x, parts.activation)
            compare(got, want, OUTPUT, "(batch, classes)", known)

    judge(student, check, PARTS, lambda: _has_right_layers(student, draws))


def _has_right_layers(student: Student, draws: Draws) -> bool:
    """Whether Linear and ReLU are right for ordinary inputs."""
    x, g = relu_inputs(draws, 4, 3), draws.normal(4, 3)
    try:
        if not _has_right_gradients(student, draws):
            return False
        layer, relu = make_linear(student, draws, 3, 2), as_object(student.ReLU(), "ReLU()")
        outputs = layer.forward(x), relu.method("forward", x), relu.method("backward", g)
    except (Mistake, WorkerError):
        return False
    return all(map(equal, outputs, (layer.reference(x), x.relu(), g * (x > 0))))


@pytest.mark.grade("backprop-mlp", weight=2)
@pytest.mark.parametrize("sizes", NETWORKS)
def test_mlp_steps(student: Student, draws: Draws, sizes: list[int]) -> None:
    """forward, backward and step move every weight of every layer against its gradient, by lr times it, each time."""
    check = partial(check_steps, student, draws, sizes)
    judge(student, check, PARTS, lambda: _has_right_layers(student, draws))
    x, g = draws.normal(2, sizes[0]), draws.normal(2, sizes[-1])
    # Where a layer changes settings, all that calls it does, and only the layer's tests are to say so.
    own = () if student.changed_before & {"Linear", "ReLU"} else ("MLP", "MLP.forward", "MLP.backward")
    once = partial(_there_and_back, student.MLP, (sizes,), x, g, step=0.01)
    check_settings_in_float32(student, once, *own, "MLP.step")


def check_steps(student: Student, draws: Draws, sizes: list[int], parts: Parts = layers.OWN) -> None:
    way = perceptrons.find_weights(student, draws, sizes, parts)
    if way is None:
        perceptrons.check_opaque_outputs(student, draws, sizes, parts)
        perceptrons.check_opaque_step(student, draws, [2, *[3] * min(len(sizes) - 2, 2), 2])
        return
    network = perceptrons.make(student, draws, sizes, way, parts)
    current, rounds, seen = network.layers, list[Round](), draws.normal(20, sizes[0])
    got, passed, held = [], [], dict[str, Tensor]()
    for batch, lr in ((6, 0.012), (1, 0.007)):  # small steps, along gradients that are not
        x, g = (
            perceptrons.clear_rows(draws, network, batch, current),
            draws.normal(batch, sizes[-1], scale=10.0),
        )
        network.handle.method("forward", x)
        try:
            returned = call_watched(student, network.handle, "backward", g)
        except Raised:
            if perceptrons.goes_forward(student, draws, parts):
                raise Mistake("backward-from-first-layer") from None
            raise
        before_step = network.handle.tensors()
        try:
            network.handle.method("step", lr)
        except Raised as error:
            if number := kept_weights.without_gradient(way, before_step):
                raise Mistake("layer-without-gradient", number=number, said=str(error)) from None
            raise
        held = held or {name: network.handle.tensors()[name] for name in kept_weights.names(way)}
        passed.append((returned, current, x, g))
        rounds.append(Round(x, g, lr))
        current = layers.Descent().run(network.layers, rounds, parts)[-1]
        # What the weights have become is seen by what the network makes of other inputs.
        got.append(check_output(network.handle.method("forward", seen), len(seen), sizes))

    def outputs(descent: layers.Descent) -> Tensor:
        after = descent.run(network.layers, rounds, parts)
        return torch.cat([layers.mlp(each, seen, parts.activation) for each in after])

    known = {name: partial(outputs, descent) for name, descent in layers.STEPS.items()}
    if not equal(torch.cat(got), outputs(layers.Descent())):
        name = one_that_fits(torch.cat(got), known)
        if not name and (rate := perceptrons.rate_of_step(student, draws, sizes, way, parts)):
            always = {Said("step-of", rate=rate): partial(outputs, layers.Descent(lr=rate))}
            name = one_that_fits(torch.cat(got), always)
        if not name and (decay := perceptrons.decay_of_step(student, draws, sizes, way, parts)):
            ways = (partial(outputs, layers.Descent(decay=decay, decays_biases=too)) for too in (False, True))
            name = Said("weights-decay") if any(fits(torch.cat(got), each) for each in ways) else None
        right = outputs(layers.Descent()).split(len(seen))
        first, elsewhere = equal(got[0], right[0]), Said("order-in-backward")
        if first and not name:
            # The second round alone, in a network that was never asked for another.
            alone, _ = perceptrons.new(student, sizes)
            alone.fill(held)
            alone.method("forward", rounds[1].x)
            alone.method("backward", rounds[1].upstream)
            alone.method("step", rounds[1].lr)
            if equal(alone.method("forward", seen), right[1]):
                elsewhere = Said("left-over-from-first-round")
        which = Said("second-round" if first else "first-round")
        raise Mistake("wrong-step", after=which, reason=name or elsewhere)
    for returned, before, x, g in passed:
        _check_returned(returned, before, x, g, parts)


def _check_returned(returned: object, current: list[Linear], x: Tensor, g: Tensor, parts: Parts) -> None:
    """MLP.backward may return nothing; what has the input's shape has to be the input's gradient."""
    if isinstance(returned, Tensor) and returned.shape == x.shape:
        leaf = x.clone().requires_grad_()
        (layers.mlp(current, leaf, parts.activation) * g).sum().backward()
        if leaf.grad is not None and not equal(returned, leaf.grad):
            raise Mistake("returned-gradient")


@pytest.mark.grade("backprop-mlp")
def test_mlp_start(student: Student, draws: Draws) -> None:
    """The units of a new network differ: ones that start alike get the same gradients and stay alike."""
    sizes = [4, 6, 5, 3]

    def check(parts: Parts) -> None:
        way = perceptrons.find_weights(student, draws, sizes, parts)
        if way is None:
            perceptrons.check_opaque_outputs(student, draws, sizes, parts)
            return
        held = as_object(student.MLP(list(sizes)), "MLP(sizes)").tensors()
        for number, layer in enumerate((kept_weights.layers(way, held) or [])[:-1], start=1):
            finite(layer.weight, Said("weights-of-layer", number=number))
            if kept_weights.alike(layer):
                raise Mistake("units-alike", number=number)
        _, held = perceptrons.new(student, ALIKE)
        if sum(value.numel() for value in held.values()) < kept_weights.weight_count(ALIKE):
            raise Mistake("layers-share-weights", sizes=str(ALIKE))

    judge(student, check, PARTS, lambda: _has_right_layers(student, draws))


# Gradient descent


@pytest.mark.grade("backprop-train", weight=2)
@pytest.mark.parametrize(("epochs", "lr", "samples"), [(5, 0.3, 7), (3, 0.7, 150)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float, samples: int) -> None:
    """train takes one right step an epoch, on all samples, for the epochs and the learning rate it is given."""

    def check(loss: Loss) -> None:
        try:
            run = run_train(student, draws, epochs, lr, samples=samples, loss=loss)
        except Raised as error:
            unless_right_on_own(error, student, draws, epochs, lr, loss, losses=False)
            return
        run.check()

    judge(student, check, LOSSES, lambda: _is_right(student, draws))


@pytest.mark.grade("backprop-train")
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the loss of each epoch, before its step, as a list of numbers."""

    def check(loss: Loss) -> None:
        try:
            run = run_train(student, draws, 6, 0.4, loss=loss)
        except Raised as error:
            unless_right_on_own(error, student, draws, 6, 0.4, loss, losses=True)
            return
        trained = run.right or (run.mistake[1] if run.mistake else run.train())
        if len(trained.before) != run.epochs:  # an epoch too many or too few
            trained = run.train()
        if loss is layers.CROSS_ENTROPY:
            with suppress(Mistake):
                losses = numbers(run.value, run.epochs, plain=False)
                right = (run.right or run.train()).losses(layers.cross_entropy, run.labels)
                exhibits.losses("The loss of each epoch", losses, right, LOSS_TOLERANCE)
        is_known = run.right is not None or run.mistake is not None
        check_losses(run.value, trained, run.labels, loss, is_known)
        alone = run_train(student, draws, 1, 0.4, samples=1, loss=loss)
        check_losses(alone.value, alone.train(), alone.labels, loss)

    judge(student, check, LOSSES, lambda: _is_right(student, draws))


@pytest.mark.grade("backprop-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss; without epochs and lr, 100 with 0.1."""
    check = partial(_check_all_epochs, student, draws)
    judge(student, check, LOSSES, lambda: _is_right(student, draws))
    parts = "CrossEntropyLoss", "CrossEntropyLoss.forward", "CrossEntropyLoss.backward"
    check_settings_in_float32(student, lambda: run_train(student, draws, 1, 0.1), "train", *parts)


def _check_all_epochs(student: Student, draws: Draws, loss: Loss) -> None:
    for epochs, lr, by_default, learned in (
        (110, 4.0, False, False),
        (8, 0.01, False, True),
        (100, 0.1, True, False),
    ):
        try:
            run = run_train(student, draws, epochs, lr, by_default, learned=learned, loss=loss)
        except Raised as error:
            unless_right_on_own(error, student, draws, epochs, lr, loss, losses=True)
            continue
        losses = numbers(run.value, epochs)
        # With a large lr rounding grows from step to step, so the first epoch tells; by default all do.
        count = epochs if by_default else 1
        right = replace(run, epochs=count).train().losses(loss.value, run.labels)
        if first_difference(losses[:count], right) is not None:
            if not by_default:
                for name, wrong in layers.LOSSES.items():
                    if near(losses[:1], run.train().losses(wrong, run.labels)[:1]):
                        raise Mistake("wrong-losses", reason=name)
                raise Mistake("first-loss-not-the-mean")
            if len(set(run.rates)) > 1 and len(run.rates) == epochs:
                changing = run.train(layers.Loop(rates=run.rates)).losses(loss.value, run.labels)
                if first_difference(losses, changing) is None:
                    raise Mistake("learning-rate-changes")
            if run_train(student, draws, epochs, lr, loss=loss).right is None:
                raise Mistake("steps-first")
            raise Mistake("default-lr-not-0_1")
