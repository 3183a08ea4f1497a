"""Where students' code runs, and which GPU a grading process takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.config import Config, Course
from autograder.errors import CourseError
from autograder.grading import devices
from autograder.sandbox import gpus

GRADING = """\
course: dl
seed: 1
device: auto
assignments:
  slow: {title: Slow, faster_on_gpu: false, grades: {a: {points: 1, title: A}}}
  large: {title: Large, grades: {b: {points: 1, title: B}}}
  rnn: {title: The kit's, grades: {c: {points: 1, title: C}}}
  cnn: {title: The kit's made larger, faster_on_gpu: true, grades: {d: {points: 1, title: D}}}
  fixed: {title: Fixed, device: cuda, faster_on_gpu: false, grades: {e: {points: 1, title: E}}}
"""


@pytest.mark.parametrize(
    ("name", "device"),
    [("slow", "cpu"), ("large", "auto"), ("rnn", "cpu"), ("cnn", "auto"), ("fixed", "cuda")],
)
def test_auto_is_the_cpu_for_what_a_gpu_makes_no_faster(tmp_path: Path, name: str, device: str):
    (tmp_path / "grading.yml").write_text(GRADING)
    config = Config.read(tmp_path / "grading.yml")
    assert devices.wanted(config, name) == device
    assert devices.wanted(config, name, "cuda") == "cuda"
    assert devices.wanted(config, name, "cpu") == "cpu"


def test_the_kits_own_assignments_are_no_faster_on_a_gpu():
    config = Course.load(Path(__file__).parent).config
    assert {devices.wanted(config, name, "auto") for name in config.assignments} == {"cpu"}


def test_a_gpu_that_is_not_there_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(gpus.VISIBLE, "")
    assert devices.resolve("auto") == "cpu"
    with pytest.raises(CourseError, match="use --device cpu"):
        devices.resolve("cuda")


@pytest.mark.parametrize(("visible", "taken"), [("2,3", "2 3 2"), ("GPU-5ab", "GPU-5ab GPU-5ab GPU-5ab")])
def test_each_process_takes_the_next_gpu_of_those_it_may_use(
    monkeypatch: pytest.MonkeyPatch, visible: str, taken: str
):
    monkeypatch.setenv(gpus.VISIBLE, visible)
    assert [gpus.of_turn(turn)[gpus.VISIBLE] for turn in range(3)] == taken.split()


def test_where_there_is_no_gpu_the_environment_stays(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(gpus.VISIBLE, raising=False)
    monkeypatch.setattr(gpus, "devices", list)
    assert gpus.names() == []
    assert gpus.of_turn(1) == {}


def test_a_grading_process_sees_no_gpu_and_its_students_do():
    code = (
        "import os; from autograder.sandbox import gpus; gpus.keep_for_students(); gpus.keep_for_students();"
        "print(repr(os.environ[gpus.VISIBLE]), gpus.of_students())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, gpus.VISIBLE: "1"},
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "'' {'CUDA_VISIBLE_DEVICES': '1'}"
