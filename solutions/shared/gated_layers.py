"""Checks of an LSTM or a GRU that a student wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, partial
from weakref import WeakKeyDictionary

import torch
from torch import Tensor

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.settings import check_settings_of_module
from autograder.checks.values import (
    Mistake,
    Said,
    as_object,
    as_tensor,
    close,
    equal,
    finite,
    kind_of,
    same,
    same_shape,
)
from autograder.errors import WorkerError
from autograder.student.student import Handle, Renamed, Student
from shared.references import gated
from shared.references.gated import Network, Result, State
from shared.references.gated_mistakes import Kind
from shared.sequences import telling_ignored_input

INPUT = "input"  # among the names of parameters, which end in _l0, _l1, …
SCALE = 0.7  # of hidden weights: every gate is clearly open or shut at times, and none always
LARGE = 100.0  # times as large are some states and inputs: whoever bounds them gives others
SATURATED = 20.0  # in each of the two biases: sigmoid(40) is 1 up to 1e-17, sigmoid(20) up to 2e-9
HELD = {  # while one gate is looked at, those that are held open (+1) or shut (-1)
    "LSTM": {
        "i": {"f": 1, "g": 1, "o": 1},
        "f": {"i": 1, "g": 1, "o": 1},
        "g": {"i": 1, "f": -1, "o": 1},
        "o": {"i": 1, "f": -1, "g": 1},
    },
    "GRU": {"r": {"z": -1}, "z": {"n": 1}, "n": {"r": 1, "z": -1}},
}
FREE = {("GRU", "r"): "rn"}  # the gates that are not held and have weights; r shows only in what n reads


def make(student: Student, kind: Kind, sizes: Sequence[int], named: bool = False) -> Handle:
    """A student's LSTM or GRU of sizes in, hidden and, if given, layers; Mistake unless its parameters are torch's.

    With named=False ones of other names are taken for torch's, where they have all the shapes, in torch's order: their
    names cost the test of the names alone.
    """
    what = f"{kind.name}({', '.join(map(str, sizes))})"
    network = as_object(getattr(student, kind.name)(*sizes), what)
    size, hidden, layers = (*sizes, 1)[:3]
    wanted = gated.shapes(len(kind.gates), size, hidden, layers)
    given = network.parameters()
    if missing := [name for name in wanted if name not in given]:
        if not named and [tuple(value.shape) for value in given.values()] == list(wanted.values()):
            return Renamed(network, dict(zip(wanted, given, strict=True)))
        raise Mistake("parameter-missing", what=what, name=missing[0], has=_has(given, wanted))
    for name, shape in wanted.items():
        if tuple(given[name].shape) != shape:
            got = given[name].shape
            raise Mistake("parameter-shape", what=what, name=name, got=got, kind=kind.name, want=shape)
    return network  # in training mode, where a dropout that nobody asked for shows


def _has(given: Mapping[str, Tensor], wanted: Mapping[str, tuple[int, ...]]) -> Said:
    """What parameters there are, and which are asked for where the first layer's are not there."""
    if not given:
        return Said("it-has-no-parameters")
    names, first = ", ".join(list(given)[:8]), [name for name in wanted if name.endswith("_l0")]
    if all(name in given for name in first):
        return Said("it-has", names=names)
    return Said("it-has-others", names=names, asked=", ".join(first))


