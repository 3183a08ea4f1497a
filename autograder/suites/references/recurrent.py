"""The lecture's RNN as a function of a student's own weights, whatever their names, order or spelling.

h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)      (torch.nn.RNN; Elman 1990), layer above layer, h_0 = 0
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Layout:
    """How a spelling keeps its layers' weights, in order of first use, biases aside.

    joint: one matrix for [x, h] (or [h, x] if not `input_first`) instead of one for each. by_layer: both matrices of
    a layer, then those of the next; otherwise all for x, then all for h, as code has it that goes through all layers
    at each step and has no h at the first.
    """

    joint: bool
    input_first: bool
    transposed_input: bool
    transposed_hidden: bool
    by_layer: bool = True


@dataclass(frozen=True)
class Weights:
    """One layer: w_ih (hidden, in), w_hh (hidden, hidden), bias (hidden,), the sum of all biases."""

    w_ih: Tensor
    w_hh: Tensor
    bias: Tensor


BOTH = (False, True)
LAYOUTS = (
    *(Layout(False, first, a, b) for first in (True, False) for a in BOTH for b in BOTH),
    *(Layout(True, first, t, t) for first in (True, False) for t in BOTH),
    *(Layout(False, True, a, b, by_layer=False) for a in BOTH for b in BOTH),
)


def layouts(used: Sequence[Tensor], input_size: int, hidden_size: int, num_layers: int) -> Iterator[Layout]:
    """The layouts that the shapes of `used`, the parameters in order of first use, allow."""
    for layout in LAYOUTS:
        if arrange(used, layout, input_size, hidden_size, num_layers) is not None:
            yield layout


def arrange(
    used: Sequence[Tensor], layout: Layout, input_size: int, hidden_size: int, num_layers: int
) -> list[Weights] | None:
    """Each layer's weights as views of `used`, so that gradients reach the student's own; None where shapes differ."""
    matrices = [p for p in used if p.dim() == 2 and p.shape[0] > 1 and p.shape[1] > 1]
    biases = [p for p in used if p.numel() == hidden_size and not any(p is m for m in matrices)]
    if len(matrices) + len(biases) != len(used) or len(biases) % num_layers:
        return None
    if len(matrices) != num_layers * (1 if layout.joint else 2):
        return None
    layers = []
    for number in range(num_layers):
        mine = matrices[number::num_layers] if not layout.by_layer else _share(matrices, number, num_layers)
        weights = _arrange_layer(mine, layout, input_size if number == 0 else hidden_size, hidden_size)
        if weights is None:
            return None
        total = sum((b.reshape(-1) for b in _share(biases, number, num_layers)), torch.zeros(hidden_size))
        layers.append(Weights(*weights, total))
    return layers


def _share(values: Sequence[Tensor], number: int, count: int) -> Sequence[Tensor]:
    """The part of `values` with that number, of `count` equal parts."""
    size = len(values) // count
    return values[number * size : (number + 1) * size]


def _arrange_layer(
    matrices: Sequence[Tensor], layout: Layout, size: int, hidden: int
) -> tuple[Tensor, Tensor] | None:
    if layout.joint:
        joint = matrices[0].T if layout.transposed_input else matrices[0]  # (hidden, in + hidden)
        if tuple(joint.shape) != (hidden, size + hidden):
            return None
        parts = joint.split([size, hidden] if layout.input_first else [hidden, size], dim=1)
        w_ih, w_hh = parts if layout.input_first else parts[::-1]
    else:
        w_ih, w_hh = matrices if layout.input_first else matrices[::-1]
        w_ih = w_ih.T if layout.transposed_input else w_ih
        w_hh = w_hh.T if layout.transposed_hidden else w_hh
    if tuple(w_ih.shape) != (hidden, size) or tuple(w_hh.shape) != (hidden, hidden):
        return None
    return w_ih, w_hh


def rnn(
    layers: Sequence[Weights],
    inputs: Tensor,
    activation: Callable[[Tensor], Tensor] = torch.tanh,
    carry: bool = True,
) -> Tensor:
    """inputs (seq, batch, in) → the last layer's hidden states (seq, batch, hidden).

    `activation` and `carry` (whether h goes from step to step) are there for the mistakes below.
    """
    x = inputs
    for layer in layers:
        h = zero = torch.zeros(x.shape[1], layer.w_hh.shape[0])  # (batch, hidden)
        states = []
        for x_t in x:  # (batch, in)
            h = activation(x_t @ layer.w_ih.T + (h if carry else zero) @ layer.w_hh.T + layer.bias)
            states.append(h)
        x = torch.stack(states)  # (seq, batch, hidden)
    return x


def flat(states: Tensor) -> Tensor:
    """(seq, batch, hidden) → (seq * batch, hidden), as the assignment asks."""
    return states.flatten(0, 1)


BATCH_FIRST = "the first axis is taken for the batch; it is the sequence (batch_first)"
ROWS_BY_BATCH = "the rows come batch by batch; they are wanted step by step"
SAME_FOR_ONE_SEQUENCE = frozenset({BATCH_FIRST, ROWS_BY_BATCH})
"""Mistakes that a batch of one cannot tell from others."""

MISTAKES: dict[str, Callable[[Sequence[Weights], Tensor], Tensor]] = {
    "the hidden state is not carried from one step to the next": lambda w, x: flat(rnn(w, x, carry=False)),
    "tanh is missing": lambda w, x: flat(rnn(w, x, activation=lambda a: a)),
    "ReLU is applied; the lecture's RNN applies tanh": lambda w, x: flat(rnn(w, x, activation=torch.relu)),
    "sigmoid is applied; the lecture's RNN applies tanh": lambda w, x: flat(
        rnn(w, x, activation=torch.sigmoid)
    ),
    BATCH_FIRST: lambda w, x: flat(rnn(w, x.transpose(0, 1)).transpose(0, 1)),
    ROWS_BY_BATCH: lambda w, x: flat(rnn(w, x).transpose(0, 1)),
    "forward ends in softmax; cross-entropy wants the logits": lambda w, x: flat(rnn(w, x)).softmax(1),
    "forward ends in log_softmax; cross-entropy wants the logits": lambda w, x: flat(rnn(w, x)).log_softmax(
        1
    ),
    "ReLU is applied to the outputs": lambda w, x: flat(rnn(w, x)).relu(),
    "the sequence is read backwards": lambda w, x: flat(rnn(w, x.flip(0)).flip(0)),
}
