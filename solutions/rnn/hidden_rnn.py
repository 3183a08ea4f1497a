"""rnn: "hello" → "ohlol"."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

import pytest
import torch
from shared import sequences
from shared.references import recurrent, weight_places, weight_search
from shared.references.recurrent import Weights
from shared.references.weight_places import Layers, Sizes
from shared.sequences import (
    CHARACTERS,
    DRAWS_NUMBERS,
    EPOCHS,
    HOLEEL,
    LR,
    OTHERS,
    Task,
    Word,
    check_decode,
    check_gradients,
    check_learns,
    check_learns_with_reader,
    check_printed_lines,
    check_rows,
    check_second_call,
    check_training_steps,
    draws_numbers,
    gradients_again,
    indices,
    telling_h_0,
    telling_ignored_input,
)
from torch import Tensor
from torch.nn import functional as F

from autograder.checks import crashes, explaining
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.initialization import check_first_weights
from autograder.checks.loop_runs import run_on_sequence
from autograder.checks.loops import check_all_epochs_of_sequence, check_defaults, check_losses
from autograder.checks.replay import without_way
from autograder.checks.settings import check_settings_of_function, check_settings_of_module
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    equal,
    finite,
    one_that_fits,
    same,
    same_shape,
    shape_text,
)
from autograder.errors import Raised, WorkerError
from autograder.student.student import Handle, Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

SIZES = [  # seq, batch, in, hidden, layers: different where they can be, so that shapes tell which is which
    pytest.param(5, 1, 4, 4, 1, id="hello"),
    pytest.param(41, 12, 3, 5, 1, id="many steps"),
    pytest.param(6, 3, 4, 5, 2, id="two layers"),
    pytest.param(4, 2, 7, 5, 11, id="many layers"),
    pytest.param(1, 1, 3, 4, 1, id="one step"),
    pytest.param(3, 19, 23, 21, 1, id="many of each"),
]
LONG = 54  # steps: a state that is detached every few of them, or every fifty, shows
LARGE = (
    100.0  # times as large is what is read last: whoever bounds it, or what it leads to, gives other states
)
# Larger steps learn it sooner; that train takes 100 of 0.05 by default is what test_defaults sees.
HELLO = replace(sequences.HELLO, epochs=30, lr=0.1)
# The outputs are tanh's, so no logit is above 1 or below -1, and a cross-entropy over 4 classes has a floor.
LOSS_FLOOR = math.log(1 + 3 * math.exp(-2))
MOST_GUESSES = 8  # of where the weights are, for naming a mistake: those that take a layer after the other
MOST_NAMED = 12  # parameters in a message
WHAT = "RNN(...)(input)"


@dataclass(frozen=True)
class Forward:
    """A student's network with hidden weights, run on hidden inputs; `new` makes another."""

    student: Student
    new: Callable[[], Handle]
    network: Handle
    draws: Draws
    inputs: Tensor
    weights: dict[str, Tensor]
    output: object
    sizes: Sizes

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The names of the parameters in order of first use, as far as it can be seen."""
        names = self.new().trace(self.inputs).used
        return tuple(name for name in names if name in self.weights) or tuple(self.weights)

    @cached_property
    def layers(self) -> Layers | None:
        """Where the weights are with which an RNN gives the student's output, if there are such."""
        return weight_search.adopt(self.weights, self._orders(), self.sizes, self._is_right, self._watch)

    def _orders(self) -> Iterator[tuple[str, ...]]:
        yield tuple(self.weights)
        yield self.used  # which costs more to know

    def _is_right(self, layers: Layers) -> bool:
        return equal(self.output, recurrent.flat(recurrent.rnn(layers.weights(self.weights), self.inputs)))

    def right(self) -> Layers:
        """`layers`; Mistake where the student's output is not an RNN's."""
        with telling_ignored_input(self.student, "RNN", (4, 4, 1, 1), self.draws.normal(5, 1, 4)):
            return self._right()

    def _right(self) -> Layers:
        output = as_tensor(self.output, WHAT)
        rows = self.inputs.shape[0] * self.inputs.shape[1]
        want = rows, self.sizes.hidden
        check_rows(self.student, output, want, WHAT, "hidden", self._rows)
        if output.dim() == 3 and (reason := self._named(recurrent.OF_OTHER_SHAPES, self._guesses())):
            raise Mistake(
                "other-rows", what=WHAT, want=want, columns="hidden", got=output.shape, reason=reason
            )
        same_shape(output, want, WHAT, "(seq * batch, hidden)")
        finite(output, WHAT)
        if self.layers is None:
            raise Mistake("wrong-values", what=WHAT, reason=self._explain())
        return self.layers

    def _rows(self) -> Iterator[dict[Said, Tensor]]:
        """What other rows might be, for each guess of where the weights are."""
        for layers in self._guesses():
            each = recurrent.each_layer(layers.weights(self.weights), self.inputs)
            rows = recurrent.other_rows(each[-1], [states[-1] for states in each])
            yield rows | recurrent.side_by_side(each[-1])

    def _watch(self) -> tuple[Tensor, list[list[Tensor]]]:
        seq, batch = weight_search.IDENTIFYING_STEPS, self.inputs.shape[1]
        inputs = self.draws.normal(seq, batch, self.sizes.input)
        trace = self.network.trace(inputs)
        if self.sizes.layers > 1:
            return inputs, weight_search.traced_states(trace.operations, seq, batch, self.sizes)
        shape = (seq * batch, self.sizes.hidden)
        output = trace.output
        right_shape = isinstance(output, Tensor) and tuple(output.shape) == shape
        return inputs, [[output.reshape(seq, batch, -1)]] if right_shape else []

    def _guesses(self) -> list[Layers]:
        """Where the weights may be: among those that are used, or all, for one step uses no w_hh."""
        for names in (self.used, tuple(self.weights)):
            if found := list(islice(weight_places.guesses(self.weights, names, self.sizes), MOST_GUESSES)):
                return found
        return []

    def _named(self, mistakes: Mapping[Said, recurrent.Inner], guesses: Sequence[Layers]) -> Said | None:
        """The one known mistake that gives the student's output exactly."""

        def is_by(wrong: recurrent.Inner, layers: Layers) -> bool:
            return equal(self.output, wrong(layers.weights(self.weights), self.inputs))

        known = (
            (without_way(name), partial(is_by, wrong, layers))
            for layers in guesses
            for name, wrong in mistakes.items()
        )
        return explaining.of(self.student).the_one(known)

    def _explain(self) -> Said:
        """The one known mistake that gives the student's output exactly, or a word on the parameters."""
        guesses = self._guesses()
        if not guesses:
            return self._misfit()
        if not equal(self.network.evaluate(self.inputs), as_tensor(self.output, WHAT)):
            return Said("second-call-on-input")
        if draws_numbers(self.student, self.network, self.inputs, self.output):
            return DRAWS_NUMBERS
        return self._named(recurrent.MISTAKES, guesses) or self._seen(guesses) or Said("not-an-rnn")

    def _seen(self, guesses: Sequence[Layers]) -> Said | None:
        """What calls with other inputs show of a mistake that has no name, or where its values begin to differ."""
        with suppress(WorkerError, Mistake):
            _, (left,) = self.network.with_arguments(self.inputs)
            if not equal(left, self.inputs):
                return Said("input-changed")
            seq, batch = self.inputs.shape[:2]
            words, steps = self.inputs.clone(), self.inputs.clone()
            words[:, 1:] = self.draws.normal(seq, batch, self.sizes.input)[:, 1:]
            steps[-1:] = self.draws.normal(1, batch, self.sizes.input)
            if self._changes(words, (slice(None), slice(1))):
                return Said("words-mixed")
            if self._changes(steps, (slice(-1), slice(None))):
                return Said("later-steps-seen")
        return self._first_wrong_step(guesses)

    def _changes(self, inputs: Tensor, part: tuple[slice, slice]) -> bool:
        """Whether other inputs change what they should not, a part of the steps and of the words: whether the rows come
        step by step or word by word.
        """
        seq, batch = inputs.shape[:2]
        before, after = (as_tensor(each, WHAT) for each in (self.output, self.network.evaluate(inputs)))

        def parts(values: Tensor) -> list[Tensor]:
            by_word = values.reshape(batch, seq, -1).transpose(0, 1)
            return [each[part] for each in (values.reshape(seq, batch, -1), by_word)]

        return all(not equal(b, a) for a, b in zip(parts(before), parts(after), strict=True))

    def _first_wrong_step(self, guesses: Sequence[Layers]) -> Said | None:
        """From which step on the states differ, where the first ones are an RNN's: so the weights are taken rightly."""
        output = as_tensor(self.output, WHAT).reshape(*self.inputs.shape[:2], -1)
        steps = []
        for layers in guesses:
            right = recurrent.rnn(layers.weights(self.weights), self.inputs)
            steps += [
                next(
                    (step for step, pair in enumerate(zip(output, right, strict=True)) if not equal(*pair)), 0
                )
            ]
        return Said("right-up-to-step", step=max(steps)) if any(steps) else None

    def _misfit(self) -> Said:
        for layers in range(1, self.sizes.layers):
            if replace(self, sizes=replace(self.sizes, layers=layers)).layers:
                few = Said("fewer-layers", got=layers, want=self.sizes.layers)
                return Said("one-layer-only") if layers == 1 else few
        names = list(self.weights)[:MOST_NAMED]
        shapes = [f"{name} {shape_text(self.weights[name].shape)}" for name in names]
        return Said("other-parameters-than-rnn", found=", ".join(shapes) or Said("it-has-none"))


