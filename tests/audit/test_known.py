"""`autograder audit --known`: known answers are worth what they say, or it is told which are not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import authoring
from autograder.course.config import Course
from autograder.course.release import release

AUTOGRADER = Path(sys.executable).parent / "autograder"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    authoring.new(tmp_path, "own", "function")
    release(Course.load(tmp_path), ["own"])
    return tmp_path


def audit(course: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [AUTOGRADER, "audit", "--known", "own"], cwd=course, capture_output=True, text=True, check=False
    )


def test_a_templates_answers_are_as_they_say(course: Path):
    done = audit(course)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "own: known answers: 1 right, 3 wrong; all as they say\n"


OTHERS = """
# %% twice as much
def standardize(x):
    return 2 * (x - x.mean(1, keepdim=True)) / x.std(1, correction=0, keepdim=True)
"""
BUGS = """
# %% no bug at all grade_id="own-values" code="mean-kept" old="centred.pow(2)" new="(centred * centred)"

# %% other words grade_id="own-values" says="too large"
def standardize(x):
    return 2 * x
"""


def test_those_that_are_not_are_told_with_their_place(course: Path):
    answers = course / "solutions" / "own" / "answers"
    right, wrong = answers / "right.py", answers / "wrong.py"
    lines = {path: path.read_text().count("\n") for path in (right, wrong)}
    right.write_text(right.read_text() + OTHERS)
    wrong.write_text(wrong.read_text() + BUGS)
    done = audit(course)
    assert done.returncode == 1
    assert done.stdout == "own: known answers: 2 right, 5 wrong; 3 not as they say\n"
    place = "solutions/own/answers/{}.py, line {}: {!r} "
    begins = [
        place.format("right", lines[right] + 2, "twice as much") + "loses points: own-values test_",
        place.format("wrong", lines[wrong] + 2, "no bug at all") + "keeps all points of own-values",
        place.format("wrong", lines[wrong] + 4, "other words")
        + "is not told with the words 'too large' in own-values, but: standardize: ",
    ]
    for line, beginning in zip(done.stderr.splitlines(), begins, strict=True):
        assert line.startswith(beginning)
