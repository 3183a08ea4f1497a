"""A lookup table and the lecture's EmbeddingRNN as functions of a student's own weights.

indices (seq, batch) → rows of the table (seq, batch, dim) → RNN (seq, batch, hidden) → linear → (seq * batch, classes)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from shared.references import recurrent
from shared.references.recurrent import Inner, Weights
from shared.references.weight_places import Layers, Sizes
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.mistakes import Said


def lookup(weight: Tensor, indices: Tensor) -> Tensor:
    """weight (n, dim), indices (...) → (..., dim)."""
    return weight[indices]


Lookup = Callable[[Tensor, Tensor], Tensor]
"""weight (n, dim), indices (...) → (..., dim)."""

_MISTAKES: list[tuple[Said, Said, Lookup]] = [
    (Said("row-before"), Said("row-before-inside"), lambda w, i: w[(i - 1) % len(w)]),
    (
        Said("row-before-or-zeros"),
        Said("row-before-or-zeros-inside"),
        lambda w, i: w[(i - 1) % len(w)] * (i > 0).unsqueeze(-1),
    ),
    (Said("row-after"), Said("row-after-inside"), lambda w, i: w[(i + 1) % len(w)]),
    (
        Said("row-after-or-zeros"),
        Said("row-after-or-zeros-inside"),
        lambda w, i: w[(i + 1) % len(w)] * (i + 1 < len(w)).unsqueeze(-1),
    ),
    (Said("indices-at-least-1"), Said("indices-at-least-1-inside"), lambda w, i: w[i.clamp(min=1) % len(w)]),
    (Said("indices-modulo-4"), Said("indices-modulo-4-inside"), lambda w, i: w[i % 4 % len(w)]),
    (Said("rows-rounded"), Said("rows-rounded-inside"), lambda w, i: w[i].round()),
    (Said("rows-cut"), Said("rows-cut-inside"), lambda w, i: w[i].trunc()),
    (Said("absolute-values-of-rows"), Said("absolute-values-of-rows-inside"), lambda w, i: w[i].abs()),
    (Said("rows-with-minus"), Said("rows-with-minus-inside"), lambda w, i: -w[i]),
    (Said("rows-reversed"), Said("rows-reversed-inside"), lambda w, i: w[i].flip(-1)),
    (Said("rows-centred"), Said("rows-centred-inside"), lambda w, i: w[i] - w[i].mean(-1, keepdim=True)),
    (
        Said("rows-divided-by-root"),
        Said("rows-divided-by-root-inside"),
        lambda w, i: w[i] / w.shape[1] ** 0.5,
    ),
    (Said("rows-divided-by-number"), Said("rows-divided-by-number-inside"), lambda w, i: w[i] / len(w)),
    (Said("rows-from-last"), Said("rows-from-last-inside"), lambda w, i: w[len(w) - 1 - i]),
    (Said("tanh-on-rows"), Said("tanh-on-rows-inside"), lambda w, i: w[i].tanh()),
    (Said("relu-on-rows"), Said("relu-on-rows-inside"), lambda w, i: w[i].relu()),
    (Said("sigmoid-on-rows"), Said("sigmoid-on-rows-inside"), lambda w, i: w[i].sigmoid()),
    (Said("softmax-on-rows"), Said("softmax-on-rows-inside"), lambda w, i: w[i].softmax(-1)),
    (Said("rows-scaled-by-root"), Said("rows-scaled-by-root-inside"), lambda w, i: w[i] * w.shape[1] ** 0.5),
    (Said("rows-scaled-to-1"), Said("rows-scaled-to-1-inside"), lambda w, i: F.normalize(w[i], dim=-1)),
    (Said("row-0-as-padding"), Said("row-0-as-padding-inside"), lambda w, i: w[i] * (i != 0).unsqueeze(-1)),
]
"""What is said of a table alone, and of one in a network."""
LOOKUP_MISTAKES = {said: wrong for said, _, wrong in _MISTAKES}


@dataclass(frozen=True)
class Ends:
    """The names of the table (n, dim), of the linear layer's weight (n, hidden) and its bias, if it has one."""

    table: str
    head: str
    bias: str | None

    @property
    def names(self) -> set[str | None]:
        return {self.table, self.head, self.bias}

    def embed(self, values: Mapping[str, Tensor], count: int, indices: Tensor) -> Tensor:
        return lookup(_rows(values[self.table], count), indices)

    def read_out(self, values: Mapping[str, Tensor], count: int, states: Tensor) -> Tensor:
        bias = None if self.bias is None else values[self.bias].reshape(-1)
        return F.linear(states, _rows(values[self.head], count), bias)


