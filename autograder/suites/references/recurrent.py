"""The lecture's RNN as a function of a student's own numbers, whatever their names, order, shapes or spelling.

h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)      (torch.nn.RNN; Elman 1990), layer above layer, h_0 = 0

A student's parameters are joined into one vector of numbers; `Places` says where in it each weight of a layer is. The
places are guessed from the parameters' shapes and their order of first use (`guesses`), or worked out from the values
that the network gives (`identify`). Either is only a guess until the reference in these weights gives the same output.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import torch
from torch import Tensor

from autograder.suites.checks import Mistake


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
class Weights:
    """One layer: w_ih (hidden, in), w_hh (hidden, hidden), bias (hidden,), the sum of all biases."""

    w_ih: Tensor
    w_hh: Tensor
    bias: Tensor

    @classmethod
    def of(cls, w_ih: Tensor, w_hh: Tensor, *biases: Tensor) -> Weights:
        return cls(w_ih, w_hh, sum(biases[1:], start=biases[0]) if biases else w_hh.new_zeros(len(w_hh)))


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


def adopt(
    values: Mapping[str, Tensor],
    orders: Iterable[Sequence[str]],
    sizes: Sizes,
    is_right: Callable[[Layers], bool],
    watch: Callable[[], tuple[Tensor, Iterable[Sequence[Tensor]]]],
) -> Layers | None:
    """The places of the weights with which the reference is right, if there are any.

    orders: names of parameters as they are defined, or used, each to be tried. watch: runs the network on more steps,
    for `identify`: inputs (seq, batch, in), and for each layer its states, in one or more ways to understand what was
    seen.
    """
    tried = set()
    for names in map(tuple, orders):
        if names not in tried:
            tried.add(names)
            for layers in guesses(values, names, sizes):
                if is_right(layers):
                    return layers
    if sum(value.numel() for value in values.values()) > MOST_NUMBERS:
        return None
    inputs, found = watch()
    for states in found:
        identified = identify(states, inputs, values)
        if identified and is_right(identified):
            return identified
    return None


def _numbered(values: Iterable[Tensor]) -> list[Tensor]:
    """For each tensor the places of its numbers when all are joined, in its shape."""
    found, start = [], 0
    for value in values:
        found.append(torch.arange(start, start + value.numel()).reshape(value.shape))
        start += value.numel()
    return found


# What the shapes allow


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


# What the values tell

IDENTIFYING_STEPS = 32  # more rows than a layer has weights for one hidden unit, several times over
# Of a number found by least squares. Numbers drawn at random are rarely so close to each other, and then the output
# tells: the reference in the wrong one differs.
NEAR = {torch.float64: 1e-6, torch.float32: 1e-3}


def identify(states: Sequence[Tensor], inputs: Tensor, values: Mapping[str, Tensor]) -> Layers | None:
    """The places of the weights with which an RNN has these hidden states, if there are such weights in `values`.

    states: for each layer (seq, batch, hidden), the first layer's first. inputs: (seq, batch, in).
    The number before tanh, atanh(h_t), is affine in x_t and h_{t-1}: least squares give its weights, and each must be
    a number of the student's, of which none serves twice.
    """
    if not any(value.numel() for value in values.values()):
        return None
    numbers = torch.cat([value.reshape(-1) for value in values.values()]).to(torch.float64)
    near = NEAR[torch.get_default_dtype()]
    free = torch.ones(len(numbers), dtype=torch.bool)
    x, found = inputs.to(torch.float64), []
    for h in states:
        h = h.to(torch.float64)
        if not bool((h.abs() <= 1).all()):  # NaN is not
            return None
        fitted = _fit(x, h)  # (hidden, in + hidden + 1)
        w_ih, w_hh, bias = fitted.split([x.shape[2], h.shape[2], 1], dim=1)
        if (at_ih := _find(w_ih, numbers, free, near)) is None or (
            at_hh := _find(w_hh, numbers, free, near)
        ) is None:
            return None
        biases = _find_biases(bias.reshape(-1), numbers, free, near)
        if biases is None:
            return None
        found.append(Places(at_ih, at_hh, biases))
        x = h
    return Layers(tuple(values), tuple(found))


def traced_states(
    operations: Iterable[tuple[str, Tensor]], seq: int, batch: int, sizes: Sizes
) -> list[list[Tensor]]:
    """Each layer's states (seq, batch, hidden), from code that applies tanh step by step: in a layer after the other,
    or through all layers at each step.
    """
    wanted = (batch, sizes.hidden)
    values = []
    for name, value in operations:
        if "tanh" in name and value.numel() == batch * sizes.hidden:
            is_turned = tuple(value.squeeze().shape) == wanted[::-1]
            values.append(value.squeeze().T if is_turned else value.reshape(wanted))
    if len(values) != seq * sizes.layers:
        return []
    joined = torch.stack([value.to(torch.float64) for value in values])
    return [
        list(joined.reshape(sizes.layers, seq, batch, sizes.hidden)),
        list(joined.reshape(seq, sizes.layers, batch, sizes.hidden).transpose(0, 1)),
    ]


def _fit(x: Tensor, h: Tensor) -> Tensor:
    """(hidden, in + hidden + 1): the weights of x_t, h_{t-1} and 1 in atanh(h_t), by least squares for each unit."""
    before = torch.cat([torch.zeros_like(h[:1]), h[:-1]])
    rows = torch.cat([x, before, torch.ones_like(h[..., :1])], dim=2).flatten(0, 1)  # (rows, in + hidden + 1)
    h = h.flatten(0, 1).T.unsqueeze(2)  # (hidden, rows, 1)
    # What rounding does to atanh(h) goes with 1 / (1 - h^2): so much less does a row count.
    trust = 1 - h * h
    if not bool(torch.isfinite(rows).all() and torch.isfinite(h).all()):
        raise Mistake("the hidden states are not finite")
    z = torch.atanh(h.clamp(-1 + 1e-15, 1 - 1e-15))
    solution: Tensor = torch.linalg.lstsq(trust * rows, trust * z).solution  # (hidden, in + hidden + 1, 1)
    return solution.squeeze(2)


def _find(wanted: Tensor, numbers: Tensor, free: Tensor, near: float) -> Tensor | None:
    """The place of each wanted value among the numbers that are still free, which they then are no more."""
    distances = (numbers - wanted.unsqueeze(-1)).abs()
    distances[..., ~free] = torch.inf
    best = distances.min(dim=-1)
    taken = best.indices.reshape(-1)
    if not bool((best.values <= near).all()) or len(taken.unique()) != len(taken):
        return None
    free[taken] = False
    return best.indices


def _find_biases(wanted: Tensor, numbers: Tensor, free: Tensor, near: float) -> tuple[Tensor, ...] | None:
    """The places of no bias, of one, or of two that add up to what is wanted."""
    if bool((wanted.abs() <= near).all()):
        return ()
    if bool(free.any()) and (one := _find(wanted, numbers, free, near)) is not None:
        return (one,)
    places = free.nonzero().squeeze(1)
    # Counted before they are made: of 20,000 numbers they would take gigabytes.
    if not 0 < math.comb(len(places), 2) <= MOST_PAIRS:
        return None
    pairs = torch.combinations(places, 2)  # (n, 2)
    best = (numbers[pairs].sum(1) - wanted.unsqueeze(1)).abs().min(dim=1)
    taken = pairs[best.indices]  # (hidden, 2)
    if not bool((best.values <= near).all()) or len(taken.unique()) != taken.numel():
        return None
    free[taken.reshape(-1)] = False
    return taken[:, 0], taken[:, 1]


MOST_PAIRS = 20_000  # of numbers that could be two biases: a student's network may have any number of them


# What they compute


def rnn(
    layers: Sequence[Weights],
    inputs: Tensor,
    activation: Callable[[Tensor], Tensor] = torch.tanh,
    carry: bool = True,
    start: float = 0.0,
    from_below: bool = False,
) -> Tensor:
    """inputs (seq, batch, in) → the last layer's hidden states (seq, batch, hidden).

    The other arguments are there for the mistakes below: carry, whether h goes from step to step; start, the values of
    h_0; from_below, whether a layer starts from the last state of the layer below.
    """
    x, last = inputs, None
    for layer in layers:
        h = first = inputs.new_full((x.shape[1], layer.w_hh.shape[0]), start)  # (batch, hidden)
        if from_below and last is not None:
            h = last
        states = []
        w_hh = layer.w_hh.T
        for from_x in x @ layer.w_ih.T + layer.bias:  # (batch, hidden)
            h = activation(torch.addmm(from_x, h if carry else first, w_hh))
            states.append(h)
        x, last = torch.stack(states), h  # (seq, batch, hidden)
    return x


def one_state(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but all layers share one h: the mistake of a loop over layers that keeps a single hidden state."""
    h = inputs.new_zeros(inputs.shape[1], layers[0].w_hh.shape[0])
    states = []
    for x in inputs:
        for layer in layers:
            h = x = torch.tanh(x @ layer.w_ih.T + h @ layer.w_hh.T + layer.bias)  # (batch, hidden)
        states.append(h)
    return torch.stack(states)  # (seq, batch, hidden)


