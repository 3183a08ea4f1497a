"""Pairs of words for sequence models: read one character by character, answer with the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch.nn.functional import one_hot

CHARACTERS = ("e", "h", "l", "o")  # in the lecture's order: hello is [1, 0, 2, 2, 3]


class Characters(NamedTuple):
    """A word to read and the word to answer with, as one batch of one sequence."""

    idx2char: list[str]
    inputs: torch.Tensor
    """(seq, 1, len(idx2char)), float32, one-hot."""
    labels: torch.Tensor
    """(seq,), int64, indices into idx2char."""


def load() -> Characters:
    """The lecture's "hello" → "ohlol": inputs (5, 1, 4), labels (5,)."""
    return pair("hello", "ohlol")


def pair(source: str, target: str, idx2char: Sequence[str] = CHARACTERS) -> Characters:
    """Two words of equal length, spelt with idx2char: inputs (seq, 1, len(idx2char)), labels (seq,).

    Raises ValueError where the lengths differ or a character is not in idx2char.
    """
    if len(source) != len(target):
        raise ValueError(
            f"the words of a pair must be equally long: {source!r} has {len(source)} characters, "
            f"{target!r} has {len(target)}"
        )
    inputs = one_hot(_indices(source, idx2char), num_classes=len(idx2char))  # (seq, in)
    return Characters(
        idx2char=list(idx2char),
        inputs=inputs.unsqueeze(1).to(torch.float32),  # (seq, 1, in)
        labels=_indices(target, idx2char),
    )


def _indices(word: str, idx2char: Sequence[str]) -> torch.Tensor:
    """(len(word),), int64."""
    char2idx = {char: index for index, char in enumerate(idx2char)}
    for char in word:
        if char not in char2idx:
            raise ValueError(f"{char!r} in {word!r} is not one of the characters {', '.join(idx2char)}")
    return torch.tensor([char2idx[char] for char in word], dtype=torch.int64, device="cpu")
