"""Checks of an LSTM or a GRU that a student wrote, and of the network CharLSTM or CharGRU around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, permutations, product
from weakref import WeakKeyDictionary

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.errors import WorkerError
from autograder.student.student import Handle, Student
from autograder.suites import sequences
from autograder.suites.checks import (
    Mistake,
    as_object,
    as_tensor,
    close,
    equal,
    finite,
    kind_of,
    same,
    same_shape,
    shape_text,
)
from autograder.suites.draws import Draws
from autograder.suites.exhibits import Exhibits
from autograder.suites.references import gated
from autograder.suites.references.gated import PARAMETERS, Kind, Layer, Network, Result, State

SCALE = 0.7  # of hidden weights: every gate is clearly open or shut at times, and none always
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
HELLO = replace(sequences.HELLO, epochs=40)  # with a linear layer at the end it is learned by then
MOST_ADOPTIONS = 20_000  # ways to tell parameters apart that are tried: more than honest spellings need
MOST_PARAMETERS = (
    200  # among which they are looked for, of all pairs: three layers with each gate apart have 50
)
MOST_WAYS = 4  # to read a network's parameters, for which mistakes are looked for

# The layer


def make(student: Student, kind: Kind, sizes: Sequence[int]) -> Handle:
    """A student's LSTM or GRU of sizes in, hidden and, if given, layers; Mistake unless its parameters are torch's."""
    what = f"{kind.name}({', '.join(map(str, sizes))})"
    network = as_object(getattr(student, kind.name)(*sizes), what)
    size, hidden, layers = (*sizes, 1)[:3]
    wanted = gated.shapes(len(kind.gates), size, hidden, layers)
    given = network.parameters()
    if missing := [name for name in wanted if name not in given]:
        has = f"it has {', '.join(list(given)[:8])}" if given else "it has none: each is an nn.Parameter"
        raise Mistake(f"{what} has no parameter {missing[0]}; {has}")
    for name, shape in wanted.items():
        if tuple(given[name].shape) != shape:
            got = shape_text(given[name].shape)
            raise Mistake(
                f"{what}: {name} has the shape {got}; torch.nn.{kind.name}'s is {shape_text(shape)}"
            )
    return network  # in training mode, where a dropout that nobody asked for shows


@dataclass(frozen=True)
class Run:
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
        return self.network(*self.arguments)

    @property
    def start(self) -> State:
        if self.state is not None:
            return self.state
        return gated.zeros(len(self.kind.states), self.layers, self.inputs.shape[1], self.hidden)

    @cached_property
    def wanted(self) -> Result:
        return self.by(self.kind.network)

    def by(self, network: Network) -> Result:
        return network(gated.layers_of(self.weights, self.layers), self.inputs, self.start)

    def output(self) -> Tensor:
        """The student's output, of the right shape; whatever else is returned."""
        answer = self.answer
        if isinstance(answer, list) and answer:
            answer = answer[0]
        output = as_tensor(answer, f"the output of {self.what}")
        same_shape(output, self.wanted.output.shape, f"the output of {self.what}", "(seq, batch, hidden)")
        finite(output, f"the output of {self.what}")
        return output

    def finals(self) -> State:
        """The student's final states, of the right shape."""
        answer, names = self.answer, [f"{state}_n" for state in self.kind.states]
        form = "output, (h_n, c_n)" if len(names) == 2 else "output, h_n"
        if not isinstance(answer, list):
            raise Mistake(f"{self.what}: expected {form}, got {kind_of(answer)}")
        if len(answer) != 2:
            raise Mistake(f"{self.what}: expected two values, {form}; got {len(answer)}")
        states = answer[1]
        if len(names) == 1:
            states = [states]
        elif isinstance(states, Tensor) and states.dim() == 4 and len(states) == len(names):
            states = list(states)  # it unpacks like a pair
        if not isinstance(states, list) or len(states) != len(names):
            raise Mistake(f"{self.what}: its second value must be (h_n, c_n), got {kind_of(answer[1])}")
        for name, value, wanted in zip(names, states, self.wanted.finals, strict=True):
            if isinstance(value, list):
                raise Mistake(
                    f"{name}: expected a tensor, got {kind_of(value)}: torch.stack makes one of them"
                )
            same_shape(as_tensor(value, name), wanted.shape, name, "(num_layers, batch, hidden)")
            finite(value, name)
        return tuple(states)

    def check_output(self) -> None:
        output = self.output()
        if not close(output, self.wanted.output):
            what = f"the output of {self.what}: the shape {shape_text(output.shape)} is right, but"
            raise Mistake(f"{what} {self.explain() or _since(output, self.wanted.output)}")

    def check_finals(self) -> None:
        for state, value, wanted in zip(self.kind.states, self.finals(), self.wanted.finals, strict=True):
            if not close(value, wanted):
                what = f"{state}_n of {self.what}: the shape {shape_text(value.shape)} is right, but"
                raise Mistake(f"{what} {self.explain() or _in_layers(value, wanted)}")

    def is_right(self) -> bool:
        return self.is_by(self.kind.network)

    def is_by(self, network: Network, finals: bool = True) -> bool:
        """Whether the student's values are those of `network`: the output and, if `finals`, the final states."""
        try:
            other = self.by(network)
            return _equal(self.output(), other.output) and (
                not finals or all(_equal(a, b) for a, b in zip(self.finals(), other.finals, strict=True))
            )
        except (Mistake, ValueError, RuntimeError):
            return False

    def explain(self) -> str:
        """The one known mistake that gives the student's values exactly, or what is known of its place, or ""."""
        known = _mistake_of(self.student, self.kind)
        if known == UNSEEN:
            return self.search()
        if known in self.kind.mistakes:
            return known if self.is_by(self.kind.mistakes[known], finals=False) else ""
        if known == RIGHT and self.state is None and replace(self, state=self.start).is_right():
            zeros = "h_0 = c_0 = 0" if len(self.kind.states) == 2 else "h_0 = 0"
            return f"when zeros are given as a state all is right: without a state {zeros} is meant"
        return ""

    def search(self) -> str:
        """The one known mistake that gives the student's values, or at least this output, which is not right."""
        for finals in (True, False):
            names = [name for name, wrong in self.kind.mistakes.items() if self.is_by(wrong, finals)]
            if len(names) == 1:
                return names[0]
            if self.is_by(self.kind.network, finals=False):
                break  # the output tells nothing
        return ""


