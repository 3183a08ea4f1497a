"""Where among a student's numbers an RNN's weights are, whatever their names, order, shapes or spelling.

A student's parameters are joined into one vector of numbers; `Places` says where in it each weight of a layer is. The
shapes of the parameters and their order of first use allow some places (`guesses`), which are right only if the
reference in these weights gives the student's output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import torch
from torch import Tensor

from shared.references.recurrent import Weights


@dataclass(frozen=True)
class Sizes:
    """An RNN's sizes of the axes in and hidden, and its number of layers."""

    input: int
    hidden: int
    layers: int

    def reads(self, layer: int) -> int:
        """The size of what a layer reads at each step, counted from 0."""
        return self.input if layer == 0 else self.hidden


@dataclass(frozen=True)
class Places:
    """Where one layer's weights are among a network's numbers: w_ih (hidden, in), w_hh (hidden, hidden), and biases
    (hidden,), which are added up.
    """

    w_ih: Tensor
    w_hh: Tensor
    biases: tuple[Tensor, ...]

    @property
    def all(self) -> list[int]:
        return [int(i) for part in (self.w_ih, self.w_hh, *self.biases) for i in part.reshape(-1)]

    def parts(self, numbers: Tensor) -> list[Tensor]:
        """What `Weights.of` takes."""
        return [_taken(numbers, *each) for each in self._runs]

    @cached_property
    def _runs(self) -> list[tuple[Tensor, int | None]]:
        """Each part, and where it starts if it lies there as it is: taking that is cheaper by far, there and back."""
        runs: list[tuple[Tensor, int | None]] = []
        for part in (self.w_ih, self.w_hh, *self.biases):
            flat = part.reshape(-1)
            start = int(flat[0])
            lies_there = torch.equal(flat, torch.arange(start, start + len(flat)))
            runs.append((part, start if lies_there else None))
        return runs


def _taken(numbers: Tensor, part: Tensor, start: int | None) -> Tensor:
    return numbers[part] if start is None else numbers[start : start + part.numel()].view(part.shape)


@dataclass(frozen=True)
class Layers:
    """An RNN's layers as places among the numbers of some of a student's parameters, `names`, joined in this order."""

    names: tuple[str, ...]
    places: tuple[Places, ...]

    def weights(self, values: Mapping[str, Tensor]) -> list[Weights]:
        """Each layer's weights out of a network's parameters by name; gradients reach these."""
        return [Weights.of(*parts) for parts in self.parts(values)]

    def parts(self, values: Mapping[str, Tensor]) -> list[list[Tensor]]:
        """Each layer's weights as `Weights.of` takes them. Adam trains each number by itself: these are trained as
        those that they are taken from are, at less cost.
        """
        numbers = torch.cat([values[name].reshape(-1) for name in self.names])
        return [each.parts(numbers) for each in self.places]

    def owners(self, values: Mapping[str, Tensor]) -> list[str]:
        """The names of the parameters that hold at least one of the weights."""
        mine = {place for each in self.places for place in each.all}
        places = _numbered([values[name] for name in self.names])
        owned = zip(self.names, places, strict=True)
        return [name for name, place in owned if not mine.isdisjoint(place.reshape(-1).tolist())]


def _numbered(values: Iterable[Tensor]) -> list[Tensor]:
    """For each tensor the places of its numbers when all are joined, in its shape."""
    found, start = [], 0
    for value in values:
        found.append(torch.arange(start, start + value.numel()).reshape(value.shape))
        start += value.numel()
    return found


@dataclass(frozen=True)
class Choice:
    """What shapes leave open. h_first: a layer's matrix for h is used before that for x, or is the first part of a
    joint one. by_layer: a layer's matrices are used one after the other; otherwise all for x come before all for h,
    as in code that goes through all layers at each step and has no h at the first. one: where a joint matrix has the
    bias, after all, before all or between x and h.
    """

    by_layer: bool
    h_first: bool
    transposed_input: bool
    transposed_hidden: bool
    one: int


def guesses(values: Mapping[str, Tensor], used: Sequence[str], sizes: Sizes) -> Iterator[Layers]:
    """The places that the shapes of the parameters `used`, in order of first use, allow; the likeliest first.

    A weight may be transposed or flattened, stacked over layers, joined with the other one and with the bias.
    """
    names = tuple(used)
    if sum(values[name].numel() for name in names) > MOST_NUMBERS:
        return
    parts = [part for place in _numbered(values[name] for name in names) for part in _parts(place, sizes)]
    seen = set()
    no_yes = (False, True)
    for one, by_layer, h_first in product((2, 0, 1), (True, False), no_yes):
        choices = [Choice(by_layer, h_first, tx, th, one) for tx in no_yes for th in no_yes]
        for places in (_arranged(parts, sizes, choice) for choice in choices):
            key = places and tuple(tuple(each.all) for each in places)
            if places and key not in seen:
                seen.add(key)
                yield Layers(names, tuple(places))


# Of the parameters in which an RNN is looked for; those that are asked for have hundreds.
MOST_NUMBERS = 20_000


