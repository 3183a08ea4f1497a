"""The weaker modes, for machines that can do less: what gets through is what their missing walls alone would stop."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from attacks.alter import ALTER
from attacks.arena import Arena
from attacks.attack import Attack
from attacks.test_attacks import ATTACKS, CLASSES
from attacks.world import World, state_of
from autograder.sandbox.inside.landlock import NEWEST
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.launch import UNPRIVILEGED
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
CONTAINER = next(mode for mode in MODES if mode.name == "container")
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


def test_what_gets_through_harms_nobody():
    through = set().union(*THROUGH.values())
    assert {name for name, attack in ATTACKS.items() if attack.learns} == through


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_paths_and_what_is_open_are_judged_in_every_mode(mode: Mode):
    """As sandbox/inside/syscalls.py says of its groups of calls."""
    assert mode.walls & {Wall.BUBBLEWRAP, Wall.LANDLOCK}
    assert Wall.SECCOMP in mode.walls


def got_through(attacks: Mapping[str, Attack], arena: Arena, world: World) -> set[str]:
    """The names of the attacks that got what they were after. None harms the world or later submissions."""
    through = set()
    for name, attack in attacks.items():
        outcome = arena.carry_out(attack, world.context)
        if outcome.value or (attack.after and arena.find(attack, world.context)):
            through.add(name)
        assert world.is_unharmed, name
    assert arena.is_unharmed, f"one of {', '.join(attacks)} harmed it"
    return through


@pytest.mark.parametrize("kind", CLASSES)
def test_all_others_fail_and_nobody_notices(kind: str, mode: Mode, arena: Arena, world: World):
    attacks = {name: attack for name, attack in ATTACKS.items() if attack in CLASSES[kind]}
    assert got_through(attacks, arena, world) == THROUGH[mode.name] & attacks.keys()


OF_LANDLOCK = {name: attack for name, attack in ATTACKS.items() if Wall.LANDLOCK in attack.stopped_by}
ALTERING = {name: attack for name, attack in ATTACKS.items() if attack in ALTER}


@pytest.mark.parametrize("version", range(1, 6))
def test_with_an_older_landlock_they_fail_all_the_same(version: int, world: World):
    """Each version is that of an older kernel: Linux 5.13, 5.19, 6.2, 6.7 and 6.10."""
    arena = Arena(CONTAINER.walls, landlock=version)
    try:
        assert got_through({**OF_LANDLOCK, **ALTERING}, arena, world) == set()
    finally:
        arena.close()


EVERYTHING = """
import datasets
def attack(context):
    path, done = datasets.__file__, []
    file = os.open(path, os.O_RDONLY)
    for act in (
        lambda: os.chmod(path, 0), lambda: os.fchmod(file, 0), lambda: os.utime(path, (0, 0)),
        lambda: os.utime(file, (0, 0)), lambda: os.truncate(path, 0), lambda: os.ftruncate(file, 0),
        lambda: os.open(path, os.O_RDONLY | os.O_TRUNC), lambda: os.open(path, os.O_ACCMODE | os.O_TRUNC),
        lambda: os.open(path, os.O_WRONLY), lambda: os.open(path, os.O_RDWR | os.O_TRUNC),
        lambda: os.chown(path, -1, os.getgid()), lambda: os.setxattr(path, "user.note", b"x"),
        lambda: os.setxattr(file, "user.note", b"x"), lambda: os.link(path, path + "-"),
        lambda: os.rename(path, path + "-"), lambda: os.unlink(path), lambda: os.symlink(path, path + "-"),
        lambda: fcntl.ioctl(file, 0x40086602, struct.pack("l", 0x40)),
        lambda: fcntl.fcntl(file, 1036, struct.pack("Q", 2)), lambda: os.posix_fallocate(file, 0, 1 << 16),
    ):
        try:
            act()
            done.append(act.__code__.co_consts)
        except OSError:
            pass
    return done
"""


@pytest.mark.parametrize("version", [1, NEWEST], ids=lambda version: f"version {version}")
def test_what_it_may_read_stays_as_it_is_even_where_its_user_owns_it(version: int):
    """The container mode has a copy of the kit's own files, which belongs to whoever starts it."""
    arena = Arena(CONTAINER.walls, landlock=version)
    try:
        assert arena.sandbox._process.folder is not None
        kit = Path(arena.sandbox._process.folder.name, "kit")
        if os.getuid() == 0:
            for path in (kit, *kit.rglob("*")):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
        before = state_of(kit)
        outcome = arena.carry_out(Attack("changes all that it can read", EVERYTHING), {})
        assert outcome.value == [], outcome
        assert state_of(kit) == before
    finally:
        arena.close()


EMPTYING = {name: attack for name, attack in ATTACKS.items() if "empties a file" in name and attack in ALTER}


@pytest.mark.parametrize("version", [2, 3], ids=lambda version: f"version {version}")
def test_without_the_filter_landlock_keeps_files_from_being_emptied_from_version_3_on(version: int):
    arena = Arena(CONTAINER.walls - {Wall.SECCOMP}, landlock=version)
    through = set()
    try:
        for name, attack in EMPTYING.items():
            world = World("")
            try:
                arena.carry_out(attack, world.context)
                if not world.course.own.read_bytes():
                    through.add(name)
            finally:
                world.close()
    finally:
        arena.close()
    opening_to_read = "alter: empties a file that it opens to read"  # which every version keeps it from
    assert through == (EMPTYING.keys() - {opening_to_read} if version < 3 else set())
