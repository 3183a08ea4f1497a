"""A mistake costs once: a later part of a student's is right where it follows from an earlier one, which is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import torch
from torch import Tensor

from autograder.checks.values import Mistake, equal
from autograder.errors import WorkerError


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


def heeds(part: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """Whether what an earlier part gives changes with each of its arguments: where it leaves one alone, so may a later
    part that leaves its own work out.
    """
    before = part(*arguments)
    for place, argument in enumerate(arguments):
        other = torch.ones_like(argument) if argument.dtype == torch.bool else argument.roll(1, -1)
        if equal(part(*arguments[:place], other, *arguments[place + 1 :]), before):
            return False
    return True