@dataclass(frozen=True)
class LayerRun:
    """A student's layer with hidden weights, run on hidden inputs, and the reference in the same weights."""

    student: Student
    kind: Kind
    network: Handle
    inputs: Tensor
    state: State | None
    weights: dict[str, Tensor]
    hidden: int
    layers: int

    @property
    def what(self) -> str:
        state = "" if self.state is None else ", (h_0, c_0)" if self.kind.name == "LSTM" else ", h_0"
        return f"{self.kind.name}(...)(input{state})"

    @property
    def arguments(self) -> tuple[object, ...]:
        """What the student's forward is called with."""
        if self.state is None:
            return (self.inputs,)
        return (self.inputs, self.state if self.kind.name == "LSTM" else self.state[0])

    @cached_property
    def answer(self) -> object:
        with self._telling_ignored_input():
            return self.network(*self.arguments)

    def _telling_ignored_input(self) -> AbstractContextManager[None]:
        inputs = Draws("read or not").normal(5, 1, 4)
        return telling_ignored_input(self.student, self.kind.name, (4, 8), inputs)

    @property
    def start(self) -> State:
        if self.state is not None:
            return self.state
        return gated.zeros(len(self.kind.states), self.layers, self.inputs.shape[1], self.hidden)

    @cached_property
    def wanted(self) -> Result:
        return self.by(self.kind.quick)

    def by(self, network: Network) -> Result:
        return network(gated.layers_of(self.weights, self.layers), self.inputs, self.start)

    def output(self) -> Tensor:
        """The student's output, of the right shape; whatever else is returned."""
        answer = self.answer
        if isinstance(answer, list) and answer:
            answer = answer[0]
        what = Said("output-of", of=self.what)
        output = as_tensor(answer, what)
        same_shape(output, self.wanted.output.shape, what, "(seq, batch, hidden)")
        finite(output, what)
        return output

    def finals(self) -> State:
        """The student's final states, of the right shape."""
        answer, names = self.answer, [f"{state}_n" for state in self.kind.states]
        form = "output, (h_n, c_n)" if len(names) == 2 else "output, h_n"
        if not isinstance(answer, list):
            raise Mistake("pair-expected", what=self.what, want=form, got=kind_of(answer))
        if len(answer) != 2:
            raise Mistake("two-values-expected", what=self.what, want=form, got=len(answer))
        states = answer[1]
        if len(names) == 1:
            states = [states]
        elif isinstance(states, Tensor) and states.dim() == 4 and len(states) == len(names):
            states = list(states)  # it unpacks like a pair
        if not isinstance(states, list) or len(states) != len(names):
            raise Mistake("states-expected", what=self.what, got=kind_of(answer[1]))
        for name, value, wanted in zip(names, states, self.wanted.finals, strict=True):
            if isinstance(value, list):
                raise Mistake("stack-expected", what=name, got=kind_of(value))
            same_shape(as_tensor(value, name), wanted.shape, name, "(num_layers, batch, hidden)")
            finite(value, name)
        return tuple(states)

    def check_output(self) -> None:
        with self._telling_ignored_input():
            self._check_output()

    def _check_output(self) -> None:
        output = self.output()
        if not close(output, self.wanted.output):
            what, reason = (
                Said("output-of", of=self.what),
                self.explain() or _since(output, self.wanted.output),
            )
            raise Mistake("other-values", what=what, shape=output.shape, reason=reason)

    def check_finals(self) -> None:
        for state, value, wanted in zip(self.kind.states, self.finals(), self.wanted.finals, strict=True):
            if not close(value, wanted):
                what = Said("state-of", state=f"{state}_n", of=self.what)
                reason = self.explain() or _in_layers(value, wanted)
                raise Mistake("other-values", what=what, shape=value.shape, reason=reason)

    def check_arguments(self) -> None:
        """Mistake where a call changes the input or the states that it is given."""
        _, after = self.network.with_arguments(*self.arguments)
        given = [self.inputs, *(self.state or ())]
        for number, (value, before) in enumerate(zip(_flat(after), given, strict=False), start=1):
            if not equal(value, before):
                raise Mistake("changed-in-place", name=self.what, number=min(number, 2))

    def is_right(self) -> bool:
        return self.is_by(self.kind.network)

    def is_by(self, network: Network, finals: bool = True) -> bool:
        """Whether the student's values are those of `network`: the output and, if `finals`, the final states."""
        try:
            other = self.by(network)
            return agree(self.output(), other.output) and (
                not finals or all(agree(a, b) for a, b in zip(self.finals(), other.finals, strict=True))
            )
        except (Mistake, ValueError, RuntimeError):
            return False

    def explain(self) -> Said | None:
        """The one known mistake that gives the student's values exactly, or what is known of its place."""
        known = mistake_of(self.student, self.kind)
        if known is Seen.NOT_RUN:
            return self.search()
        if isinstance(known, Said):
            return known if self.is_by(self.kind.mistakes[known], finals=False) else None
        if known is Seen.RIGHT and self.state is None and replace(self, state=self.start).is_right():
            zeros = "h_0 = c_0 = 0" if len(self.kind.states) == 2 else "h_0 = 0"
            return Said("zeros-meant", zeros=zeros)
        return None

    def search(self) -> Said | None:
        """The one known mistake that gives the student's values, or at least this output, which is not right."""
        for finals in (True, False):
            known = ((name, partial(self.is_by, wrong, finals)) for name, wrong in self.kind.mistakes.items())
            if name := explaining.of(self.student).the_one(known):
                return name
            if self.is_by(self.kind.network, finals=False):
                break  # the output tells nothing
        return None


