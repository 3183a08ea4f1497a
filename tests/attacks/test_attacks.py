"""Every attack twice: behind all the walls, and where those that stop it are down."""

from __future__ import annotations

import platform
import re
from pathlib import Path

import pytest

from attacks import naive
from attacks.alter import ALTER
from attacks.arena import Arena, sent_without_walls, succeeds_without_walls
from attacks.attack import Attack
from attacks.conftest import ArenaWithout
from attacks.outlive import OUTLIVE
from attacks.reach_out import REACH_OUT
from attacks.read import READ
from attacks.stop import STOP
from attacks.wire import WIRE
from attacks.world import World
from autograder.sandbox.inside.walls import Wall

CLASSES = {
    "read": READ,
    "alter": ALTER,
    "reach out": REACH_OUT,
    "stop": STOP,
    "outlive": OUTLIVE,
    "wire": WIRE,
}
ATTACKS = {
    f"{kind}: {attack.name}": attack
    for kind, attacks in CLASSES.items()
    for attack in attacks
    if attack.machine in ("", platform.machine())
}

# Each sandbox costs seconds, so that there is not one for each set of walls that stops some attack.
SETS = (
    *(frozenset({wall}) for wall in Wall),
    frozenset({Wall.SECCOMP, Wall.LANDLOCK, Wall.CAPABILITIES}),
    frozenset({Wall.SECCOMP, Wall.NAMESPACES, Wall.LIMITS, Wall.BUBBLEWRAP}),
    frozenset({Wall.SECCOMP, Wall.NAMESPACES, Wall.LANDLOCK, Wall.BUBBLEWRAP}),
)


def each(attacks: dict[str, Attack]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("attack", attacks.values(), ids=attacks)


def taken_down(attack: Attack) -> frozenset[Wall]:
    """The walls that its control does without: those that stop it, where there are several with some more."""
    return next(walls for walls in SETS if attack.stopped_by <= walls)


def lies() -> dict[str, Attack]:
    return {name: attack for name, attack in ATTACKS.items() if attack in WIRE}


def behind(walls: bool) -> dict[str, Attack]:
    """The attacks that walls stop, those with the same control together; or the others."""
    some = {name: attack for name, attack in ATTACKS.items() if bool(attack.stopped_by) is walls}
    if not walls:
        return {name: attack for name, attack in some.items() if attack not in WIRE}
    return dict(sorted(some.items(), key=lambda item: (sorted(taken_down(item[1])), item[1].ruins)))


@each(ATTACKS)
def test_behind_all_walls_it_fails_and_nobody_else_notices(attack: Attack, arena: Arena, world: World):
    outcome = arena.carry_out(attack, world.context)
    assert not outcome.value
    assert re.search(attack.held or r"^$", outcome.text), outcome
    if attack.after:
        assert not arena.find(attack, world.context)
    assert arena.is_unharmed
    assert world.is_unharmed


@pytest.mark.control
@each(behind(walls=True))
def test_with_its_walls_down_it_succeeds(attack: Attack, arena_without: ArenaWithout, world: World):
    arena = arena_without(taken_down(attack))
    outcome = arena.carry_out(attack, world.context)
    if attack.ruins:
        ruined = outcome.value or not arena.is_unharmed
        arena.close()
        assert ruined, outcome
    elif attack.after:
        assert arena.find(attack, world.context)
    else:
        assert outcome.value, outcome


@pytest.mark.control
@each(behind(walls=False))
def test_in_a_grader_without_walls_it_succeeds(attack: Attack, world: World):
    assert succeeds_without_walls(attack, world.context)


@pytest.mark.control
@each(lies())
def test_a_reader_that_believes_it_dies_of_it_or_does_what_it_says(
    attack: Attack, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    data = sent_without_walls(attack, world.context)
    try:
        naive.believe(data)
    except Exception:
        return
    assert (tmp_path / "trapped").exists()
