"""Hidden weights and inputs. They are drawn anew for each submission and test, so it is of no use to know those of
another submission.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import torch


class Draws:
    """Random tensors of the default dtype, the same for the same `key` on every machine and torch version in use."""

    def __init__(self, key: str) -> None:
        seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "little", signed=True)
        self._seed = seed
        self.restart()

    def restart(self) -> None:
        """From the first draw again."""
        self._generator = torch.Generator().manual_seed(self._seed)

    def normal(self, *shape: int, scale: float = 1.0) -> torch.Tensor:
        """Normally distributed numbers, with standard deviation `scale`, in a tensor of this shape:
        `draws.normal(5, 3)`.
        """
        # Always drawn in float64, so that both precisions see the same numbers.
        values = torch.randn(shape, generator=self._generator, dtype=torch.float64) * scale
        return values.to(torch.get_default_dtype())

    def integers(self, high: int, *shape: int) -> torch.Tensor:
        """Whole numbers from 0 to high - 1, in an int64 tensor of this shape: `draws.integers(10, 4)` gives four labels
        of ten classes.
        """
        return torch.randint(high, shape, generator=self._generator)

    def like(self, values: Mapping[str, torch.Tensor], scale: float) -> dict[str, torch.Tensor]:
        """Normally distributed numbers, with standard deviation `scale`, in tensors of these shapes, by the same names:
        `net.load(draws.like(net.parameters(), scale=0.5))`.
        """
        return {name: self.normal(*value.shape, scale=scale) for name, value in values.items()}
