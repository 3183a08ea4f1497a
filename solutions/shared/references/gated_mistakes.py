"""An LSTM and a GRU as their tests know them: the reference, and the mistakes that are known by name.

A name is given only where exactly one of them gives the student's values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations, permutations

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.mistakes import Said
from shared.references.gated import (
    Layer,
    Network,
    Result,
    State,
    Step,
    gru,
    gru_step,
    lstm,
    lstm_step,
    stack,
    torch_gru,
    torch_lstm,
)


def _other_order(order: str, right: str) -> Said:
    moved = [gate for gate, place in zip(order, right, strict=True) if gate != place]
    # Of two that both go through sigmoid, nobody sees whether it is their rows that are exchanged.
    exchanged: str | Said = ""
    if len(moved) == 2 and not set(moved) & set("gn"):
        first, second = sorted(moved, key=right.index)
        exchanged = Said("or-gates-exchanged", first=first, second=second)
    return Said("order-of-rows", order=", ".join(order), right=", ".join(right), exchanged=exchanged)


def _changed(network: Network, change: Callable[[Layer], Layer]) -> Network:
    return lambda layers, inputs, state: network([change(layer) for layer in layers], inputs, state)


def _no_b_ih(layer: Layer) -> Layer:
    return replace(layer, b_ih=torch.zeros_like(layer.b_ih))


def _no_b_hh(layer: Layer) -> Layer:
    return replace(layer, b_hh=torch.zeros_like(layer.b_hh))


def _from_zero(network: Network) -> Network:
    return lambda layers, inputs, state: network(layers, inputs, tuple(map(torch.zeros_like, state)))


def _from_lowest(network: Network) -> Network:
    return lambda w, x, s: network(w, x, tuple(part[:1].expand_as(part) for part in s))


def _last_only(network: Network) -> Network:
    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        result = network(layers, inputs, state)
        return replace(result, finals=tuple(part[-1:].expand_as(part) for part in result.finals))

    return run


def _backwards(network: Network) -> Network:
    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        result = network(layers, inputs.flip(0), state)
        return replace(result, output=result.output.flip(0))

    return run


def _batch_first(network: Network) -> Network:
    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        if any(bool(part.any()) for part in state):
            raise ValueError("a given state has the shape of the batch that there is")
        start = tuple(part.new_zeros(len(layers), inputs.shape[0], part.shape[2]) for part in state)
        result = network(layers, inputs.transpose(0, 1), start)
        return replace(result, output=result.output.transpose(0, 1))

    return run


def _first_steps(network: Network) -> Network:
    return lambda w, x, s: replace(network(w, x, s), finals=network(w, x[:1], s).finals)


def _late_at_the_end(network: Network) -> Network:
    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        result = network(layers, inputs, state)
        return replace(result, output=torch.cat([state[0][-1:], result.output[:-1]]))

    return run


def _in_blocks(
    change: Callable[[Tensor], Tensor], names: Sequence[str], count: int
) -> Callable[[Layer], Layer]:
    """A change of these parameters of a layer, each seen as (gates, hidden, …)."""

    def changed(layer: Layer) -> Layer:
        parts = {name: getattr(layer, name).unflatten(0, (count, -1)) for name in names}
        return replace(layer, **{name: change(part).flatten(0, 1) for name, part in parts.items()})

    return changed


PARTS = {"w_ih": "weight_ih", "w_hh": "weight_hh", "b_ih": "bias_ih", "b_hh": "bias_hh"}
"""A layer's parameters, and what they are called."""
OF = {"x": ("w_ih", "b_ih"), "h": ("w_hh", "b_hh")}


def _dealt_out(part: Tensor) -> Tensor:
    """Rows that are dealt out to the gates in turn: (gates, hidden, …)."""
    dealt: Tensor = part.flatten(0, 1).unflatten(0, (-1, len(part))).transpose(0, 1)
    return dealt


def _picked(blocks: Sequence[int]) -> Callable[[Tensor], Tensor]:
    """For each gate the block of this number."""
    return lambda part: part[list(blocks)]


def _without(block: int) -> Callable[[Tensor], Tensor]:
    """Zeros for the rows of one gate."""
    return lambda part: torch.cat([part[:block], torch.zeros_like(part[:1]), part[block + 1 :]])