def run_forward(
    student: Student, draws: Draws, seq: int, batch: int, size: int, hidden: int, layers: int
) -> Forward:
    """Runs a new network with hidden weights once: what a call leaves behind cannot matter yet."""
    inputs = draws.normal(seq, batch, size)
    inputs[-1] *= LARGE if seq > 1 else 1

    def new() -> Handle:
        return as_object(student.RNN(size, hidden, batch, layers), "RNN(...)")

    with (
        telling_ignored_input(student, "RNN", (4, 4, 1, 1), draws.normal(5, 1, 4)),
        telling_h_0(layers),
    ):
        return _run_forward(student, draws, new, inputs, Sizes(size, hidden, layers))


def _run_forward(
    student: Student, draws: Draws, new: Callable[[], Handle], inputs: Tensor, sizes: Sizes
) -> Forward:
    network = new()
    try:
        weights = network.parameters()
    except Raised:  # a lazy module has none before it is called
        weights = {}
    if not weights:
        first = new()
        first.evaluate(inputs)
        weights = first.parameters()
    weights = draws.like(weights, scale=0.6)
    network.load(weights)
    try:
        output = network.evaluate(inputs)
    except Raised as error:
        if _has_states_by_batch(network, weights, inputs, sizes):
            raise Mistake("crash-with-states-by-batch", crash=crashes.said_of(error)) from None
        raise
    return Forward(student, new, network, draws, inputs, weights, output, sizes)