RIGHT, UNSEEN = "right", "unseen"
_mistakes: WeakKeyDictionary[Student, dict[torch.dtype, str]] = WeakKeyDictionary()


def _mistake_of(student: Student, kind: Kind) -> str:
    """The name of the mistake in a student's layer, RIGHT, "" for one without a name, UNSEEN where it did not run.

    It is looked for once, in a run in which all known mistakes differ: a small one may not tell two apart.
    """
    known = _mistakes.setdefault(student, {})
    dtype = torch.get_default_dtype()
    if dtype not in known:
        known[dtype] = UNSEEN
        try:
            run = run_layer(student, kind, Draws("a mistake"), 5, 3, 2, 4, 3, given=True)
            run.output()
            known[dtype] = RIGHT if run.is_right() else run.search()
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
) -> Run:
    """Runs a new layer with hidden weights once. given: from hidden states; gate: with all other gates held."""
    count = layers or 1
    network = make(student, kind, (size, hidden) if layers is None else (size, hidden, layers))
    shapes = gated.shapes(len(kind.gates), size, hidden, count)
    weights = {name: draws.normal(*shape, scale=SCALE) for name, shape in shapes.items()}
    if gate:
        _hold(weights, kind, gate)
    network.load(weights)
    inputs = draws.normal(seq, batch, size)
    states = tuple(draws.normal(count, batch, hidden) for _ in kind.states)
    return Run(student, kind, network, inputs, states if given else None, weights, hidden, count)


