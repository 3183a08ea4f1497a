"""Each wall by itself: with no other down some attack gets through, and none that other walls stop as well."""

from __future__ import annotations

import pytest

from attacks.conftest import ArenaWithout
from attacks.test_attacks import ATTACKS
from attacks.world import World
from autograder.sandbox.inside.walls import Wall

SHARED = [
    wall for wall in Wall if any(wall in a.stopped_by and len(a.stopped_by) > 1 for a in ATTACKS.values())
]


@pytest.mark.parametrize("wall", Wall, ids=str)
def test_an_attack_is_stopped_by_this_wall_alone(wall: Wall):
    """That each of these succeeds with just this wall down is what test_attacks.py shows."""
    assert [name for name, attack in ATTACKS.items() if attack.stopped_by == {wall}]


@pytest.mark.parametrize("wall", SHARED, ids=str)
def test_what_other_walls_stop_too_fails_without_this_one(
    wall: Wall, arena_without: ArenaWithout, world: World
):
    arena = arena_without(frozenset({wall}))
    through = []
    for name, attack in ATTACKS.items():
        if wall in attack.stopped_by and len(attack.stopped_by) > 1:
            outcome = arena.carry_out(attack, world.context)
            found = attack.after and arena.find(attack, world.context)
            if outcome.value or found:
                through.append(name)
    assert through == []
    assert arena.is_unharmed
    assert world.is_unharmed
