"""A student's LSTM or GRU with a Linear at its end, as a function of the student's own parameters: which of them is
which, the logits, and the mistakes at the end that are known by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.suites.references import gated, recurrent
from autograder.suites.references.gated import PARAMETERS, Layer, Network
from autograder.suites.references.kinds import Kind

# Among which they are looked for, of all pairs: three layers with each gate apart have 50.
MOST_PARAMETERS = 200


@dataclass(frozen=True)
class Head:
    """The Linear: its weight (classes, hidden) and its bias (classes,), if it has one."""

    weight: Tensor
    bias: Tensor | None

    def __call__(self, h: Tensor) -> Tensor:
        return F.linear(h, self.weight, self.bias)


Taken = tuple[list[Layer], Head]


Adoption = Callable[[Mapping[str, Tensor]], Taken]
"""Where in a network's parameters the layers' and the Linear's are, as views, so that gradients reach them."""


NAME = re.compile(rf"(.*?)({'|'.join(PARAMETERS)})_l(\d{{1,3}})", re.S)


def adoptions(
    kind: Kind, parameters: Mapping[str, Tensor], size: int, hidden: int, classes: int, layers: int
) -> Iterator[Adoption]:
    """The ways in which these parameters may be those of LSTM → Linear or GRU → Linear.

    A network around a layer is known by the layer's names, one that holds the equations once more under names of its
    own by shapes and the order in which they are made. Several ways may fit: the values tell.
    """
    if len(parameters) > MOST_PARAMETERS:
        return
    found: dict[str, set[int]] = {}
    for name in parameters:
        if match := NAME.fullmatch(name):
            found.setdefault(match[1], set()).add(int(match[3]))
    places = [(prefix, number) for prefix, numbers in found.items() for number in sorted(numbers)]
    names = [[f"{prefix}{name}_l{number}" for name in PARAMETERS] for prefix, number in places]
    used = [name for group in names for name in group]
    rest = [name for name in parameters if name not in used]
    weights = [
        (name, turned)
        for name in rest
        for turned in (False, True)
        # A convolution of width 1 is a Linear too.
        if _sizes(parameters[name]) == ([hidden, classes] if turned else [classes, hidden])
    ]
    if not used:
        ends = {*rest[:1], *rest[-2:]}
        weights = [(name, turned) for name, turned in weights if name in ends or len(weights) == 1]
    matrices = {name for name, _ in weights}
    biases: list[str | None] = [
        name for name in rest if parameters[name].numel() == classes and name not in matrices
    ]
    shapes = list(gated.shapes(len(kind.gates), size, hidden, layers).values())
    for weight, turned in weights:
        for bias in biases or [None]:
            if [tuple(parameters[name].shape) if name in parameters else () for name in used] == shapes:
                yield _by_name(names, weight, turned, bias)
            elif not used:
                others = [name for name in rest if name not in (weight, bias)]
                values = [parameters[name] for name in others]
                for spelling in _spellings(kind, values, size, hidden, layers):
                    yield _by_shape(kind, spelling, others, (size, hidden, layers), (weight, turned, bias))


def _sizes(value: Tensor) -> list[int]:
    return [n for n in value.shape if n > 1]


@dataclass(frozen=True)
class Spelling:
    """How equations under other names keep their weights.

    order: of the gates. by_layer: all of one layer, then all of the next. input_first: what x is multiplied with
    before what h is. in_pairs: with a matrix for each gate, x's and h's in turn. turned: as for x @ W.
    """

    order: str
    by_layer: bool
    input_first: bool
    in_pairs: bool
    turned: bool


def _spellings(
    kind: Kind, values: Sequence[Tensor], size: int, hidden: int, layers: int
) -> Iterator[Spelling]:
    """The spellings that the shapes of `values` allow, those that mean the same for them once."""
    # Else at most two matrices and two biases a layer, or one of each for each gate.
    apart = len(values) > 6 * layers
    for by_layer, input_first, in_pairs, turned in product((True, False), repeat=4):
        if (by_layer or layers > 1) and (in_pairs or apart):
            spelling = Spelling(kind.gates, by_layer, input_first, in_pairs, turned)
            if _arranged(kind, spelling, values, size, hidden, layers):
                yield from (replace(spelling, order="".join(order)) for order in permutations(kind.gates))


