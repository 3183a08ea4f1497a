"""What grading on a cluster needs beyond the kit: the package's extra `cluster`."""

from __future__ import annotations

from importlib.util import find_spec

from autograder.errors import CourseError


def require(module: str) -> None:
    """CourseError where it is not installed."""
    if find_spec(module) is None:
        raise CourseError(f"{module} is not installed: run `make setup` in the kit's folder")
