"""attention: scaled dot-product attention, the mask, several heads. The solution is the oracle."""

from __future__ import annotations

import pytest
import torch
from attention_parts import (
    OTHER,
    SOME,
    Inputs,
    are_right,
    bound,
    divisor,
    explained,
    heads_follow,
    is_masked,
    masked_follows,
    masked_score,
    mean_follows,
)
from shared.follows import unless
from torch import Tensor

from autograder import checks
from autograder.checks.draws import Draws
from autograder.checks.initialization import check_first_weights
from autograder.checks.values import as_tensor
from autograder.student.student import Student

pytestmark = pytest.mark.same_shapes  # what a right answer computes has the solution's, in any spelling

FAR_BELOW = 500  # 0: scores that no usual stand-in for minus infinity lies among, but a small one does
SHAPES = [
    ((), 4, 6, 3),
    ((2,), 5, 5, 8),
    ((2, 3), 6, 4, 2),
    ((3,), 1, 7, 5),
    ((19,), 18, 20, 21),
]  # axes in front, queries, keys, d
Shape = tuple[tuple[int, ...], int, int, int]
SIZES = [  # batch, seq, d_model, heads, which are different where they can be; and how large the inputs are
    pytest.param(2, 5, 12, 3, 1.0, id="three heads"),
    pytest.param(3, 4, 6, 1, 1.0, id="one head"),
    pytest.param(1, 7, 4, 4, 1.0, id="heads of one number"),
    pytest.param(4, 1, 10, 2, 1.0, id="one place"),
    pytest.param(19, 18, 36, 12, 30.0, id="many of each, large"),
]


def some_mask(draws: Draws, *shape: int) -> Tensor:
    """Hidden, with one True in each row at least."""
    scores = draws.normal(*shape)
    return (scores > 0) | (scores == scores.max(-1, keepdim=True).values)


def check_heads(student: Student, reference: Student, draws: Draws, heads: int, inputs: Inputs) -> None:
    theirs, ours, sizes = student.MultiHead, reference.MultiHead, (inputs[0][0].shape[-1], heads)
    with unless(lambda: heads_follow(student, reference, draws, heads, inputs)):
        try:
            checks.agree(theirs, ours, sizes=sizes, inputs=inputs, draws=draws, named=True)
        except checks.Mistake as error:
            if error.code == "mask-not-passed" and not is_masked(student.attention, SOME, OTHER, SOME):
                raise checks.Mistake("mask-without-effect") from None
            if error.code == "weights-detached" and inputs[0][0].shape[1] == 1:
                # The only weight there is 1, whatever it is made of.
                raise checks.Mistake("query-and-key-without-gradient") from None
            raise


@pytest.mark.grade("attention-weights", weight=2)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_weights(student: Student, reference: Student, draws: Draws, shape: Shape) -> None:
    """The weights are the softmax over the keys of the scalar products, divided by the root of d, for any sizes."""
    front, queries, keys, d = shape
    # Of two sizes, so that no number in the code is taken for one of them: 8, or the root of 4.
    inputs = [
        (draws.normal(*front, queries + more, d + more), draws.normal(*front, keys + more, d + more))
        for more in (0, 3)
    ]
    with explained(lambda: divisor(student, inputs)):
        checks.agree(student.attention_weights, reference.attention_weights, inputs=inputs, draws=draws)


@pytest.mark.grade("attention-weights")
def test_large_scores(student: Student, reference: Student, draws: Draws) -> None:
    """Scores in the thousands give finite weights, too."""
    queries, keys = draws.normal(2, 4, 9, scale=100), draws.normal(2, 5, 9, scale=100)
    got = as_tensor(student.attention_weights(queries, keys), "the weights of large scores")
    if bool(torch.isnan(got).any()):  # inf / inf, where the weights of other scores are right
        is_by_exp = are_right(student, reference, queries / 100, keys / 100)
        raise checks.Mistake("exp-overflows" if is_by_exp else "large-scores-not-finite")
    with explained(lambda: bound(student, queries, keys)):
        checks.agree(
            student.attention_weights, reference.attention_weights, inputs=[(queries, keys)], draws=draws
        )