def _arranged(
    kind: Kind, spelling: Spelling, values: Sequence[Tensor], size: int, hidden: int, layers: int
) -> list[Layer]:
    """Each layer's weights as torch keeps them; none where the shapes do not fit."""
    count = len(kind.gates)
    matrices = [value for value in values if len(_sizes(value)) == 2]
    vectors = [value.reshape(-1) for value in values if len(_sizes(value)) == 1]
    if len(matrices) + len(vectors) != len(values) or len(matrices) % layers or len(vectors) % layers:
        return []

    def of_layer(all_of_them: list[Tensor], number: int) -> list[Tensor]:
        each = len(all_of_them) // layers
        return all_of_them[number * each :][:each] if spelling.by_layer else all_of_them[number::layers]

    def halves(parts: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        middle = len(parts) // 2
        pair = (parts[0::2], parts[1::2]) if spelling.in_pairs else (parts[:middle], parts[middle:])
        return pair if spelling.input_first else pair[::-1]

    def in_order(parts: list[Tensor]) -> Tensor:
        """One tensor, its rows in torch's order, of one for all gates or one for each."""
        pieces = torch.cat(parts).chunk(count)
        return torch.cat([pieces[spelling.order.index(gate)] for gate in kind.gates])

    found = []
    for number in range(layers):
        columns = size if number == 0 else hidden
        mine, biases = of_layer(matrices, number), of_layer(vectors, number)
        mine = [m.T for m in mine] if spelling.turned else mine
        if len(mine) in (1, count):
            if any(m.shape[1] != columns + hidden for m in mine):
                return []
            parts = [columns, hidden] if spelling.input_first else [hidden, columns]
            pairs = [m.split(parts, dim=1)[:: 1 if spelling.input_first else -1] for m in mine]
            of_x, of_h = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        else:
            of_x, of_h = halves(mine)
        if len(of_x) not in (1, count) or len(of_h) != len(of_x):
            return []
        if len(biases) == 2 * len(of_x):
            bias_x, bias_h = halves(biases)
        elif len(biases) == len(of_x) and kind.name == "LSTM":  # there two are as good as their sum
            bias_x, bias_h = biases, [torch.zeros(count * hidden)]
        else:
            return []
        rows = count * hidden // len(of_x)
        if any(m.shape != (rows, columns) for m in of_x) or any(m.shape != (rows, hidden) for m in of_h):
            return []
        if any(sum(b.numel() for b in part) != count * hidden for part in (bias_x, bias_h)):
            return []
        found.append(Layer(in_order(of_x), in_order(of_h), in_order(bias_x), in_order(bias_h)))
    return found


def _by_shape(
    kind: Kind,
    spelling: Spelling,
    names: Sequence[str],
    sizes: tuple[int, int, int],
    head: tuple[str, bool, str | None],
) -> Adoption:
    size, hidden, layers = sizes

    def adopt(values: Mapping[str, Tensor]) -> Taken:
        used = [values[name] for name in names]
        return _arranged(kind, spelling, used, size, hidden, layers), _head(values, *head)

    return adopt


def _by_name(layers: Sequence[Sequence[str]], weight: str, turned: bool, bias: str | None) -> Adoption:
    def adopt(values: Mapping[str, Tensor]) -> Taken:
        return [Layer(*(values[name] for name in names)) for names in layers], _head(
            values, weight, turned, bias
        )

    return adopt


def _head(values: Mapping[str, Tensor], weight: str, turned: bool, bias: str | None) -> Head:
    matrix = values[weight].reshape(_sizes(values[weight]))
    return Head(matrix.T if turned else matrix, None if bias is None else values[bias].reshape(-1))


def logits(kind: Kind, taken: Taken, inputs: Tensor) -> Tensor:
    """inputs (seq, batch, in) → (seq * batch, classes)."""
    return by(kind, kind.quick, whole, taken, inputs)


def by(kind: Kind, network: Network, end: End, taken: Taken, inputs: Tensor) -> Tensor:
    layers, head = taken
    start = gated.zeros(len(kind.states), len(layers), inputs.shape[1], layers[0].w_hh.shape[1])
    return end(head, network(layers, inputs, start).output)


End = Callable[[Head, Tensor], Tensor]
"""The Linear and the output (seq, batch, hidden) give the logits (seq * batch, classes)."""


def whole(head: Head, output: Tensor) -> Tensor:
    return head(output).flatten(0, 1)


def _ended(end: Callable[[Tensor], Tensor]) -> End:
    """`end` takes logits (seq, batch, classes)."""
    return lambda head, h: end(head(h))


ENDS: dict[str, End] = {
    "the rows come batch by batch; they are wanted step by step": (
        lambda head, h: head(h).transpose(0, 1).flatten(0, 1)
    ),
    "forward ends in softmax; cross-entropy wants the logits": lambda head, h: whole(head, h).softmax(1),
    "forward ends in log_softmax; cross-entropy wants the logits": (
        lambda head, h: whole(head, h).log_softmax(1)
    ),
    **{name: _ended(end) for name, end in recurrent.SOFTMAXES.items()},
    "ReLU is applied to the logits": lambda head, h: whole(head, h).relu(),
    "sigmoid is applied to the logits": lambda head, h: whole(head, h).sigmoid(),
    "tanh is applied to the logits": lambda head, h: whole(head, h).tanh(),
    "ReLU is applied before the Linear": lambda head, h: whole(head, h.relu()),
    "tanh is applied before the Linear": lambda head, h: whole(head, h.tanh()),
    "sigmoid is applied before the Linear": lambda head, h: whole(head, h.sigmoid()),
    "the Linear's bias is not added": lambda head, h: whole(Head(head.weight, None), h),
    "every row is the last step's": lambda head, h: head(h[-1:].expand_as(h)).flatten(0, 1),
    "every row is the first step's": lambda head, h: head(h[:1].expand_as(h)).flatten(0, 1),
}