def _has_states_by_batch(
    network: Handle, weights: Mapping[str, Tensor], inputs: Tensor, sizes: Sizes
) -> bool:
    """Whether an RNN's states with the axes (batch, seq, hidden) are among the last values before a crash, and not
    those with the axes in order.
    """
    try:
        last = [value for _, value in network.trace(inputs, to_crash=True).operations[-3:]]
    except WorkerError:
        return False
    for layers in islice(weight_places.guesses(weights, tuple(weights), sizes), MOST_GUESSES):
        states = recurrent.rnn(layers.weights(weights), inputs)
        by_batch = states.transpose(0, 1)
        if states.shape != by_batch.shape and any(equal(value, by_batch) for value in last):
            return not any(equal(value, states) for value in last)
    return False


def _misplaced(got: Tensor, want: Tensor, indices: Tensor) -> Said | None:
    """What is wrong with one_hot's values, where one known mistake gives them."""
    if equal(got, want):
        return None
    known: dict[Said, Callable[[], Tensor]] = {
        Said("ones-one-place-left"): lambda: want.roll(-1, -1),
        Said("ones-one-place-right"): lambda: want.roll(1, -1),
        Said("ones-from-the-end"): lambda: want.flip(-1),
        Said("ones-and-zeros-swapped"): lambda: 1 - want,
        Said("index-for-one"): lambda: want * indices.unsqueeze(-1),
        Said("ones-up-to-index"): lambda: want.flip(-1).cumsum(-1).flip(-1),
        Said("ones-nowhere"): lambda: torch.zeros_like(want),
    }
    return one_that_fits(got, known)


@pytest.mark.grade("rnn-onehot")
@pytest.mark.parametrize(("shape", "classes"), [((5,), 6), ((1,), 1), ((3, 2), 70), ((2, 3, 4), 6)], ids=str)
def test_one_hot(student: Student, draws: Draws, shape: tuple[int, ...], classes: int) -> None:
    """one_hot puts a 1 at each index and 0 elsewhere, as floats, for indices of any shape and any number of classes."""
    indices, what = draws.integers(classes, *shape), f"one_hot(indices, {classes})"
    value, (after, _) = student.one_hot.with_arguments(indices, classes)
    got = as_tensor(value, what)
    same_shape(got, (*shape, classes), what, "(…, num_classes)")
    if not got.is_floating_point():
        raise Mistake("floats-expected", what="one_hot", got=str(got.dtype))
    if torch.finfo(got.dtype).bits < 32:
        raise Mistake("other-dtype", what="one_hot", want=str(torch.float32), got=str(got.dtype))
    want = F.one_hot(indices, classes).to(torch.get_default_dtype())
    same(got, want, what, because=_misplaced(got, want, indices) or "")
    if not equal(after, indices):
        raise Mistake("changed-in-place", name="one_hot", number=1)
    check_settings_of_function(student, "one_hot", indices, classes)


@pytest.mark.grade("rnn-model")
@pytest.mark.parametrize(("seq", "batch", "size", "hidden", "layers"), SIZES)
def test_hidden_states(
    student: Student, draws: Draws, seq: int, batch: int, size: int, hidden: int, layers: int
) -> None:
    """forward gives the RNN's hidden states, (seq, batch, in) -> (seq * batch, hidden), h_0 = 0, for any sizes."""
    ours = run_forward(student, draws, seq, batch, size, hidden, layers)
    found = ours.right()
    if without := [number for number, each in enumerate(found.places) if not each.biases]:
        raise Mistake("rnn-bias-missing", layer=without[0])


