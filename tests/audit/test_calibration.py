"""`autograder calibrate`: how often right answers fail by chance, and how near rounding comes to the tolerances."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.audit.bounds import lower_bound, upper_bound
from autograder.course import authoring
from autograder.course.config import Course
from autograder.course.release import release

AUTOGRADER = Path(sys.executable).parent / "autograder"
FLAKY = '''

@pytest.mark.grade("own-values")
def test_now_and_then(student, draws):
    """Standardized rows are right, most of the time."""
    x = draws.normal(3, 4)
    checks.same(student.standardize(x), (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True), "it")
    if draws.normal(1).item() > 0.5:
        raise checks.Mistake("mean-kept")
'''
# Right, and rounded to float32 on its way.
ROUNDED = """
# %% in float32, by its own choice
def standardize(x):
    x = x.float()
    return (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True)
"""

# A small mistake, in rows whose largest value is between 1 and 4.
SMALL = """
# %% a thousandth too much grade_id="own-values"
def standardize(x):
    return (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True) + 0.001
"""


@pytest.mark.parametrize(
    ("happened", "runs", "bound"),
    # Of tables of Clopper and Pearson's one-sided limits.
    [(0, 10, 0.2589), (1, 10, 0.3942), (5, 10, 0.7776), (0, 1000, 0.00299), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_bounds(happened: int, runs: int, bound: float) -> None:
    assert upper_bound(happened, runs) == pytest.approx(bound, abs=1e-4)
    assert lower_bound(runs - happened, runs) == pytest.approx(1 - bound, abs=1e-4)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    authoring.new(tmp_path, "own", "function")
    release(Course.load(tmp_path), ["own"])
    return tmp_path


def calibrate(course: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AUTOGRADER, "calibrate", "own", "--json", "found.json", *options],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_suite_and_a_flaky_one(course: Path) -> None:
    """Each right answer is graded alike often; a test that fails some is told, with whom and why."""
    answers = course / "solutions" / "own" / "answers" / "right.py"
    answers.write_text(answers.read_text() + ROUNDED)
    bugs = answers.with_name("wrong.py")
    bugs.write_text(bugs.read_text() + SMALL)
    done = calibrate(course, "--runs", "22", "--threads", "1", "--threads", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "own: 3 right answers graded 24 times; no test failed one" in done.stdout
    found = json.loads((course / "found.json").read_text())["assignments"]["own"]
    assert found["not graded"] == []
    for test in found["tests"]:
        assert (test["runs"], test["failed"]) == (24, 0)
        assert test["at_most"] == pytest.approx(upper_bound(0, 24))
        # What is float32 by its own choice is compared in float32 alone, where rounding is far from the tolerance.
        assert 0 < test["rounding"]["float32"] < test["supports"]["float32"] < test["tolerance"]["float32"]
        assert test["rounding"]["float64"] < test["tolerance"]["float64"] / 100
    values = next(test for test in found["tests"] if test["name"].startswith("test_values"))
    assert 0.001 / 4 < values["smallest_mistake"] < 0.001, "the smallest of all its bugs"

    suite = course / "solutions" / "own" / "hidden_own.py"
    suite.write_text(suite.read_text() + FLAKY)
    done = calibrate(course, "--runs", "30")
    assert done.returncode == 1
    *sound, flaky = json.loads((course / "found.json").read_text())["assignments"]["own"]["tests"]
    assert not any(test["failed"] for test in sound)
    assert flaky["name"] == "test_now_and_then"
    assert 0 < flaky["failed"] < flaky["runs"] == 30
    assert flaky["at_most"] > flaky["failed"] / 30
    assert f"test_now_and_then failed {flaky['examples'][0]}" in done.stdout
    assert f"{flaky['failed']} tests failed one" in done.stdout
    again = calibrate(course, "--runs", "30")
    assert again.stdout == done.stdout, "the same numbers are drawn each time"


def test_what_cannot_be_graded_is_told(course: Path) -> None:
    suite = course / "solutions" / "own" / "hidden_own.py"
    suite.write_text(
        suite.read_text() + '\n\n@pytest.mark.grade("own-values")\ndef test_own():\n    open("/gone")\n'
    )
    done = calibrate(course, "--runs", "1")
    assert done.returncode == 1
    assert "not graded: the solution (number 0): hidden_own.py" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
