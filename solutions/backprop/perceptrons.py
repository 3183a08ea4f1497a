"""A student's MLP, written by hand, with hidden weights: found among the tensors that it holds, whatever they are
called and however they lie; or, where they are kept in a way that is not known, checked without knowing which is which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import kept_weights
import torch
from kept_weights import Arrangement
from layers import MLP_OUTPUTS, OWN, Activation, Descent, Linear, Parts, Round, mlp, nearest_kink, share_of
from torch import Tensor

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    close,
    equal,
    finite,
    fits,
    same,
    same_shape,
)
from autograder.errors import InfrastructureError, WorkerError
from autograder.student.student import Handle, Student

OUTPUT = "MLP(sizes).forward(x)"
SCALE = 0.7  # of hidden weights: about half of the ReLUs are open
FAR = 0.02  # from where a ReLU bends: no rounding leads across
MOST_DRAWS = 100
MOST_NAMED = 100  # ways in which a mistake is looked for


@dataclass(frozen=True)
class Perceptron:
    """A student's network and the same layers here."""

    handle: Handle
    layers: list[Linear]
    parts: Parts = OWN


def find_weights(
    student: Student, draws: Draws, sizes: Sequence[int], parts: Parts = OWN
) -> Arrangement | None:
    """Where a student's MLP of these sizes keeps its weights; None where no known way fits their shapes.

    parts: what it is made of. Mistake where ways fit, but with none of them its outputs are right.
    """
    scout, held = new(student, sizes)
    scout.fill(draws.like(kept_weights.fitting(held, sizes), SCALE))
    held = {name: value.to(torch.get_default_dtype()) for name, value in scout.tensors().items()}
    x = draws.normal(6, sizes[0])
    output = check_output(scout.method("forward", x), 6, sizes)
    ways = list(kept_weights.arrangements(kept_weights.fitting(held, sizes), sizes))

    def layers(way: Arrangement) -> list[Linear]:
        return parts.of(kept_weights.layers(way, held) or [])

    for way in ways:
        if equal(output, mlp(layers(way), x, parts.activation)):
            return way
    if not ways:
        return None

    def is_by(wrong: Callable[[Sequence[Linear], Tensor, Activation], Tensor], way: Arrangement) -> bool:
        return fits(output, partial(wrong, layers(way), x, parts.activation))

    known = (
        (name, partial(is_by, wrong, way)) for way in ways[:MOST_NAMED] for name, wrong in MLP_OUTPUTS.items()
    )
    name = explaining.of(student).the_one(known)
    raise Mistake("wrong-outputs", what=OUTPUT, reason=name or Said("not-linear-relu-linear"))


def new(student: Student, sizes: Sequence[int]) -> tuple[Handle, dict[str, Tensor]]:
    """A network of the student's and the tensors that it holds."""
    network = as_object(student.MLP(list(sizes)), "MLP(sizes)")
    held = network.tensors()
    if not held:  # weights that are made in the first call
        network.method("forward", torch.zeros(1, sizes[0]))
        held = network.tensors()
    return network, held


def check_output(value: object, batch: int, sizes: Sequence[int]) -> Tensor:
    output = as_tensor(value, OUTPUT)
    try:
        same_shape(output, (batch, sizes[-1]), OUTPUT, "(batch, classes)")
    except Mistake as error:
        width = output.shape[-1] if output.shape[:-1] == (batch,) else 0
        if list(sizes).count(width) != 1:
            raise
        ends = Said(
            "ends-with-another-size", width=width, place=list(sizes).index(width), sizes=str(list(sizes))
        )
        raise Mistake("because", mistake=error.said, reason=ends) from None
    finite(output, OUTPUT)
    return output


def make(
    student: Student, draws: Draws, sizes: Sequence[int], way: Arrangement, parts: Parts = OWN
) -> Perceptron:
    """A new network of the student's with hidden weights."""
    handle, held = new(student, sizes)
    if not all(name in held for name in kept_weights.names(way)):
        raise Mistake("second-network-without-weights")
    values = draws.like({name: held[name] for name in kept_weights.names(way)}, SCALE)
    handle.fill(values)
    after = handle.tensors()
    layers = kept_weights.layers(way, values)
    if layers is None or not all(
        name in after and equal(after[name], value) for name, value in values.items()
    ):
        raise Mistake("weights-do-not-stay")
    return Perceptron(handle, parts.of(layers), parts)


def rate_of_step(
    student: Student, draws: Draws, sizes: Sequence[int], way: Arrangement, parts: Parts = OWN
) -> float:
    """By how much of the gradient a step moves the weights, where lr is 0.05; 0 where it is no multiple of it."""
    seen = _one_step(student, draws, sizes, way, parts)
    return float(f"{share_of(seen.wanted, seen.moved):.6g}") if seen else 0.0