def _of_rows(step: Step, gates: str) -> dict[Said, Network]:
    """Mistakes in which rows of the parameters are taken for which gate."""
    network, count = stack(step), len(gates)
    in_blocks = partial(_in_blocks, count=count)
    changes: dict[Said, Callable[[Layer], Layer]] = {
        Said("w_hh-transposed"): in_blocks(lambda part: part.mT, ("w_hh",))
    }
    for names in chain.from_iterable(combinations(PARTS, n) for n in range(1, len(PARTS) + 1)):
        said = Said("rows-interleaved", of=", ".join(PARTS[name] for name in names), gates=", ".join(gates))
        changes[said] = in_blocks(_dealt_out, names)
    for one, other in permutations(range(count), 2):
        blocks = [other if number == one else number for number in range(count)]
        for names in (tuple(PARTS), *((name,) for name in PARTS)):
            if (gates[one], gates[other], names) == ("z", "r", tuple(PARTS)):
                continue  # which is h-by-r
            of = Said("all-parameters") if len(names) > 1 else PARTS[names[0]]
            said = Said("rows-of-another-gate", gate=gates[one], other=gates[other], of=of)
            changes[said] = in_blocks(_picked(blocks), names)
    for one, other in combinations(range(count), 2):
        blocks = list(range(count))
        blocks[one], blocks[other] = other, one
        for of, names in OF.items():
            said = Said("order-of-rows-of", of=of, first=gates[one], second=gates[other])
            changes[said] = in_blocks(_picked(blocks), names)
    for number, gate in enumerate(gates):
        without = partial(in_blocks, _without(number))
        for name in ("b_ih", "b_hh"):
            if (gate, name) != ("n", "b_hh"):  # which the GRU's own mistakes have, as they have n without h
                changes[Said("bias-of-gate-missing", bias=PARTS[name], gate=gate)] = without((name,))
        if gate != "n":
            changes[Said("gate-without-h", gate=gate)] = without(OF["h"])
            changes[Said("gate-without-w_hh", gate=gate)] = without(("w_hh",))
    return {said: _changed(network, change) for said, change in changes.items()}


def _of_any(step: Step, gates: str) -> dict[Said, Network]:
    """Mistakes that an LSTM and a GRU share."""
    network = stack(step)
    return {
        **_of_rows(step, gates),
        Said("output-before-step"): stack(step, late=True),
        Said("output-before-step-at-the-end"): _late_at_the_end(network),
        Said("each-step-from-start"): stack(step, from_start=True),
        Said("final-states-of-first-step"): _first_steps(network),
        Said("given-state-for-layer-0-alone"): (
            lambda w, x, s: network(w, x, tuple(torch.cat([p[:1], torch.zeros_like(p[1:])]) for p in s))
        ),
        Said("w_hh-of-layer-0"): lambda w, x, s: network([replace(v, w_hh=w[0].w_hh) for v in w], x, s),
        Said("bias_hh-missing"): _changed(network, _no_b_hh),
        Said("bias_ih-missing"): _changed(network, _no_b_ih),
        Said("both-biases-missing"): _changed(network, lambda layer: _no_b_ih(_no_b_hh(layer))),
        Said("bias_ih-twice"): _changed(network, lambda w: replace(w, b_hh=w.b_ih)),
        Said("bias_hh-twice"): _changed(network, lambda w: replace(w, b_ih=w.b_hh)),
        Said("w_hh-missing"): _changed(network, lambda w: replace(w, w_hh=torch.zeros_like(w.w_hh))),
        Said("given-state-ignored"): _from_zero(network),
        Said("starts-from-layer-0"): _from_lowest(network),
        Said("given-states-reversed"): (lambda w, x, s: network(w, x, tuple(part.flip(0) for part in s))),
        Said("final-states-reversed"): (
            lambda w, x, s: replace(r := network(w, x, s), finals=tuple(part.flip(0) for part in r.finals))
        ),
        Said("final-states-of-last-layer"): _last_only(network),
        Said("final-states-as-given"): lambda w, x, s: replace(network(w, x, s), finals=s),
        Said("read-backwards"): _backwards(network),
        Said("read-backwards-left-so"): stack(step, backwards=True),
        Said("starts-where-below-ended"): stack(step, from_below=True),
        Said("batch-first"): _batch_first(network),
        Said("output-of-first-layer"): (
            lambda w, x, s: replace(network(w, x, s), output=network(w[:1], x, s).output)
        ),
        Said("weights-of-layer-1"): (
            lambda w, x, s: network([w[0], *[w[min(1, len(w) - 1)]] * (len(w) - 1)], x, s)
        ),
    }


def _same(a: Tensor) -> Tensor:
    return a


