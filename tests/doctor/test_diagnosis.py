"""Which mode is taken: the strongest that passes, never one below the required walls, never in silence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from autograder.doctor import cache
from autograder.doctor.diagnosis import Diagnosis, diagnose
from autograder.doctor.examine import Examination, Finding
from autograder.doctor.status import Status
from autograder.errors import InfrastructureError
from autograder.reports.checkup import verdict, weaker
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.modes import FULL, MODES, Mode, missing, name_of

MODULE = "autograder.doctor.diagnosis"


@pytest.fixture
def machine(monkeypatch):
    """A machine on which some walls cannot be built; the modes that were tried on it."""

    def make(*absent: Wall, leaking: bool = False) -> list[frozenset[Wall]]:
        tried: list[frozenset[Wall]] = []

        def examine(walls: frozenset[Wall], *, cuda: bool = False) -> Examination:
            tried.append(walls)
            if not leaking and set(absent) & walls:
                return Examination((), f"no {min(set(absent) & walls).value} here")
            findings = (
                Finding(wall, Status.HOLDS if wall in walls and wall not in absent else Status.OPEN)
                for wall in Wall
            )
            return Examination(tuple(findings))

        monkeypatch.setattr("autograder.doctor.examine.examine", examine)
        monkeypatch.setattr(f"{MODULE}.scan.problems", lambda course: [])
        return tried

    return make


def test_the_full_mode_is_taken_where_it_passes(machine):
    tried = machine()
    found = diagnose(None)
    assert (found.mode, found.refusal, found.is_full) == ("namespaces", "", True)
    assert set(found.walls) == ALL
    assert tried == [ALL]


@pytest.mark.parametrize(
    ("absent", "mode"),
    [
        ((Wall.NAMESPACES,), "bubblewrap"),
        ((Wall.LANDLOCK,), "mounts"),
        ((Wall.BUBBLEWRAP,), "container"),
        ((Wall.BUBBLEWRAP, Wall.NAMESPACES), "container"),
    ],
)
@pytest.mark.parametrize("leaking", [False, True], ids=["not there", "let probes through"])
def test_a_weaker_mode_is_taken_where_the_stronger_ones_do_not_pass_and_it_is_said(
    machine, absent, mode, leaking
):
    machine(*absent, leaking=leaking)
    told: list[str] = []
    found = diagnose(None, tell=told.append)
    assert (found.mode, found.refusal, found.is_full) == (mode, "", False)
    assert len(told) == len(found.tried) + 1
    assert found.tried[0].startswith("namespaces: ")
    assert "without" in weaker(found)
    assert all(wall.value in weaker(found) for wall in absent)


def test_a_reason_that_stronger_modes_share_is_said_once(machine):
    machine(Wall.BUBBLEWRAP)
    assert weaker(diagnose(None)).endswith("(namespaces, bubblewrap, mounts: no bubblewrap here).")


def test_where_bubblewrap_is_missing_it_is_what_to_install_for_all_that_needs_it(
    machine, monkeypatch, tmp_path
):
    machine(Wall.BUBBLEWRAP, leaking=True)
    monkeypatch.setattr("autograder.doctor.advice.PROGRAMS", str(tmp_path))
    monkeypatch.setattr("autograder.doctor.advice.CONTAINER_MARKS", (tmp_path,))  # not what is in the way
    states = {state.wall: state for state in diagnose(None).states}
    for wall in (Wall.BUBBLEWRAP, Wall.NAMESPACES):
        assert states[wall].advice.startswith("install bubblewrap: ")


@pytest.mark.parametrize(
    "absent",
    [
        (Wall.SECCOMP,),
        (Wall.LANDLOCK, Wall.BUBBLEWRAP),
        (Wall.LANDLOCK, Wall.NAMESPACES, Wall.BUBBLEWRAP),
        (Wall.LIMITS,),
        (Wall.CLOCK,),
    ],
)
def test_nothing_is_graded_below_the_required_walls(machine, absent):
    machine(*absent)
    found = diagnose(None)
    assert found.refusal
    assert found.walls == ()
    with pytest.raises(InfrastructureError, match="no set of walls holds"):
        found.checked()
    assert verdict(found).startswith("Grading is refused")


def test_a_required_wall_can_be_given_up_by_its_name_alone(machine):
    machine(Wall.SECCOMP)
    found = diagnose(None, given_up=[Wall.SECCOMP])
    assert (found.refusal, found.is_full) == ("", False)
    assert Wall.SECCOMP not in found.walls
    assert found.given_up == (Wall.SECCOMP,)
    assert diagnose(None, given_up=[Wall.LANDLOCK]).refusal


def test_hidden_material_in_sight_refuses_grading(machine, monkeypatch):
    machine()
    monkeypatch.setattr(f"{MODULE}.scan.problems", lambda course: ["copy.py is a copy of test_cnn.py"])
    with pytest.raises(InfrastructureError, match="copy of test_cnn"):
        diagnose(None).checked()


def test_required_walls():
    assert missing(FULL) == []
    assert [missing(mode) for mode in MODES] == [[]] * len(MODES)
    assert missing(Mode("", ALL - {Wall.SECCOMP})) == ["seccomp"]
    assert missing(Mode("", ALL - {Wall.BUBBLEWRAP, Wall.LANDLOCK})) == ["landlock or bubblewrap"]
    assert missing(Mode("", ALL - {Wall.BUBBLEWRAP, Wall.LANDLOCK}), [Wall.LANDLOCK]) == []


def test_what_reports_call_a_set_of_walls():
    assert name_of(ALL) == "namespaces"
    assert name_of(ALL - {Wall.BUBBLEWRAP, Wall.NAMESPACES}) == "container"
    assert name_of(ALL - {Wall.CLOCK, Wall.LANDLOCK}) == "all but landlock, clock"


class TestCache:
    @pytest.fixture(autouse=True)
    def folder(self, monkeypatch, tmp_path) -> Path:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        return tmp_path / "cache"

    def test_a_machine_is_examined_once(self, machine, tmp_path):
        tried = machine(Wall.NAMESPACES)
        first = cache.diagnosis_for_grading(tmp_path)
        second = cache.diagnosis_for_grading(tmp_path)
        assert first == second
        assert first.mode == "bubblewrap"
        assert len(tried) == 2  # the full mode, and the one that passed

    def test_a_refusal_is_not_kept(self, machine, tmp_path):
        tried = machine(Wall.SECCOMP)
        cache.diagnosis_for_grading(tmp_path)
        before = len(tried)
        cache.diagnosis_for_grading(tmp_path)
        assert len(tried) == 2 * before

    @pytest.mark.parametrize("change", ["boot", "settings", "walls", "device", "user", "process", "kit"])
    def test_what_a_diagnosis_depends_on_makes_a_new_one(self, machine, monkeypatch, tmp_path, change):
        tried = machine()
        options = {"given_up": [], "cuda": False}
        cache.diagnosis_for_grading(tmp_path)
        changed = tmp_path / "changed"
        changed.mkdir()
        (changed / "file.py").write_text("7\n")
        if change == "boot":
            monkeypatch.setattr(cache, "BOOT", changed / "file.py")
        elif change == "settings":
            monkeypatch.setattr("autograder.doctor.advice.APPARMOR", changed / "file.py")
        elif change == "process":
            (changed / "file.py").write_text("Seccomp:\t2\n")
            monkeypatch.setattr(cache, "PROCESS", changed / "file.py")
        elif change == "user":
            uid = os.getuid()
            monkeypatch.setattr(os, "getuid", lambda: uid + 1)
        elif change == "kit":
            monkeypatch.setattr(cache, "KIT", (changed,))
        else:
            options |= {
                "walls": {"given_up": [Wall.CLOCK]},
                "device": {"cuda": True},
            }[change]
        cache.diagnosis_for_grading(tmp_path, **options)
        assert len(tried) == 2

    @pytest.mark.parametrize("change", ["another course", "its solutions"])
    def test_in_each_course_what_lies_in_sight_is_looked_for(self, machine, monkeypatch, tmp_path, change):
        tried = machine()
        courses = [tmp_path / "one", tmp_path / ("other" if change == "another course" else "one")]
        assert not cache.diagnosis_for_grading(courses[0]).refusal
        solutions = courses[1] / "solutions"
        solutions.mkdir(parents=True)
        (solutions / "cnn.py").write_text("7")
        looked = []
        monkeypatch.setattr(f"{MODULE}.scan.problems", lambda course: looked.append(course) or ["a copy"])
        assert cache.diagnosis_for_grading(courses[1]).refusal == "a copy"
        assert looked == [courses[1]]
        assert len(tried) == 1  # the walls are the machine's

    def test_the_machines_is_kept_for_as_long_as_it_is_used(self, machine, folder, tmp_path):
        tried = machine()
        for number in range(cache.MOST_KEPT + 5):
            cache.diagnosis_for_grading(tmp_path / f"course{number}")
            for path in folder.rglob("*.json"):  # so that a second lies between any two
                used = path.stat().st_mtime - 1
                os.utime(path, (used, used))
        assert len(tried) == 1
        assert len(list(folder.rglob("*.json"))) == cache.MOST_KEPT + 1

    def test_one_that_others_could_have_written_does_not_count(self, machine, folder, tmp_path):
        tried = machine()
        cache.diagnosis_for_grading(tmp_path)
        for path in folder.rglob("*.json"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            path.chmod(0o666)
        cache.diagnosis_for_grading(tmp_path)
        assert len(tried) == 2

    def test_one_that_is_damaged_does_not_count(self, machine, folder, tmp_path):
        tried = machine()
        cache.diagnosis_for_grading(tmp_path)
        for path in folder.rglob("*.json"):
            path.write_text('{"mode": 7')
        assert isinstance(cache.diagnosis_for_grading(tmp_path), Diagnosis)
        assert len(tried) == 2

    def test_a_folder_that_cannot_be_written_costs_only_time(self, machine, monkeypatch, tmp_path):
        machine()
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        assert cache.diagnosis_for_grading(tmp_path).is_full
