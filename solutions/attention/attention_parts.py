"""Whether a later part is right but for an earlier one of the student's, which is not: a mistake costs once.

Each asks for the student's own earlier part, and is only asked where the later one is not the solution's. And what is
wrong with weights where that is a number: it is read off the student's weights, and tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import torch
from shared.follows import gives, heeds, or_false
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.draws import Draws
from autograder.checks.values import Mistake, Said, equal
from autograder.errors import WorkerError
from autograder.student.student import Student

SOME = torch.arange(120).reshape(2, 3, 4, 5).sin()  # queries and values
OTHER = torch.arange(120).reshape(2, 3, 4, 5).cos()  # keys
NAMES = ("query", "key", "value", "out")
Inputs = Sequence[tuple[Tensor, ...]]
EXACT = 1e-6  # relative, of a number that is read off several values


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


@contextmanager
def explained(explain: Callable[[], Said | None]) -> Iterator[None]:
    """Values that differ for a reason that no known bug gives are told with what `explain` finds."""
    try:
        yield
    except Mistake as error:
        if error.code != "other-values":
            raise
        said = None
        with suppress(WorkerError, RuntimeError, TypeError, AttributeError):
            said = explain()
        raise (Mistake(said) if said else error) from None


def divisor(student: Student, inputs: Inputs) -> Said | None:
    """By what the scores are divided, where nothing else is wrong with the weights. inputs: of several lengths d."""
    found = []
    for queries, keys in inputs:
        products, got = queries @ keys.transpose(-2, -1), student.attention_weights(queries, keys)
        logarithms = _from_their_mean(got.log())
        # Least squares: a softmax takes the logarithms' differences alone from the scores.
        share = float((logarithms * _from_their_mean(products)).sum() / logarithms.square().sum())
        if not gives(got, torch.softmax(products / share, -1)):
            return None
        found.append(share)
    if max(found) - min(found) <= EXACT * abs(max(found)):
        return Said("scale-fixed", number=found[0])
    d = inputs[0][0].shape[-1]
    return Said("scale-other", number=found[0], d=d, root=d**0.5)


def _from_their_mean(values: Tensor) -> Tensor:
    return values - values.mean(-1, keepdim=True)


def masked_score(student: Student, inputs: Inputs) -> Said | None:
    """Which number a masked score is, or by which it is lowered, where nothing else is wrong with the weights."""
    cases = []
    for queries, keys, mask in inputs:
        scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
        cases.append((scores, ~mask.expand_as(scores), student.attention_weights(queries, keys, mask)))

    def fits(change: Callable[[Tensor, Tensor], Tensor]) -> bool:
        return all(gives(got, torch.softmax(change(scores, hidden), -1)) for scores, hidden, got in cases)

    scores, hidden, got = cases[0]
    # A score is its weight's logarithm, up to a number that is the same in the whole row.
    best = scores.masked_fill(hidden, -torch.inf).max(-1, keepdim=True)
    instead = got.log() - got.gather(-1, best.indices).log() + best.values
    number, less = (float(each[hidden].median()) for each in (instead, scores - instead))
    if fits(lambda scores, hidden: scores.masked_fill(hidden, number)):
        return Said("masked-score", number=number)
    if fits(lambda scores, hidden: scores - less * hidden):
        return Said("masked-score-lowered", number=less)
    return None


def bound(student: Student, queries: Tensor, keys: Tensor) -> Said | None:
    """Between which numbers large scores are clamped, where nothing else is wrong with the weights."""
    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5
    got = student.attention_weights(queries, keys)
    # Of scores in the thousands each is at the one end or at the other: twice the bound apart.
    logarithms = got.log()
    number = float((logarithms.amax(-1) - logarithms.amin(-1)).median()) / 2
    if gives(got, torch.softmax(scores.clamp(-number, number), -1)):
        return Said("scores-clamped", number=number)
    return None


def is_masked(part: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """Whether a mask that leaves each query one key changes what a part gives."""
    queries, keys = arguments[0].shape[-2], arguments[1].shape[-2]
    mask = torch.eye(queries, keys, dtype=torch.bool)
    mask[:, 0] |= ~mask.any(1)
    try:
        return not equal(part(*arguments, mask), part(*arguments))
    except (WorkerError, TypeError, AttributeError):
        return False


def are_right(student: Student, reference: Student, queries: Tensor, keys: Tensor) -> bool:
    """Whether the weights of scores that are not large are right."""
    try:
        return equal(student.attention_weights(queries, keys), reference.attention_weights(queries, keys))
    except WorkerError:
        return False
