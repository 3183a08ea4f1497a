"""The lecture's RNN as a function of a student's own numbers, and the mistakes that are known by name.

h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh)      (torch.nn.RNN; Elman 1990), layer above layer, h_0 = 0
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from autograder.checks.mistakes import Said


@dataclass(frozen=True)
class Weights:
    """One layer: w_ih (hidden, in), w_hh (hidden, hidden), bias (hidden,), the sum of all biases."""

    w_ih: Tensor
    w_hh: Tensor
    bias: Tensor

    @classmethod
    def of(cls, w_ih: Tensor, w_hh: Tensor, *biases: Tensor) -> Weights:
        return cls(w_ih, w_hh, sum(biases[1:], start=biases[0]) if biases else w_hh.new_zeros(len(w_hh)))


def rnn(
    layers: Sequence[Weights],
    inputs: Tensor,
    activation: Callable[[Tensor], Tensor] = torch.tanh,
    carry: bool = True,
    start: float = 0.0,
    from_below: bool = False,
    detached: tuple[int, int] | None = None,
) -> Tensor:
    """inputs (seq, batch, in) → the last layer's hidden states (seq, batch, hidden).

    The other arguments are there for mistakes: carry, whether h goes from step to step; start, the values of h_0;
    from_below, whether a layer starts from the last state of the layer below; detached, after how many steps h is, and
    at which of them first.
    """
    x, last = inputs, None
    for layer in layers:
        h = first = inputs.new_full((x.shape[1], layer.w_hh.shape[0]), start)  # (batch, hidden)
        if from_below and last is not None:
            h = last
        states = []
        w_hh = layer.w_hh.T
        for t, from_x in enumerate(x @ layer.w_ih.T + layer.bias):  # (batch, hidden)
            h = h.detach() if detached and t % detached[0] == detached[1] else h
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


def without_first_tanh(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but each layer's first state is W_ih x + b itself. None are given for one step, where tanh is missing
    altogether.
    """
    x = inputs
    for layer in layers:
        h = x[0] @ layer.w_ih.T + layer.bias  # (batch, hidden)
        states = [h]
        for step in x[1:]:
            h = torch.tanh(step @ layer.w_ih.T + h @ layer.w_hh.T + layer.bias)
            states.append(h)
        x = torch.stack(states)
    return x if len(x) > 1 else x[:0]


