"""The doctor for a normal user, and where users may make no namespaces, as in many containers.

A user namespace stands for such a machine: the kernel's own limit on further ones is set in it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from autograder.doctor.diagnosis import Diagnosis, diagnose
from autograder.reports.checkup import reach
from autograder.sandbox import launch

AS_USER = str(Path(__file__).parents[1] / "attacks" / "as_user.sh")
DOCTOR = [str(Path(sys.prefix, "bin", "autograder")), "doctor", "--json"]
WITH_FEWER = """
echo "$1" > /proc/sys/user/max_user_namespaces
shift
exec setpriv --ambient-caps=-all --inh-caps=-all "$@"
"""


def examined(namespaces: int | None, *options: str) -> tuple[int, dict[str, object], str]:
    """The doctor's exit code, its JSON, and what it tells on the way, where that many namespaces are left to a user."""
    command = [*DOCTOR, *options]
    if namespaces is not None:
        shell = ["sh", "-euc", WITH_FEWER, "sh", str(namespaces)]
        command = ["unshare", "--user", "--map-current-user", "--keep-caps", *shell, *command]
    done = subprocess.run(
        [AS_USER, *command],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def test_a_normal_user_has_all_walls():
    code, found, _ = examined(None)
    assert (found["mode"], found["refusal"], code) == ("namespaces", "", 0)
    assert {state["status"] for state in found["states"]} == {"holds"}


def test_where_users_may_make_no_namespaces_the_container_mode_is_taken_and_it_is_said():
    code, found, told = examined(0)
    assert (found["mode"], found["refusal"], code) == ("container", "", 1)
    assert [line.partition(":")[0] for line in found["tried"]] == ["namespaces", "bubblewrap", "mounts"]
    assert "Trying bubblewrap, namespaces of each worker's own, Landlock, seccomp" in told
    states = {state["wall"]: state for state in found["states"]}
    for wall in ("namespaces", "bubblewrap"):
        assert states[wall]["status"] == "open"
        assert "users may not make namespaces: sysctl" in states[wall]["advice"]
    assert {states[wall]["status"] for wall in found["walls"]} <= {"holds", "unproven"}
    assert states["seccomp"]["status"] == states["landlock"]["status"] == "holds"
    assert reach(Diagnosis.model_validate(found)) == (
        "Students' code could still see which paths exist, with sizes and dates; see which processes run; "
        "run machine code that it wrote, behind the same walls."
    )


def test_where_the_filter_is_given_up_as_well_the_users_own_files_are_said_to_be_in_reach():
    code, found, _ = examined(0, "--without-wall", "seccomp")
    assert (found["mode"], found["refusal"], code) == ("container", "", 1)
    said = reach(Diagnosis.model_validate(found))
    assert "change the modes of your own files; change the dates of your own files; lock files" in said
    assert "empty your own files" not in said  # this machine's Landlock keeps it from that


def test_where_none_can_be_made_inside_bubblewrap_it_does_without_them(monkeypatch):
    bubblewrap = launch._bubblewrap
    monkeypatch.setattr(
        launch, "_bubblewrap", lambda *a: [*bubblewrap(*a), "--unshare-user", "--disable-userns"]
    )
    found = diagnose(None)
    assert (found.mode, found.refusal) == ("bubblewrap", "")
    (reason,) = found.tried
    assert reason.startswith("namespaces: a worker could not enter its walls: OSError")
