"""The datasets of the exercises, for students and graders alike: deterministic, float32, and offline unless told.

This folder is copied into every assignment, so it imports nothing but torch and numpy; loading MNIST, torchvision.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal, overload

from . import digits, hello, mnist
from .hello import Characters, pair
from .splits import Splits

__all__ = ["Characters", "Splits", "load", "pair"]

_LOADERS: dict[str, Callable[..., Splits | Characters]] = {
    "digits": digits.load,
    "hello": hello.load,
    "mnist": mnist.load,
}


@overload
def load(name: Literal["digits"]) -> Splits: ...
@overload
def load(name: Literal["hello"]) -> Characters: ...
@overload
def load(
    name: Literal["mnist"], *, root: str | os.PathLike[str] = "data", download: bool = False
) -> Splits: ...
@overload
def load(name: str, **options: object) -> Splits | Characters: ...
def load(name: str, **options: object) -> Splits | Characters:
    """The dataset of that name.

    "digits": Splits, train (1437) and test (360): images (n, 1, 28, 28) in [0, 1], labels (n,).
    "hello": Characters, "hello" → "ohlol": idx2char, inputs (5, 1, 4), labels (5,).

    "mnist": Splits like the digits', train (60000) and test (10000), through torchvision from `root`/MNIST/raw,
        root="data" unless told; download=True downloads it there.

    The options are those of the dataset's own loader. Raises ValueError for an unknown name.
    """
    if name not in _LOADERS:
        raise ValueError(f"no dataset is called {name!r}; known are {', '.join(sorted(_LOADERS))}")
    return _LOADERS[name](**options)