@pytest.mark.grade("rnn-model")
def test_second_call(student: Student, draws: Draws) -> None:
    """A second call starts from h_0 = 0 again: nothing is left over from the first."""
    ours = run_forward(student, draws, 5, 2, 3, 4, 2)
    layers = ours.right()
    other = draws.normal(5, 2, 3)
    check_second_call(ours.network, other, recurrent.flat(recurrent.rnn(layers.weights(ours.weights), other)))
    check_settings_of_module(student, "RNN", (3, 4, 2, 2), other)


@pytest.mark.grade("rnn-model")
def test_gradients(student: Student, draws: Draws) -> None:
    """The gradient reaches every weight, through all steps."""
    ours = run_forward(student, draws, LONG, 2, 3, 4, 2)
    layers = ours.right()
    upstream = draws.normal(2 * LONG, 4)

    def gradients(detached: tuple[int, int] | None = None) -> dict[str, Tensor | None]:
        leaves = {name: value.clone().requires_grad_() for name, value in ours.weights.items()}
        states = recurrent.rnn(layers.weights(leaves), ours.inputs, detached=detached)
        (recurrent.flat(states) * upstream).sum().backward()
        return {name: leaves[name].grad for name in layers.owners(ours.weights)}

    got = gradients_again(ours.network, ours.inputs, upstream, ours.output)
    check_gradients(student, got.parameters, gradients, LONG)


@pytest.mark.grade("rnn-model", weight=2)
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    ours = run_forward(student, draws, 5, 2, 3, 4, 1)
    ours.right()
    check_first_weights(student, "RNN", 3, 4, 2, 1, inputs=ours.inputs)


@pytest.mark.grade("rnn-train", weight=3)
@pytest.mark.parametrize(("epochs", "lr"), [(5, 0.05), (8, 0.27)])
def test_training_steps(student: Student, draws: Draws, epochs: int, lr: float) -> None:
    """train takes one right step of Adam an epoch, for the epochs and the learning rate it is given."""
    check_training_steps(student, draws, epochs, lr)


@pytest.mark.grade("rnn-train")
def test_reported_losses(student: Student, draws: Draws, exhibits: Exhibits) -> None:
    """train returns the loss of each epoch, as a list of numbers."""
    run = run_on_sequence(student, draws, epochs=6, lr=0.05, seq=41, batch=1)
    check_losses(run, exhibits)


@pytest.mark.grade("rnn-train")
def test_all_epochs(student: Student, draws: Draws) -> None:
    """train goes on for all the epochs it is given, whatever the loss."""
    check_all_epochs_of_sequence(student, draws)


@pytest.mark.grade("rnn-train")
def test_defaults(student: Student, draws: Draws) -> None:
    """Without epochs and lr, train takes 100 epochs with the learning rate 0.05."""
    check_defaults(student, draws, EPOCHS, LR)


@pytest.mark.grade("rnn-train")
def test_printed_lines(student: Student, draws: Draws) -> None:
    """Each epoch prints its number, its loss and the text read so far."""
    check_printed_lines(student, draws)


@pytest.mark.grade("rnn-ohlol")
@pytest.mark.parametrize("characters", [CHARACTERS, OTHERS], ids=["ehlo", "others"])
def test_decode(student: Student, draws: Draws, characters: list[str]) -> None:
    """decode reads the most likely character of each row."""
    check_decode(student, draws, characters)


@pytest.mark.grade("rnn-ohlol", weight=2)
@pytest.mark.parametrize("word", [HELLO, HOLEEL], ids=str)
def test_learns(student: Student, draws: Draws, exhibits: Exhibits, word: Word) -> None:
    """Adam from known weights gives the reference's losses and spells the target: hello becomes ohlol."""
    ours = run_forward(student, draws, 6, 1, 4, 4, 1)
    layers = ours.layers
    inputs = F.one_hot(indices(word.source), 4).to(torch.get_default_dtype()).unsqueeze(1)  # (seq, 1, 4)
    if layers is None:
        check_learns_with_reader(student, draws, exhibits, inputs, replace(word, epochs=40))
        return

    def parts(weights: Mapping[str, Tensor]) -> list[Tensor]:
        (of_the_layer,) = layers.parts(weights)
        return of_the_layer

    def forward(leaves: Sequence[Tensor], inputs: Tensor) -> Tensor:
        return recurrent.flat(recurrent.rnn([Weights.of(*leaves)], inputs))

    task = Task(inputs, word, parts, forward)
    check_learns(student, draws, exhibits, ours.network, ours.weights, task, LOSS_FLOOR)
