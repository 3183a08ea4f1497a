"""The doctor's probes in real workers: all walls hold here, and each that is taken down is found to be open."""

from __future__ import annotations

import pytest

from autograder.doctor.examine import LIMITS, _probe, _surroundings, examine
from autograder.doctor.probes import PROBES
from autograder.doctor.status import OF_WALLS, Status
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox


def test_all_walls_hold():
    found = examine(ALL)
    assert found.problem == ""
    assert {each.wall: each.status for each in found.findings} == dict.fromkeys(Wall, Status.HOLDS)


@pytest.mark.parametrize("wall", Wall)
def test_a_wall_that_is_down_is_found_open_and_the_others_hold(wall):
    found = examine(ALL - {wall})
    assert found.problem == ""
    assert found.status(wall) is Status.OPEN
    assert {each.wall for each in found.findings if each.status is not Status.HOLDS} == {wall}
    through = next(each.through for each in found.findings if each.wall is wall)
    assert set(through) <= set(OF_WALLS[wall])


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
