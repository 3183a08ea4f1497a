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


def lookup(weight: Tensor, indices: Tensor) -> Tensor:
    """weight (n, dim), indices (...) → (..., dim)."""
    return weight[indices]


LOOKUP_MISTAKES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "each index gives the row before its own: rows are counted from 0": lambda w, i: w[(i - 1) % len(w)],
    "each index gives the row after its own: rows are counted from 0": lambda w, i: w[(i + 1) % len(w)],
    "the rows are counted from the last": lambda w, i: w[len(w) - 1 - i],
    "tanh is applied to the rows; a lookup leaves them as they are": lambda w, i: w[i].tanh(),
    "ReLU is applied to the rows; a lookup leaves them as they are": lambda w, i: w[i].relu(),
    "sigmoid is applied to the rows; a lookup leaves them as they are": lambda w, i: w[i].sigmoid(),
    "softmax is applied to the rows; a lookup leaves them as they are": lambda w, i: w[i].softmax(-1),
    "the rows are scaled by the root of embedding_dim": lambda w, i: w[i] * w.shape[1] ** 0.5,
    "the rows are scaled to length 1": lambda w, i: F.normalize(w[i], dim=-1),
    "row 0 is taken for padding, though there is no padding_idx": lambda w, i: w[i] * (i != 0).unsqueeze(-1),
}


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


def find_ends(values: Mapping[str, Tensor], used: Sequence[str], count: int, sizes: Sizes) -> Ends | str:
    """The table and the linear layer among the parameters `used`, in order of first use, or what is missing.

    `count`, the number of embeddings, must be different from the other sizes.
    """
    shapes = {name: sorted(values[name].squeeze().shape) for name in used}
    table = next((name for name, shape in shapes.items() if shape == sorted((count, sizes.input))), None)
    heads = [name for name, shape in shapes.items() if shape == sorted((count, sizes.hidden))]
    biases = [name for name, shape in shapes.items() if shape == [count]]
    if table is None:
        return f"it has no table of rows (num_embeddings, embedding_dim) = ({count}, {sizes.input})"
    if not heads:
        return f"it has no linear layer of the shape (num_embeddings, hidden) = ({count}, {sizes.hidden})"
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
    **{name: _mistake(states=wrong) for name, wrong in recurrent.STATE_MISTAKES.items()},
    **{
        f"in the embedding, {name.split(';')[0].split(':')[0]}": _mistake(embed=wrong)
        for name, wrong in LOOKUP_MISTAKES.items()
    },
    "the rows come batch by batch; they are wanted step by step": _mistake(
        between=lambda states: states.transpose(0, 1).flatten(0, 1)
    ),
    "tanh is applied to the hidden states once more": _mistake(between=lambda h: recurrent.flat(h).tanh()),
    "ReLU is applied between the RNN and the linear layer": _mistake(
        between=lambda h: recurrent.flat(h).relu()
    ),
    "forward ends in softmax; cross-entropy wants the logits": _mistake(after=lambda z: z.softmax(1)),
    "forward ends in log_softmax; cross-entropy wants the logits": _mistake(after=lambda z: z.log_softmax(1)),
    **{name: _ended(end) for name, end in recurrent.SOFTMAXES.items()},
    "ReLU is applied to the logits": _mistake(after=torch.relu),
    "tanh is applied to the logits": _mistake(after=torch.tanh),
    "sigmoid is applied to the logits": _mistake(after=torch.sigmoid),
}
"""By name: network, parameters by name, indices → the logits that a network with this mistake gives."""
