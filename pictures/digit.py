"""One of the notebooks' digits, in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autograder.reports.png import shades
from datasets.digits import load

__all__ = ["LEVELS", "digit", "shades"]

LEVELS = 7  # of ink, besides none


# The data set's pixels are multiples of 1/16, and enlarging 8 pixels to 28 weighs four of them by multiples of 1/14².
_PARTS = 16 * 14**2


def digit(number: int = 4) -> NDArray[np.int64]:
    """The image (28, 28) of a digit to train on, from 0 to LEVELS; a 4, unless another is named."""
    image, _ = load().train[number]  # (1, 28, 28)
    # in whole parts first: a pixel halfway between two levels would else depend on the machine
    parts: NDArray[np.int64] = (image[0].double() * _PARTS).round().long().numpy()
    return (2 * LEVELS * parts + _PARTS) // (2 * _PARTS)
