"""The doctor's probes in real workers: each wall that is taken down is found to be open.

That all hold where all are up is tried on the program: see test_cli.py.
"""

from __future__ import annotations

import pytest

from autograder.doctor.examine import LIMITS, Examination, _probe, _surroundings, examine
from autograder.doctor.probes import PROBES
from autograder.doctor.status import OF_WALLS, Status
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox


@pytest.mark.parametrize("wall", Wall)
def test_a_wall_that_is_down_is_found_open_and_the_others_hold(wall):
    found = examine(ALL - {wall})
    assert found.problem == ""
    assert found.status(wall) is Status.OPEN
    assert {each.wall for each in found.findings if each.status is not Status.HOLDS} == {wall}
    through = next(each.through for each in found.findings if each.wall is wall)
    assert set(through) <= set(OF_WALLS[wall])


CONTAINER = ALL - {Wall.BUBBLEWRAP, Wall.NAMESPACES}


def through(found: Examination, wall: Wall) -> set[str]:
    return {name for each in found.findings if each.wall is wall for name in each.through}


@pytest.mark.parametrize("version", range(1, 6))
def test_the_container_mode_holds_with_every_version_of_landlock(version):
    found = examine(CONTAINER, landlock=version)
    assert found.problem == ""
    assert {found.status(wall) for wall in CONTAINER} == {Status.HOLDS}


@pytest.mark.parametrize("version", [2, 3])
def test_without_the_filter_of_calls_files_are_changed_and_an_older_landlock_lets_them_be_emptied(version):
    found = examine(CONTAINER - {Wall.SECCOMP}, landlock=version)
    assert found.problem == ""
    assert through(found, Wall.SECCOMP) >= {"changes_modes", "changes_dates", "locks_a_file"}
    assert through(found, Wall.LANDLOCK) == ({"empties_a_file"} if version < 3 else set())


def test_every_probe_belongs_to_a_wall():
    named = {name for names in OF_WALLS.values() for name in names}
    assert {probe.__name__ for probe in PROBES} == named - {"uses_too_much_cpu", "outlasts_its_time"}
    assert set(OF_WALLS) == set(Wall)


def test_a_sandbox_that_cannot_start_is_a_problem_told_in_a_line(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.launch._program", lambda name: "/bin/false")
    found = examine(ALL)
    assert found.findings == ()
    assert found.problem.startswith("the sandbox ended")
    assert "\n" not in found.problem


def test_walls_that_a_right_submission_does_not_run_behind_do_not_pass(monkeypatch):
    monkeypatch.setattr("autograder.doctor.examine.HONEST", "def attack():\n    return open('/etc/passwd')\n")
    assert examine(ALL).problem == "a right submission does not run behind these walls"


def test_the_walls_hold_around_a_gpus_driver_too():
    """Whether a right submission runs there is tried where there is a GPU: see tests/gpu."""
    with _surroundings() as context, Sandbox(scratch=LIMITS.scratch, cuda=True, warm=False) as sandbox:
        found = _probe(sandbox, context)
    assert {name for name, through in found.items() if through} <= {"honest"}
