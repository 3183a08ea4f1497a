"""Runs nbgrader's own generate_assignment, in this process, on a temporary source folder."""

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
from autograder.course.source import write_source
from autograder.errors import CourseError


def generate(course: Course, name: str, *, release: Path, database: str | None = None) -> None:
    """Writes <release>/<name>/, which students get; other files there stay. database: the URL, with an absolute path,
    of nbgrader's database, into which the cells and their points are written; with None, no database is used. nbgrader
    changes this process's working directory for a moment, so no other thread may rely on it. Raises CourseError, in one
    line, whatever fails.
    """
    release = release.absolute()
    try:
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            root = Path(folder).resolve()
            write_source(course, name, root / "source")
            _convert(root, name, course, database)
            _copy(root / "release" / name, release / name)
    except OSError as error:
        raise CourseError(f"{name} cannot be released: {error}") from None


def _convert(root: Path, name: str, course: Course, database: str | None) -> None:
    failure = _Failure()
    log = logging.Logger(__name__)  # a logger of its own, so that it prints nothing
    log.addHandler(failure)
    # no nbgrader_config.py is read: what students get depends on the course's own files alone
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = name
    config.CourseDirectory.course_id = course.config.course
    if database is not None:
        config.CourseDirectory.db_url = database
    config.GenerateAssignment.no_database = database is None
    try:
        converter = GenerateAssignment(
            coursedir=CourseDirectory(config=config, log=log), config=config, log=log
        )
        converter.preprocessors = _steps(converter.preprocessors, is_recorded=database is not None)
        converter.start()
    except Exception as error:  # nbgrader and its database raise whatever they meet
        cause = failure.error or error
        reason = str(cause).strip().split("\n")[0] or type(cause).__name__
        raise CourseError(f"{name} cannot be released: {reason}") from error


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
