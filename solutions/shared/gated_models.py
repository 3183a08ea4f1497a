"""Checks of the network CharLSTM or CharGRU that a student wrote around an LSTM or a GRU."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks import explaining
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.settings import check_settings_of_module
from autograder.checks.values import Mistake, Said, as_object, as_tensor, finite, same, same_shape, shape_text
from autograder.student.student import Handle, Student
from shared import sequences
from shared.gated_layers import LARGE, SCALE, Seen, agree, mistake_of
from shared.references.gated import Network
from shared.references.gated_mistakes import Kind
from shared.references.gated_models import (
    ENDS,
    Adoption,
    End,
    Taken,
    adoptions,
    by,
    differs_throughout,
    fit_head,
    layers_by_name,
    logits,
    near,
    other_rows,
    whole,
)

HELLO = replace(sequences.HELLO, epochs=40)  # with a linear layer at the end it is learned by then


PARAMETRIZED = re.compile(r"\.parametrizations\.|_[gv]$")
"""How a weight is called that torch computes from others: nn.utils.parametrizations, and the older weight_norm."""
FITTING_STEPS = 40  # many times as many rows as a Linear has weights for a class
ALIKE = {Said("each-step-from-start")}
"""Mistakes of a layer that are another one where there is no first state but zero."""
MOST_WAYS = 4  # to read a network's parameters, for which mistakes are looked for


@dataclass(frozen=True)
class ModelRun:
    """A student's CharLSTM or CharGRU with hidden weights, run on hidden inputs."""

    student: Student
    kind: Kind
    network: Handle
    inputs: Tensor
    weights: dict[str, Tensor]
    sizes: tuple[int, int, int, int]  # in, hidden, classes, layers
    answer: object

    @property
    def what(self) -> str:
        return f"Char{self.kind.name}(...)(input)"

    @cached_property
    def right(self) -> Adoption | None:
        """The one in which the student's weights give the student's logits, if there is one."""
        return self.trainable or self._fitted

    @cached_property
    def trainable(self) -> Adoption | None:
        """The same, made of the student's parameters throughout."""
        if not isinstance(self.answer, Tensor):
            return None
        for adopt in near(self.kind, self.weights, self.sizes, self.inputs, self.answer):
            if agree(self.answer, logits(self.kind, adopt(self.weights), self.inputs)):
                return adopt
        return None

    @cached_property
    def _fitted(self) -> Adoption | None:
        """The layers, known by name, and the Linear that what comes after them is, whatever it is made of.

        A Linear may be parametrized, by nn.utils.parametrizations.weight_norm for one. Then its weight is no parameter,
        but it can be seen in what the network gives for more inputs, and must change with the parameters. Several
        matrices are several Linears, and what is done to the logits of a plain one is done to them.
        """
        layers = layers_by_name(self.kind, self.weights, *self.sizes)
        if layers is None:
            return None
        own, rest = layers
        matrices = sum(min(self.weights[name].shape) > 1 for name in rest if self.weights[name].dim() > 1)
        if matrices > 1 or not any(PARAMETRIZED.search(name) for name in rest):
            return None
        inputs = Draws("more steps").normal(FITTING_STEPS, 2, self.sizes[0])
        with_these = {name: value for name, value in self.weights.items() if name in rest}
        others = Draws("other weights").like(with_these, SCALE)
        try:
            self.network.load(others)
            other = fit_head(self.kind, own(self.weights), inputs, self.network.evaluate(inputs))
        finally:
            self.network.load(with_these)
        head = fit_head(self.kind, own(self.weights), inputs, self.network.evaluate(inputs))
        if head is None or other is None or not differs_throughout(head, other):
            return None
        got = logits(self.kind, (own(self.weights), head), self.inputs)
        return (lambda values: (own(values), head)) if agree(self.answer, got) else None

    def check(self) -> Adoption:
        """Where the parameters are; Mistake unless the logits are right."""
        with sequences.telling_ignored_input(self.student, *_hello(self.kind)):
            return self._check()

    def _check(self) -> Adoption:
        seq, batch, _ = self.inputs.shape
        got = as_tensor(self.answer, self.what)
        sequences.check_rows(
            self.student, got, (seq * batch, self.sizes[2]), self.what, "num_classes", self._rows
        )
        same_shape(got, (seq * batch, self.sizes[2]), self.what, "(seq * batch, num_classes)")
        finite(got, self.what)
        if self.right is None:
            raise Mistake("wrong-values", what=self.what, reason=self.explain())
        return self.right

    def check_all(self) -> None:
        """Mistake unless the logits are right, and all is there that a Linear has."""
        _, head = self.check()(self.weights)
        if head.bias is None:
            raise Mistake("linear-bias-missing")

    def _rows(self) -> Iterator[dict[Said, Tensor]]:
        """What other rows might be, for each way in which the parameters may be those of the network."""
        for adopt in islice(adoptions(self.kind, self.weights, *self.sizes), MOST_WAYS):
            yield other_rows(self.kind, adopt(self.weights), self.inputs)

    def explain(self) -> Said:
        found = islice(adoptions(self.kind, self.weights, *self.sizes), MOST_WAYS + 1)
        ways = [adopt(self.weights) for adopt in found]
        if not ways:
            for layers in range(1, self.sizes[3]):
                if replace(self, sizes=(*self.sizes[:3], layers)).right:
                    few = Said("fewer-layers", got=layers, want=self.sizes[3])
                    return Said("one-layer-only") if layers == 1 else few
            is_lstm = self.kind.name == "LSTM"
            return Said(
                "other-parameters-than-lstm" if is_lstm else "other-parameters-than-gru",
                found=self._parameters(),
            )
        layer = mistake_of(self.student, self.kind)
        if isinstance(layer, Said):
            wrong = self.kind.mistakes[layer]
            if any(self._is_by(wrong, whole, taken) for taken in ways[:MOST_WAYS]):
                return layer
        # From a state of zeros another mistake of the layer's may look like a known one.
        mistakes = self.kind.mistakes if layer in (Seen.RIGHT, Seen.NOT_RUN) else {}
        # One sequence cannot tell batch by batch from step by step.
        if len(ways) <= MOST_WAYS and self.inputs.shape[1] > 1:
            known = (
                (said, partial(self._is_by, network, end, taken))
                for said, network, end in (
                    *((said, self.kind.network, end) for said, end in ENDS.items()),
                    *((said, network, whole) for said, network in mistakes.items() if said not in ALIKE),
                )
                for taken in ways
            )
            if mistake := explaining.of(self.student).the_one(known):
                return mistake
        if sequences.draws_numbers(self.student, self.network, self.inputs, self.answer):
            return sequences.DRAWS_NUMBERS
        is_more = len(self.weights) > 4 * self.sizes[3] + 2
        more: str | Said = Said("parameters-found", found=self._parameters()) if is_more else ""
        if layer in (Seen.UNKNOWN, Seen.NOT_RUN) or isinstance(layer, Said):
            more = Said("layer-not-right-either", kind=self.kind.name)
        return Said("not-layer-and-linear", kind=self.kind.name, more=more)

    def _is_by(self, network: Network, end: End, taken: Taken) -> bool:
        try:
            return agree(self.answer, by(self.kind, network, end, taken, self.inputs))
        except (ValueError, RuntimeError):
            return False

    def _parameters(self) -> str | Said:
        shapes = [f"{name} {shape_text(value.shape)}" for name, value in list(self.weights.items())[:8]]
        return ", ".join(shapes) or Said("it-has-none")


