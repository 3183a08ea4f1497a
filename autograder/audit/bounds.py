"""Confidence bounds: how far an observed share can be from the true probability."""

from __future__ import annotations

import math

STEPS = 60  # of a bisection: more than a float tells apart


def upper_bound(happened: int, runs: int, confidence: float = 0.95) -> float:
    """The largest chance with which as few would still happen in one of 1 / (1 - confidence) tries: the one-sided
    bound of Clopper and Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial". 1 without runs.

        upper_bound(0, 1000)    # 0.003: nothing in a thousand runs
    """
    if happened >= runs:
        return 1.0
    low, high = happened / runs, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _at_most(happened, runs, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def lower_bound(happened: int, runs: int, confidence: float = 0.95) -> float:
    """The smallest chance with which as many would still happen: the other side of `upper_bound`. 0 without runs."""
    return 1 - upper_bound(runs - happened, runs, confidence) if runs else 0.0


def _at_most(count: int, runs: int, chance: float) -> float:
    """How likely it is that something of this chance happens `count` times or less in `runs`."""
    if not 0 < chance < 1:
        return float(chance == 0)
    logs = (
        math.lgamma(runs + 1)
        - math.lgamma(k + 1)
        - math.lgamma(runs - k + 1)
        + k * math.log(chance)
        + (runs - k) * math.log1p(-chance)
        for k in range(count + 1)
    )
    return min(1.0, math.fsum(map(math.exp, logs)))
