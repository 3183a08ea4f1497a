"""Finds a multi-layer perceptron's weights among the tensors that a student's object holds, however it keeps them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from layers import Linear
from torch import Tensor

MOST_ARRANGEMENTS = 4096


@dataclass(frozen=True)
class Kept:
    """Where a layer's weights are: in two tensors, or in one (bias == ""), whose first or last column is the bias."""

    weight: str
    bias: str
    transposed: bool
    bias_first: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.weight, self.bias) if self.bias else (self.weight,)

    def layer(self, values: Mapping[str, Tensor]) -> Linear:
        weight = values[self.weight].T if self.transposed else values[self.weight]
        if self.bias:
            return Linear(weight, values[self.bias].reshape(-1))
        return (
            Linear(weight[:, 1:], weight[:, 0]) if self.bias_first else Linear(weight[:, :-1], weight[:, -1])
        )


Arrangement = tuple[Kept, ...]


def names(arrangement: Arrangement) -> list[str]:
    return [name for kept in arrangement for name in kept.names]


def layers(arrangement: Arrangement, values: Mapping[str, Tensor]) -> list[Linear] | None:
    """None where `values` are not those that the arrangement was made for."""
    try:
        return [kept.layer(values) for kept in arrangement]
    except (KeyError, IndexError, RuntimeError):
        return None


def without_gradient(arrangement: Arrangement, values: Mapping[str, Tensor]) -> int:
    """The number of the first layer, from 1, that has no grad_weight beside its weight, where another one has; 0 where
    none lacks it.
    """
    beside = [re.sub(r"weight$", "grad_weight", kept.weight) for kept in arrangement]
    has = [name != kept.weight and name in values for name, kept in zip(beside, arrangement, strict=True)]
    return has.index(False) + 1 if any(has) and not all(has) else 0


def fitting(values: Mapping[str, Tensor], sizes: Sequence[int]) -> dict[str, Tensor]:
    """Those of `values` whose shapes may be a layer's, or a bias's."""
    wanted = {shape for pair in itertools.pairwise(sizes) for shape in (*_matrices(*pair), *_biases(pair[1]))}
    return {name: value for name, value in values.items() if tuple(value.shape) in wanted}


def arrangements(values: Mapping[str, Tensor], sizes: Sequence[int]) -> Iterator[Arrangement]:
    """All ways in which the shapes of `values` allow a network of these sizes."""
    shapes = {name: tuple(value.shape) for name, value in values.items()}
    # No more of a layer's than arrangements are tried: of a thousand tensors there are a million pairs.
    choices = [
        list(itertools.islice(_choices(shapes, size, out), MOST_ARRANGEMENTS))
        for size, out in itertools.pairwise(sizes)
    ]
    for arrangement in itertools.islice(itertools.product(*choices), MOST_ARRANGEMENTS):
        used = names(arrangement)
        if len(set(used)) == len(used):
            yield arrangement


def _choices(shapes: Mapping[str, tuple[int, ...]], size: int, out: int) -> Iterator[Kept]:
    plain, flipped, joint, joint_flipped = _matrices(size, out)
    biases = [name for name, shape in shapes.items() if shape in _biases(out)]
    for name, shape in shapes.items():
        for transposed, wanted in ((False, plain), (True, flipped)):
            if shape == wanted:
                yield from (Kept(name, bias, transposed) for bias in biases)
        for transposed, wanted in ((False, joint), (True, joint_flipped)):
            if shape == wanted:
                yield from (Kept(name, "", transposed, first) for first in (False, True))


def _matrices(size: int, out: int) -> tuple[tuple[int, int], ...]:
    return (out, size), (size, out), (out, size + 1), (size + 1, out)


def _biases(out: int) -> tuple[tuple[int, ...], ...]:
    return (out,), (1, out), (out, 1)


def weight_count(sizes: Sequence[int]) -> int:
    """Weights and biases of a network of these sizes."""
    return sum((size + 1) * out for size, out in itertools.pairwise(sizes))


def alike(layer: Linear) -> bool:
    """Whether all units of a layer have the same weights."""
    return bool(torch.equal(layer.weight, layer.weight[:1].expand_as(layer.weight)))