class Seen(Enum):
    """What a student's layer is where no known mistake is in it."""

    RIGHT = "right"
    UNKNOWN = "unknown"
    NOT_RUN = "not run"


_mistakes: WeakKeyDictionary[Student, dict[torch.dtype, Said | Seen]] = WeakKeyDictionary()


def mistake_of(student: Student, kind: Kind) -> Said | Seen:
    """The mistake in a student's layer, if it is a known one.

    It is looked for once, in a run in which all known mistakes differ: a small one may not tell two apart.
    """
    known = _mistakes.setdefault(student, {})
    dtype = torch.get_default_dtype()
    if dtype not in known:
        known[dtype] = Seen.NOT_RUN
        try:
            run = run_layer(student, kind, Draws("a mistake"), 5, 3, 2, 4, 3, given=True)
            run.output()
            known[dtype] = Seen.RIGHT if run.is_right() else run.search() or Seen.UNKNOWN
        except (Mistake, WorkerError):
            pass
    return known[dtype]


def run_layer(
    student: Student,
    kind: Kind,
    draws: Draws,
    seq: int,
    batch: int,
    size: int,
    hidden: int,
    layers: int | None = None,
    given: bool = False,
    gate: str = "",
    large: bool = False,
) -> LayerRun:
    """Runs a new layer with hidden weights once. given: from hidden states; gate: with all other gates held; large: the
    last sequence of the batch starts from large states, and all read a large input at the last step.
    """
    count = layers or 1
    network = make(student, kind, (size, hidden) if layers is None else (size, hidden, layers))
    shapes = gated.shapes(len(kind.gates), size, hidden, count)
    weights = {name: draws.normal(*shape, scale=SCALE) for name, shape in shapes.items()}
    if gate:
        _hold(weights, kind, gate)
    network.load(weights)
    inputs = draws.normal(seq, batch, size)
    states = tuple(draws.normal(count, batch, hidden) for _ in kind.states)
    for value in (inputs[-1], *(state[:, -1] for state in states)) if large else ():
        value *= LARGE
    return LayerRun(student, kind, network, inputs, states if given else None, weights, hidden, count)


def _hold(weights: Mapping[str, Tensor], kind: Kind, gate: str) -> None:
    """Leaves the rows of `gate` alone; those of the others become biases that hold them open or shut, or zero."""
    held = HELD[kind.name][gate]
    for name, value in weights.items():
        for letter, rows in zip(kind.gates, value.chunk(len(kind.gates)), strict=True):
            if letter not in FREE.get((kind.name, gate), gate):
                rows.fill_(SATURATED * held.get(letter, 0) if name.startswith("bias") else 0)


def check_gate(run: LayerRun, gate: str) -> None:
    """Mistake unless the output is right where all other gates are held open or shut."""
    output = run.output()
    if not close(output, run.wanted.output):
        if mistake_of(run.student, run.kind) is not Seen.NOT_RUN and (reason := run.explain()):
            raise Mistake("gate-because", gate=gate, reason=reason)
        raise Mistake("gate-wrong", gate=gate)


def check_second_call(student: Student, kind: Kind, draws: Draws, given: bool) -> None:
    """Mistake unless a second call starts from zero again. given: whether the first is given states."""
    first = run_layer(student, kind, draws, 4, 2, 3, 5, 2, given=given)
    first.check_output()
    second = LayerRun(student, kind, first.network, draws.normal(4, 2, 3), None, first.weights, 5, 2)
    if not close(second.output(), second.wanted.output):
        again = make(student, kind, (3, 5, 2))
        again.load(first.weights)
        replace(second, network=again).check_output()  # what is wrong in a first call is no leak
        raise Mistake("state-leaks")
    if given:
        first.check_arguments()
    check_settings_of_module(student, kind.name, (3, 5, 2), second.inputs)


