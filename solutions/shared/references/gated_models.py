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

from autograder.checks.mistakes import Said
from autograder.checks.values import close
from shared.references import gated, recurrent
from shared.references.gated import PARAMETERS, Layer, Network
from shared.references.gated_mistakes import Kind

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


NEAR = 1e-3  # of the largest logit: what is closer to a student's is looked at more closely


@dataclass(frozen=True)
class _Roles:
    """What the names and shapes of a network's parameters say of them.

    layers: the names of each layer's, where they are torch's. weights: what may be the Linear's, and whether it is kept
    for h @ W. biases: what may be the Linear's. rest: all that are not of `layers`.
    """

    layers: list[list[str]]
    weights: list[tuple[str, bool]]
    biases: list[str | None]
    rest: list[str]

    def others(self, weight: str, bias: str | None) -> list[str]:
        return [name for name in self.rest if name not in (weight, bias)]


def _roles(
    kind: Kind, parameters: Mapping[str, Tensor], size: int, hidden: int, classes: int, layers: int
) -> _Roles | None:
    """None where they cannot be those of LSTM → Linear or GRU → Linear.

    A network around a layer is known by the layer's names, one that holds the equations once more under names of its
    own by shapes and the order in which they are made.
    """
    if len(parameters) > MOST_PARAMETERS:
        return None
    found: dict[str, set[int]] = {}
    for name in parameters:
        if match := NAME.fullmatch(name):
            found.setdefault(match[1], set()).add(int(match[3]))
    places = [(prefix, number) for prefix, numbers in found.items() for number in sorted(numbers)]
    names = [[f"{prefix}{name}_l{number}" for name in PARAMETERS] for prefix, number in places]
    if any(name not in parameters for group in names for name in group):
        names = []  # only some names are torch's: the layer is one with names of its own
    used = [name for group in names for name in group]
    shapes = list(gated.shapes(len(kind.gates), size, hidden, layers).values())
    if used and [tuple(parameters[name].shape) for name in used] != shapes:
        return None
    rest = [name for name in parameters if name not in used]
    weights = [
        (name, turned)
        for name in rest
        for turned in (False, True)
        # A convolution of width 1 is a Linear too.
        if _sizes(parameters[name]) == ([hidden, classes] if turned else [classes, hidden])
    ]
    if not used:
        # Layers have all the others: a matrix for x and one for h, each with a bias, for each gate.
        if len(rest) > 4 * len(kind.gates) * layers + 2:
            return None
        ends = {*rest[:1], *rest[-2:]}
        weights = [(name, turned) for name, turned in weights if name in ends or len(weights) == 1]
    matrices = {name for name, _ in weights}
    biases: list[str | None] = [
        name for name in rest if parameters[name].numel() == classes and name not in matrices
    ]
    return _Roles(names, weights, biases or [None], rest)


def adoptions(
    kind: Kind, parameters: Mapping[str, Tensor], size: int, hidden: int, classes: int, layers: int
) -> Iterator[Adoption]:
    """The ways in which these parameters may be those of LSTM → Linear or GRU → Linear. Several may fit: the values
    tell.
    """
    roles = _roles(kind, parameters, size, hidden, classes, layers)
    if roles is None:
        return
    for weight, turned in roles.weights:
        for bias in roles.biases:
            if roles.layers:
                yield _by_name(roles.layers, weight, turned, bias)
                continue
            others = roles.others(weight, bias)
            values = [parameters[name] for name in others]
            for spelling, _ in _spellings(kind, values, size, hidden, layers):
                for each in _orders(kind, spelling):
                    yield _by_shape(kind, each, others, (size, hidden, layers), (weight, turned, bias))


