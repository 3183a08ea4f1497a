"""A hidden suite on disk: where it is, what it counts for, and running it on one student."""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from _pytest.config import _prepareconfig  # as pytest-xdist does, for a session that outlives one run

from autograder import suites
from autograder.course.config import Assignment, Config
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.plugin import SuitePlugin, SuiteRun, grade_mark
from autograder.sandbox.clock import PATIENCE
from autograder.sandbox.inside import forbidding

FOLDER = Path(suites.__file__).parent
SPARE_SECONDS = 1800.0  # for the test's own work, on the busiest machine: it only ends what would never end
# What other packages install is not loaded: it costs time and could meddle. Neither is what of pytest's own would cost
# more than many a test; the terminal's report goes nowhere.
WITH_PLUGINS = ("-p", "pytest_timeout")
WITHOUT = tuple(
    f"-pno:{name}"
    for name in (
        "cacheprovider",
        "faulthandler",
        "logging",
        "setuponly",
        "setupplan",
        "subtests",
        "threadexception",
        "tmpdir",
        "unittest",
        "unraisableexception",
        "warnings",
    )
)
ARGUMENTS = (*WITH_PLUGINS, *WITHOUT, "--assert=plain", "--capture=no", "--tb=no", "-q", "--no-header")


def path_of(assignment: str) -> Path:
    """The suite's file; CourseError where an assignment has none."""
    path = FOLDER / f"test_{assignment}.py"
    if not path.is_file():
        known = sorted(p.stem.removeprefix("test_") for p in FOLDER.glob("test_*.py"))
        raise CourseError(
            f"there is no hidden suite for {assignment}: there is one for {', '.join(known)}; it would be {path}"
        )
    return path


_NOWHERE = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as suites that print into it


class _Suite:
    """A hidden suite, collected once: its tests can be run on one student after another.

    pytest.main would collect anew, and leave, for each of them.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        limit = ("--timeout", str(timeout), "--timeout-method", "signal")
        self._plugin = SuitePlugin()
        with _silence():
            config = _prepareconfig(
                [str(path), *ARGUMENTS, *limit, "-c", os.devnull, "--rootdir", str(FOLDER)], [self._plugin]
            )
            config._do_configure()
            session = pytest.Session.from_config(config)
            config.hook.pytest_sessionstart(session=session)
            config.hook.pytest_collection(session=session)
        self.tests: list[pytest.Item] = session.items
        self.unweighed = [test.name for test in self.tests if not 0 < grade_mark(test)[1] < math.inf]
        self.broken = self._plugin.broken
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        assert terminal is not None
        self._kept_reports = terminal.stats

    def run(self, run: SuiteRun) -> None:
        self._plugin.run = run
        with _silence():
            for test, following in zip(self.tests, [*self.tests[1:], None], strict=True):
                test.ihook.pytest_runtest_protocol(item=test, nextitem=following)
        self._plugin.run = None
        self._kept_reports.clear()  # for a summary that nobody asks for


@lru_cache(maxsize=32)
def collected(path: Path, timeout: float) -> _Suite:
    """A suite, which takes a second where it has not been collected yet. timeout: seconds for each of its tests."""
    return _Suite(path, timeout)


def run(path: Path, run: SuiteRun, timeout: float) -> None:
    """Runs a suite; the outcomes are in `run`. timeout: seconds for each test.

    Raises InfrastructureError for whatever is no student's doing.
    """
    suite = collected(path, timeout)
    if not suite.broken and not suite.tests:
        raise InfrastructureError(f"{path.name}: there is no test in it")
    if suite.unweighed:
        raise InfrastructureError(_weigh(path, suite))
    if not suite.broken:
        try:
            suite.run(run)
        except Exception as error:  # pytest itself fails at some timeouts: it must not end the whole batch
            collected.cache_clear()  # a session that was left in the middle of a test runs no other
            raise InfrastructureError(f"{path.name}: pytest failed ({type(error).__name__})") from None
    if broken := suite.broken or run.broken:
        raise InfrastructureError(f"{path.name}: {'; '.join(broken[:3])}")


def check(name: str, assignment: Assignment) -> None:
    """CourseError unless the grade ids of grading.yml and those of the suite's tests are the same, and torch has
    what grading.yml forbids.
    """
    for forbidden in assignment.forbidden:
        try:
            forbidding.find(forbidden)
        except LookupError:
            raise CourseError(f"grading.yml: {name} forbids {forbidden}, which torch does not have") from None
    path = path_of(name)
    suite = collected(path, timeout_of(assignment))
    if suite.broken:
        raise CourseError(f"{path} cannot be collected: run pytest on it to see why")
    marks = [(test.name, grade_mark(test)[0]) for test in suite.tests]
    if unmarked := [test for test, grade_id in marks if not grade_id]:
        raise CourseError(f"{path.name}: {unmarked[0]} has no mark grade(<grade id>)")
    if suite.unweighed:
        raise CourseError(_weigh(path, suite))
    tested = {grade_id for _, grade_id in marks}
    for grade_id in sorted(tested - assignment.grades.keys()):
        raise CourseError(f"grading.yml: {name} has no grade {grade_id}, which {path.name} has tests for")
    for grade_id in assignment.grades.keys() - tested:
        raise CourseError(
            f"grading.yml: no test of {path.name} counts for the grade {grade_id}; "
            f"what people grade has its points in a task cell: docs/instructors.md"
        )


def complaint(names: Collection[str], config: Config) -> str:
    """What does not fit between these assignments and their suites; "" where all does."""
    try:
        for name in names:
            check(name, config.assignments[name])
    except CourseError as error:
        return str(error)
    return ""


def _weigh(path: Path, suite: _Suite) -> str:
    return f"{path.name}: the weight of {suite.unweighed[0]} is not above 0"


def timeout_of(assignment: Assignment) -> float:
    """Seconds for one test: far more than its student's code and its own work take even where much else runs."""
    return PATIENCE * assignment.limits.wall + SPARE_SECONDS


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.redirect_stdout(_NOWHERE), contextlib.redirect_stderr(_NOWHERE):
        yield
