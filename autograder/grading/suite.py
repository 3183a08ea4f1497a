"""Collects a hidden suite, says which grade ids its tests count for, and runs it on one student after another."""

from __future__ import annotations

import contextlib
import math
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

import pytest
import torch
from _pytest.config import _prepareconfig  # as pytest-xdist does, for a session that outlives one run

from autograder.checks import catalogues
from autograder.course.answers import known_answers
from autograder.course.config import Assignment
from autograder.course.material import Cells, HiddenSuite
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import failures
from autograder.grading.plugin import SuitePlugin, Turn, grade_mark
from autograder.sandbox.clock import PATIENCE
from autograder.student.connection import LocalConnection
from autograder.student.reference import Reference
from autograder.student.student import Student

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
ARGUMENTS = (
    *WITH_PLUGINS,
    *WITHOUT,
    "--assert=rewrite",
    "--noconftest",
    "--capture=no",
    "--tb=no",
    "-q",
    "--no-header",
)


_NOWHERE = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as suites that print into it


class _Suite:
    """A hidden suite, collected once: its tests can be run on one student after another.

    pytest.main would collect anew, and leave, for each of them.
    """

    def __init__(self, hidden: HiddenSuite, timeout: float) -> None:
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        limit = ("--timeout", str(timeout), "--timeout-method", "signal")
        self._plugin = SuitePlugin()
        with _silence(), _unasked(), _on_disk(hidden) as folder:
            place = (str(folder / hidden.path), "-c", os.devnull, "--rootdir", str(folder))
            config = _prepareconfig([*place, *ARGUMENTS, *limit], [self._plugin])
            config._do_configure()
            session = pytest.Session.from_config(config)
            config.hook.pytest_sessionstart(session=session)
            config.hook.pytest_collection(session=session)
            self._plugin.source = failures.texts(hidden.files, folder)
            self._plugin.line_in_place = hidden.line_in_place
        self.broken = self._plugin.broken
        try:
            self._plugin.catalogue = catalogues.of_suite(hidden)
        except CourseError as error:
            self.broken.append(" ".join(str(error).split()))
        self._hidden = hidden
        self._loaded: dict[Cells, LocalConnection] = {}
        self.tests: list[pytest.Item] = session.items
        self.unweighed = [test.name for test in self.tests if not 0 < grade_mark(test)[1] < math.inf]
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        assert terminal is not None
        self._kept_reports = terminal.stats

    def run(self, turn: Turn, grade_id: str = "", names: Collection[str] = ()) -> None:
        of_part = [test for test in self.tests if grade_id in ("", grade_mark(test)[0])]
        self._run(turn, [test for test in of_part if not names or test.name in names])
        if turn.unclear and not turn.is_solution:
            self._try_on_the_solution(turn)
        for connection in self._loaded.values():
            connection.forget()

    def _run(self, turn: Turn, tests: Sequence[pytest.Item]) -> None:
        self._plugin.run = turn
        if self._hidden.solution:
            turn.reference = self._as_reference
        with _silence():
            for test, following in zip(tests, [*tests[1:], None], strict=True):
                test.ihook.pytest_runtest_protocol(item=test, nextitem=following)
        self._plugin.run = None
        self._kept_reports.clear()  # for a summary that nobody asks for

    def _try_on_the_solution(self, turn: Turn) -> None:
        """If a test that raised passes on the solution with the same hidden numbers, the failure is the student's;
        otherwise it is the suite's own.
        """
        for place, said in turn.unclear.items():
            name = turn.results[place].name
            passes = False
            if self._hidden.solution:
                beside = Turn(self._as_reference(), turn.key)
                self._run(beside, [test for test in self.tests if test.name == name])
                passes = all(result.passed for result in beside.results)
            if not passes:
                turn.broken.append(said)

    def _as_reference(self, grade_id: str = "") -> Reference:
        """The course's own solution, in this process, with the known bugs of a grade id."""
        return Reference(self._load(self._hidden.solution), partial(self._known_bugs, grade_id))

    def _known_bugs(self, grade_id: str) -> Iterator[tuple[str, Callable[[], Student]]]:
        """The bugs by code. A code with facts does not name a bug: it is what a check says about the bug's values."""
        for answer in known_answers(self._hidden):
            if grade_id in answer.grade_ids and self._plugin.catalogue.is_name(answer.code):
                yield answer.code, partial(self._as_student, answer.cells)

    def _as_student(self, cells: Cells) -> Student:
        student = Student(self._load(cells))
        student.dtype = torch.get_default_dtype()
        return student

    def _load(self, cells: Cells) -> LocalConnection:
        """Code of the course's own: loaded once, for all students."""
        if cells not in self._loaded:
            self._loaded[cells] = LocalConnection(cells)
        return self._loaded[cells]


