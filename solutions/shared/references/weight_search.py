"""Finds an RNN's weights among a student's parameters: where their shapes allow, or as the network's values tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import torch
from torch import Tensor

from autograder.checks.values import Mistake
from shared.references.weight_places import MOST_NUMBERS, Layers, Places, Sizes, guesses


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
        raise Mistake("states-not-finite")
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
