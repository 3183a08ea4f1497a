"""Runs nbgrader's own generate_assignment, in this process, on a source folder that exists only meanwhile."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ComputeChecksums, SaveCells
from traitlets.config import Config

from autograder.course.config import Course
from autograder.course.database import absolute, opened
from autograder.course.due import set_due
from autograder.course.source import write_source
from autograder.errors import CourseError


def generate(course: Course, name: str, *, release: Path, gradebook: str | None) -> None:
    """Writes <release>/<name>/, what students get; files there that it does not generate stay.

    With a gradebook, a database URL, the assignment, its cells, their points and its due date are recorded there;
    with None no database is touched. nbgrader changes this process's working directory for a moment, so no other
    thread may rely on it. Raises CourseError, in one line, whatever fails.
    """
    release = release.absolute()
    try:
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            root = Path(folder).resolve()
            write_source(course, name, root / "source")
            # nbgrader works in another directory, where a relative SQLite file would be another one
            _convert(root, name, course, None if gradebook is None else absolute(gradebook, Path.cwd()))
            _copy(root / "release" / name, release / name)
    except OSError as error:
        raise CourseError(f"{name} cannot be released: {error}") from None


def _convert(root: Path, name: str, course: Course, gradebook: str | None) -> None:
    failure = _Failure()
    log = logging.Logger(__name__)  # of its own, so that it prints nothing
    log.addHandler(failure)
    # no nbgrader_config.py is read: what students get depends on the course's own files alone
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = name
    config.CourseDirectory.course_id = course.config.course
    if gradebook is not None:
        config.CourseDirectory.db_url = gradebook
        with opened(gradebook, course.config.course):
            pass  # where there is none yet, this makes it
    config.GenerateAssignment.no_database = gradebook is None
    try:
        converter = GenerateAssignment(
            coursedir=CourseDirectory(config=config, log=log), config=config, log=log
        )
        converter.preprocessors = _steps(converter.preprocessors, is_recorded=gradebook is not None)
        converter.start()
    except Exception as error:  # nbgrader and its database raise whatever they meet
        cause = failure.error or error
        reason = str(cause).strip().split("\n")[0] or type(cause).__name__
        raise CourseError(f"{name} cannot be released: {reason}") from error
    if gradebook is not None:
        with opened(gradebook, course.config.course) as book:
            set_due(book, name, course.assignment(name).due)


def _steps(steps: Sequence[Any], *, is_recorded: bool) -> list[Any]:
    """nbgrader's steps, with hidden tests taken out before the gradebook saves the cells: it would put them into each
    recorded notebook again, to run them there, and students would find them in their feedback.
    """
    kept = [step for step in steps if step is not ClearHiddenTests]
    place = kept.index(SaveCells)
    return [*kept[:place], ClearHiddenTests, ComputeChecksums, *kept[place if is_recorded else place + 1 :]]


class _Failure(logging.Handler):
    """Keeps the error that nbgrader logs: what it raises afterwards says only that there was one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.error: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        self.error = self.error or sys.exc_info()[1]


def _copy(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
