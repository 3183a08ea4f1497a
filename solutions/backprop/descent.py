"""Full-batch gradient descent by hand, as backprop's train does it: a student's train on a network of the kit's and on
the student's own, beside a right one from the same weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

import layers
import perceptrons
from layers import CROSS_ENTROPY, Linear, Loss, Parts, Round, Trained
from torch import Tensor

from autograder.checks.draws import Draws
from autograder.checks.loop_runs import SURE, ignored_epochs, near
from autograder.checks.mistakes import the_only
from autograder.checks.values import (
    Mistake,
    Said,
    as_number,
    as_object,
    equal,
    kind_of,
)
from autograder.errors import Raised, WorkerError
from autograder.student.student import Handle, Student

PROBE_HIDDEN = 5
LOSS = "CrossEntropyLoss()"
OWN_SIZES = [3, 6, 4]


def make_loss(student: Student) -> Handle:
    return as_object(student.CrossEntropyLoss(), LOSS)


@dataclass(frozen=True)
class Descent:
    """One call of a student's train on the probe network, and what a right one gives."""

    value: object
    weights: list[Tensor]
    start: list[Tensor]
    inputs: Tensor
    labels: Tensor
    epochs: int
    lr: float
    student: Student
    loss: Loss
    rates: list[float]
    """Those of the steps, as the student's process says."""

    def train(self, loop: layers.Loop | None = None) -> Trained:
        return layers.train(
            self.start, self.inputs, self.labels, self.epochs, self.lr, loop, self.loss.gradient
        )

    def left_by(self, trained: Trained) -> bool:
        """Whether the student's training left the same weights."""
        return len(self.weights) == len(trained.weights) and all(map(equal, self.weights, trained.weights))

    @cached_property
    def right(self) -> Trained | None:
        """The right training, where it is what the student's is."""
        trained = self.train()
        return trained if self.left_by(trained) else None

    @cached_property
    def mistake(self) -> tuple[Said, Trained] | None:
        """The one known mistake that leaves these weights; None where several would."""
        found = [(name, t) for name, loop in layers.LOOPS.items() if self.left_by(t := self.train(loop))]
        if not found:
            found = [(name, t) for name, loop in self._own_numbers() if self.left_by(t := self.train(loop))]
        return the_only(found)

    def check(self) -> None:
        """Mistake unless training left the weights that it should."""
        if self.right is not None:
            return
        if self.mistake is None:
            raise Mistake("weights-after-training")
        name, _ = self.mistake
        error = Mistake(name)
        # Where the loss's gradient goes on as it is, that is right, and so the mistake is the loop's alone.
        is_of_loop = layers.LOOPS.get(name, layers.Loop()).gradient is layers.unchanged
        raise error.for_certain() if is_of_loop else error

    def _own_numbers(self) -> Iterator[tuple[Said, layers.Loop]]:
        """Loops with a rate or a number of epochs of their own, as far as the student's process tells of them."""
        if count := ignored_epochs(_count(self.value), self.epochs, self._count_for):
            yield Said("epochs-ignored", count=count), layers.Loop(extra_epochs=count - self.epochs)
        if len(rates := set(self.rates)) == 1 and (rate := rates.pop()) != self.lr:
            with suppress(WorkerError):
                rates = set(self._trained_again(self.epochs, 2 * self.lr)[1])
            is_fixed = rates == {rate}
            said = Said("learning-rate-always", lr=rate) if is_fixed else Said("learning-rate-scaled")
            yield said, layers.Loop(lr=rate)
        elif len(set(self.rates)) > 1 and len(self.rates) == self.epochs:
            yield Said("learning-rate-changes"), layers.Loop(rates=self.rates)
        steps, samples = len(self.rates) // max(1, self.epochs), len(self.labels)
        for size in range(2, samples) if steps > 1 else ():
            if -(-samples // size) == steps:  # rounded up
                yield Said("step-for-each-batch", size=size), layers.Loop(batch=size)

    def _trained_again(self, epochs: int, lr: float) -> tuple[object, list[float]]:
        """What the student's train gives for another number of epochs, or another rate, and the rates of its steps."""
        probe = _probe(self.student, self.start)
        value = self.student.train(probe, self.inputs, self.labels, epochs=epochs, lr=lr)
        return value, _rates(probe)

    def _count_for(self, epochs: int) -> int | None:
        return _count(self._trained_again(epochs, self.lr)[0])


def _count(value: object) -> int | None:
    """How many losses train gave; None where they are no list."""
    return len(value) if isinstance(value, list) else None


def _probe(student: Student, weights: list[Tensor]) -> Handle:
    probe = student.make("ByHand", 3, PROBE_HIDDEN, 4, callable=_is_called(student))
    probe.method("load", weights)
    return probe


def _rates(probe: Handle) -> list[float]:
    """With which it was stepped, as the student's process says."""
    told = probe.attribute("rates")
    return [float(rate) for rate in told if isinstance(rate, float)] if isinstance(told, list) else []


def run_train(
    student: Student,
    draws: Draws,
    epochs: int,
    lr: float,
    by_default: bool = False,
    samples: int = 7,
    learned: bool = False,
    loss: Loss = CROSS_ENTROPY,
) -> Descent:
    """by_default: train is called without epochs and lr, which must be its defaults. learned: the network knows the
    labels already, so that its loss is almost 0. loss: what CrossEntropyLoss is meanwhile.
    """
    inputs, labels = draws.normal(samples, 3), draws.integers(4, samples)
    start = [
        draws.normal(*shape, scale=0.8)
        for shape in ((PROBE_HIDDEN, 3), (PROBE_HIDDEN,), (4, PROBE_HIDDEN), (4,))
    ]
    if learned:
        start[2] *= SURE
        labels = layers.mlp([Linear(*start[:2]), Linear(*start[2:])], inputs).argmax(1)
    probe = _probe(student, start)
    if by_default:
        value, (_, *after) = student.train.with_arguments(probe, inputs, labels)
        for number, (given, got) in enumerate(zip((inputs, labels), after, strict=True), start=2):
            if not equal(got, given):
                raise Mistake("changed-in-place", name="train", number=number)
    else:
        value = student.train(probe, inputs, labels, epochs=epochs, lr=lr)
    weights = probe.method("weights")
    weights = [w for w in weights if isinstance(w, Tensor)] if isinstance(weights, list) else []
    return Descent(value, weights, start, inputs, labels, epochs, lr, student, loss, _rates(probe))


def _is_called(student: Student) -> bool:
    """Whether the student's networks can be called: then a train that calls its network is right to."""
    try:
        as_object(student.MLP([2, 3, 2]), "MLP(sizes)").attribute("__call__")
    except (Mistake, WorkerError):
        return False
    return True


def check_losses(value: object, trained: Trained, labels: Tensor, loss: Loss, is_known: bool = True) -> None:
    """Mistake unless `value` is a list of the loss of each epoch, before its step. is_known: whether `trained` is what
    the student's training is; where it is not, the first loss alone tells how losses are computed.
    """
    got = numbers(value, len(trained.before), plain=True)
    if near(got, trained.losses(loss.value, labels)):
        return
    if not is_known:
        if near(got[:1], trained.losses(loss.value, labels)[:1]):
            raise Mistake("losses-of-wrong-steps")
        got = got[:1]
        trained = replace(trained, before=trained.before[:1], after=trained.after[:1])
    if near(got, [loss.value(logits, labels).item() for logits in trained.after]):
        raise Mistake("losses-after-steps")
    for name, wrong in layers.LOSSES.items():
        if near(got, trained.losses(wrong, labels)):
            raise Mistake("wrong-losses", reason=name)
    raise Mistake("losses-not-mean-cross-entropy")


def train_own(
    student: Student, draws: Draws, epochs: int, lr: float, loss: Loss, losses: bool, parts: Parts
) -> None:
    """Mistake unless train is right on the student's own network: it may know more of it than its three methods. It is
    given several samples, and one.
    """
    way = perceptrons.find_weights(student, draws, OWN_SIZES, parts)
    if way is None:
        raise Mistake("weights-not-found")
    for samples in (7, 1):
        network = perceptrons.make(student, draws, OWN_SIZES, way, parts)
        inputs, labels = perceptrons.clear_rows(draws, network, samples), draws.integers(4, samples)
        _train_own_on(student, draws, network, inputs, labels, epochs, lr, loss, losses, parts)


def _train_own_on(
    student: Student,
    draws: Draws,
    network: perceptrons.Perceptron,
    inputs: Tensor,
    labels: Tensor,
    epochs: int,
    lr: float,
    loss: Loss,
    losses: bool,
    parts: Parts,
) -> None:
    value = student.train(network.handle, inputs, labels, epochs=epochs, lr=lr)
    current, result = network.layers, Trained([], [], [])
    for _ in range(epochs):
        result.before.append(layers.mlp(current, inputs, parts.activation))
        upstream = loss.gradient(result.before[-1], labels)
        current = layers.Descent().run(current, [Round(inputs, upstream, lr)], parts)[0]
        result.after.append(layers.mlp(current, inputs, parts.activation))
    seen = draws.normal(20, OWN_SIZES[0])
    if not equal(network.handle.method("forward", seen), layers.mlp(current, seen, parts.activation)):
        raise Mistake("weights-after-training")
    if losses:
        check_losses(value, result, labels, loss)


def numbers(value: object, epochs: int, plain: bool = False) -> list[float]:
    """What train returned, if it is a list of one number an epoch; tensors of one count unless `plain`. Mistake
    otherwise.
    """
    if not isinstance(value, list):
        raise Mistake("list-of-losses-expected", got=kind_of(value))
    if len(value) != epochs:
        raise Mistake("number-of-losses", count=len(value), epochs=epochs)
    if plain and any(isinstance(loss, Tensor) for loss in value):
        raise Mistake("losses-are-tensors")
    return [as_number(loss, Said("returned-loss")) for loss in value]


def unless_right_on_own(
    error: Raised, student: Student, draws: Draws, epochs: int, lr: float, loss: Loss, losses: bool
) -> None:
    """Raises `error`, of train on the probe network, unless train is right on the student's own, of layers that are
    right.
    """
    for parts in (layers.OWN, *layers.OTHER_PARTS):
        with suppress(Mistake, WorkerError), student.standing_in(parts.stand_ins):
            train_own(student, draws, epochs, lr, loss, losses, parts)
            return
    raise error
