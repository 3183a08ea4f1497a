"""What a classification dataset looks like once loaded."""

from __future__ import annotations

from typing import NamedTuple

from torch.utils.data import TensorDataset


class Splits(NamedTuple):
    """Both splits hold images (n, 1, 28, 28), float32 in [0, 1], and labels (n,), int64."""

    train: TensorDataset
    test: TensorDataset
