"""The kit's own course, and a small one to make mistakes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.config import Course

ROOT = Path(__file__).parents[2]

GRADING = """\
course: dl
seed: 1
assignments:
  tiny:
    title: Tiny
    due: 2026-10-12T23:59:00+02:00
    grades:
      tiny-double: {points: 1.5, title: Doubling}
"""
DUE = "    due: 2026-10-12T23:59:00+02:00\n"
SOLUTION = """\
# %% [markdown]
# # Doubling

# %% nbgrader={"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, "solution": true}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "tiny-double", "locked": true, "schema_version": 3, "solution": false}
# !python -m pytest -q test_tiny.py
"""


@pytest.fixture(scope="session")
def kit() -> Course:
    return Course.load(ROOT)


@pytest.fixture
def tiny(tmp_path):
    """Makes a course of one assignment, with mistakes: each pair of texts is replaced in its solution."""

    def tiny(*replaced: tuple[str, str], due: bool = True) -> Course:
        folder = tmp_path / "course" / "solutions" / "tiny"
        folder.mkdir(parents=True, exist_ok=True)
        text = SOLUTION
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "course" / "grading.yml").write_text(GRADING if due else GRADING.replace(DUE, ""))
        (folder / "tiny.py").write_text(text)
        (folder / "test_tiny.py").write_text("def test_double(student):\n    assert student.double(2) == 4\n")
        return Course.load(tmp_path / "course")

    return tiny