def one_step_late(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but each layer gives the state before its step: h_0 at first, and the last one never. None are given of
    one layer: its rows come one step late, as they may without that.
    """
    x = inputs
    for layer in layers:
        states = rnn([layer], x)
        x = torch.cat([torch.zeros_like(states[:1]), states[:-1]])
    return x if len(layers) > 1 else x[:0]


def each_layer_backwards(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but each layer reads from the last step to the first, and its states are left in that order. None are
    given of one layer, which reads backwards as any other does.
    """
    x = inputs
    for layer in layers:
        x = rnn([layer], x.flip(0))
    return x if len(layers) > 1 else x[:0]


def words_added(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but W_hh h is added up over the batch."""
    x = inputs
    for layer in layers:
        h = inputs.new_zeros(x.shape[1], layer.w_hh.shape[0])
        states = []
        for step in x:
            h = torch.tanh(step @ layer.w_ih.T + (h @ layer.w_hh.T).sum(0) + layer.bias)
            states.append(h)
        x = torch.stack(states)
    return x


def carried_before_tanh(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """As `rnn`, but what goes on to the next step is not yet through tanh."""
    x = inputs
    for layer in layers:
        z = inputs.new_zeros(x.shape[1], layer.w_hh.shape[0])
        states = []
        for step in x:
            z = step @ layer.w_ih.T + z @ layer.w_hh.T + layer.bias
            states.append(torch.tanh(z))
        x = torch.stack(states)
    return x


def last_states(layers: Sequence[Weights], inputs: Tensor) -> Tensor:
    """Each layer's last state, torch.nn.RNN's h_n: (layers, batch, hidden)."""
    return torch.stack([states[-1] for states in each_layer(layers, inputs)])


def detachments(most: int) -> dict[Said, tuple[int, int]]:
    """By mistake, where h is detached in a sequence of `most` steps."""
    every = {Said("h-detached-every", steps=k): (k, 0) for k in range(2, most)}
    odd = {Said("h-detached-every", steps=2, first=1): (2, 1)}
    return {Said("h-detached"): (1, 0), **every, **odd}


def each_layer(layers: Sequence[Weights], inputs: Tensor) -> list[Tensor]:
    """The states (seq, batch, hidden) of each layer."""
    return [rnn(layers[: number + 1], inputs) for number in range(len(layers))]


def other_rows(output: Tensor, finals: Sequence[Tensor]) -> dict[Said, Tensor]:
    """By mistake, rows (…, hidden) that may be taken for those of all steps, of which there are not as many.

    output: (seq, batch, hidden). finals: each layer's state after the last step, (batch, hidden).
    """
    return {
        **({Said("rows-of-last-states"): torch.cat(list(finals))} if len(finals) > 1 else {}),
        Said("rows-of-last-step"): output[-1],
        Said("rows-of-first-step"): output[0],
        Said("rows-of-mean-over-steps"): output.mean(0),
        Said("rows-of-sum-over-steps"): output.sum(0),
        Said("rows-of-largest-over-steps"): output.amax(0),
        Said("rows-of-first-sequence"): output[:, 0],
        Said("rows-of-last-sequence"): output[:, -1],
        Said("rows-of-mean-over-batch"): output.mean(1),
        Said("rows-without-last-step"): output[:-1].flatten(0, 1),
        Said("rows-without-first-step"): output[1:].flatten(0, 1),
    }


def side_by_side(output: Tensor) -> dict[Said, Tensor]:
    """The same mistake where it is known by the whole output, (seq, batch, columns): (batch, seq * columns)."""
    return {Said("rows-side-by-side"): output.transpose(0, 1).flatten(1)}


MIXED: dict[Said, Callable[[Tensor], Tensor]] = {
    Said("rows-summed-over-batch"): lambda h: h.sum(1, keepdim=True).expand_as(h),
    Said("rows-averaged-over-batch"): lambda h: h.mean(1, keepdim=True).expand_as(h),
    Said("rows-summed-over-steps"): lambda h: h.sum(0, keepdim=True).expand_as(h),
    Said("rows-averaged-over-steps"): lambda h: h.mean(0, keepdim=True).expand_as(h),
    Said("rows-added-up-step-by-step"): lambda h: h.cumsum(0),
    Said("every-row-first-sequence"): lambda h: h[:, :1].expand_as(h),
    Said("every-row-last-step"): lambda h: h[-1:].expand_as(h),
    Said("every-row-first-step"): lambda h: h[:1].expand_as(h),
    Said("rows-one-step-late"): lambda h: torch.cat([torch.zeros_like(h[:1]), h[:-1]]),
}
"""By mistake, what states (seq, batch, hidden) are turned into before they are rows."""


def _then(mixed: Callable[[Tensor], Tensor]) -> Inner:
    return lambda w, x: mixed(rnn(w, x))


def reshaped(inputs: Tensor) -> Tensor:
    """(seq, batch, in), reshaped to (batch, seq, in) in place of transposed, and seen as (seq, batch, in) again."""
    seq, batch = inputs.shape[:2]
    return inputs.reshape(batch, seq, -1).transpose(0, 1)


def flat(states: Tensor) -> Tensor:
    """(seq, batch, hidden) → (seq * batch, hidden), as the assignment asks."""
    return states.flatten(0, 1)


Inner = Callable[[Sequence[Weights], Tensor], Tensor]
"""Layers and inputs (seq, batch, in) → states (seq, batch, hidden)."""

STATE_MISTAKES: dict[Said, Inner] = {
    Said("state-not-carried"): lambda w, x: rnn(w, x, carry=False),
    Said("tanh-missing"): lambda w, x: rnn(w, x, activation=lambda a: a),
    Said("relu-for-tanh"): lambda w, x: rnn(w, x, activation=torch.relu),
    Said("sigmoid-for-tanh"): lambda w, x: rnn(w, x, activation=torch.sigmoid),
    Said("batch-first"): lambda w, x: rnn(w, x.transpose(0, 1)).transpose(0, 1),
    Said("read-backwards"): lambda w, x: rnn(w, x.flip(0)).flip(0),
    Said("h_0-is-1"): lambda w, x: rnn(w, x, start=1.0),
    Said("starts-from-below"): lambda w, x: rnn(w, x, from_below=True),
    Said("one-state-for-all-layers"): one_state,
    # Along the batch, and what comes of it, (batch, seq, hidden), is flattened as it is.
    Said("batch-first-rows-by-batch"): lambda w, x: (
        rnn(w, x.transpose(0, 1)).flatten(0, 1).unflatten(0, x.shape[:2])
    ),
    Said("input-reshaped"): lambda w, x: rnn(w, reshaped(x)),
    Said("input-and-output-reshaped"): lambda w, x: (
        rnn(w, reshaped(x)).transpose(0, 1).flatten(0, 1).unflatten(0, x.shape[:2])
    ),
    Said("output-of-first-layer"): lambda w, x: rnn(w[:1], x),
    **{said: _then(mixed) for said, mixed in MIXED.items()},
    Said("first-step-without-tanh"): without_first_tanh,
    Said("states-one-step-late"): one_step_late,
    Said("read-backwards-left-so"): lambda w, x: rnn(w, x.flip(0)),
    Said("each-layer-read-backwards"): each_layer_backwards,
    Said("words-added"): words_added,
    Said("carried-before-tanh"): carried_before_tanh,
    Said("input-clamped"): lambda w, x: rnn(w, x.clamp(-1, 1)),
}
"""Mistakes in the hidden states: what an RNN of the same weights computes instead."""


def _softmax(function: Callable[..., Tensor], axis: int) -> Callable[[Tensor], Tensor]:
    return lambda logits: function(logits, dim=axis).flatten(0, 1)


SOFTMAXES: dict[Said, Callable[[Tensor], Tensor]] = {
    Said("ends-in-softmax-over-steps"): _softmax(torch.softmax, 0),
    Said("ends-in-softmax-over-batch"): _softmax(torch.softmax, 1),
    Said("ends-in-log_softmax-over-steps"): _softmax(torch.log_softmax, 0),
    Said("ends-in-log_softmax-over-batch"): _softmax(torch.log_softmax, 1),
}
"""Over the wrong axis of logits (seq, batch, classes): (seq * batch, classes)."""


def _reshaped_in(order: tuple[int, ...]) -> Callable[[Tensor], Tensor]:
    return lambda values: values.permute(order).reshape(-1, values.shape[2])


AXES_MIXED: dict[Said, Callable[[Tensor], Tensor]] = {
    Said("axes-mixed", order=order): _reshaped_in(order)
    for order in ((0, 2, 1), (1, 2, 0), (2, 0, 1), (2, 1, 0))
}
"""By mistake, rows made of values (seq, batch, …) by a reshape that takes the axes in another order."""


def _ended(end: Callable[[Tensor], Tensor]) -> Inner:
    return lambda w, x: end(rnn(w, x))


def _flattened(states: Inner) -> Inner:
    return lambda w, x: flat(states(w, x))


MISTAKES: dict[Said, Inner] = {
    **{said: _flattened(wrong) for said, wrong in STATE_MISTAKES.items()},
    Said("rows-by-batch"): lambda w, x: flat(rnn(w, x).transpose(0, 1)),
    Said("ends-in-softmax"): lambda w, x: flat(rnn(w, x)).softmax(1),
    Said("ends-in-log_softmax"): lambda w, x: flat(rnn(w, x)).log_softmax(1),
    **{said: _ended(end) for said, end in (*SOFTMAXES.items(), *AXES_MIXED.items())},
    Said("relu-on-outputs"): lambda w, x: flat(rnn(w, x)).relu(),
    Said("tanh-once-more"): lambda w, x: flat(rnn(w, x)).tanh(),
}
"""The same and mistakes in what is made of the states: (seq * batch, hidden)."""

OF_OTHER_SHAPES: dict[Said, Inner] = {
    Said("rows-of-last-states"): last_states,
    Said("rows-not-merged"): rnn,
    Said("rows-not-merged", way="batch first"): lambda w, x: rnn(w, x).transpose(0, 1),
}
"""What is made of an RNN's states that does not have the shape (seq * batch, hidden)."""
