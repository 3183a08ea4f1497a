"""An LSTM and a GRU as their tests know them: the reference, and the mistakes that are known by name.

A name is given only where exactly one of them gives the student's values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import torch
from torch import Tensor

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


def _in_words(order: str, right: str) -> str:
    words = f"the rows of the weights are taken in the order {', '.join(order)}; they are {', '.join(right)}"
    moved = [gate for gate, place in zip(order, right, strict=True) if gate != place]
    # Of two that both go through sigmoid, nobody sees whether it is their rows that are exchanged.
    exchanged = len(moved) == 2 and not set(moved) & set("gn")
    return (
        words
        + f", or {' and '.join(sorted(moved, key=right.index))} change places in the equations" * exchanged
    )


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


def _of_any(step: Step) -> dict[str, Network]:
    """Mistakes that an LSTM and a GRU share."""
    network = stack(step)
    return {
        "bias_hh is not added": _changed(network, _no_b_hh),
        "bias_ih is not added": _changed(network, _no_b_ih),
        "neither bias is added": _changed(network, lambda layer: _no_b_ih(_no_b_hh(layer))),
        "bias_ih is added twice, bias_hh never": _changed(network, lambda w: replace(w, b_hh=w.b_ih)),
        "bias_hh is added twice, bias_ih never": _changed(network, lambda w: replace(w, b_ih=w.b_hh)),
        "h W_hh is not added": _changed(network, lambda w: replace(w, w_hh=torch.zeros_like(w.w_hh))),
        "the given state is ignored: every call starts from zero": _from_zero(network),
        "every layer starts from the state given for layer 0": _from_lowest(network),
        "the states given for the layers are taken in reverse order": (
            lambda w, x, s: network(w, x, tuple(part.flip(0) for part in s))
        ),
        "the final states come in the reverse order of the layers": (
            lambda w, x, s: replace(r := network(w, x, s), finals=tuple(part.flip(0) for part in r.finals))
        ),
        "the final states are the last layer's for every layer": _last_only(network),
        "the final states are the ones that were given": lambda w, x, s: replace(network(w, x, s), finals=s),
        "the sequence is read backwards": _backwards(network),
        "the sequence is read backwards, and the output is left so": stack(step, backwards=True),
        "each layer starts from the state in which the layer below ended": stack(step, from_below=True),
        "the first axis is taken for the batch; it is the sequence (batch_first)": _batch_first(network),
        "the output is the first layer's; it is the last layer's": (
            lambda w, x, s: replace(network(w, x, s), output=network(w[:1], x, s).output)
        ),
        "every layer above the first uses layer 1's weights": (
            lambda w, x, s: network([w[0], *[w[min(1, len(w) - 1)]] * (len(w) - 1)], x, s)
        ),
    }


def _lstm_mistakes() -> dict[str, Network]:
    steps = {
        **{
            _in_words(order, "ifgo"): lstm_step(order)
            for order in map("".join, permutations("ifgo"))
            if order != "ifgo"
        },
        "the forget gate f is ignored: c = c + i * g": lstm_step(cell=lambda a, c, h: c + a["i"] * a["g"]),
        "the input gate i is ignored: c = f * c + g": lstm_step(cell=lambda a, c, h: a["f"] * c + a["g"]),
        "the gates i and f are both ignored: c = c + g": lstm_step(cell=lambda a, c, h: c + a["g"]),
        "f is taken as 1 - i: c = (1 - i) * c + i * g": lstm_step(
            cell=lambda a, c, h: (1 - a["i"]) * c + a["i"] * a["g"]
        ),
        "f and 1 - f share c and g: c = f * c + (1 - f) * g": lstm_step(
            cell=lambda a, c, h: a["f"] * c + (1 - a["f"]) * a["g"]
        ),
        "1 - f is taken for f": lstm_step(cell=lambda a, c, h: (1 - a["f"]) * c + a["i"] * a["g"]),
        "c is multiplied where it is added: c = f * c * i * g": lstm_step(
            cell=lambda a, c, h: a["f"] * c * a["i"] * a["g"]
        ),
        "c has a minus where it has a plus: c = f * c - i * g": lstm_step(
            cell=lambda a, c, h: a["f"] * c - a["i"] * a["g"]
        ),
        "c is computed from h_{t-1} in place of c_{t-1}": lstm_step(
            cell=lambda a, c, h: a["f"] * h + a["i"] * a["g"]
        ),
        "c is i * g alone: f * c is missing": lstm_step(cell=lambda a, c, h: a["i"] * a["g"]),
        "c is f * c alone: i * g is missing": lstm_step(cell=lambda a, c, h: a["f"] * c),
        "1 is added inside the forget gate f": lstm_step(gates={"f": lambda a: torch.sigmoid(a + 1)}),
        "the output gate o is missing: h = tanh(c)": lstm_step(hidden=lambda a, c: torch.tanh(c)),
        "tanh is missing: h = o * tanh(c), not o * c": lstm_step(hidden=lambda a, c: a["o"] * c),
        "h is c: o and tanh are missing": lstm_step(hidden=lambda a, c: c),
        "h is o * sigmoid(c); it is o * tanh(c)": lstm_step(hidden=lambda a, c: a["o"] * torch.sigmoid(c)),
        "h is o * ReLU(c); it is o * tanh(c)": lstm_step(hidden=lambda a, c: a["o"] * torch.relu(c)),
        "h is tanh(o * c); it is o * tanh(c)": lstm_step(hidden=lambda a, c: torch.tanh(a["o"] * c)),
        "g goes through sigmoid; it goes through tanh": lstm_step(gates={"g": torch.sigmoid}),
        "g goes through ReLU; it goes through tanh": lstm_step(gates={"g": torch.relu}),
        "g goes through nothing; it goes through tanh": lstm_step(gates={"g": _same}),
        "all four of i, f, g and o go through tanh; only g does": lstm_step(
            gates=dict.fromkeys("ifo", torch.tanh)
        ),
        "the gates go through nothing; i, f and o go through sigmoid": lstm_step(
            gates=dict.fromkeys("ifo", _same)
        ),
        **{
            f"{gate} goes through {name}; it goes through sigmoid": lstm_step(gates={gate: function})
            for gate in "ifo"
            for name, function in (("tanh", torch.tanh), ("nothing", _same))
        },
        "the gates go through a softmax; each goes through sigmoid": lstm_step(
            gates=dict.fromkeys("ifo", lambda a: a.softmax(1))
        ),
    }
    right = lstm_step()
    return {
        **{name: stack(step) for name, step in steps.items()},
        "h is not carried from one step to the next": stack(right, lambda s: (torch.zeros_like(s[0]), s[1])),
        "c is not carried from one step to the next": stack(right, lambda s: (s[0], torch.zeros_like(s[1]))),
        "neither h nor c is carried from one step to the next": stack(right, _forgotten),
        "h and c change places from one step to the next": stack(right, lambda s: s[::-1]),
        "the output, and what the next layer reads, is c; it is h": stack(right, passed_on=1),
        "the output is c; it is h": _output_of_cells,
        "h_0 and c_0 are swapped": lambda w, x, s: lstm(w, x, s[::-1]),
        "h_n and c_n are swapped": lambda w, x, s: replace(r := lstm(w, x, s), finals=r.finals[::-1]),
        "h_n is given for c_n too": lambda w, x, s: replace(r := lstm(w, x, s), finals=r.finals[:1] * 2),
        "h_0 is taken for c_0 too": lambda w, x, s: lstm(w, x, s[:1] * 2),
        "c_0 is ignored": lambda w, x, s: lstm(w, x, (s[0], torch.zeros_like(s[1]))),
        "h_0 is ignored": lambda w, x, s: lstm(w, x, (torch.zeros_like(s[0]), s[1])),
        **_of_any(right),
    }


def _gru_mistakes() -> dict[str, Network]:
    before = "r is applied to h before W_hn; it is applied after: r * (W_hn h + b_hn)"
    steps = {
        **{
            _in_words(order, "rzn"): gru_step(order)
            for order in map("".join, permutations("rzn"))
            if order != "rzn"
        },
        "z and 1 - z are swapped: h = (1 - z) * n + z * h": gru_step(
            hidden=lambda a, h: a["z"] * a["n"] + (1 - a["z"]) * h
        ),
        "the update gate z is ignored: h = n": gru_step(hidden=lambda a, h: a["n"]),
        "z * h is missing: h = (1 - z) * n + z * h": gru_step(hidden=lambda a, h: (1 - a["z"]) * a["n"]),
        "1 - z is missing: h = (1 - z) * n + z * h": gru_step(hidden=lambda a, h: a["n"] + a["z"] * h),
        "z takes n where 1 - z does: h = (1 - z) * n + z * h": gru_step(
            hidden=lambda a, h: a["z"] * a["n"] + a["z"] * h
        ),
        "z * n + h: h = (1 - z) * n + z * h": gru_step(hidden=lambda a, h: a["z"] * a["n"] + h),
        "h_t is r's mix of n and h; it is z's": gru_step(
            hidden=lambda a, h: (1 - a["r"]) * a["n"] + a["r"] * h
        ),
        "tanh goes over all of h; it goes over n alone": gru_step(
            squash=_same, hidden=lambda a, h: torch.tanh((1 - a["z"]) * a["n"] + a["z"] * h)
        ),
        "tanh goes over h once more; it goes over n alone": gru_step(
            hidden=lambda a, h: torch.tanh((1 - a["z"]) * a["n"] + a["z"] * h)
        ),
        before: gru_step(new=lambda w, r, h, x, _: x + _linear(w, r * h)),
        "the reset gate r is ignored": gru_step(new=lambda w, r, h, x, y: x + y),
        "1 - r is taken for r": gru_step(new=lambda w, r, h, x, y: x + (1 - r) * y),
        "r is applied to x's part of n; it is applied to h's": gru_step(new=lambda w, r, h, x, y: r * x + y),
        "r is applied to all of n; it is applied to h's part alone": gru_step(
            new=lambda w, r, h, x, y: r * (x + y)
        ),
        "b_hn is left outside: n has r * (W_hn h + b_hn)": gru_step(
            new=lambda w, r, h, x, y: x + r * (y - _bias(w)) + _bias(w)
        ),
        "r replaces h: n has r * (W_hn h + b_hn)": gru_step(new=lambda w, r, h, x, y: x + _linear(w, r)),
        "h's part of n is missing": gru_step(new=lambda w, r, h, x, y: x),
        "x's part of n is missing": gru_step(new=lambda w, r, h, x, y: r * y),
        "b_hn is not added": gru_step(new=lambda w, r, h, x, y: x + r * (y - _bias(w))),
        "r multiplies h once more: n has r * (W_hn h + b_hn)": gru_step(
            new=lambda w, r, h, x, y: x + r * y * h
        ),
        "n goes through sigmoid; it goes through tanh": gru_step(squash=torch.sigmoid),
        "n goes through ReLU; it goes through tanh": gru_step(squash=torch.relu),
        "n goes through nothing; it goes through tanh": gru_step(squash=_same),
        "r and z go through tanh; they go through sigmoid": gru_step(gate=torch.tanh),
        "r and z go through nothing; they go through sigmoid": gru_step(gate=_same),
        "r and z go through a softmax; they go through sigmoid": gru_step(gate=lambda a: a.softmax(1)),
    }
    right = gru_step()
    return {
        **{name: stack(step) for name, step in steps.items()},
        "h is not carried from one step to the next": stack(right, _forgotten),
        **_of_any(right),
    }


def _same(a: Tensor) -> Tensor:
    return a


def _forgotten(state: State) -> State:
    return tuple(map(torch.zeros_like, state))


def _linear(layer: Layer, h: Tensor) -> Tensor:
    """W_hn h + b_hn."""
    return h @ layer.w_hh.chunk(3)[2].T + layer.b_hh.chunk(3)[2]


def _bias(layer: Layer) -> Tensor:
    return layer.b_hh.chunk(3)[2]


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
    mistakes: Mapping[str, Network]
    cut: Mapping[str, Network]


LSTM = Kind(
    "LSTM",
    "ifgo",
    ("h", "c"),
    lstm,
    torch_lstm,
    _lstm_mistakes(),
    {
        "h is detached from one step to the next": stack(lstm_step(), _cut([0])),
        "c is detached from one step to the next": stack(lstm_step(), _cut([1])),
        "h and c are detached from one step to the next": stack(lstm_step(), _cut([0, 1])),
        "the given state is detached": _cut_start(lstm),
        "h_n and c_n are detached": _cut_finals(lstm),
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
        "h is detached from one step to the next": stack(gru_step(), _cut([0])),
        "the given state is detached": _cut_start(gru),
        "h_n is detached": _cut_finals(gru),
    },
)
