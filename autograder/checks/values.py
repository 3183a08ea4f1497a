"""Compares values in hidden tests. The facts of a mistake are shapes and kinds, never a hidden input or an expected
value.

`what` names the value in messages: a line of the student's code as it is, "MLP()(images)", or a phrase,
`Said("gradient-of", of="fc.weight")`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from autograder.checks.mistakes import Mistake as Mistake
from autograder.checks.mistakes import Said as Said
from autograder.checks.mistakes import shape_text as shape_text
from autograder.checks.mistakes import the_only
from autograder.student.student import Handle, NumPyArray, Student

# Relative to the largest expected value. Spellings of the same mathematics differ by rounding alone: at most 1e-12 in
# float64 and 1e-5 in float32 over everything measured here, while the smallest mistake known differs by 1e-3.
TOLERANCES = {torch.float64: 1e-8, torch.float32: 2e-4}
MOVED = {torch.float64: 1e-6, torch.float32: 3e-4}  # of the way that weights come in a training, all together


def as_tensor(value: Any, what: str | Said) -> torch.Tensor:
    """`value`, if it is a tensor of real numbers; Mistake otherwise."""
    if not isinstance(value, torch.Tensor):
        raise Mistake("tensor-expected", what=what, got=kind_of(value))
    if value.dtype == torch.bool:
        raise Mistake("numbers-expected", what=what, got=str(value.dtype))
    return value


def as_object(value: Any, what: str | Said) -> Handle:
    """`value`, if it is an object that lives where the student's code does; Mistake otherwise."""
    if not isinstance(value, Handle):
        raise Mistake("object-expected", what=what, got=kind_of(value))
    return value


def as_number(value: Any, what: str | Said) -> float:
    """`value` as a float, where it is a number or a tensor of one; Mistake otherwise."""
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Mistake("number-expected", what=what, got=kind_of(value))
    if not math.isfinite(value):
        raise Mistake("finite-number-expected", what=what, got=value)
    return float(value)


def as_plain_number(value: Any, what: str | Said) -> float:
    """`value`, if it is a number and no tensor; Mistake otherwise."""
    if isinstance(value, torch.Tensor):
        raise Mistake("plain-number-expected", what=what, got=kind_of(value))
    return as_number(value, what)


@dataclass
class Differences:
    """The differences that `close` found, relative as in `difference`: the largest one that it accepted as rounding,
    and the smallest one that it did not. wrong: the last value that it did not accept, also if that was only a
    question and no failure.
    """

    rounding: float = 0.0
    beyond: float = math.inf
    wrong: torch.Tensor | None = None


_noted = Differences()


@contextmanager
def differences() -> Iterator[Differences]:
    """The differences of all that is compared in a `with` block."""
    global _noted
    before, _noted = _noted, Differences()
    try:
        yield _noted
    finally:
        _noted = before


def close(got: torch.Tensor, want: torch.Tensor) -> bool:
    """Whether two tensors of the same shape agree up to rounding. NaN agrees with nothing."""
    found = difference(got, want)
    if found <= TOLERANCES[torch.get_default_dtype()]:
        _noted.rounding = max(_noted.rounding, found)
        return True
    _noted.beyond, _noted.wrong = min(_noted.beyond, found), got
    return False


def difference(got: torch.Tensor, want: torch.Tensor) -> float:
    """The largest difference of two tensors of the same shape, relative to the largest value wanted; inf for NaN."""
    got, want = got.to("cpu", torch.float64), want.detach().to("cpu", torch.float64)
    if not want.numel():
        return 0.0
    largest = (got - want).abs().max().item()
    return largest / max(1.0, want.abs().max().item()) if largest == largest else math.inf


def equal(got: object, want: torch.Tensor) -> bool:
    """Whether an answer is a tensor of `want`'s shape and, up to rounding, its values."""
    return isinstance(got, torch.Tensor) and got.shape == want.shape and close(got, want)


def same_weights(got: Sequence[torch.Tensor], want: Sequence[torch.Tensor]) -> bool:
    return len(got) == len(want) and all(map(equal, got, want))


