"""What is asked where a part is not the solution's: whether it is right but for an earlier part of the student's, for a
mistake costs once; and what else is to be said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import torch
from shared.follows import gives, or_false
from torch import Tensor
from torch.nn import functional as F

from autograder.checks import crashes
from autograder.checks.draws import Draws
from autograder.checks.mistakes import the_only
from autograder.checks.values import Mistake, Said, equal
from autograder.errors import KitError, Raised
from autograder.student.student import Handle, Student

EPSILON = 1e-5  # nn.LayerNorm's own
EPSILONS = (1e-1, 1e-2, 1e-3, 1e-4)  # those that show; Keras has 1e-3
NORMS = {
    Said("norm1-alone"): ("norm1",),
    Said("norm2-alone"): ("norm2",),
    Said("both-norms"): ("norm1", "norm2"),
}


def causal(seq: int) -> Tensor:
    """The mask with which a place looks at itself and at those before it, bool (seq, seq)."""
    return torch.ones(seq, seq, dtype=torch.bool).tril()


@or_false
def block_follows(
    student: Student,
    reference: Student,
    draws: Draws,
    sizes: Sequence[int],
    x: Tensor,
    mask: Sequence[Tensor],
) -> bool:
    """Whether Block does what its equations say, with the student's own MultiHead."""
    block, weights = _made(student.Block(*sizes), draws)
    inner = _norm(x, weights, "norm1")
    own, right = (
        _run(each.MultiHead(*sizes), weights, "attention.", inner, mask) for each in (student, reference)
    )
    z = _block(x, weights, lambda _: own, {})
    heads = student.MultiHead(*sizes)
    mixes = mixes_places(lambda x, mask: _run(heads, weights, "attention.", x, [mask]), sizes[0])
    return mixes and not equal(own, right) and gives(block.evaluate(x, *mask), z)


@or_false
def model_follows(
    student: Student, reference: Student, draws: Draws, sizes: Sequence[int], indices: Tensor
) -> bool:
    """Whether CharTransformer does what its table says, with the student's own Block."""
    model, weights = _made(student.CharTransformer(*sizes), draws)
    mask = causal(indices.shape[1])
    x = weights["token.weight"][indices] + weights["position.weight"][: indices.shape[1]]
    are_right = []
    for number in range(sizes[3]):
        own, right = (
            _run(each.Block(*sizes[1:3]), weights, f"blocks.{number}.", x, [mask])
            for each in (student, reference)
        )
        are_right.append(equal(own, right))
        x = own
    rows = _linear(_norm(x, weights, "norm"), weights, "head").flatten(0, 1)
    block = student.Block(*sizes[1:3])
    mixes = mixes_places(lambda x, mask: _run(block, weights, "blocks.0.", x, [mask]), sizes[1])
    return mixes and not all(are_right) and gives(model.evaluate(indices), rows)


@contextmanager
def telling_norms(
    student: Student,
    reference: Student,
    draws: Draws,
    sizes: Sequence[int],
    x: Tensor,
    mask: Sequence[Tensor],
) -> Iterator[None]:
    """Where Block's values have no name, one is looked for in its norms: another epsilon, another variance."""
    try:
        yield
    except Mistake as error:
        if error.code == "other-values" and (found := _norms(student, reference, draws, sizes, x, mask)):
            raise Mistake(found) from None
        raise


def _norms(
    student: Student,
    reference: Student,
    draws: Draws,
    sizes: Sequence[int],
    x: Tensor,
    mask: Sequence[Tensor],
) -> Said | None:
    """The one other way to take norms with which the solution's equations give the student's block."""
    ways: dict[Said, dict[str, Norm]] = {}
    for said, names in NORMS.items():
        for epsilon in EPSILONS:
            other = partial(_norm, epsilon=epsilon)
            ways[Said("norm-epsilon", norms=said, epsilon=f"{epsilon:g}")] = dict.fromkeys(names, other)
        ways[Said("norm-unbiased", norms=said)] = dict.fromkeys(names, partial(_norm, unbiased=True))
    try:
        block, weights = _made(student.Block(*sizes), draws)
        got, heads = block.evaluate(x, *mask), reference.MultiHead(*sizes)

        def attention(inner: Tensor) -> Tensor:
            return _run(heads, weights, "attention.", inner, mask)

        return the_only(
            said for said, norms in ways.items() if gives(got, _block(x, weights, attention, norms))
        )
    except (KitError, Mistake, RuntimeError, LookupError):  # no such parameters, no tensor
        return None


