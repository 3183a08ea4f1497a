"""A mistake costs once: a later part of a student's is right where it follows from an earlier one, which is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import torch
from torch import Tensor

from autograder.checks.values import Mistake, equal
from autograder.errors import WorkerError

LEAST = 0.01  # by which the numbers of an earlier part differ: from a constant, anything follows


@contextmanager
def unless(follows: Callable[[], bool]) -> Iterator[None]:
    """Lets a Mistake pass where `follows` says that it is the earlier part's."""
    try:
        yield
    except Mistake:
        if not follows():
            raise


def or_false(follows: Callable[..., bool]) -> Callable[..., bool]:
    """`follows`, and False where a student's earlier part gives nothing to go on with."""

    @wraps(follows)
    def asked(*arguments: object) -> bool:
        try:
            return follows(*arguments)
        # Shapes that do not fit, no tensors at all, parameters of other names.
        except (WorkerError, RuntimeError, TypeError, AttributeError, LookupError):
            return False

    return asked


def gives(got: object, want: Tensor) -> bool:
    """Whether an answer is `want`, and that is finite."""
    return bool(torch.isfinite(want).all()) and equal(got, want)


def is_lively(earlier: Tensor) -> bool:
    """Whether what an earlier part gives is more than a constant."""
    return float((earlier - earlier.mean()).abs().max()) > LEAST
