"""The pytest plugin that gives a hidden suite its student and collects each test's outcome."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch

from autograder.errors import BadAnswer, Raised, WorkerError
from autograder.grading.report import TestResult
from autograder.student.student import Student
from autograder.suites.checks import Mistake
from autograder.suites.draws import Draws
from autograder.suites.exhibits import Exhibits
from autograder.text import printable

# What an exception of a student's code says of the numbers that a test has drawn is not for its author to read.
VALUES = re.compile(r"-?\d+\.\d{2,}(e[+-]?\d+)?")

# What a released stub raises. Where it is torch that does, a text says why.
STUB = re.compile(r"NotImplementedError( \(.*\))?")

# float64 tells a mistake from rounding most sharply. Code that pins a dtype itself (`.float()`) is right all the same:
# a test that fails in float64 is asked again in float32.
PRECISIONS = (torch.float64, torch.float32)


@dataclass
class SuiteRun:
    """One student's turn: whose code the tests ask, and their outcomes in `results`, in order.

    key: what the hidden weights and inputs are drawn from, together with the test's name. broken: failures that are
    no student's doing, as "test: error".
    """

    subject: Student
    key: str
    results: list[TestResult] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    shown: Exhibits = field(default_factory=Exhibits)


class SuitePlugin:
    """`student`, `draws` and `exhibits` for the tests of a suite, of the run at hand.

    broken: what could not be collected.
    """

    def __init__(self) -> None:
        self.run: SuiteRun | None = None
        self.broken: list[str] = []

    @property
    def _run(self) -> SuiteRun:
        assert self.run is not None
        return self.run

    @pytest.fixture
    def student(self) -> Student:
        return self._run.subject

    @pytest.fixture
    def draws(self, request: pytest.FixtureRequest) -> Draws:
        return Draws(f"{self._run.key}/{request.node.name}")

    @pytest.fixture
    def exhibits(self) -> Exhibits:
        return self._run.shown

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "grade(grade_id, weight=1): the grade id that a test counts for")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        names = pyfuncitem._fixtureinfo.argnames  # as pytest's own hook: a signature costs more to read
        arguments = {name: pyfuncitem.funcargs[name] for name in names}
        draws = pyfuncitem.funcargs.get("draws")
        for precision in PRECISIONS:
            if isinstance(draws, Draws):
                draws.restart()
            self._run.shown.clear()
            with _precision(precision, self._run.subject):
                try:
                    pyfuncitem.obj(**arguments)
                except (Mistake, Raised, BadAnswer):
                    if precision is PRECISIONS[-1]:
                        raise
                else:
                    break
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        outcome = yield
        failed = call.excinfo is not None
        if call.when == "call" or failed:
            error = call.excinfo.value if call.excinfo else None
            if error is not None and not isinstance(error, (Mistake, WorkerError)):
                self._run.broken.append(f"{item.name}: {type(error).__name__}: {error}")
            self._run.results.append(_result(item, error, self._run.shown))
            self._run.shown.clear()
        return outcome

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")


def grade_mark(item: pytest.Item) -> tuple[str, float]:
    """The grade id and weight of a test; "" for a test without a mark."""
    mark = item.get_closest_marker("grade")
    return (str(mark.args[0]), float(mark.kwargs.get("weight", 1))) if mark else ("", 1.0)


def _result(item: pytest.Item, error: BaseException | None, shown: Exhibits) -> TestResult:
    grade_id, weight = grade_mark(item)
    docstring = inspect.getdoc(getattr(item, "obj", None)) or item.name
    return TestResult(
        name=item.name,
        grade_id=grade_id,
        title=" ".join(docstring.split()),
        weight=weight,
        passed=error is None,
        message="" if error is None else _message(error),
        limit=error.limit if isinstance(error, WorkerError) else "",
        exhibits=tuple(shown),
    )


def _message(error: BaseException) -> str:
    if not isinstance(error, Raised):
        return printable(str(error))
    if STUB.fullmatch(str(error)):
        return "not implemented yet"
    return printable(VALUES.sub("…", str(error)))


@contextmanager
def _precision(dtype: torch.dtype, student: Student) -> Iterator[None]:
    """The default dtype here and where the student's code runs."""
    before = (torch.get_default_dtype(), student.dtype)
    torch.set_default_dtype(dtype)
    student.dtype = dtype
    try:
        yield
    finally:
        torch.set_default_dtype(before[0])
        student.dtype = before[1]
