"""The lecture's LSTM and GRU as functions of a student's own weights.

LSTM (torch.nn.LSTM; Hochreiter and Schmidhuber 1997)           the rows of the weights: i, f, g, o
    i, f, o = sigmoid(W x_t + b + W h_{t-1} + b)    g = tanh(W x_t + b + W h_{t-1} + b)    each with its own rows
    c_t = f * c_{t-1} + i * g                        h_t = o * tanh(c_t)
GRU (torch.nn.GRU; Cho et al. 2014)                              the rows of the weights: r, z, n
    r, z = sigmoid(W x_t + b + W h_{t-1} + b)        n = tanh(W x_t + b + r * (W h_{t-1} + b))
    h_t = (1 - z) * n + z * h_{t-1}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

PARAMETERS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


@dataclass(frozen=True)
class Layer:
    """w_ih (gates * hidden, in), w_hh (gates * hidden, hidden), b_ih and b_hh (gates * hidden,)."""

    w_ih: Tensor
    w_hh: Tensor
    b_ih: Tensor
    b_hh: Tensor


State = tuple[Tensor, ...]
"""(h, c) of an LSTM, (h,) of a GRU: each (batch, hidden) for one layer, (num_layers, batch, hidden) for all."""

Step = Callable[[Layer, Tensor, State], State]
"""A layer, x_t (batch, in) and the state at t - 1 give the state at t. Many layers at once may stand in one, with one
more axis in front, biases as rows (1, gates * hidden), if the step is the right one.
"""


@dataclass(frozen=True)
class Result:
    """output (seq, batch, hidden); finals, h_n and for an LSTM c_n, each (num_layers, batch, hidden)."""

    output: Tensor
    finals: State


Network = Callable[[Sequence[Layer], Tensor, State], Result]
"""All layers on inputs (seq, batch, in) from a state (num_layers, batch, hidden)."""


def shapes(gates: int, input_size: int, hidden_size: int, num_layers: int) -> dict[str, tuple[int, ...]]:
    """The parameters' shapes by name, as torch.nn.LSTM and torch.nn.GRU have them."""
    rows = gates * hidden_size
    result: dict[str, tuple[int, ...]] = {}
    for number in range(num_layers):
        columns = input_size if number == 0 else hidden_size
        sizes = ((rows, columns), (rows, hidden_size), (rows,), (rows,))
        result |= {f"{name}_l{number}": size for name, size in zip(PARAMETERS, sizes, strict=True)}
    return result


def layers_of(values: Mapping[str, Tensor], num_layers: int) -> list[Layer]:
    """The layers in parameters with torch's names."""
    return [Layer(*(values[f"{name}_l{number}"] for name in PARAMETERS)) for number in range(num_layers)]


def zeros(count: int, num_layers: int, batch: int, hidden: int) -> State:
    return tuple(torch.zeros(num_layers, batch, hidden) for _ in range(count))


def stack(
    step: Step,
    carried: Callable[[State], State] = lambda state: state,
    passed_on: int = 0,
    from_below: bool = False,
    backwards: bool = False,
    late: bool = False,
    every: int = 1,
    from_start: bool = False,
) -> Network:
    """Layer above layer. The options are there for mistakes: what is `carried` from step to step, or from so many steps
    to as many, which part of the state the next layer reads, whether it starts where the layer below ended, whether
    each reads backwards, gives the state before each step for that after it, and takes each step from the start.
    """

    def run(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
        x, finals = inputs, []
        for number, layer in enumerate(layers):
            if number == 0 or not from_below:
                now = tuple(part[number] for part in state)  # each (batch, hidden)
            start, outputs = now, []
            for t, x_t in enumerate(x.flip(0) if backwards else x):  # (batch, in)
                before = now if t % every or t == 0 else carried(now)
                now = step(layer, x_t, start if from_start else before)
                outputs.append((before if late else now)[passed_on])
            x = torch.stack(outputs)  # (seq, batch, hidden)
            finals.append(now)
        return Result(x, tuple(torch.stack(parts) for parts in zip(*finals, strict=True)))

    return run


def lstm_step(
    order: str = "ifgo",
    gates: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    cell: Callable[[Mapping[str, Tensor], Tensor, Tensor], Tensor] = lambda a, c, h: (
        a["f"] * c + a["i"] * a["g"]
    ),
    hidden: Callable[[Mapping[str, Tensor], Tensor], Tensor] = lambda a, c: a["o"] * torch.tanh(c),
) -> Step:
    """The LSTM's equations; another `order` of rows, activation of `gates` by name, c_t or h_t is a mistake."""
    functions = {"i": torch.sigmoid, "f": torch.sigmoid, "g": torch.tanh, "o": torch.sigmoid, **(gates or {})}

    def step(layer: Layer, x: Tensor, state: State) -> State:
        h, c = state
        rows = x @ layer.w_ih.mT + layer.b_ih + h @ layer.w_hh.mT + layer.b_hh  # (batch, 4 * hidden)
        a = {name: functions[name](part) for name, part in zip(order, rows.chunk(4, -1), strict=True)}
        c_next = cell(a, c, h)
        return hidden(a, c_next), c_next

    return step


def gru_step(
    order: str = "rzn",
    gates: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
    squash: Callable[[Tensor], Tensor] = torch.tanh,
    new: Callable[[Layer, Tensor, Tensor, Tensor, Tensor], Tensor] | None = None,
    hidden: Callable[[Mapping[str, Tensor], Tensor], Tensor] = lambda a, h: (
        (1 - a["z"]) * a["n"] + a["z"] * h
    ),
) -> Step:
    """The GRU's equations; another `order` of rows, activation of `gates` by name, candidate (before `squash`) or h_t
    is a mistake.

    new: the layer, r, h and the parts of x and h in the candidate, W x + b and W h + b.
    """

    functions = {"r": torch.sigmoid, "z": torch.sigmoid, **(gates or {})}

    def step(layer: Layer, x: Tensor, state: State) -> State:
        (h,) = state
        rows_of_x = x @ layer.w_ih.mT + layer.b_ih  # (batch, 3 * hidden)
        rows_of_h = h @ layer.w_hh.mT + layer.b_hh  # (batch, 3 * hidden)
        of_x = dict(zip(order, rows_of_x.chunk(3, -1), strict=True))  # (batch, hidden) each
        of_h = dict(zip(order, rows_of_h.chunk(3, -1), strict=True))
        a = {name: functions[name](of_x[name] + of_h[name]) for name in "rz"}
        candidate = new(layer, a["r"], h, of_x["n"], of_h["n"]) if new else of_x["n"] + a["r"] * of_h["n"]
        a["n"] = squash(candidate)
        return (hidden(a, h),)

    return step


lstm: Network = stack(lstm_step())
gru: Network = stack(gru_step())


def torch_lstm(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
    """`lstm` in torch's own words: a few times faster, where it is trained."""
    flat = [part for w in layers for part in (w.w_ih, w.w_hh, w.b_ih, w.b_hh)]
    output, *finals = torch.lstm(inputs, state, flat, True, len(layers), 0.0, False, False, False)
    return Result(output, tuple(finals))


def torch_gru(layers: Sequence[Layer], inputs: Tensor, state: State) -> Result:
    """`gru` in torch's own words: a few times faster, where it is trained."""
    flat = [part for w in layers for part in (w.w_ih, w.w_hh, w.b_ih, w.b_hh)]
    output, h_n = torch.gru(inputs, state[0], flat, True, len(layers), 0.0, False, False, False)
    return Result(output, (h_n,))
