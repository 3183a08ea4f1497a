"""The ways to wall students' code in, strongest first, and the walls that none may do without."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from autograder.sandbox.inside.walls import ALL, Wall


@dataclass(frozen=True)
class Mode:
    """A set of walls that are up."""

    name: str
    walls: frozenset[Wall]

    @property
    def title(self) -> str:
        """Its walls that not every machine can build, as one says it."""
        named = {
            Wall.BUBBLEWRAP: "bubblewrap",
            Wall.NAMESPACES: "namespaces of each worker's own",
            Wall.LANDLOCK: "Landlock",
            Wall.SECCOMP: "seccomp",
        }
        return ", ".join(name for wall, name in named.items() if wall in self.walls) or "nothing"

    def without(self, given_up: Collection[Wall]) -> Mode:
        return Mode(self.name, self.walls - frozenset(given_up))


FULL = Mode("namespaces", ALL)
MODES = (
    FULL,
    Mode("bubblewrap", ALL - {Wall.NAMESPACES}),
    Mode("mounts", ALL - {Wall.LANDLOCK}),
    Mode("container", ALL - {Wall.BUBBLEWRAP, Wall.NAMESPACES}),
)
FILES = frozenset({Wall.LANDLOCK, Wall.BUBBLEWRAP})
"""One of them must keep files out of reach."""
ANYWHERE = ALL - {Wall.BUBBLEWRAP, Wall.NAMESPACES, Wall.LANDLOCK}
"""Walls that every Linux can build."""


def name_of(walls: frozenset[Wall]) -> str:
    """The name of a set of walls in a report."""
    for mode in MODES:
        if mode.walls == walls:
            return mode.name
    return f"all but {', '.join(wall.value for wall in Wall if wall not in walls)}"


def missing(mode: Mode, given_up: Collection[Wall] = ()) -> list[str]:
    """The required walls that a mode lacks, in words; those given up by name do not count."""
    lacks = [wall.value for wall in Wall if wall in ANYWHERE - mode.walls - frozenset(given_up)]
    if not FILES & mode.walls and not FILES & frozenset(given_up):
        lacks.append("landlock or bubblewrap")
    return lacks