def run_model(
    student: Student,
    kind: Kind,
    draws: Draws,
    seq: int,
    batch: int,
    size: int,
    hidden: int,
    classes: int,
    layers: int | None = None,
) -> ModelRun:
    """Runs a new network with hidden weights once: what a call leaves behind cannot matter yet."""
    sizes = (size, hidden, classes) if layers is None else (size, hidden, classes, layers)
    inputs = draws.normal(seq, batch, size)
    name = f"Char{kind.name}"

    def new() -> Handle:
        network = as_object(getattr(student, name)(*sizes), f"{name}(...)")
        network.method("eval")
        return network

    first = new()
    with sequences.telling_ignored_input(student, *_hello(kind)):
        first(inputs)  # a lazy module makes its parameters on its first call
    weights = draws.like(first.parameters(), scale=SCALE)
    if classes not in (size, hidden, len(kind.gates) * hidden):
        for value in weights.values():  # the Linear's: logits that no bound leaves alone
            value *= LARGE if classes in value.shape else 1
    network = new()
    network.load(weights)
    return ModelRun(
        student, kind, network, inputs, weights, (size, hidden, classes, layers or 1), network(inputs)
    )


def _hello(kind: Kind) -> tuple[str, tuple[int, ...], Tensor]:
    rows = F.one_hot(sequences.indices(HELLO.source), 4).to(torch.get_default_dtype())
    return f"Char{kind.name}", (4, 8, 4), rows.unsqueeze(1)


