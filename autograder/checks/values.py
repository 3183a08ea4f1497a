"""How a hidden test says that an answer is wrong. The messages are what students read: they name shapes and kinds,
never a hidden input or an expected value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from autograder.student.student import Handle, Student

# Relative to the largest expected value. Spellings of the same mathematics differ by rounding alone: at most 1e-12 in
# float64 and 1e-5 in float32 over everything measured here, while the smallest mistake known differs by 1e-3.
TOLERANCES = {torch.float64: 1e-8, torch.float32: 2e-4}


class Mistake(AssertionError):
    """The student's answer is wrong; the message says how, in one line."""


def shape_text(shape: Sequence[object]) -> str:
    """(3, 10, 24, 24); one axis as (5,)."""
    return f"({', '.join(str(size) for size in shape)}{',' if len(shape) == 1 else ''})"


def as_tensor(value: Any, what: str) -> torch.Tensor:
    """`value`, if it is a tensor of real numbers; Mistake otherwise."""
    if not isinstance(value, torch.Tensor):
        raise Mistake(f"{what}: expected a tensor, got {kind_of(value)}")
    if value.dtype == torch.bool:
        raise Mistake(f"{what}: expected numbers, got {value.dtype}")
    return value


def as_object(value: Any, what: str) -> Handle:
    """`value`, if it is an object that lives where the student's code does; Mistake otherwise."""
    if not isinstance(value, Handle):
        raise Mistake(f"{what}: expected an object, got {kind_of(value)}")
    return value


def as_number(value: Any, what: str) -> float:
    """`value` as a float, where it is a number or a tensor of one; Mistake otherwise."""
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Mistake(f"{what}: expected a number, got {kind_of(value)}")
    if not math.isfinite(value):
        raise Mistake(f"{what}: expected a finite number, got {value}")
    return float(value)


def as_plain_number(value: Any, what: str) -> float:
    """`value`, if it is a number and no tensor; Mistake otherwise."""
    if isinstance(value, torch.Tensor):
        raise Mistake(f"{what}: expected a number, got {kind_of(value)}: use .item()")
    return as_number(value, what)


def close(got: torch.Tensor, want: torch.Tensor) -> bool:
    """Whether two tensors of the same shape agree up to rounding. NaN agrees with nothing."""
    return difference(got, want) <= TOLERANCES[torch.get_default_dtype()]


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


def varies(student: Student, call: Callable[[], object]) -> bool:
    """Whether a call gives other numbers where the student's code draws other random numbers, or each time."""
    values = []
    for seed in (1, 2, 3):
        with student.seeded(seed):
            values.append(call())
    first, *others = (
        torch.nan_to_num(value) if isinstance(value, torch.Tensor) else None for value in values
    )
    return first is not None and not all(equal(other, first) for other in others)


def one_that_fits(got: object, known: Mapping[str, Callable[[], torch.Tensor]]) -> str:
    """The name of the one known mistake that gives these values; "" where none does, or several do."""
    names = [name for name, compute in known.items() if fits(got, compute)]
    return names[0] if len(names) == 1 else ""


def fits(got: object, compute: Callable[[], torch.Tensor]) -> bool:
    """Whether a known mistake gives these values."""
    try:
        return equal(got, compute())
    except RuntimeError:  # its shapes do not fit: x @ weight of a weight that is not square
        return False


def same_shape(got: torch.Tensor, want: Sequence[int], what: str, axes: str = "") -> None:
    """Mistake unless `got` has the shape `want`; `axes` names them: "(batch, 10)"."""
    if tuple(got.shape) != tuple(want):
        named = f" = {axes}" if axes else ""
        raise Mistake(f"{what}: expected the shape {shape_text(want)}{named}, got {shape_text(got.shape)}")


def finite(got: torch.Tensor, what: str) -> None:
    """Mistake if a value of `got` is infinite or no number."""
    if got.is_complex() or not bool(torch.isfinite(got.to(torch.float64)).all()):
        raise Mistake(f"{what}: has values that are not finite numbers")


def same(value: Any, want: torch.Tensor, what: str, axes: str = "", because: str = "") -> None:
    """Mistake unless `value` is a tensor of `want`'s shape and values; `because` explains a difference in values."""
    got = as_tensor(value, what)
    same_shape(got, want.shape, what, axes)
    finite(got, what)
    if not close(got, want):
        reason = because or f"{_share(got, want)} of its values differ from the expected ones"
        raise Mistake(f"{what}: the shape {shape_text(got.shape)} is right, but {reason}")


def _share(got: torch.Tensor, want: torch.Tensor) -> str:
    want = want.detach().to("cpu", torch.float64)
    wrong = (got.to("cpu", torch.float64) - want).abs() > 1e-3 * max(1.0, want.abs().max().item())
    share = wrong.to(torch.float64).mean().item()
    return "all" if share == 1 else f"{max(share, 0.01):.0%}"


def kind_of(value: Any) -> str:
    """What an answer is, in a message."""
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, (list, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {shape_text(value.shape)}"
    return f"{'an' if type(value).__name__[0] in 'aeiou' else 'a'} {type(value).__name__}"
