"""`autograder check`: the public tests of an assignment on a student's own file, in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import CourseError


def run_public_tests(assignments: Path, assignment: str, file: Path | None) -> int:
    """Runs `<assignments>/<assignment>/test_<assignment>.py` on `file`; the exit code is pytest's.

    Without a file the assignment's notebook or .py in the current folder counts, or else the one in `assignments`.
    """
    folder = assignments / assignment
    tests = folder / f"test_{assignment}.py"
    if not tests.is_file() and (folder / f"{assignment}.ipynb").is_file():
        raise CourseError(
            f"{assignment} has no file of public tests: run the cells of its notebook, which hold them"
        )
    if not tests.is_file():
        raise CourseError(f"{tests} is missing: run `autograder release`")
    return int(pytest.main([str(tests), "--submission", str(_submission(folder, assignment, file)), "-q"]))


def _submission(folder: Path, assignment: str, file: Path | None) -> Path:
    if file is not None:
        if not file.is_file():
            raise CourseError(f"{file} does not exist: give the notebook or .py that you want to check")
        return file.resolve()
    for place in (Path.cwd(), folder):
        for name in (f"{assignment}.ipynb", f"{assignment}.py"):
            if (place / name).is_file():
                return place / name
    raise CourseError(f"no {assignment}.ipynb or {assignment}.py here: give the file that you want to check")
