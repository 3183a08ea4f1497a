"""A student's process may answer anything: a hidden test then fails, and never takes the kit down with it.

An infrastructure verdict is no score, so that whoever could bring one about at will could not be given a zero.
"""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
import torch
from corpus import KNOWN, solved
from corpus.grading import forbidden, grade_through, received

from autograder.sandbox.inside.wire import Remote
from autograder.student.connection import LocalConnection

LIES = {
    **{repr(lie): lie for lie in (None, True, 0, -1, 2**62, 0.5, math.nan, math.inf, "", "text", "0")},
    **{repr(lie): lie for lie in ([], [[]], {}, {"value": None}, Remote(0), Remote(999, "X"))},
    "a number in a tensor": torch.tensor(1.0),
    "an empty tensor": torch.zeros(0),
    "a matrix": torch.ones(2, 2),
    "a tensor of NaN": torch.full((3,), math.nan),
    "a tensor of truths": torch.zeros(4, dtype=torch.bool),
    "a tensor of integers": torch.arange(5),
    "a tensor of bytes": torch.zeros(5, 1, 4, dtype=torch.uint8),
    "a tensor of halves": torch.ones(2, dtype=torch.float16),
}
ANY = list(LIES.values())


class Liar:
    """A sound submission in a process that changes some of its answers."""

    generation = 0

    def __init__(self, assignment: str, seed: int, share: float) -> None:
        self._honest = LocalConnection(solved(assignment), forbidden(assignment))
        self._chance = random.Random(seed)
        self._share = share
        self.lies = 0

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._honest.request(request)
        except Exception:  # it was asked about an object that is a lie
            answer = {"value": None}
        if self._chance.random() < self._share:
            self.lies += 1
            return received(dict(self._bent(answer)))
        return answer

    def _bent(self, value: Any) -> Any:
        """`value` with a part of it replaced, dropped or doubled; a dict stays one."""
        chance = self._chance
        if isinstance(value, dict) and value:
            key = chance.choice(list(value))
            if chance.random() < 0.1:
                return {k: v for k, v in value.items() if k != key}
            if chance.random() < 0.1:
                return {**value, chance.choice(["", "x", "used", "0"]): chance.choice(ANY)}
            return {**value, key: self._bent(value[key]) if chance.random() < 0.8 else chance.choice(ANY)}
        if isinstance(value, list) and value and chance.random() < 0.8:
            at = chance.randrange(len(value))
            return [
                *value[:at],
                *chance.choice(([], [self._bent(value[at])], [value[at]] * 2)),
                *value[at + 1 :],
            ]
        if isinstance(value, torch.Tensor) and chance.random() < 0.6:
            return chance.choice(
                (
                    value.unsqueeze(0),
                    value.long(),
                    value * math.nan,
                    value[:0] if value.dim() else value,
                    -value,
                )
            )
        if isinstance(value, str) and chance.random() < 0.5:
            return chance.choice(
                (value * 2, value[::-1], value + "\nEpoch 0/1, Loss " + "9" * 400 + ".0000: x")
            )
        return chance.choice(ANY)


@pytest.mark.parametrize("share", [0.1, 1.0], ids=["now and then", "always"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("assignment", KNOWN)
def test_lies_cost_points_and_never_end_in_an_infrastructure_verdict(
    assignment: str, seed: int, share: float
):
    liar = Liar(assignment, seed, share)
    graded = grade_through(
        liar, assignment, seed
    )  # raises InfrastructureError for what is the kit's own failure
    assert liar.lies
    if share == 1.0:
        assert not graded.full


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
@pytest.mark.parametrize("assignment", KNOWN)
def test_one_and_the_same_value_for_everything_earns_nothing(assignment: str, lie: object):
    class Constant:
        generation = 0

        def request(self, request: dict[str, Any]) -> dict[str, Any]:
            return {"value": lie, "printed": ""}

    assert set(grade_through(Constant(), assignment, 1).scores.values()) == {0}
