"""A class graded by jobs of a real Slurm, which runs on this machine for as long as the test."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from test_cli import autograder, hand_in, make_course, solution

pytest.importorskip("dask_jobqueue", reason="needs the extra `cluster`")

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")
PATH = os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.getuid() != 0 or not all(shutil.which(name, path=PATH) for name in PROGRAMS),
        reason="needs root, and Debian's slurm-wlm and munge",
    ),
]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def slurm() -> Iterator[None]:
    """A running Slurm, which this process's environment names."""
    folder = Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))  # a socket's path may not be long
    command = [str(Path(__file__).with_name("slurm.sh")), str(folder), str(free_port()), str(free_port())]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running,
        pytest.MonkeyPatch.context() as patch,
    ):
        try:
            assert running.stdout
            assert running.stdout.readline() == "ready\n", [path.read_text() for path in folder.glob("*.log")]
            patch.setenv("SLURM_CONF", str(folder / "slurm.conf"))
            yield
        finally:
            running.terminate()
            running.wait(60)
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    course = make_course(tmp_path / "course")
    grading = yaml.safe_load((course / "grading.yml").read_text())
    grading["cluster"] = {"workers": 2, "memory": "2 GiB", "queue": "class", "extra": ["--comment=students"]}
    (course / "grading.yml").write_text(yaml.safe_dump(grading, sort_keys=False))
    for student in ("ada", "alan", "grace"):
        hand_in(course, student, "rnn", solution("rnn"))
    hand_in(course, "stub", "rnn", (course / "assignments" / "rnn" / "rnn.ipynb").read_bytes())
    return course


def jobs() -> list[str]:
    done = subprocess.run(
        ["squeue", "--noheader", "--format=%j %k"], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_class_is_graded_by_jobs_that_end_with_the_command(slurm: None, course: Path):
    with subprocess.Popen(
        [str(Path(sys.executable).with_name("autograder")), "cluster", "slurm"],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as hiring:
        try:
            assert hiring.stdout
            assert hiring.stderr
            address = hiring.stdout.readline().strip()
            assert address.startswith("tcp://"), hiring.stderr.read()
            for line in hiring.stderr:
                if line == "2 of 2 workers have joined\n":
                    break
            assert jobs() == ["autograder students"] * 2
            autograder("grade", "rnn", "--scheduler", address, cwd=course)
        finally:
            hiring.send_signal(signal.SIGINT)
            said = hiring.communicate(timeout=60)
    assert hiring.returncode == 0, said
    assert jobs() == []
    with (course / "graded" / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["verdict"] for row in rows} == {"graded"}
    for row in rows:
        assert row["score"] == ("0.0" if row["student"] == "stub" else row["max_score"])


def test_what_slurm_does_not_take_is_told_in_one_line(slurm: None, course: Path):
    path = course / "grading.yml"
    path.write_text(path.read_text().replace("queue: class", "queue: nowhere"))
    done = autograder("cluster", "slurm", cwd=course, code=3)
    assert "error: Slurm does not take such a job" in done.stderr
    assert "invalid partition" in done.stderr.lower()
    path.write_text(
        path.read_text().replace("queue: nowhere", "queue: class").replace("--comment", "--coment")
    )
    done = autograder("cluster", "slurm", cwd=course, code=3)
    assert "unrecognized option" in done.stderr
    assert "--coment=students" in done.stderr
    assert jobs() == []