def _hold(weights: Mapping[str, Tensor], kind: Kind, gate: str) -> None:
    """Leaves the rows of `gate` alone; those of the others become biases that hold them open or shut, or zero."""
    held = HELD[kind.name][gate]
    for name, value in weights.items():
        for letter, rows in zip(kind.gates, value.chunk(len(kind.gates)), strict=True):
            if letter not in FREE.get((kind.name, gate), gate):
                rows.fill_(SATURATED * held.get(letter, 0) if name.startswith("bias") else 0)


def check_gate(run: Run, gate: str) -> None:
    """Mistake unless the output is right where all other gates are held open or shut."""
    output = run.output()
    if not close(output, run.wanted.output):
        if _mistake_of(run.student, run.kind) != UNSEEN and (reason := run.explain()):
            raise Mistake(f"{gate}: {reason}")
        raise Mistake(f"{gate}: with the others held open or shut, {gate} is not what its equation says")


def check_second_call(student: Student, kind: Kind, draws: Draws, given: bool) -> None:
    """Mistake unless a second call starts from zero again. given: whether the first is given states."""
    first = run_layer(student, kind, draws, 4, 2, 3, 5, 2, given=given)
    first.check_output()
    second = Run(student, kind, first.network, draws.normal(4, 2, 3), None, first.weights, 5, 2)
    if not close(second.output(), second.wanted.output):
        raise Mistake("the second call of a network is wrong: the first call's state leaks in")