SIGMOIDS: dict[Said, Callable[[Tensor], Tensor]] = {
    Said("sigmoid-of-minus"): lambda a: torch.sigmoid(-a),
    Said("sigmoid-too-steep"): lambda a: torch.sigmoid(2 * a),
    Said("hard-sigmoid"): F.hardsigmoid,
    Said("hard-sigmoid-of-keras"): lambda a: (0.2 * a + 0.5).clamp(0, 1),
}
"""What is taken for sigmoid."""


def _lstm_mistakes() -> dict[Said, Network]:
    steps: dict[Said, Step] = {
        **{
            _other_order(order, "ifgo"): lstm_step(order)
            for order in map("".join, permutations("ifgo"))
            if order != "ifgo"
        },
        Said("f-ignored"): lstm_step(cell=lambda a, c, h: c + a["i"] * a["g"]),
        Said("i-ignored"): lstm_step(cell=lambda a, c, h: a["f"] * c + a["g"]),
        Said("i-and-f-ignored"): lstm_step(cell=lambda a, c, h: c + a["g"]),
        Said("f-is-one-minus-i"): lstm_step(cell=lambda a, c, h: (1 - a["i"]) * c + a["i"] * a["g"]),
        Said("f-shares-c-and-g"): lstm_step(cell=lambda a, c, h: a["f"] * c + (1 - a["f"]) * a["g"]),
        Said("f-reversed"): lstm_step(cell=lambda a, c, h: (1 - a["f"]) * c + a["i"] * a["g"]),
        Said("c-multiplied"): lstm_step(cell=lambda a, c, h: a["f"] * c * a["i"] * a["g"]),
        Said("c-with-minus"): lstm_step(cell=lambda a, c, h: a["f"] * c - a["i"] * a["g"]),
        Said("c-from-h"): lstm_step(cell=lambda a, c, h: a["f"] * h + a["i"] * a["g"]),
        Said("c-without-f"): lstm_step(cell=lambda a, c, h: a["i"] * a["g"]),
        Said("c-without-i"): lstm_step(cell=lambda a, c, h: a["f"] * c),
        Said("f-plus-1"): lstm_step(gates={"f": lambda a: torch.sigmoid(a + 1)}),
        Said("o-missing"): lstm_step(hidden=lambda a, c: torch.tanh(c)),
        Said("tanh-of-c-missing"): lstm_step(hidden=lambda a, c: a["o"] * c),
        Said("h-is-c"): lstm_step(hidden=lambda a, c: c),
        Said("h-with-sigmoid"): lstm_step(hidden=lambda a, c: a["o"] * torch.sigmoid(c)),
        Said("h-with-relu"): lstm_step(hidden=lambda a, c: a["o"] * torch.relu(c)),
        Said("h-is-tanh-of-product"): lstm_step(hidden=lambda a, c: torch.tanh(a["o"] * c)),
        Said("g-through-sigmoid"): lstm_step(gates={"g": torch.sigmoid}),
        Said("g-through-relu"): lstm_step(gates={"g": torch.relu}),
        Said("g-through-nothing"): lstm_step(gates={"g": _same}),
        Said("gates-through-tanh"): lstm_step(gates=dict.fromkeys("ifo", torch.tanh)),
        Said("gates-through-nothing"): lstm_step(gates=dict.fromkeys("ifo", _same)),
        **{
            said: lstm_step(gates={gate: function})
            for gate in "ifo"
            for said, function in (
                (Said("gate-through-tanh", gate=gate), torch.tanh),
                (Said("gate-through-nothing", gate=gate), _same),
            )
        },
        Said("gates-through-softmax"): lstm_step(gates=dict.fromkeys("ifo", lambda a: a.softmax(1))),
        **{said: lstm_step(gates=dict.fromkeys("ifo", function)) for said, function in SIGMOIDS.items()},
        Said("c-clamped"): lstm_step(cell=lambda a, c, h: (a["f"] * c + a["i"] * a["g"]).clamp(-1, 1)),
    }
    right = lstm_step()
    return {
        **{said: stack(step) for said, step in steps.items()},
        Said("h-not-carried"): stack(right, lambda s: (torch.zeros_like(s[0]), s[1])),
        Said("c-not-carried"): stack(right, lambda s: (s[0], torch.zeros_like(s[1]))),
        Said("h-and-c-not-carried"): stack(right, _forgotten),
        Said("h-and-c-exchanged"): stack(right, lambda s: s[::-1]),
        Said("output-and-next-layer-of-c"): stack(right, passed_on=1),
        Said("output-of-c"): _output_of_cells,
        Said("h_0-and-c_0-swapped"): lambda w, x, s: lstm(w, x, s[::-1]),
        Said("h_n-and-c_n-swapped"): lambda w, x, s: replace(r := lstm(w, x, s), finals=r.finals[::-1]),
        Said("h_n-for-c_n"): lambda w, x, s: replace(r := lstm(w, x, s), finals=r.finals[:1] * 2),
        Said("h_0-for-c_0"): lambda w, x, s: lstm(w, x, s[:1] * 2),
        Said("c_0-ignored"): lambda w, x, s: lstm(w, x, (s[0], torch.zeros_like(s[1]))),
        Said("h_0-ignored"): lambda w, x, s: lstm(w, x, (torch.zeros_like(s[0]), s[1])),
        **_of_any(right, "ifgo"),
    }