def check_second_call(student: Student, kind: Kind, draws: Draws) -> None:
    """Mistake unless a second call starts from zero again."""
    run = run_model(student, kind, draws, 4, 2, 3, 5, 6, 2)
    adopt = run.check()
    run.network.method("train")
    other = draws.normal(4, 2, 3)
    sequences.check_second_call(run.network, other, logits(kind, adopt(run.weights), other))
    check_settings_of_module(student, f"Char{kind.name}", (3, 5, 6, 2), other)


def check_gradients(student: Student, kind: Kind, draws: Draws) -> None:
    """Mistake unless the gradient of every weight, and of the input, is right."""
    run = run_model(student, kind, draws, 5, 2, 3, 4, 6, 2)
    adopt = run.check()
    upstream = draws.normal(10, 6)
    leaves = {name: value.clone().requires_grad_() for name, value in run.weights.items()}
    (logits(kind, adopt(leaves), run.inputs) * upstream).sum().backward()
    got = sequences.gradients_again(run.network, run.inputs, upstream, run.answer)
    for name, leaf in leaves.items():
        gradient = got.parameters.get(name)
        if leaf.grad is None:
            continue  # a parameter that forward does not use, or that makes the Linear's weight
        if gradient is None:
            raise Mistake("gets-no-gradient", name=name)
        because = Said("gradient-through-all-layers-and-steps")
        same(gradient, leaf.grad, Said("gradient-of", of=name), because=because)


def check_learns(student: Student, kind: Kind, draws: Draws, exhibits: Exhibits) -> None:
    """Mistake unless train takes the network from known weights to reading ohlol, by the right losses."""
    hidden = 8
    first = run_model(student, kind, draws, 5, 2, 4, hidden, 4, 1)
    adopt = first.trainable
    rows = F.one_hot(sequences.indices(HELLO.source), 4).to(torch.get_default_dtype())  # (seq, 4)
    inputs = rows.unsqueeze(1)  # (seq, 1, 4)
    if adopt is None:
        sequences.check_learns_with_reader(student, draws, exhibits, inputs, HELLO)
        return
    network = as_object(getattr(student, f"Char{kind.name}")(4, hidden, 4, 1), f"Char{kind.name}(...)")
    network(inputs)  # a lazy module makes its parameters on its first call

    def forward(parameters: Mapping[str, Tensor], inputs: Tensor) -> Tensor:
        return logits(kind, adopt(parameters), inputs)

    task = sequences.Task.by_name(inputs, HELLO, first.weights.keys(), forward)
    sequences.check_learns(student, draws, exhibits, network, first.weights, task)
