"""Other values than the mean over all samples that a student may return as the loss of an epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, product
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from autograder.checks.mistakes import Said

if TYPE_CHECKING:
    from autograder.checks.replay import Replay

PIXELS = 28 * 28
SAME = 1e-6  # of a factor, from epoch to epoch
AWAY = 1e-3  # from 1, by which a factor is another one
MOVING = (0.1, 0.01, 0.02, 0.05, 0.2, 0.5, 0.9)  # by how much a new loss counts in a moving average


class BatchLosses(NamedTuple):
    """The cross-entropy of each sample of a batch, (samples,), before the step and after it."""

    before: Tensor
    after: Tensor


Epochs = Sequence[Sequence[BatchLosses]]


def means(epochs: Epochs) -> list[float]:
    """Each epoch's mean over its samples, before the steps."""
    return [float(_all(batches).mean()) for batches in epochs]


def other_sums(run: Replay) -> dict[Said, list[float]]:
    """Wrong values for the loss of an epoch, by the mistake that gives them, as far as a run's sums determine them."""
    sums = list(accumulate(run.losses))
    return {
        Said("mean-of-batch-means"): run.batch_mean_losses,
        Said("loss-of-last-batch"): run.last_losses,
        Said("sum-over-samples"): run.summed_losses,
        Said("sum-over-batches"): run.batch_summed_losses,
        Said("sum-over-samples-by-batches"): run.sums_per_batch,
        Said("sum-of-means-by-samples"): run.batch_sums_per_sample,
        Said("batches-as-if-full"): run.losses_as_if_full,
        Said("sum-goes-on"): sums,
        Said("mean-goes-on"): [s / n for n, s in enumerate(sums, start=1)],
    }


def moving_averages(run: Replay) -> Iterator[list[float]]:
    """Means of the batches' losses in which the last ones count most, as each epoch leaves them: by how much a new loss
    counts, whether they start from 0, and whether they start in each epoch.
    """
    several = any(len(losses) > 1 for losses in run.batch_losses)  # else one that starts anew is a multiple
    for factor, from_zero, anew in product(MOVING, (True, False), (True, False) if several else (False,)):
        averages, average = list[float](), None
        for losses in run.batch_losses:
            average = None if anew else average
            for loss in losses:
                before = (0.0 if from_zero else loss) if average is None else average
                average = before + factor * (loss - before)
            averages.append(average or 0.0)
        yield averages


def others(epochs: Epochs) -> dict[Said, list[float]]:
    """Other values than the mean of each epoch's losses, by the mistake that gives them, if computing them takes every
    sample's loss.
    """
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
    """The factor by which all losses are too large, if it is the same for all; this needs two epochs or more."""
    if len(got) < 2 or not all(want):
        return None
    found = [a / b for a, b in zip(got, want, strict=True)]
    if abs(found[0] - 1) < AWAY or not all(abs(each - found[0]) <= SAME * abs(found[0]) for each in found):
        return None
    if abs(found[0] - PIXELS) <= SAME * PIXELS:
        return Said("losses-times-pixels", factor=PIXELS)
    return Said("losses-times", factor=f"{found[0]:.4g}")


def _running_mean(batches: Sequence[BatchLosses]) -> float:
    """A running mean over the batches that counts each batch as if it had all samples seen so far."""
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
