"""Makes an assignment known to a gradebook: its cells as they are released, their points, when it is due."""

from __future__ import annotations

from pathlib import Path

from autograder.course.config import Course
from autograder.course.generation import generate
from autograder.nbgrader.database import absolute, opened
from autograder.nbgrader.due import set_due


def register(course: Course, name: str, *, release: Path, gradebook: str) -> None:
    """Generates <release>/<name>/, and records in the gradebook of a URL what is in it.

    Raises CourseError, in one line, whatever fails.
    """
    # nbgrader works in another directory, where a relative SQLite file would be another one
    url = absolute(gradebook, Path.cwd())
    with opened(url, course.config.course):
        pass  # where there is none yet, this makes it
    generate(course, name, release=release, database=url)
    with opened(url, course.config.course) as book:
        set_due(book, name, course.assignment(name).due)