def _gru_mistakes() -> dict[Said, Network]:
    steps: dict[Said, Step] = {
        **{
            _other_order(order, "rzn"): gru_step(order)
            for order in map("".join, permutations("rzn"))
            if order != "rzn"
        },
        Said("z-swapped"): gru_step(hidden=lambda a, h: a["z"] * a["n"] + (1 - a["z"]) * h),
        Said("z-ignored"): gru_step(hidden=lambda a, h: a["n"]),
        Said("z-times-h-missing"): gru_step(hidden=lambda a, h: (1 - a["z"]) * a["n"]),
        Said("one-minus-z-missing"): gru_step(hidden=lambda a, h: a["n"] + a["z"] * h),
        Said("n-by-z"): gru_step(hidden=lambda a, h: a["z"] * a["n"] + a["z"] * h),
        Said("z-n-plus-h"): gru_step(hidden=lambda a, h: a["z"] * a["n"] + h),
        Said("h-by-r"): gru_step(hidden=lambda a, h: (1 - a["r"]) * a["n"] + a["r"] * h),
        Said("tanh-over-all-of-h"): gru_step(
            squash=_same, hidden=lambda a, h: torch.tanh((1 - a["z"]) * a["n"] + a["z"] * h)
        ),
        Said("tanh-over-h-once-more"): gru_step(
            hidden=lambda a, h: torch.tanh((1 - a["z"]) * a["n"] + a["z"] * h)
        ),
        Said("r-before-w_hn"): gru_step(new=lambda w, r, h, x, _: x + _linear(w, r * h)),
        Said("textbook-gru"): gru_step(
            new=lambda w, r, h, x, _: x + _linear(w, r * h),
            hidden=lambda a, h: a["z"] * a["n"] + (1 - a["z"]) * h,
        ),
        Said("r-ignored"): gru_step(new=lambda w, r, h, x, y: x + y),
        Said("r-reversed"): gru_step(new=lambda w, r, h, x, y: x + (1 - r) * y),
        Said("r-on-x"): gru_step(new=lambda w, r, h, x, y: r * x + y),
        Said("r-on-all-of-n"): gru_step(new=lambda w, r, h, x, y: r * (x + y)),
        Said("b_hn-outside"): gru_step(new=lambda w, r, h, x, y: x + r * (y - _bias(w)) + _bias(w)),
        Said("r-for-h"): gru_step(new=lambda w, r, h, x, y: x + _linear(w, r)),
        Said("h-missing-in-n"): gru_step(new=lambda w, r, h, x, y: x),
        Said("x-missing-in-n"): gru_step(new=lambda w, r, h, x, y: r * y),
        Said("b_hn-missing"): gru_step(new=lambda w, r, h, x, y: x + r * (y - _bias(w))),
        Said("r-times-h-once-more"): gru_step(new=lambda w, r, h, x, y: x + r * y * h),
        Said("n-through-sigmoid"): gru_step(squash=torch.sigmoid),
        Said("n-through-relu"): gru_step(squash=torch.relu),
        Said("n-through-nothing"): gru_step(squash=_same),
        Said("mix-with-minus"): gru_step(hidden=lambda a, h: a["n"] - a["z"] * (h - a["n"])),
        Said("h-with-minus"): gru_step(hidden=lambda a, h: (1 - a["z"]) * a["n"] - a["z"] * h),
        Said("r-in-the-mix"): gru_step(hidden=lambda a, h: (1 - a["z"]) * a["n"] + a["z"] * a["r"] * h),
        Said("state-normalised"): gru_step(
            hidden=lambda a, h: F.layer_norm((1 - a["z"]) * a["n"] + a["z"] * h, h.shape[-1:])
        ),
        Said("r-and-z-through-tanh"): gru_step(gates=dict.fromkeys("rz", torch.tanh)),
        Said("r-and-z-through-nothing"): gru_step(gates=dict.fromkeys("rz", _same)),
        Said("r-and-z-through-softmax"): gru_step(gates=dict.fromkeys("rz", lambda a: a.softmax(1))),
        **{Said("gate-through-tanh", gate=gate): gru_step(gates={gate: torch.tanh}) for gate in "rz"},
        **{Said("gate-through-nothing", gate=gate): gru_step(gates={gate: _same}) for gate in "rz"},
        **{
            Said("gate-rounded", gate=gate): gru_step(gates={gate: lambda a: a.sigmoid().round()})
            for gate in "rz"
        },
        **{said: gru_step(gates=dict.fromkeys("rz", function)) for said, function in SIGMOIDS.items()},
    }
    right = gru_step()
    return {
        **{said: stack(step) for said, step in steps.items()},
        Said("h-not-carried"): stack(right, _forgotten),
        Said("next-layer-reads-n"): _handing_up_n,
        **_of_any(right, "rzn"),
    }


