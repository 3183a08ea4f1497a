"""Pairs of submissions by how much of what is rare in the class they share."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.similarity.fingerprints import Stretches

LINE = 0.6
"""The share above which two are to be read side by side: see docs/similarity.md for what was measured."""
MANY = (10, 0.05)
"""Of how many works, and of which part of them, a stretch may be that tells anything of two of them."""
LITTLE = 400.0
"""The weight of shared code below which a share says little: about 15 lines that nobody else has in a class of 50."""


@dataclass(frozen=True)
class Pair:
    """Two works. share: of all that is rare in both, what is in both, 0 to 1. weight: of that, see `pairs`. common: the
    stretches in both, the rarest first.
    """

    first: str
    second: str
    share: float
    weight: float
    common: tuple[str, ...]

    @property
    def is_above(self) -> bool:
        """Whether it is to be looked at."""
        return self.share >= LINE and self.weight >= LITTLE


def pairs(works: Mapping[str, Stretches], most: int) -> list[Pair]:
    """The `most` pairs that share most. works: by name, what is each one's own.

    A stretch that n of N works have weighs log((N + 1) / n) (after the inverse document frequency, Spärck Jones 1972),
    and nothing where many have it. The share is Jaccard's, weighted: of what either has, what both have. Pairs are
    ordered by it, lowered where the weight is small.

        pairs({"ada": own("..."), "bob": own("...")}, most=20)[0].share  # 0.83
    """
    where: dict[str, list[str]] = defaultdict(list)
    for name in sorted(works):
        for stretch in works[name]:
            where[stretch].append(name)
    many = max(MANY[0], MANY[1] * len(works))
    weights = {
        stretch: math.log((len(works) + 1) / len(names))
        for stretch, names in where.items()
        if len(names) <= many
    }
    totals = {name: sum(weights.get(each, 0.0) for each in own) for name, own in works.items()}
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for stretch, weight in weights.items():
        for pair in itertools.combinations(where[stretch], 2):
            shared[pair] += weight
    found = []
    for (first, second), weight in shared.items():
        share = weight / (totals[first] + totals[second] - weight)
        found.append((share * min(1.0, weight / LITTLE), first, second, share, weight))
    found.sort(key=lambda each: (-each[0], each[1:3]))
    return [
        Pair(first, second, share, weight, _common(works[first] & works[second], weights))
        for _, first, second, share, weight in found[:most]
    ]


def _common(stretches: Stretches, weights: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(stretches & weights.keys(), key=lambda each: (-weights[each], each)))