@pytest.mark.grade("attention-values")
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_values(student: Student, reference: Student, draws: Draws, shape: Shape) -> None:
    """attention gives each query the mean of the values with its weights; values may be longer than keys."""
    front, queries, keys, d = shape
    inputs = [
        (draws.normal(*front, queries, d), draws.normal(*front, keys, d), draws.normal(*front, keys, length))
        for length in (d, d + 2)
    ]
    with unless(lambda: mean_follows(student, reference, inputs)):
        checks.agree(student.attention, reference.attention, inputs=inputs, draws=draws)


@pytest.mark.grade("attention-mask", weight=2)
def test_causal_mask(student: Student, reference: Student, draws: Draws) -> None:
    """causal_mask(seq) is a bool (seq, seq), True where the column's place is the row's or before it."""
    checks.agree(student.causal_mask, reference.causal_mask, inputs=[(5,), (2,), (1,), (23,)], draws=draws)


@pytest.mark.grade("attention-mask", weight=2)
@pytest.mark.parametrize("front", [(), (2,), (2, 3)], ids=["one sequence", "batch", "batch and heads"])
def test_masked_weights(student: Student, reference: Student, draws: Draws, front: tuple[int, ...]) -> None:
    """Where the mask is False the weight is 0, and the other keys share the whole."""
    queries, keys = draws.normal(*front, 4, 3), draws.normal(*front, 6, 3)
    # Of large scores, too: a masked one that is only lowered may still be the largest, or one that is replaced by a
    # number where all others are far below 0.
    inputs = [
        (scale * queries, keys, some_mask(draws, *shape))
        for scale, shape in ((1, (4, 6)), (20, (*front, 1, 6)))
    ]
    inputs.append((-FAR_BELOW * queries.abs(), keys.abs(), some_mask(draws, 4, 6)))
    with (
        unless(lambda: masked_follows(student, reference, inputs)),
        explained(lambda: masked_score(student, inputs)),
    ):
        checks.agree(student.attention_weights, reference.attention_weights, inputs=inputs, draws=draws)


@pytest.mark.grade("attention-mask")
def test_masked_attention(student: Student, reference: Student, draws: Draws) -> None:
    """attention heeds the mask that it is given: a value that a query may not look at has no part in its mean."""
    queries, keys, values = draws.normal(2, 5, 3), draws.normal(2, 5, 3), draws.normal(2, 5, 4)
    masks = some_mask(draws, 5, 5), reference.causal_mask(5)
    inputs = [(queries, keys, values, mask) for mask in masks]
    with unless(lambda: mean_follows(student, reference, inputs)):
        try:
            checks.agree(student.attention, reference.attention, inputs=inputs, draws=draws)
        except checks.Mistake as error:
            # Where the student's own weights heed a mask, it gets lost on the way to them.
            is_lost = is_masked(student.attention_weights, SOME, OTHER)
            if is_lost and not is_masked(student.attention, SOME, OTHER, SOME):
                raise checks.Mistake("mask-lost-in-attention") from error
            raise


@pytest.mark.grade("attention-heads", weight=2)
@pytest.mark.parametrize(("batch", "seq", "d_model", "heads", "scale"), SIZES)
def test_heads(
    student: Student,
    reference: Student,
    draws: Draws,
    batch: int,
    seq: int,
    d_model: int,
    heads: int,
    scale: float,
) -> None:
    """Each head does attention with its piece of the queries, keys and values; out mixes what they give."""
    inputs = [(draws.normal(batch, seq, d_model, scale=scale),)]
    check_heads(student, reference, draws, heads, inputs)


@pytest.mark.grade("attention-heads")
@pytest.mark.parametrize(("d_model", "heads"), [(8, 2), (9, 3)])
def test_masked_heads(student: Student, reference: Student, draws: Draws, d_model: int, heads: int) -> None:
    """The mask holds for every head and every sequence of the batch."""
    x = draws.normal(2, 5, d_model)
    inputs = [(x, mask) for mask in (reference.causal_mask(5), some_mask(draws, 5, 5))]
    check_heads(student, reference, draws, heads, inputs)


@pytest.mark.grade("attention-heads")
def test_first_weights(student: Student, draws: Draws) -> None:
    """The first weights are ones that training can start from."""
    check_first_weights(student, "MultiHead", 6, 2, inputs=draws.normal(2, 3, 6))
