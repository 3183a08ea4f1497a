"""A hidden suite on disk: where it is, what it counts for, and running it on one student."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from autograder import suites
from autograder.course.config import Assignment
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.plugin import SuitePlugin, grade_mark, register_mark
from autograder.sandbox.inside import forbidding

FOLDER = Path(suites.__file__).parent
# What other packages install is not loaded: it costs time and could meddle. Neither is what collects garbage around
# each run, 0.4 s in a process that holds torch; the terminal's report goes nowhere.
WITH_PLUGINS = ("-p", "pytest_timeout")
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:unraisableexception", "-p", "no:threadexception")
ARGUMENTS = (*WITH_PLUGINS, *WITHOUT, "--assert=plain", "--capture=no", "--tb=no", "-q", "--no-header")


def path_of(assignment: str) -> Path:
    """The suite's file; CourseError where an assignment has none."""
    path = FOLDER / f"test_{assignment}.py"
    if not path.is_file():
        known = sorted(p.stem.removeprefix("test_") for p in FOLDER.glob("test_*.py"))
        raise CourseError(f"there is no hidden suite for {assignment}: there is one for {', '.join(known)}")
    return path


@lru_cache
def digest() -> str:
    """Of all files that the outcome of a suite depends on: the kit's own code."""
    result = hashlib.sha256()
    for path in sorted(FOLDER.parent.rglob("*.py")):
        result.update(f"{path.relative_to(FOLDER.parent)}\0".encode() + path.read_bytes())
    return result.hexdigest()


def run(path: Path, plugin: SuitePlugin, timeout: float) -> None:
    """Runs a suite; the outcomes are in `plugin`. timeout: seconds for each test.

    Raises InfrastructureError for whatever is no student's doing.
    """
    code = _pytest(path, [plugin], "--timeout", str(timeout), "--timeout-method", "signal")
    if plugin.broken:
        raise InfrastructureError(f"{path.name}: {'; '.join(plugin.broken[:3])}")
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise InfrastructureError(f"{path.name}: pytest ended with {pytest.ExitCode(code).name}")


def check(name: str, assignment: Assignment) -> None:
    """CourseError unless the grade ids of grading.yml and those of the suite's tests are the same, and torch has
    what grading.yml forbids.
    """
    for forbidden in assignment.forbidden:
        try:
            forbidding.find(forbidden)
        except LookupError:
            raise CourseError(f"grading.yml: {name} forbids {forbidden}, which torch does not have") from None
    collector = _Collector()
    path = path_of(name)
    code = _pytest(path, [collector], "--collect-only")
    if code != pytest.ExitCode.OK:
        raise CourseError(f"{path.name} cannot be collected: run pytest on it to see why")
    if unmarked := [test for test, grade_id in collector.tests if not grade_id]:
        raise CourseError(f"{path.name}: {unmarked[0]} has no mark grade(<grade id>)")
    counts = Counter(grade_id for _, grade_id in collector.tests)
    for grade_id in counts.keys() - assignment.grades.keys():
        raise CourseError(f"grading.yml: {name} has no grade {grade_id}, which {path.name} has tests for")
    for grade_id in assignment.grades.keys() - counts.keys():
        raise CourseError(f"grading.yml: no test of {path.name} counts for the grade {grade_id}")


class _Collector:
    def __init__(self) -> None:
        self.tests: list[tuple[str, str]] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        register_mark(config)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.tests = [(item.name, grade_mark(item)[0]) for item in items]


def _pytest(path: Path, plugins: list[object], *arguments: str) -> int | pytest.ExitCode:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main(
            [str(path), *ARGUMENTS, "-c", os.devnull, "--rootdir", str(FOLDER), *arguments], plugins=plugins
        )