def flat(states: Tensor) -> Tensor:
    """(seq, batch, hidden) → (seq * batch, hidden), as the assignment asks."""
    return states.flatten(0, 1)


Inner = Callable[[Sequence[Weights], Tensor], Tensor]
"""Layers and inputs (seq, batch, in) → states (seq, batch, hidden)."""

STATE_MISTAKES: dict[str, Inner] = {
    "the hidden state is not carried from one step to the next": lambda w, x: rnn(w, x, carry=False),
    "tanh is missing": lambda w, x: rnn(w, x, activation=lambda a: a),
    "ReLU is applied; the lecture's RNN applies tanh": lambda w, x: rnn(w, x, activation=torch.relu),
    "sigmoid is applied; the lecture's RNN applies tanh": lambda w, x: rnn(w, x, activation=torch.sigmoid),
    "the first axis is taken for the batch; it is the sequence (batch_first)": lambda w, x: rnn(
        w, x.transpose(0, 1)
    ).transpose(0, 1),
    "the sequence is read backwards": lambda w, x: rnn(w, x.flip(0)).flip(0),
    "h_0 is 1; it must be 0": lambda w, x: rnn(w, x, start=1.0),
    "a layer starts from the last state of the layer below; each starts from h_0 = 0": lambda w, x: rnn(
        w, x, from_below=True
    ),
    "all layers share one hidden state; each has its own": one_state,
}
"""Mistakes in the hidden states: what an RNN of the same weights computes instead."""


def _flattened(states: Inner) -> Inner:
    return lambda w, x: flat(states(w, x))


MISTAKES: dict[str, Inner] = {
    **{name: _flattened(wrong) for name, wrong in STATE_MISTAKES.items()},
    "the rows come batch by batch; they are wanted step by step": lambda w, x: flat(
        rnn(w, x).transpose(0, 1)
    ),
    "forward ends in softmax; cross-entropy wants the logits": lambda w, x: flat(rnn(w, x)).softmax(1),
    "forward ends in log_softmax; cross-entropy wants the logits": lambda w, x: flat(rnn(w, x)).log_softmax(
        1
    ),
    "ReLU is applied to the outputs": lambda w, x: flat(rnn(w, x)).relu(),
    "tanh is applied to the hidden states once more": lambda w, x: flat(rnn(w, x)).tanh(),
}
"""The same and mistakes in what is made of the states: (seq * batch, hidden)."""