def check_gradients(student: Student, kind: Kind, draws: Draws, through: str, seq: int) -> None:
    """Mistake unless the gradients that come through the output, or through the final states, are right.

    In a long sequence little of them reaches the given states, in a short one nobody sees a state that is detached
    every few steps.
    """
    run = run_layer(student, kind, draws, seq, 2, 3, 4, 2, given=True)
    run.check_output()
    run.check_finals()
    output = draws.normal(seq, 2, 4)
    finals = [draws.normal(2, 2, 4) for _ in kind.states]
    upstream: list[object] = [output, [None] * len(finals)] if through == "output" else [None, finals]
    finals = [] if through == "output" else finals
    got = run.network.gradients(*run.arguments, upstream=upstream)
    states = [f"{state}_0" for state in kind.states]
    gradients = {
        **{name: got.parameters.get(name) for name in run.weights},
        **dict(zip(["the input", *states], got.inputs, strict=False)),
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
        everything = {**leaves, "the input": inputs, **dict(zip(states, start, strict=True))}
        return {name: leaf.grad for name, leaf in everything.items()}

    wanted = by(kind.network)
    wrong = [name for name, value in wanted.items() if not _same_gradient(gradients.get(name), value)]
    if not wrong:
        return
    names = []
    for name, network in kind.cut.items():
        other = by(network)
        if all(_same_gradient(gradients.get(each), other[each]) for each in other):
            names.append(name)
    if len(names) == 1:
        raise Mistake(f"the values are right, but {names[0]}: the gradient does not flow through it")
    name = wrong[0]
    if gradients.get(name) is None:
        raise Mistake(f"{name} gets no gradient: is something detached, or computed without it?")
    value = wanted[name]
    because = "it does not flow through all steps and states: is something detached?"
    same(
        gradients[name],
        torch.zeros(()) if value is None else value,
        f"the gradient of {name}",
        because=because,
    )
    raise Mistake(f"the gradient of {name} is not right")


def _same_gradient(got: object, want: Tensor | None) -> bool:
    """A gradient of None is one of zero."""
    if got is None or want is None:
        other = want if got is None else got
        return other is None or (isinstance(other, Tensor) and not bool(other.any()))
    return _equal(got, want)


def _equal(got: object, want: Tensor) -> bool:
    """Whether two values are equal up to the rounding of either: a mistake's values may be large beyond measure."""
    return isinstance(got, Tensor) and equal(got, want) and close(want, got)


def _since(got: Tensor, want: Tensor) -> str:
    """Where the output (seq, batch, hidden) first differs, in words."""
    step = next((t for t in range(len(want)) if not close(got[t], want[t])), 0)
    if step == 0:
        return "its values differ from the expected ones from the first step on"
    return f"its values differ from step {step} on, counted from 0: look at what one step hands to the next"


def _in_layers(got: Tensor, want: Tensor) -> str:
    wrong = [str(number) for number in range(len(want)) if not close(got[number], want[number])]
    right = len(want) - len(wrong)
    if len(want) == 1 or not wrong:
        return "its values differ from the expected ones"
    return f"that of layer {' and '.join(wrong)} differs from the expected one{', the others are right' * (right > 0)}"


# The network around it


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
    return _by(kind, kind.quick, _whole, taken, inputs)


def _by(kind: Kind, network: Network, end: End, taken: Taken, inputs: Tensor) -> Tensor:
    layers, head = taken
    start = gated.zeros(len(kind.states), len(layers), inputs.shape[1], layers[0].w_hh.shape[1])
    return end(head, network(layers, inputs, start).output)


End = Callable[[Head, Tensor], Tensor]
"""The Linear and the output (seq, batch, hidden) give the logits (seq * batch, classes)."""


def _whole(head: Head, output: Tensor) -> Tensor:
    return head(output).flatten(0, 1)


ENDS: dict[str, End] = {
    "the rows come batch by batch; they are wanted step by step": (
        lambda head, h: head(h).transpose(0, 1).flatten(0, 1)
    ),
    "forward ends in softmax; cross-entropy wants the logits": lambda head, h: _whole(head, h).softmax(1),
    "forward ends in log_softmax; cross-entropy wants the logits": (
        lambda head, h: _whole(head, h).log_softmax(1)
    ),
    "ReLU is applied to the logits": lambda head, h: _whole(head, h).relu(),
    "sigmoid is applied to the logits": lambda head, h: _whole(head, h).sigmoid(),
    "tanh is applied to the logits": lambda head, h: _whole(head, h).tanh(),
    "ReLU is applied before the Linear": lambda head, h: _whole(head, h.relu()),
    "tanh is applied before the Linear": lambda head, h: _whole(head, h.tanh()),
    "sigmoid is applied before the Linear": lambda head, h: _whole(head, h.sigmoid()),
    "the Linear's bias is not added": lambda head, h: _whole(Head(head.weight, None), h),
    "every row is the last step's": lambda head, h: head(h[-1:].expand_as(h)).flatten(0, 1),
    "every row is the first step's": lambda head, h: head(h[:1].expand_as(h)).flatten(0, 1),
}


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

    def adoptions(self) -> list[Adoption]:
        return list(islice(adoptions(self.kind, self.weights, *self.sizes), MOST_ADOPTIONS))

    @cached_property
    def right(self) -> Adoption | None:
        """The one in which the student's weights give the student's logits, if there is one."""
        for adopt in self.adoptions():
            if _equal(self.answer, logits(self.kind, adopt(self.weights), self.inputs)):
                return adopt
        return None

    def check(self) -> Adoption:
        """Where the parameters are; Mistake unless the logits are right."""
        seq, batch, _ = self.inputs.shape
        got = as_tensor(self.answer, self.what)
        same_shape(got, (seq * batch, self.sizes[2]), self.what, "(seq * batch, num_classes)")
        finite(got, self.what)
        if self.right is None:
            raise Mistake(f"{self.what}: the shape is right, but {self.explain()}")
        return self.right

    def explain(self) -> str:
        ways = [adopt(self.weights) for adopt in self.adoptions()]
        if not ways:
            one = replace(self, sizes=(*self.sizes[:3], 1))
            if self.sizes[3] > 1 and one.right:
                return "it has one layer only: num_layers is ignored"
            return f"its parameters are not those of {_article(self.kind)} and a Linear: {self._parameters()}"
        names = {
            name
            for name, network, end in (
                *((name, self.kind.network, end) for name, end in ENDS.items()),
                *((name, network, _whole) for name, network in self.kind.mistakes.items()),
            )
            for taken in ways
            if len(ways) <= MOST_WAYS and self._is_by(network, end, taken)
        }
        # One sequence cannot tell batch by batch from step by step.
        if len(names) == 1 and self.inputs.shape[1] > 1:
            return names.pop()
        if sequences.draws_numbers(self.student, self.network, self.inputs, self.answer):
            return sequences.DRAWS_NUMBERS
        more = (
            f"; its parameters are {self._parameters()}" if len(self.weights) > 4 * self.sizes[3] + 2 else ""
        )
        return f"its values are not those of {self.kind.name} → Linear{more}"

    def _is_by(self, network: Network, end: End, taken: Taken) -> bool:
        try:
            return _equal(self.answer, _by(self.kind, network, end, taken, self.inputs))
        except (ValueError, RuntimeError):
            return False

    def _parameters(self) -> str:
        shapes = [f"{name} {shape_text(value.shape)}" for name, value in list(self.weights.items())[:8]]
        return ", ".join(shapes) or "it has none"


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
    first(inputs)  # a lazy module makes its parameters on its first call
    weights = draws.like(first.parameters(), scale=SCALE)
    network = new()
    network.load(weights)
    return ModelRun(
        student, kind, network, inputs, weights, (size, hidden, classes, layers or 1), network(inputs)
    )


def check_model_second_call(student: Student, kind: Kind, draws: Draws) -> None:
    """Mistake unless a second call starts from zero again."""
    run = run_model(student, kind, draws, 4, 2, 3, 5, 6, 2)
    adopt = run.check()
    run.network.method("train")
    other = draws.normal(4, 2, 3)
    sequences.check_second_call(run.network, other, logits(kind, adopt(run.weights), other))


def check_model_gradients(student: Student, kind: Kind, draws: Draws) -> None:
    """Mistake unless the gradient of every weight, and of the input, is right."""
    run = run_model(student, kind, draws, 5, 2, 3, 4, 6, 2)
    adopt = run.check()
    upstream = draws.normal(10, 6)
    leaves = {name: value.clone().requires_grad_() for name, value in run.weights.items()}
    logits(kind, adopt(leaves), run.inputs).backward(upstream)
    got = sequences.gradients_again(run.network, run.inputs, upstream, run.answer)
    for name, leaf in leaves.items():
        gradient = got.parameters.get(name)
        if leaf.grad is None:
            continue  # a parameter that forward does not use
        if gradient is None:
            raise Mistake(f"{name} gets no gradient: training cannot change it")
        because = "it does not flow through all layers and steps: is something detached?"
        same(gradient, leaf.grad, f"the gradient of {name}", because=because)


def check_learns(student: Student, kind: Kind, draws: Draws, exhibits: Exhibits) -> None:
    """Mistake unless train takes the network from known weights to reading ohlol, by the right losses."""
    hidden = 8
    first = run_model(student, kind, draws, 5, 2, 4, hidden, 4, 1)
    adopt = first.right
    if adopt is None:
        raise Mistake(f"the network is not yet {kind.name} → Linear: see the tests of the network")
    network = as_object(getattr(student, f"Char{kind.name}")(4, hidden, 4, 1), f"Char{kind.name}(...)")
    rows = F.one_hot(sequences.indices(HELLO.source), 4).to(torch.get_default_dtype())  # (seq, 4)
    inputs = rows.unsqueeze(1)  # (seq, 1, 4)
    network(inputs)  # a lazy module makes its parameters on its first call

    def forward(parameters: Mapping[str, Tensor], inputs: Tensor) -> Tensor:
        return logits(kind, adopt(parameters), inputs)

    task = sequences.Task.by_name(inputs, HELLO, first.weights.keys(), forward)
    sequences.check_learns(student, draws, exhibits, network, first.weights, task)


def _article(kind: Kind) -> str:
    return f"{'an' if kind.name == 'LSTM' else 'a'} {kind.name}"
