"""Whether a later part is right but for an earlier one of the student's, which is not: a mistake costs once.

Each asks for the student's own earlier part, and is only asked where the later one is not the solution's.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from shared.follows import gives, heeds, or_false
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.draws import Draws
from autograder.checks.values import equal
from autograder.student.student import Student

SOME = torch.arange(120).reshape(2, 3, 4, 5).sin()  # queries and values
OTHER = torch.arange(120).reshape(2, 3, 4, 5).cos()  # keys
NAMES = ("query", "key", "value", "out")
Inputs = Sequence[tuple[Tensor, ...]]


@or_false
def mean_follows(student: Student, reference: Student, inputs: Inputs) -> bool:
    """Whether attention gives the mean of the values with the student's own weights."""
    if not heeds(student.attention_weights, SOME, OTHER):
        return False
    are_right = []
    for queries, keys, values, *mask in inputs:
        weights = student.attention_weights(queries, keys, *mask)
        are_right.append(equal(weights, reference.attention_weights(queries, keys, *mask)))
        if not gives(student.attention(queries, keys, values, *mask), weights @ values):
            return False
    return not all(are_right)


@or_false
def masked_follows(student: Student, reference: Student, inputs: Inputs) -> bool:
    """Whether the masked weights are the student's own without a mask, those that are left shared out anew."""
    if not heeds(student.attention_weights, SOME, OTHER):
        return False
    are_right = []
    for queries, keys, mask in inputs:
        plain = student.attention_weights(queries, keys)
        are_right.append(equal(plain, reference.attention_weights(queries, keys)))
        left = plain * mask
        if not gives(student.attention_weights(queries, keys, mask), left / left.sum(-1, keepdim=True)):
            return False
    return not all(are_right)


@or_false
def heads_follow(student: Student, reference: Student, draws: Draws, heads: int, inputs: Inputs) -> bool:
    """Whether MultiHead does the student's own attention in each head."""
    masks = [reference.causal_mask(4)] * len(inputs[0][1:])
    if not heeds(student.attention, SOME, OTHER, SOME, *masks):
        return False
    network = student.MultiHead(inputs[0][0].shape[-1], heads)
    weights = draws.like(network.parameters(), scale=0.5)
    network.load(weights)
    are_right = []
    for x, *mask in inputs:
        q, k, v, out = ((weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in NAMES)
        pieces = [F.linear(x, *each).unflatten(-1, (heads, -1)).transpose(1, 2) for each in (q, k, v)]
        given = student.attention(*pieces, *mask)  # (batch, heads, seq, d)
        are_right.append(equal(given, reference.attention(*pieces, *mask)))
        if not gives(network.evaluate(x, *mask), F.linear(given.transpose(1, 2).flatten(2), *out)):
            return False
    return not all(are_right)