Part = tuple["int | None", Tensor]
"""A vector or matrix of places, and its layer where its parameter holds several layers."""


def _parts(place: Tensor, sizes: Sizes) -> list[Part]:
    place = place.squeeze()
    hidden, layers = sizes.hidden, sizes.layers
    if layers > 1 and place.dim() == 1 and place.numel() % hidden == 0 and place.numel() // hidden == layers:
        place = place.reshape(layers, hidden)
    stacked = place.dim() >= 3 or (place.dim() == 2 and sorted(place.shape) == sorted((layers, hidden)))
    if layers > 1 and stacked:
        for count in (layers, layers - 1):
            if count in place.shape:
                slices = place.movedim(place.shape.index(count), 0)
                return [
                    (layers - count + n, part)
                    for n, each in enumerate(slices)
                    for part in _pair(each, hidden)
                ]
    return [(None, part) for part in _pair(place, hidden)]


def _pair(place: Tensor, hidden: int) -> list[Tensor]:
    """The two matrices (2, hidden, n), or biases (2, hidden), that are one parameter; anything else as it is."""
    is_pair = place.dim() == 3 or (place.dim() == 2 and tuple(place.shape) == (2, hidden))
    return list(place) if is_pair and place.shape[0] == 2 else [place]


def _arranged(parts: Sequence[Part], sizes: Sizes, choice: Choice) -> list[Places] | None:
    hidden, count = sizes.hidden, sizes.layers
    biases = [part for part in parts if part[1].numel() == hidden]
    matrices = [part for part in parts if part[1].numel() != hidden]
    found = []
    for layer in range(count):
        mine = _of_layer(matrices, layer, count, choice.by_layer)
        added = _of_layer(biases, layer, count, choice.by_layer or len(biases) == count)
        if mine is None or added is None:
            return None
        places = _layer(mine, [bias.reshape(-1) for bias in added], sizes.reads(layer), hidden, choice)
        if places is None:
            return None
        found.append(places)
    return found


def _of_layer(parts: Sequence[Part], layer: int, count: int, by_layer: bool) -> list[Tensor] | None:
    """A layer's parts: those that are its own by their place, after its share of the others."""
    own = [part for number, part in parts if number == layer]
    free = [part for number, part in parts if number is None]
    if len(free) % count:
        if len(free) == len(parts):
            return None
        # The first layer's matrix for x has another shape than the others', which are stacked.
        return [*free, *own] if layer == 0 else own
    size = len(free) // count
    return [*(free[layer * size : (layer + 1) * size] if by_layer else free[layer::count]), *own]


def _layer(
    matrices: Sequence[Tensor], biases: Sequence[Tensor], size: int, hidden: int, choice: Choice
) -> Places | None:
    biases = list(biases)
    if len(matrices) == 1:
        joint = _matrix(matrices[0], hidden, size + hidden, choice.transposed_input)
        if joint is None:
            joint = _matrix(matrices[0], hidden, size + hidden + 1, choice.transposed_input)
            if joint is None:
                return None
            at = (0, hidden if choice.h_first else size, size + hidden)[choice.one]
            biases.append(joint[:, at])
            joint = torch.cat([joint[:, :at], joint[:, at + 1 :]], dim=1)
        parts = joint.split([hidden, size] if choice.h_first else [size, hidden], dim=1)
        w_hh, w_ih = parts if choice.h_first else parts[::-1]
        return Places(w_ih, w_hh, tuple(biases))
    if len(matrices) != 2:
        return None
    orders = [matrices[::-1], matrices] if choice.h_first else [matrices, matrices[::-1]]
    for first, second in orders if size != hidden else orders[:1]:
        x = _with_bias(first, hidden, size, choice.transposed_input, choice.one)
        h = _with_bias(second, hidden, hidden, choice.transposed_hidden, choice.one)
        if x and h:
            return Places(x[0], h[0], (*biases, *x[1], *h[1]))
    return None


def _with_bias(
    place: Tensor, hidden: int, size: int, transposed: bool, one: int
) -> tuple[Tensor, list[Tensor]] | None:
    """A matrix (hidden, size), and the bias that it has as one more column."""
    matrix = _matrix(place, hidden, size, transposed)
    if matrix is not None:
        return matrix, []
    matrix = _matrix(place, hidden, size + 1, transposed)
    if matrix is None:
        return None
    return (matrix[:, 1:], [matrix[:, 0]]) if one == 0 else (matrix[:, :-1], [matrix[:, -1]])


def _matrix(place: Tensor, rows: int, columns: int, transposed: bool) -> Tensor | None:
    """`place` as (rows, columns); `transposed` decides where the shape does not."""
    if place.numel() != rows * columns or place.dim() > 2:
        return None
    if place.dim() == 1:
        return place.reshape(columns, rows).T if transposed else place.reshape(rows, columns)
    if tuple(place.shape) not in ((rows, columns), (columns, rows)):
        return None
    square = rows == columns
    return place.T if (transposed if square else place.shape[0] != rows) else place
