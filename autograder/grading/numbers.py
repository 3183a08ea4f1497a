"""The numbers that a failed test compared: only for the instructor, never for a report.

Students read shapes and kinds (`failures`). An instructor who answers an appeal wants to see the expected value and the
student's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from traceback import walk_tb
from typing import Any

import numpy as np
import torch

from autograder.checks.mistakes import Mistake, shape_text
from autograder.errors import KitError
from autograder.grading.failures import Approx, Compared
from autograder.text import printable

# What a test, `checks`, torch.testing and numpy.testing call the two, those of the innermost function first.
GOT = ("got", "actual", "value", "theirs", "answer", "losses", "output")
WANT = ("want", "wanted", "expected", "desired", "ours", "right")
MOST = 8  # numbers that are shown of each
DIGITS = 6


def of_failure(error: BaseException, compared: Compared) -> list[str]:
    """The expected and the given numbers of a failure, in lines; its full text if nothing was compared."""
    for operator, got, want in _comparisons(error, compared):
        if lines := side_by_side(got, want):
            return [*([f"the assert is: got {operator} expected"] if operator else []), *lines]
    return [f"nothing was compared: {printable(str(error)) or type(error).__name__}"]


def given_answer(error: BaseException, compared: Compared) -> torch.Tensor | None:
    """What the student's code gave where a failed test compared two values, in float64; None if they are no numbers."""
    for _, got, want in _comparisons(error, compared):
        theirs, ours = _numbers(got), _numbers(want)
        if theirs is not None and ours is not None:
            return theirs
    return None


def _comparisons(error: BaseException, compared: Compared) -> Iterator[tuple[str, Any, Any]]:
    """The student's value and the expected one, with the operator of a plain assert or "": of the assert, then of each
    function in which both have names, the innermost first.
    """
    if compared is not None and isinstance(error, AssertionError) and not isinstance(error, Mistake):
        yield compared
    for names in () if isinstance(error, KitError) else _frames(error):
        got, want = (
            next((names[name] for name in known if name in names and _is_data(names[name])), None)
            for known in (GOT, WANT)
        )
        # A tensor and sizes: its shape was compared, and the function around it knows more about that.
        is_of_shape = isinstance(got, torch.Tensor) and isinstance(want, (tuple, torch.Size))
        if got is not None and want is not None and not is_of_shape:
            yield "", got, want


def side_by_side(got: Any, want: Any) -> list[str]:
    """Two values in lines; of large ones, the entries that differ most. None if one of them has no numbers or text."""
    if isinstance(got, str) and isinstance(want, str):
        return [f"expected {printable(want)!r}", f"got      {printable(got)!r}"]
    theirs, ours = _numbers(got), _numbers(want)
    if theirs is None or ours is None:
        return []
    if theirs.shape != ours.shape:
        return [f"expected {_first(ours)}", f"got      {_first(theirs)}"]
    off = torch.where(
        theirs == ours, 0.0, (theirs - ours).abs()
    )  # infinities that are the same differ by no number
    off = torch.nan_to_num(off, nan=torch.inf).reshape(-1)
    differing = int((off > 0).sum())
    if off.numel() <= MOST:
        shown = list(range(off.numel()))
    else:
        shown = sorted(off.topk(min(MOST, max(differing, 1))).indices.tolist())
    lines = [f"expected {_listed(ours, shown)}", f"got      {_listed(theirs, shown)}"]
    if off.numel() > len(shown):
        places = ", ".join(_place(index, theirs.shape) for index in shown)
        lines.insert(
            0, f"of {off.numel()} values, shape {shape_text(tuple(theirs.shape))}, those that differ most"
        )
        lines.append(f"at       {places}")
    if off.numel():
        lines.append(f"largest difference {off.max().item():.{DIGITS}g}")
    return lines


def _frames(error: BaseException) -> Iterator[Mapping[str, Any]]:
    """The names of each function that the failure passed through, the innermost first."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return (frame.f_locals for frame in reversed(frames))


def _is_data(value: Any) -> bool:
    return isinstance(value, str) or _numbers(value) is not None


def _numbers(value: Any) -> torch.Tensor | None:
    """A value as numbers, if it consists of numbers."""
    if isinstance(value, Approx):
        value = value.expected
    if isinstance(value, (torch.Tensor, np.ndarray, np.number, bool, int, float)):
        with_shape = torch.as_tensor(value).detach().to("cpu")
        return None if with_shape.is_complex() else with_shape.to(torch.float64)
    if isinstance(value, Sequence) and value and all(isinstance(item, (bool, int, float)) for item in value):
        return torch.tensor([float(item) for item in value], dtype=torch.float64)
    return None


def _first(values: torch.Tensor) -> str:
    shown = list(range(min(MOST, values.numel())))
    more = ", …" if values.numel() > len(shown) else ""
    return f"shape {shape_text(tuple(values.shape))}: {_listed(values, shown)}{more}"


def _listed(values: torch.Tensor, places: Sequence[int]) -> str:
    flat = values.reshape(-1)
    return ", ".join(f"{flat[place].item():.{DIGITS}g}" for place in places) or "nothing"


def _place(index: int, shape: Sequence[int]) -> str:
    return str([int(each) for each in np.unravel_index(index, tuple(shape))])