def check_gradients(student: Student, kind: Kind, draws: Draws, through: str, seq: int, layers: int) -> None:
    """Mistake unless the gradients that come through the output, or through the final states, are right.

    In a long sequence little of them reaches the given states, in a short one nobody sees a state that is detached
    every few steps.
    """
    run = run_layer(student, kind, draws, seq, 2, 3, 4, layers, given=True)
    run.check_output()
    run.check_finals()
    output = draws.normal(seq, 2, 4)
    finals = [draws.normal(layers, 2, 4) for _ in kind.states]
    upstream: list[object] = [output, [None] * len(finals)] if through == "output" else [None, finals]
    finals = [] if through == "output" else finals
    got = run.network.gradients(*run.arguments, upstream=upstream)
    states = [f"{state}_0" for state in kind.states]
    gradients = {
        **{name: got.parameters.get(name) for name in run.weights},
        **dict(zip([INPUT, *states], got.inputs, strict=False)),
    }

    def by(network: Network) -> dict[str, Tensor | None]:
        leaves = {name: value.clone().requires_grad_() for name, value in run.weights.items()}
        inputs = run.inputs.clone().requires_grad_()
        start = tuple(part.clone().requires_grad_() for part in run.start)
        result = network(gated.layers_of(leaves, run.layers), inputs, start)
        total = sum(
            ((a * b).sum() for a, b in zip(result.finals, finals, strict=False)),
            (result.output * output).sum() if through == "output" else torch.zeros(()),
        )
        if total.requires_grad:
            total.backward()
        everything = {**leaves, INPUT: inputs, **dict(zip(states, start, strict=True))}
        return {name: leaf.grad for name, leaf in everything.items()}

    wanted = by(kind.quick)
    wrong = [name for name, value in wanted.items() if not _same_gradient(gradients.get(name), value)]
    if not wrong:
        return

    def is_cut(network: Network) -> bool:
        return all(_same_gradient(gradients.get(each), value) for each, value in by(network).items())

    known = ((name, partial(is_cut, network)) for name, network in kind.cut.items())
    if cut := explaining.of(student).the_one(known):
        raise Mistake("gradient-cut-off", reason=cut)
    name = wrong[0]
    what = Said("the-input") if name == INPUT else name
    if gradients.get(name) is None:
        raise Mistake("no-gradient-for", name=what)
    value = wanted[name]
    because = Said("gradient-through-all-steps-and-states")
    same(
        gradients[name],
        torch.zeros(()) if value is None else value,
        Said("gradient-of", of=what),
        because=because,
    )
    raise Mistake("gradient-not-right", name=what)


def _flat(values: Sequence[object]) -> list[object]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _same_gradient(got: object, want: Tensor | None) -> bool:
    """A gradient of None is one of zero."""
    if got is None or want is None:
        other = want if got is None else got
        return other is None or (isinstance(other, Tensor) and not bool(other.any()))
    return agree(got, want)


def agree(got: object, want: Tensor) -> bool:
    """Whether two values are equal up to the rounding of either: a mistake's values may be large beyond measure."""
    return isinstance(got, Tensor) and equal(got, want) and close(want, got)


def _since(got: Tensor, want: Tensor) -> Said:
    """Where the output (seq, batch, hidden) first differs, in words."""
    step = next((t for t in range(len(want)) if not close(got[t], want[t])), 0)
    if step == 0:
        return Said("differs-from-first-step")
    if step == 1:
        return Said("differs-from-second-step")
    return Said("differs-at-last-step") if step == len(want) - 1 else Said("differs-from-step", step=step)


def _in_layers(got: Tensor, want: Tensor) -> Said:
    wrong = [number for number in range(len(want)) if not close(got[number], want[number])]
    if len(want) == 1 or not wrong:
        return Said("values-differ")
    layers: int | Said = wrong[0]
    for number in wrong[1:]:
        layers = Said("and", first=layers, second=number)
    return Said("layers-differ", layers=layers, others=Said("others-right") if len(wrong) < len(want) else "")