def near(
    kind: Kind,
    parameters: Mapping[str, Tensor],
    sizes: tuple[int, int, int, int],
    inputs: Tensor,
    logits: Tensor,
) -> Iterator[Adoption]:
    """Those of `adoptions` whose logits for inputs (seq, batch, in) are near these (seq * batch, classes).

    Parameters that nothing uses may be in any of the Linear's roles, and there may be ten thousand pairs of them: the
    layers are computed once, and a weight leaves but one bias. Nor are the orders of gates tried one by one.
    """
    size, hidden, classes, layers = sizes
    roles = _roles(kind, parameters, size, hidden, classes, layers)
    if roles is None or tuple(logits.shape) != (inputs.shape[0] * inputs.shape[1], classes):
        return
    logits = logits.to(inputs)
    bound = NEAR * max(1.0, float(logits.abs().max()))
    start = gated.zeros(len(kind.states), layers, inputs.shape[1], hidden)
    if roles.layers:
        of_name = [Layer(*(parameters[name] for name in names)) for names in roles.layers]
        h = kind.quick(of_name, inputs, start).output.flatten(0, 1)  # (seq * batch, hidden)
        biases = [
            torch.zeros(classes) if name is None else parameters[name].reshape(-1) for name in roles.biases
        ]
        known = torch.stack(biases)  # (biases, classes)
        for weight, turned in roles.weights:
            left = logits - h @ _head(parameters, weight, turned, None).weight.mT  # the bias in each row
            distances = (known - left[0]).abs().amax(1)  # (biases,)
            best = int(distances.argmin())
            if float((left - known[best]).abs().max()) <= bound:
                yield _by_name(roles.layers, weight, turned, roles.biases[best])
        return
    for weight, turned in roles.weights:
        for bias in roles.biases:
            others, head = roles.others(weight, bias), _head(parameters, weight, turned, bias)
            values = [parameters[name] for name in others]
            for spelling, in_order in _spellings(kind, values, size, hidden, layers):
                orders = _orders(kind, spelling)
                h = kind.network([_stacked(kind, orders, each) for each in in_order], inputs, start).output
                got = head(h.movedim(1, 0)).flatten(1, 2)  # (orders, seq * batch, classes)
                distances = (got - logits).abs().amax((1, 2))  # (orders,)
                best = int(distances.argmin())
                if float(distances[best]) <= bound:
                    place = (size, hidden, layers), (weight, turned, bias)
                    yield _by_shape(kind, orders[best], others, *place)


def layers_by_name(
    kind: Kind, parameters: Mapping[str, Tensor], size: int, hidden: int, classes: int, layers: int
) -> tuple[Callable[[Mapping[str, Tensor]], list[Layer]], list[str]] | None:
    """The layers in parameters that have torch's names, and the names of all others; None where there are none."""
    roles = _roles(kind, parameters, size, hidden, classes, layers)
    if roles is None or not roles.layers or not roles.rest:
        return None
    names = roles.layers
    return lambda values: [Layer(*(values[name] for name in each)) for each in names], roles.rest


def fit_head(kind: Kind, layers: Sequence[Layer], inputs: Tensor, logits: object) -> Head | None:
    """The Linear that makes these logits (seq * batch, classes) of what the layers give for inputs (seq, batch, in), by
    least squares; None where none does.
    """
    start = gated.zeros(len(kind.states), len(layers), inputs.shape[1], layers[0].w_hh.shape[1])
    h = kind.quick(layers, inputs, start).output.flatten(0, 1)  # (seq * batch, hidden)
    rows = torch.cat([h, torch.ones_like(h[:, :1])], dim=1)
    if not isinstance(logits, Tensor) or logits.dim() != 2 or len(logits) != len(rows):
        return None
    logits = logits.to(rows)
    if not bool(torch.isfinite(logits).all()):
        return None
    solution = torch.linalg.lstsq(rows, logits).solution  # (hidden + 1, classes)
    if not close(rows @ solution, logits):
        return None
    weight, bias = solution[:-1].T, solution[-1]
    return Head(weight, bias if float(bias.abs().max()) > NEAR else None)