def _rows(value: Tensor, count: int) -> Tensor:
    """A matrix with `count` rows out of one that may be the transpose."""
    value = value.squeeze()
    return value if value.shape[0] == count else value.T


def find_table(values: Mapping[str, Tensor], used: Sequence[str], count: int, sizes: Sizes) -> str | None:
    """The first of the parameters `used` that may be the table."""
    shapes = {name: sorted(values[name].squeeze().shape) for name in used}
    return next((name for name, shape in shapes.items() if shape == sorted((count, sizes.input))), None)


def find_ends(values: Mapping[str, Tensor], used: Sequence[str], count: int, sizes: Sizes) -> Ends | Said:
    """The table and the linear layer among the parameters `used`, in order of first use, or what is missing.

    `count`, the number of embeddings, must be different from the other sizes.
    """
    shapes = {name: sorted(values[name].squeeze().shape) for name in used}
    table = find_table(values, used, count, sizes)
    heads = [name for name, shape in shapes.items() if shape == sorted((count, sizes.hidden))]
    biases = [name for name, shape in shapes.items() if shape == [count]]
    if table is None:
        return Said("no-table", shape=(count, sizes.input))
    if not heads:
        return Said("no-linear-layer", shape=(count, sizes.hidden))
    return Ends(table, heads[-1], biases[-1] if biases else None)


@dataclass(frozen=True)
class Embedder:
    """The EmbeddingRNN in a student's weights."""

    ends: Ends
    layers: Layers
    count: int

    def owners(self, values: Mapping[str, Tensor]) -> list[str]:
        """The names of the parameters that it computes with."""
        mine = {*self.ends.names, *self.layers.owners(values)}
        return [name for name in values if name in mine]

    def other_rows(self, values: Mapping[str, Tensor], indices: Tensor) -> dict[Said, Tensor]:
        """By mistake, logits of other rows than those of all steps."""
        embedded = self.ends.embed(values, self.count, indices)
        each = recurrent.each_layer(self.layers.weights(values), embedded)
        rows = recurrent.other_rows(each[-1], [states[-1] for states in each])
        logits = {said: self.ends.read_out(values, self.count, some) for said, some in rows.items()}
        return logits | recurrent.side_by_side(self.ends.read_out(values, self.count, each[-1]))

    def __call__(
        self,
        values: Mapping[str, Tensor],
        indices: Tensor,
        embed: Callable[[Tensor, Tensor], Tensor] = lookup,
        states: Inner = recurrent.rnn,
        between: Callable[[Tensor], Tensor] = recurrent.flat,
        after: Callable[[Tensor], Tensor] = lambda logits: logits,
    ) -> Tensor:
        """indices (seq, batch) → logits (seq * batch, n); the other arguments are there for the mistakes below."""
        table = _rows(values[self.ends.table], self.count)
        layers: list[Weights] = self.layers.weights(values)
        h = between(states(layers, embed(table, indices)))  # (seq * batch, hidden)
        return after(self.ends.read_out(values, self.count, h))


def _mistake(**wrong: Callable[..., Tensor]) -> Callable[[Embedder, Mapping[str, Tensor], Tensor], Tensor]:
    return lambda network, values, indices: network(values, indices, **wrong)


def _ended(end: Callable[[Tensor], Tensor]) -> Callable[[Embedder, Mapping[str, Tensor], Tensor], Tensor]:
    """`end` takes logits (seq, batch, n)."""
    return lambda network, values, indices: end(network(values, indices).unflatten(0, indices.shape))


MISTAKES = {
    **{said: _mistake(states=wrong) for said, wrong in recurrent.STATE_MISTAKES.items()},
    **{inside: _mistake(embed=wrong) for _, inside, wrong in _MISTAKES},
    Said("rows-by-batch"): _mistake(between=lambda states: states.transpose(0, 1).flatten(0, 1)),
    Said("tanh-once-more"): _mistake(between=lambda h: recurrent.flat(h).tanh()),
    Said("relu-before-linear"): _mistake(between=lambda h: recurrent.flat(h).relu()),
    Said("ends-in-softmax"): _mistake(after=lambda z: z.softmax(1)),
    Said("ends-in-log_softmax"): _mistake(after=lambda z: z.log_softmax(1)),
    **{said: _ended(end) for said, end in (*recurrent.SOFTMAXES.items(), *recurrent.AXES_MIXED.items())},
    Said("relu-on-logits"): _mistake(after=torch.relu),
    Said("tanh-on-logits"): _mistake(after=torch.tanh),
    Said("sigmoid-on-logits"): _mistake(after=torch.sigmoid),
}
"""By name: network, parameters by name, indices → the logits that a network with this mistake gives."""