def _forgotten(state: State) -> State:
    return tuple(map(torch.zeros_like, state))


def _linear(layer: Layer, h: Tensor) -> Tensor:
    """W_hn h + b_hn."""
    return h @ layer.w_hh.chunk(3)[2].T + layer.b_hh.chunk(3)[2]


def _bias(layer: Layer) -> Tensor:
    return layer.b_hh.chunk(3)[2]


def _handing_up_n(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
    """Each layer but the first reads the candidates of the one below, which are n in `gru_step`."""
    x, finals = inputs, []
    step, candidates = gru_step(), gru_step(hidden=lambda a, h: a["n"])
    for number, layer in enumerate(layers):
        now, outputs, new = tuple(part[number] for part in state), [], []
        for x_t in x:
            new.append(candidates(layer, x_t, now)[0])
            now = step(layer, x_t, now)
            outputs.append(now[0])
        x = torch.stack(new)
        finals.append(now[0])
    return Result(torch.stack(outputs), (torch.stack(finals),))


def _output_of_cells(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
    result = lstm(layers, inputs, state)
    lower = lstm(layers[:-1], inputs, state).output if len(layers) > 1 else inputs
    last = stack(lstm_step(), passed_on=1)(layers[-1:], lower, tuple(part[-1:] for part in state))
    return replace(result, output=last.output)


def _cut(which: Sequence[int]) -> Callable[[State], State]:
    return lambda state: tuple(part.detach() if i in which else part for i, part in enumerate(state))


def _cut_start(network: Network) -> Network:
    return lambda layers, inputs, state: network(layers, inputs, tuple(part.detach() for part in state))


def _cut_finals(network: Network) -> Network:
    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        result = network(layers, inputs, state)
        return replace(result, finals=tuple(part.detach() for part in result.finals))

    return run


DETACHED = (2, 3, 4, 5, 8, 10, 16, 20, 25, 32, 50)
"""Steps after which somebody detaches a state."""


@dataclass(frozen=True)
class Kind:
    """LSTM or GRU: the gates in the order of the rows, the states by name, the reference and the mistakes.

    quick: the reference in torch's own words. cut: the mistakes in what the gradient flows through; their values are
    right.
    """

    name: str
    gates: str
    states: tuple[str, ...]
    network: Network
    quick: Network
    mistakes: Mapping[Said, Network]
    cut: Mapping[Said, Network]


LSTM = Kind(
    "LSTM",
    "ifgo",
    ("h", "c"),
    lstm,
    torch_lstm,
    _lstm_mistakes(),
    {
        Said("h-detached"): stack(lstm_step(), _cut([0])),
        Said("c-detached"): stack(lstm_step(), _cut([1])),
        Said("h-and-c-detached"): stack(lstm_step(), _cut([0, 1])),
        **{
            Said("h-and-c-detached-every", steps=k): stack(lstm_step(), _cut([0, 1]), every=k)
            for k in DETACHED
        },
        Said("given-state-detached"): _cut_start(lstm),
        Said("h_n-and-c_n-detached"): _cut_finals(lstm),
    },
)


GRU = Kind(
    "GRU",
    "rzn",
    ("h",),
    gru,
    torch_gru,
    _gru_mistakes(),
    {
        Said("h-detached"): stack(gru_step(), _cut([0])),
        **{Said("h-detached-every", steps=k): stack(gru_step(), _cut([0]), every=k) for k in DETACHED},
        Said("given-state-detached"): _cut_start(gru),
        Said("h_n-detached"): _cut_finals(gru),
    },
)
