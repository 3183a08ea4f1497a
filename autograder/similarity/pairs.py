"""Pairs of submissions, ordered by how much rare code of the class they share."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from autograder.similarity.fingerprints import Stretches

LINE = 0.6
"""The share above which two are to be read side by side: see docs/instructors.md for what was measured."""
MANY = (10, 0.05)
"""Of how many works, and of which part of them, a stretch may be that tells anything of two of them."""
LITTLE = 150
"""Of how many stretches in common a share says little: about eight lines of code."""


Names = tuple[str, str]
"""Of the two works of a pair, in their order."""


@dataclass(frozen=True)
class Pair:
    """Two works. share: of what is rare in either, what is in both, 0 to 1. common: the stretches in both, the rarest
    first.
    """

    first: str
    second: str
    share: float
    common: tuple[str, ...]

    @property
    def both(self) -> Names:
        return self.first, self.second

    @property
    def is_above(self) -> bool:
        """Whether it is to be looked at."""
        return self.share >= LINE and len(self.common) >= LITTLE


def pairs(works: Mapping[str, Stretches], most: int, wanted: Collection[Names] = ()) -> list[Pair]:
    """The `most` pairs that share most, then those of `wanted` that are not among them.

    works: by name, what is each one's own.

    A stretch that n of N works have weighs log((N + 1) / n) (after the inverse document frequency, Spärck Jones 1972),
    and nothing where many have it. The share is Jaccard's, weighted: of what either has, what both have. Pairs are
    ordered by it, lowered where little is in common.

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
    shared: dict[Names, float] = defaultdict(float)
    counts: Counter[Names] = Counter()
    for stretch, weight in weights.items():
        for pair in itertools.combinations(where[stretch], 2):
            shared[pair] += weight
            counts[pair] += 1
    shares = {
        (first, second): weight / (totals[first] + totals[second] - weight)
        for (first, second), weight in shared.items()
    }
    best = sorted(shares, key=lambda pair: (-shares[pair] * min(1.0, counts[pair] / LITTLE), pair))[:most]
    return [
        Pair(*pair, shares.get(pair, 0.0), _common(works[pair[0]] & works[pair[1]], weights))
        for pair in dict.fromkeys((*best, *wanted))
    ]


def _common(stretches: Stretches, weights: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(stretches & weights.keys(), key=lambda each: (-weights[each], each)))