def trained_alike(
    start: Sequence[torch.Tensor], got: Sequence[torch.Tensor], want: Sequence[torch.Tensor]
) -> bool:
    """Whether weights are the same after training, and the distance that they have moved from `start` is the same, too.
    Otherwise, in float32, a learning rate that is off by a thousandth would be taken for rounding.
    """
    if not want or not same_weights(got, want):
        return not want and not got
    first, last, theirs = (
        torch.cat([each.detach().to("cpu", torch.float64).flatten() for each in weights])
        for weights in (start, want, got)
    )
    dtype = torch.get_default_dtype()
    rounding = torch.finfo(dtype).eps * last.norm()
    return bool((theirs - last).norm() <= MOVED[dtype] * (last - first).norm() + 2 * rounding)


def varies(student: Student, call: Callable[[], object]) -> bool:
    """Whether a call gives other numbers if the student's code draws other random numbers, or gives other numbers each
    time.
    """
    values = []
    for seed in (1, 2, 3):
        with student.seeded(seed):
            values.append(call())
    first, *others = (
        torch.nan_to_num(value) if isinstance(value, torch.Tensor) else None for value in values
    )
    return first is not None and not all(equal(other, first) for other in others)


def one_that_fits(got: object, known: Mapping[Said, Callable[[], torch.Tensor]]) -> Said | None:
    """The only known mistake that gives these values; None if no mistake or several give them."""
    return the_only(mistake for mistake, compute in known.items() if fits(got, compute))


def fits(got: object, compute: Callable[[], torch.Tensor]) -> bool:
    """Whether a known mistake gives these values."""
    try:
        return equal(got, compute())
    except RuntimeError:  # its shapes do not fit: x @ weight of a weight that is not square
        return False


def same_shape(got: torch.Tensor, want: Sequence[int], what: str | Said, axes: str | Said = "") -> None:
    """Mistake unless `got` has the shape `want`; `axes` names them: "(batch, 10)"."""
    if tuple(got.shape) != tuple(want):
        named = Said("named-axes", axes=axes) if axes else ""
        raise Mistake("other-shape", what=what, want=tuple(want), axes=named, got=got.shape)


def finite(got: torch.Tensor, what: str | Said) -> None:
    """Mistake if a value of `got` is infinite or no number."""
    if got.is_complex() or not bool(torch.isfinite(got.to(torch.float64)).all()):
        raise Mistake("not-finite", what=what)


def same(
    value: Any, want: torch.Tensor, what: str | Said, axes: str | Said = "", because: str | Said = ""
) -> None:
    """Raises Mistake unless `value` is a tensor of `want`'s shape and values, up to rounding.

    what: names the value in the message. axes: names those of the shape, "(batch, 10)". because: explains a difference
    in values, in place of how many differ.

        checks.same(student.double(x), 2 * x, "double(x)")
    """
    got = as_tensor(value, what)
    same_shape(got, want.shape, what, axes)
    finite(got, what)
    if not close(got, want):
        reason = because or Said("share-differs", share=_share(got, want))
        raise Mistake("other-values", what=what, shape=got.shape, reason=reason)


def _share(got: torch.Tensor, want: torch.Tensor) -> str | Said:
    """The share of values that differ from the expected ones by more than rounding."""
    want = want.detach().to("cpu", torch.float64)
    off = (got.to("cpu", torch.float64) - want).abs() / max(1.0, want.abs().max().item())
    # In whichever precision they were computed; a test may fail for less, and then there is no such value.
    limits = TOLERANCES[torch.float32], TOLERANCES[torch.get_default_dtype()]
    shares = [(~(off <= limit)).to(torch.float64).mean().item() for limit in limits]  # NaN is off, too
    share = shares[0] or shares[1]
    if share == 1:
        return Said("all")
    return f"{min(share, 0.99):.0%}" if share >= 0.01 else Said("less-than-1-percent")


def kind_of(value: Any) -> Said:
    """What an answer is, in a message."""
    if value is None:
        return Said("none-returned")
    if isinstance(value, NumPyArray):
        return Said("numpy-array-of-shape", shape=value.shape)
    if isinstance(value, (list, dict)):
        return Said("kind-of-length", kind=type(value).__name__, length=len(value))
    if isinstance(value, torch.Tensor):
        return Said("tensor-of-shape", shape=value.shape)
    kind = value.kind if isinstance(value, Handle) else type(value).__name__
    return Said("kind-with-vowel" if kind[0] in "aeiou" else "kind", kind=kind)
