"""What the attacks share: a world to harm, and sandboxes, of which each costs seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from attacks.arena import Arena
from attacks.world import World
from autograder.sandbox.inside.walls import ALL, Wall

ArenaWithout = Callable[[frozenset[Wall]], Arena]


@pytest.fixture
def world(secret: tuple[str, str]) -> Iterator[World]:
    world = World(secret[0])
    yield world
    world.close()


@pytest.fixture(scope="session")
def arena() -> Iterator[Arena]:
    """A sandbox with all walls."""
    arena = Arena()
    yield arena
    arena.close()


@pytest.fixture(scope="session")
def arena_without() -> Iterator[ArenaWithout]:
    """A sandbox in which these walls are down. Those with a single one down are kept, of the others the last."""
    kept: dict[frozenset[Wall], Arena] = {}

    def without(walls: frozenset[Wall]) -> Arena:
        for others in [others for others in kept if others != walls and len(others) > 1]:
            kept.pop(others).close()
        if walls in kept and kept[walls].sandbox._process.has_ended:  # an attack has ruined it
            kept.pop(walls).close()
        if walls not in kept:
            kept[walls] = Arena(ALL - walls)
        return kept[walls]

    yield without
    for arena in kept.values():
        arena.close()
