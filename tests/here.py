"""`autograder COMMAND` in this process, which has imported what it needs, and graded through the tests' own sandbox.

As a program of its own it imports torch three times before it grades: that would be most of what such a test takes.
What is promised of a program, its processes and its pool is tried on these elsewhere: see test_cli.py.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

import pytest

from autograder import class_grading
from autograder.cli import main
from autograder.cli.console import out as printed
from autograder.course.material import Material
from autograder.doctor.cache import diagnosis_for_grading
from autograder.doctor.diagnosis import Diagnosis
from autograder.errors import CourseError
from autograder.grading import self_check
from autograder.grading.grade import grade
from autograder.grading.report import Report
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox

KIT = Path(__file__).parent.parent
WIDTH = 120  # of what is printed into a pipe


class OneSandbox:
    """A pool that grades in this process, one submission after another."""

    def __init__(
        self, sandbox: Sandbox, material: Material, walls: Collection[Wall], jobs: int, *, few: bool
    ) -> None:
        assert frozenset(walls) == sandbox.walls
        self._sandbox = sandbox
        self._material = material

    def check(self, names: Collection[str]) -> None:
        if complaint := self_check.complaint(sorted(names), self._material):
            raise CourseError(complaint)

    def run(self, work: Iterable[Work | None]) -> Iterator[Report | None]:
        for each in work:
            yield each and grade(each.submission, self._material, self._sandbox, each.device)

    def close(self) -> None:
        pass


@contextlib.contextmanager
def graded_by(sandbox: Sandbox) -> Iterator[None]:
    """Classes are graded by `OneSandbox` meanwhile. The doctor's word is that on the kit's own course: the tests' are
    copies of it, and for each one an environment of tens of thousands of files would be searched.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(class_grading, "LocalPool", partial(OneSandbox, sandbox))
        patch.setattr(class_grading, "diagnosis_for_grading", lambda course, **of: _of_the_kit())
        yield


@lru_cache
def _of_the_kit() -> Diagnosis:
    return diagnosis_for_grading(KIT)


def autograder(
    *arguments: str, cwd: Path, umask: int | None = None, code: int | None = 0
) -> subprocess.CompletedProcess[str]:
    """`autograder ARGUMENTS`, which must end with the exit code `code`, None for any, and without a traceback."""
    out, err, before = io.StringIO(), io.StringIO(), os.getcwd()
    os.umask(mask := os.umask(0))
    ended: object = 0
    with pytest.MonkeyPatch.context() as patch, open(os.devnull) as nothing:
        patch.setattr(sys, "argv", ["autograder", *arguments])
        patch.setattr(sys, "stdin", nothing)
        patch.setattr(printed, "width", WIDTH)
        os.chdir(cwd)
        os.umask(mask if umask is None else umask)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                main()
        except SystemExit as end:
            ended = end.code or 0
        finally:
            os.umask(mask)
            os.chdir(before)
    done = subprocess.CompletedProcess(["autograder", *arguments], ended, out.getvalue(), err.getvalue())
    assert code is None or done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done