Norm = Callable[[Tensor, Mapping[str, Tensor], str], Tensor]


def _block(
    x: Tensor, weights: Mapping[str, Tensor], attention: Callable[[Tensor], Tensor], norms: Mapping[str, Norm]
) -> Tensor:
    """Block's equations. norms: how norm1 and norm2 are computed, where it is another way."""
    first, second = (norms.get(name, _norm) for name in ("norm1", "norm2"))
    y = x + attention(first(x, weights, "norm1"))
    inner = torch.relu(_linear(second(y, weights, "norm2"), weights, "up"))
    return y + _linear(inner, weights, "down")


@contextmanager
def telling_sizes(student: Student, reference: Student, draws: Draws, sizes: Sequence[int]) -> Iterator[None]:
    """Where CharTransformer raises, whether it does so for words of some sizes alone, and is right for others."""

    def is_right(batch: int, seq: int) -> bool:
        mine, own = student.CharTransformer(*sizes), reference.CharTransformer(*sizes)
        weights = draws.like(own.parameters(), scale=0.5)
        mine.load(weights)
        own.load(weights)
        indices = draws.integers(sizes[0], batch, seq)
        return equal(mine.evaluate(indices), own.evaluate(indices))

    try:
        yield
    except Raised as error:
        longest = sizes[-1]
        is_right_for = or_false(is_right)
        square, long = is_right_for(longest - 1, longest - 1), is_right_for(2, longest)
        if square == long:
            raise
        crash = crashes.said_of(error)
        raise Mistake("right-where-square" if square else "right-for-longest-alone", crash=crash) from None


def seen_by(student: Student, draws: Draws, sizes: Sequence[int]) -> Said:
    """By which part an answer depends on letters that come later, where the part alone shows it."""
    parts = {"MultiHead": Said("heads-see-later-places"), "Block": Said("block-sees-later-places")}
    for name, said in parts.items():
        if _sees_later_places(student, draws, name, sizes):
            return said
    return Said("sees-later-letters")


@or_false
def _sees_later_places(student: Student, draws: Draws, name: str, sizes: Sequence[int]) -> bool:
    part, _ = _made(getattr(student, name)(*sizes[1:3]), draws)
    x, other = draws.normal(2, 4, sizes[1]), draws.normal(2, 1, sizes[1])
    first, second = (part.evaluate(each, causal(4))[:, :3] for each in (x, torch.cat([x[:, :3], other], 1)))
    return not equal(second, first)


def mixes_places(part: Callable[[Tensor, Tensor], Tensor], d_model: int) -> bool:
    """Whether what a part gives depends on earlier places, and on the mask: from one that leaves x as it is, a model
    without blocks would follow.
    """
    x = torch.arange(2 * 3 * d_model).reshape(2, 3, d_model).sin()
    other = torch.cat([x[:, :1].cos(), x[:, 1:]], 1)
    masked = part(x, causal(3))
    sees_earlier = not equal(part(other, causal(3))[:, -1], masked[:, -1])
    return sees_earlier and not equal(part(x, torch.ones_like(causal(3)))[:, 0], masked[:, 0])


def _made(module: Handle, draws: Draws) -> tuple[Handle, dict[str, Tensor]]:
    """The module with hidden weights, and these."""
    weights = draws.like(module.parameters(), scale=0.5)
    module.load(weights)
    return module, weights


def _run(
    module: Handle, weights: Mapping[str, Tensor], prefix: str, x: Tensor, mask: Sequence[Tensor]
) -> Tensor:
    """What a part gives for x, a module of its own with that part's weights."""
    module.load({name.removeprefix(prefix): v for name, v in weights.items() if name.startswith(prefix)})
    output: Tensor = module.evaluate(x, *mask)
    return output


def _norm(
    x: Tensor, weights: Mapping[str, Tensor], name: str, epsilon: float = EPSILON, unbiased: bool = False
) -> Tensor:
    """The layer norm called `name`. unbiased: with the variance divided by d - 1."""
    factor, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    if not unbiased:
        return F.layer_norm(x, x.shape[-1:], factor, shift, epsilon)
    variance = x.var(-1, keepdim=True)
    return factor * (x - x.mean(-1, keepdim=True)) / torch.sqrt(variance + epsilon) + shift


def _linear(x: Tensor, weights: Mapping[str, Tensor], name: str) -> Tensor:
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
