"""The embedded handwritten digits, in the format of MNIST. Source and licence: LICENSE-digits.md."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import interpolate
from torch.utils.data import TensorDataset

from .splits import Splits

FILE = Path(__file__).with_name("digits.npz")
FULL = 16  # a pixel counts the inked points of a 4 by 4 block


def load() -> Splits:
    """1437 digits to train on and 360 to test on, both in the same proportions of the ten classes.

    Images (n, 1, 28, 28), float32 in [0, 1], and labels (n,), int64, all on the CPU. The split is stored with
    the data, so it is the same everywhere; every call returns new tensors.
    """
    with np.load(FILE) as file:
        images = torch.from_numpy(file["images"])  # (1797, 8, 8)
        labels = torch.from_numpy(file["labels"]).to(torch.int64)  # (1797,)
        in_test = torch.from_numpy(np.isin(np.arange(len(file["labels"])), file["test"]))  # (1797,)
    images = _enlarge(images.to(torch.float32) / FULL)  # (1797, 1, 28, 28)
    return Splits(
        train=TensorDataset(images[~in_test], labels[~in_test]),
        test=TensorDataset(images[in_test], labels[in_test]),
    )


def _enlarge(images: torch.Tensor) -> torch.Tensor:
    """(n, 8, 8) to (n, 1, 28, 28)."""
    enlarged = interpolate(images.unsqueeze(1), size=(28, 28), mode="bilinear", align_corners=False)
    # Rounding may put a weighted mean of ones a hair above one.
    return enlarged.clamp(0, 1)