@contextlib.contextmanager
def _unasked() -> Iterator[None]:
    """Leaves out the options and plugins that somebody has set for their own use of pytest."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(before)


@contextlib.contextmanager
def _on_disk(hidden: HiddenSuite) -> Iterator[Path]:
    """A folder with the suite's files, while it is collected: what the suite imports is found there, and only there.

    Its modules are its own: they are not left in sys.modules, where a module of another course would be taken for one
    of the same name.
    """
    own = {_importable(path, hidden.assignment) for path in hidden.files}
    path, finders, writes = sys.path[:], sys.meta_path[:], sys.dont_write_bytecode
    others = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in own}
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        root = Path(folder).resolve()
        for name, content in hidden.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        sys.path[:0] = [str(root / hidden.assignment), str(root)]
        sys.dont_write_bytecode = True
        try:
            yield root
        finally:
            sys.path[:], sys.meta_path[:], sys.dont_write_bytecode = path, finders, writes
            for name in [name for name in sys.modules if name.partition(".")[0] in own]:
                del sys.modules[name]
            sys.modules.update(others)


def _importable(path: str, assignment: str) -> str:
    """The name of the module or package that a file below solutions/ belongs to."""
    folder, name = path.split("/")[:2]
    return name.removesuffix(".py") if folder == assignment else folder


@lru_cache(maxsize=32)
def collected(hidden: HiddenSuite, timeout: float) -> _Suite:
    """A suite, which takes a second where it has not been collected yet. timeout: seconds for each of its tests.

    CourseError where the assignment has none.
    """
    if not hidden.files:
        raise CourseError(f"{hidden.assignment} has no hidden suite: write {hidden.place}")
    return _Suite(hidden, timeout)


def run(
    hidden: HiddenSuite, turn: Turn, timeout: float, grade_id: str = "", names: Collection[str] = ()
) -> None:
    """Runs a suite, or the tests of one grade id, or those of some names; the outcomes are in `turn`. timeout: seconds
    for each test.

    Raises InfrastructureError for whatever is no student's doing.
    """
    suite, name = collected(hidden, timeout), hidden.name
    if not suite.broken and not suite.tests:
        raise InfrastructureError(f"{name}: there is no test in it")
    if suite.unweighed:
        raise InfrastructureError(weigh(hidden, suite))
    if not suite.broken:
        try:
            suite.run(turn, grade_id, names)
        except Exception as error:  # pytest itself fails at some timeouts: it must not end the whole batch
            collected.cache_clear()  # a session that was left in the middle of a test runs no other
            raise InfrastructureError(f"{name}: pytest failed ({type(error).__name__})") from None
    if broken := suite.broken or turn.broken:
        raise InfrastructureError(f"{name}: {'; '.join(broken[:3])}")


def weigh(hidden: HiddenSuite, suite: _Suite) -> str:
    """What is wrong with a weight."""
    return f"{hidden.name}: the weight of {suite.unweighed[0]} is not above 0"


def timeout_of(assignment: Assignment) -> float:
    """Seconds for one test: far more than the student's code and the test's own work take, even on a busy machine."""
    return PATIENCE * assignment.limits.wall + SPARE_SECONDS


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.redirect_stdout(_NOWHERE), contextlib.redirect_stderr(_NOWHERE):
        yield
