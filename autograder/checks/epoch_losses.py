"""What else than the mean over its samples a student may take for the loss of an epoch, told by every sample's loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from autograder.checks.mistakes import Said

PIXELS = 28 * 28
SAME = 1e-6  # of a factor, from epoch to epoch
AWAY = 1e-3  # from 1, by which a factor is another one


class BatchLosses(NamedTuple):
    """The cross-entropy of each sample of a batch, (samples,), before the step and after it."""

    before: Tensor
    after: Tensor


Epochs = Sequence[Sequence[BatchLosses]]


def means(epochs: Epochs) -> list[float]:
    """Each epoch's mean over its samples, before the steps."""
    return [float(_all(batches).mean()) for batches in epochs]


def others(epochs: Epochs) -> dict[Said, list[float]]:
    """What else than the mean may be made of each epoch's losses, by what is wrong with it."""
    ways: dict[Said, Callable[[Sequence[BatchLosses]], float]] = {
        Said("loss-after-step"): lambda batches: float(torch.cat([b.after for b in batches]).mean()),
        Said("largest-loss"): lambda batches: float(_all(batches).max()),
        Said("median-loss"): lambda batches: float(_all(batches).median()),
    }
    if all(len(batches) > 1 for batches in epochs):
        ways |= {
            Said("loss-of-first-batch"): lambda batches: float(batches[0].before.mean()),
            Said("last-batch-not-counted"): lambda batches: _sum(batches[:-1]) / _count(batches),
            Said("last-batch-not-counted", way="nor divided by"): lambda batches: float(
                _all(batches[:-1]).mean()
            ),
            Said("running-mean-by-batches"): _running_mean,
        }
    found = {said: [way(batches) for batches in epochs] for said, way in ways.items()}
    found[Said("losses-reversed")] = means(epochs)[::-1]
    return found


def factor(got: Sequence[float], want: Sequence[float]) -> Said | None:
    """By which number all losses are too large, where it is one; two epochs or more tell that."""
    if len(got) < 2 or not all(want):
        return None
    found = [a / b for a, b in zip(got, want, strict=True)]
    if abs(found[0] - 1) < AWAY or not all(abs(each - found[0]) <= SAME * abs(found[0]) for each in found):
        return None
    if abs(found[0] - PIXELS) <= SAME * PIXELS:
        return Said("losses-times-pixels", factor=PIXELS)
    return Said("losses-times", factor=f"{found[0]:.4g}")


def _running_mean(batches: Sequence[BatchLosses]) -> float:
    """A mean that goes on from batch to batch, but takes each batch for one of all samples seen so far."""
    mean, count = 0.0, 0
    for batch in batches:
        count += len(batch.before)
        mean += (float(batch.before.mean()) - mean) / count
    return mean


def _all(batches: Sequence[BatchLosses]) -> Tensor:
    return torch.cat([batch.before for batch in batches])


def _sum(batches: Sequence[BatchLosses]) -> float:
    return sum(float(batch.before.sum()) for batch in batches)


def _count(batches: Sequence[BatchLosses]) -> int:
    return sum(len(batch.before) for batch in batches)
