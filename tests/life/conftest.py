"""A course of one assignment with its gradebook in SQLite and in PostgreSQL."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import here
import nbformat
import pytest
import warm
import yaml
from corpus import solved
from hostile.conftest import make_course
from life.server import postgres, program

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import find, read
from autograder.demo.make import fill
from autograder.grading.grade import grade
from autograder.grading.report import Verdict
from autograder.grading.store import Store
from autograder.nbgrader.record import Gradebook
from autograder.nbgrader.settings import SUBMITTED, gradebook_of
from autograder.sandbox.sandbox import Sandbox

NAME = "rnn"
BIN = Path(sys.executable).parent


@pytest.fixture(params=["sqlite", "postgresql"])
def course(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Course]:
    made = make_course(tmp_path / "course", NAME)
    grading = yaml.safe_load((made.root / "grading.yml").read_text())
    grading["assignments"] = {NAME: grading["assignments"][NAME]}
    (made.root / "grading.yml").write_text(yaml.safe_dump(grading, sort_keys=False))
    if request.param == "sqlite":
        monkeypatch.setenv("AUTOGRADER_GRADEBOOK", f"sqlite:///{made.root}/gradebook.db")
        yield Course.load(made.root)
    elif program("initdb") is None:
        pytest.skip("needs PostgreSQL's server")
    else:
        with postgres() as url:
            monkeypatch.setenv("AUTOGRADER_GRADEBOOK", url)
            yield Course.load(made.root)


@pytest.fixture
def run(course: Course) -> Callable[..., str]:
    """Runs one of the environment's programs in the course."""

    def run(*command: str) -> str:
        program, *arguments = command
        run = {"autograder": here.autograder, "nbgrader": warm.nbgrader}[program]
        done = run(*arguments, cwd=course.root)
        return done.stdout + done.stderr

    return run


@pytest.fixture
def grade_class(course: Course, sandbox: Sandbox) -> Callable[..., None]:
    """Grades and records the class as `autograder grade` does, in this process: its own would import torch thrice."""

    def grade_class(before_recording: Callable[[], None] = lambda: None) -> None:
        current = Course.load(course.root)
        output = current.root / "graded"
        book = Gradebook(current, output, gradebook_of(current))
        book.prepare(NAME)
        for found in find(current.root / SUBMITTED, [NAME]):
            submission = read(found, current.config)
            report = grade(submission, Material.of(current), sandbox, "cpu")
            assert report.verdict is Verdict.GRADED, report.reason
            Store(output / "reports").save(report)
            before_recording()
            book.record(submission, report)

    return grade_class


def write(course: Course, path: Path, *, right: bool = True) -> None:
    """A student's notebook: the answers of the corpus, or the stubs as they were released."""
    path.parent.mkdir(parents=True, exist_ok=True)
    released = course.root / "assignments" / NAME / f"{NAME}.ipynb"
    if right:
        notebook = nbformat.read(released, as_version=4)
        fill(notebook, {}, [source for _, source in solved("rnn")])
        nbformat.write(notebook, path)
    else:
        shutil.copy(released, path)