def differs_throughout(head: Head, other: Head) -> bool:
    """Whether all numbers of two Linears differ: those that stay as they are, whatever is loaded, cannot be trained."""
    pairs = [(head.weight, other.weight)]
    if head.bias is not None and other.bias is not None:
        pairs.append((head.bias, other.bias))
    return all(bool(((a - b).abs() > NEAR * 1e-2).all()) for a, b in pairs)


def _stacked(kind: Kind, orders: Sequence[Spelling], layer: Layer) -> Layer:
    """A layer whose rows are in the order of `kind.gates`, once for each other order in which they might be."""
    places = torch.tensor([[each.order.index(gate) for gate in kind.gates] for each in orders])

    def stacked(value: Tensor) -> Tensor:
        pieces: Tensor = value.unflatten(0, (len(kind.gates), -1))[places]  # (orders, gates, hidden, …)
        return pieces.flatten(1, 2)

    return Layer(
        stacked(layer.w_ih),
        stacked(layer.w_hh),
        stacked(layer.b_ih).unsqueeze(1),
        stacked(layer.b_hh).unsqueeze(1),
    )


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
) -> Iterator[tuple[Spelling, list[Layer]]]:
    """The spellings that the shapes of `values` allow, those that mean the same for them once, with the gates in the
    order of `kind.gates`, and the layers that they make.
    """
    # Else at most two matrices and two biases a layer, or one of each for each gate.
    apart = len(values) > 6 * layers
    for by_layer, input_first, in_pairs, turned in product((True, False), repeat=4):
        if (by_layer or layers > 1) and (in_pairs or apart):
            spelling = Spelling(kind.gates, by_layer, input_first, in_pairs, turned)
            if arranged := _arranged(kind, spelling, values, size, hidden, layers):
                yield spelling, arranged


def _orders(kind: Kind, spelling: Spelling) -> list[Spelling]:
    """The spelling with the gates in any order."""
    return [replace(spelling, order="".join(order)) for order in permutations(kind.gates)]


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


def _mixed(mixed: Callable[[Tensor], Tensor]) -> End:
    return lambda head, h: whole(head, mixed(h))


ENDS: dict[Said, End] = {
    Said("rows-by-batch"): (lambda head, h: head(h).transpose(0, 1).flatten(0, 1)),
    Said("ends-in-softmax"): lambda head, h: whole(head, h).softmax(1),
    Said("ends-in-log_softmax"): (lambda head, h: whole(head, h).log_softmax(1)),
    **{said: _ended(end) for said, end in (*recurrent.SOFTMAXES.items(), *recurrent.AXES_MIXED.items())},
    Said("relu-on-logits"): lambda head, h: whole(head, h).relu(),
    Said("sigmoid-on-logits"): lambda head, h: whole(head, h).sigmoid(),
    Said("tanh-on-logits"): lambda head, h: whole(head, h).tanh(),
    Said("relu-before-the-linear"): lambda head, h: whole(head, h.relu()),
    Said("tanh-before-the-linear"): lambda head, h: whole(head, h.tanh()),
    Said("sigmoid-before-the-linear"): lambda head, h: whole(head, h.sigmoid()),
    Said("linear-bias-missing"): lambda head, h: whole(Head(head.weight, None), h),
    # An output that is a step late is the layer's mistake.
    **{said: _mixed(mixed) for said, mixed in recurrent.MIXED.items() if said.code != "rows-one-step-late"},
}


def other_rows(kind: Kind, taken: Taken, inputs: Tensor) -> dict[Said, Tensor]:
    """By mistake, logits of other rows than those of all steps."""
    layers, head = taken
    start = gated.zeros(len(kind.states), len(layers), inputs.shape[1], layers[0].w_hh.shape[1])
    result = kind.quick(layers, inputs, start)
    rows = recurrent.other_rows(result.output, list(result.finals[0]))
    if len(kind.states) > 1:
        rows |= {Said("rows-of-last-cells"): result.finals[1].flatten(0, 1)}
    logits = {said: head(some) for said, some in rows.items()}
    return logits | recurrent.side_by_side(head(result.output))