def decay_of_step(
    student: Student, draws: Draws, sizes: Sequence[int], way: Arrangement, parts: Parts = OWN
) -> float:
    """Which multiple of the weights a step adds to their gradients, if that is all that is wrong with it."""
    seen = _one_step(student, draws, sizes, way, parts)
    return share_of(seen.weights, seen.wanted - seen.moved / LR) if seen else 0.0


LR = 0.05


@dataclass(frozen=True)
class _Step:
    """The weights before a step with LR, by what it moved them, and minus their gradients: each in a row."""

    weights: Tensor
    moved: Tensor
    wanted: Tensor


def _one_step(
    student: Student, draws: Draws, sizes: Sequence[int], way: Arrangement, parts: Parts
) -> _Step | None:
    network = make(student, draws, sizes, way, parts)
    given = Round(clear_rows(draws, network, 3), draws.normal(3, sizes[-1]), LR)
    _take(network.handle, given)
    after = kept_weights.layers(way, network.handle.tensors())
    if after is None:
        return None
    right = Descent(lr=1.0).run(network.layers, [given], parts)[0]
    start, end, wanted = (
        torch.cat([layer.weight.flatten() for layer in each]) for each in (network.layers, after, right)
    )
    return _Step(start, end - start, wanted - start)


def _take(network: Handle, given: Round) -> None:
    network.method("forward", given.x)
    network.method("backward", given.upstream)
    network.method("step", given.lr)


SQUARE = [4, 4, 4, 4]  # where no shape tells in which order the layers come


def goes_forward(student: Student, draws: Draws, parts: Parts = OWN) -> bool:
    """Whether backward goes through the layers from the first to the last."""
    with suppress(Mistake, WorkerError):
        if way := find_weights(student, draws, SQUARE, parts):
            network = make(student, draws, SQUARE, way, parts)
            given = Round(clear_rows(draws, network, 6), draws.normal(6, SQUARE[-1]), LR)
            _take(network.handle, given)
            after, seen = (
                Descent(from_first=True).run(network.layers, [given], parts)[-1],
                draws.normal(9, SQUARE[0]),
            )
            return equal(network.handle.method("forward", seen), mlp(after, seen, parts.activation))
    return False


def clear_rows(
    draws: Draws, network: Perceptron, count: int, layers: Sequence[Linear] | None = None
) -> Tensor:
    """Inputs (count, in) of which none is where a ReLU of the network bends. layers: what it has become."""
    layers = network.layers if layers is None else layers
    size = layers[0].weight.shape[1]
    rows = torch.empty(0, size)
    for _ in range(MOST_DRAWS):
        more = draws.normal(2 * count, size)
        rows = torch.cat([rows, more[nearest_kink(layers, more, network.parts) > FAR]])
        if len(rows) >= count:
            return rows[:count]
    raise InfrastructureError("no inputs found that are clear of the ReLUs' bends")


# A network that keeps its weights in a way that is not known


LINES = 6
POINTS = 1001  # on a line
REACH = 4.0  # of a line to either side, in standard deviations of the inputs
MOST_BENDS = 500  # on a line: ReLUs bend it here and there, any other activation all along
STRAIGHT = {
    torch.float64: 1e-9,
    torch.float32: 1e-5,
}  # relative to the largest output: up to there it is rounding
EPSILON = {torch.float64: 1e-6, torch.float32: 1e-2}  # by how much a weight is moved, to see the slope
ATTEMPTS = 3  # a difference taken across a bend of a ReLU is off; each attempt has other weights


class Opaque:
    """A network of the student's, and those of the tensors it holds that its outputs depend on."""

    def __init__(self, student: Student, draws: Draws, sizes: Sequence[int]) -> None:
        self.sizes = list(sizes)
        self._make = partial(new, student, sizes)
        self.handle, held = self._make()
        held = {name: value for name, value in held.items() if value.numel() > 1}
        values = draws.like(held, SCALE)
        self.handle.fill(values)
        x = draws.normal(40, sizes[0])
        before = self.outputs(x)
        self.values: dict[str, Tensor] = {}
        for name, value in values.items():
            self.handle.fill({name: value + 1})
            if not torch.equal(self.outputs(x), before):
                self.values[name] = value
            self.handle.fill({name: value})
        count, wanted = sum(v.numel() for v in self.values.values()), kept_weights.weight_count(sizes)
        if count != wanted:
            raise Mistake("number-of-weights", what=OUTPUT, count=count, sizes=str(self.sizes), wanted=wanted)

    def anew(self) -> Handle:
        """Another network with the same weights."""
        handle, _ = self._make()
        handle.fill(self.values)
        return handle

    def outputs(self, x: Tensor, values: dict[str, Tensor] | None = None) -> Tensor:
        """(batch, classes), with other weights where `values` are given."""
        if values is not None:
            self.handle.fill(values)
        return check_output(self.handle.method("forward", x), len(x), self.sizes).to(
            torch.get_default_dtype()
        )

    def each(self, change: Callable[[Tensor], Tensor]) -> dict[str, Tensor]:
        return {name: change(value) for name, value in self.values.items()}


