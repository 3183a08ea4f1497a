"""Opens nbgrader's gradebook, and makes it where it does not exist yet."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook

from autograder.errors import CourseError


@contextmanager
def opened(url: str, course_id: str) -> Iterator[Gradebook]:
    """nbgrader's Gradebook for a database URL. CourseError where it cannot be opened."""
    try:
        with _programs_first():
            gradebook = Gradebook(url, course_id)
    except Exception as error:  # SQLAlchemy's many, and its drivers'
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CourseError(f"the gradebook {url} cannot be opened: {reason}") from None
    with gradebook:
        yield gradebook


@contextmanager
def _programs_first() -> Iterator[None]:
    # To make the tables nbgrader runs `alembic`, which is found only if the environment's programs are.
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before
