"""The weaker modes, for machines that can do less: what gets through is what their missing walls alone would stop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from attacks.arena import Arena
from attacks.attack import Attack
from attacks.test_attacks import ATTACKS, each
from attacks.world import World
from autograder.sandbox.inside.walls import ALL
from autograder.sandbox.modes import FULL, MODES, Mode

THROUGH = {
    "bubblewrap": {
        "read: counts the processes of the sandbox",
        "reach out: loads machine code that it wrote to its folder",
    },
    "mounts": {
        "read: reads the programs of the system",
        "reach out: shares memory with others by a name",
        "reach out: opens a terminal, to type into it",
    },
    "container": {
        "read: finds out whether a file exists",
        "read: finds out the size of a solution by a bare reference to it",
        "read: counts the processes of the sandbox",
        "reach out: loads machine code that it wrote to its folder",
    },
}
WEAKER = [mode for mode in MODES if mode != FULL]


@pytest.fixture(scope="module", params=WEAKER, ids=lambda mode: mode.name)
def mode(request: pytest.FixtureRequest) -> Mode:
    return request.param


@pytest.fixture(scope="module")
def arena(mode: Mode) -> Iterator[Arena]:
    """A sandbox in a weaker mode."""
    arena = Arena(mode.walls)
    yield arena
    arena.close()


def test_what_gets_through_is_what_the_missing_walls_alone_would_stop(mode: Mode):
    missing = ALL - mode.walls
    assert {name for name, a in ATTACKS.items() if a.stopped_by and a.stopped_by <= missing} == THROUGH[
        mode.name
    ]


def attack_name(attack: Attack) -> str:
    return next(name for name, other in ATTACKS.items() if other is attack)


@each(ATTACKS)
def test_all_others_fail_and_nobody_notices(attack: Attack, mode: Mode, arena: Arena, world: World):
    outcome = arena.carry_out(attack, world.context)
    through = bool(outcome.value or (attack.after and arena.find(attack, world.context)))
    assert through is (attack_name(attack) in THROUGH[mode.name])
    assert arena.is_unharmed
    assert world.is_unharmed