def check_opaque_outputs(student: Student, draws: Draws, sizes: Sequence[int], parts: Parts = OWN) -> None:
    """Mistake unless the network does what a chain of linear layers with ReLUs between them does, and nothing else.

    Of the kit's layers it cannot be made: their weights are where they are looked for.
    """
    if parts is not OWN:
        raise Mistake("weights-not-found")
    network = Opaque(student, draws, sizes)
    straight = STRAIGHT[torch.get_default_dtype()]
    bent = False
    for _ in range(LINES):  # on a line all ReLUs may be shut, or all open
        weights = draws.like(network.values, SCALE)
        direction, middle = draws.normal(sizes[0]), draws.normal(sizes[0])
        line = torch.linspace(-REACH, REACH, POINTS)[:, None] * direction + middle  # (POINTS, in)
        outputs = network.outputs(line, weights)  # (POINTS, classes)
        curvature = (outputs[2:] - 2 * outputs[1:-1] + outputs[:-2]).abs().amax(1)  # (POINTS - 2,)
        bends = curvature > straight * outputs.abs().max()
        if bends.sum() > MOST_BENDS:
            raise Mistake("something-else-than-relu", what=OUTPUT)
        bent = bent or bool(bends.any())
    if not bent:
        raise Mistake("no-relu-between", what=OUTPUT)
    # With negative weights and positive inputs all ReLUs are shut; with positive ones, all are open.
    x = draws.normal(3, sizes[0]).abs() + 0.1
    shut = network.outputs(x, network.each(lambda value: -value.abs() - 0.1))
    if not close(shut, shut[:1].expand_as(shut)) or not (shut < 0).all():
        raise Mistake("something-else-than-relu-or-after", what=OUTPUT)
    both = torch.stack([x[0], x[1], x[0] + x[1], torch.zeros_like(x[0])])
    depth = len(sizes) - 1
    powers = []
    for scale in range(1, depth + 3):
        weights = network.each(lambda value, scale=scale: scale * (value.abs() + 0.1))  # type: ignore[misc]
        a, b, total, zero = network.outputs(both, weights)
        if not equal(total, a + b - zero):
            raise Mistake("layers-not-linear", what=OUTPUT)
        powers.append(a)
    differences = torch.stack(powers)  # of a polynomial of the degree `depth` in the scale
    for _ in range(depth):
        differences = differences.diff(dim=0)
    size = powers[-1].abs().max()
    if float((differences[1] - differences[0]).abs().max()) > 1e3 * straight * size:
        raise Mistake("too-many-layers", what=OUTPUT)
    if float(differences[0].abs().max()) <= 1e3 * straight * size:
        raise Mistake("too-few-layers", what=OUTPUT)


def check_opaque_step(student: Student, draws: Draws, sizes: Sequence[int]) -> None:
    """Mistake unless forward, backward and step take each weight against the gradient, found by small differences."""
    for _ in range(ATTEMPTS):
        network = Opaque(student, draws, sizes)
        x, upstream, other = draws.normal(3, sizes[0]), draws.normal(3, sizes[-1]), draws.normal(12, sizes[0])
        theirs = network.anew()
        expected = dict(network.values)
        for lr in (0.2, 0.1):  # two rounds: what is left of the first must not matter
            theirs.method("forward", x)
            theirs.method("backward", upstream)
            theirs.method("step", lr)
            expected = _descended(network, expected, x, upstream, lr)
            x, upstream = -x[:2], upstream[1:] + 0.3
        got = check_output(theirs.method("forward", other), len(other), sizes)
        want = network.outputs(other, expected)
        if equal(got, want):
            return
    same(got, want, Said("after-two-rounds", what=OUTPUT))


def _descended(
    network: Opaque, values: dict[str, Tensor], x: Tensor, upstream: Tensor, lr: float
) -> dict[str, Tensor]:
    epsilon = EPSILON[torch.get_default_dtype()]
    after = {}
    for name, value in values.items():
        gradient = torch.zeros(value.numel())
        for place in range(value.numel()):
            shift = torch.zeros(value.numel())
            shift[place] = epsilon
            moved = ({**values, name: value + sign * shift.reshape(value.shape)} for sign in (1, -1))
            up, down = ((network.outputs(x, each) * upstream).sum() for each in moved)
            gradient[place] = (up - down) / (2 * epsilon)
        after[name] = value - lr * gradient.reshape(value.shape)
    return after
