"""The pytest plugin that gives a hidden suite its student and collects each test's outcome."""

from __future__ import annotations

import contextlib
import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch
from _pytest.assertion import util

from autograder.checks import catalogues
from autograder.checks.draws import Draws
from autograder.checks.exhibits import Exhibits
from autograder.checks.mistakes import Mistake, Said, as_data
from autograder.checks.values import Differences, differences
from autograder.course.material import CATALOGUE
from autograder.errors import BadAnswer, InfrastructureError, KitError, Raised, WorkerError
from autograder.grading import failures
from autograder.grading.failures import Compared
from autograder.grading.report import TestResult
from autograder.student.reference import Reference
from autograder.student.student import Student
from autograder.text import printable

# float64 tells a mistake from rounding most sharply. Code that pins a dtype itself (`.float()`) is right all the same:
# a test that fails in float64 for what may be that is asked again in float32.
PRECISIONS = (torch.float64, torch.float32)
ROUNDED_TO_FLOAT32 = 3e-5
"""How far values that were rounded to float32 on their way may be off: `autograder calibrate` saw 1.6e-5 at most."""
SAME_SHAPES = "same_shapes"
Witness = Callable[[str, BaseException, Compared], None]
"""Takes a test's name, what it raised, and the comparison that failed."""


def _no_reference(grade_id: str) -> Reference:
    raise InfrastructureError("there is no solution to compare with")


@dataclass
class Turn:
    """One student's turn: the code that the tests call, and their outcomes in `results`, in order.

    key: what the hidden weights and inputs are drawn from, together with the test's name. broken: failures that are not
    the student's fault, as "test: error". unclear: failures that are the student's if the test passes on the solution,
    by the test's place among all. lines: of the suite, in which tests failed, by their names. is_solution: whether the
    code is the course's own. reference: gives the course's own solution, in this process, for a test of a grade id.
    precisions: those in which each test runs, until it passes in one. rounding: the largest relative difference that
    each passed test accepted as rounding, with the precision in which it passed, by the test's name. beyond: for each
    failed test, the smallest difference that it did not accept, in the first precision; inf if there was none. wrong:
    the last value for which `close` said no there; None if there was none. witness: sees each failure:
    see `Witness`.
    """

    subject: Student
    key: str
    results: list[TestResult] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    unclear: dict[int, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    shown: Exhibits = field(default_factory=Exhibits)
    is_solution: bool = False
    reference: Callable[[str], Reference] = _no_reference
    precisions: Sequence[torch.dtype] = PRECISIONS
    rounding: dict[str, tuple[torch.dtype, float]] = field(default_factory=dict)
    beyond: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, torch.Tensor | None] = field(default_factory=dict)
    witness: Witness | None = None


class SuitePlugin:
    """Gives the tests of a suite `student`, `draws` and `exhibits` of the current run. broken: what could not be
    collected. source: see `failures`. catalogue: the suite's sentences. line_in_place: see `HiddenSuite`.
    """

    def __init__(self) -> None:
        self.run: Turn | None = None
        self.broken: list[str] = []
        self.source: failures.Source = lambda name: ""
        self.catalogue = catalogues.engine()
        self.line_in_place: Callable[[int], int] = lambda line: line
        self._compared: Compared = None
        self._crash: Said | None = None
        self._shows_values = False

    @property
    def _run(self) -> Turn:
        assert self.run is not None
        return self.run

    @pytest.fixture
    def student(self) -> Student:
        """The student's code, in a process of its own: `student.NAME` is what it defines."""
        return self._run.subject

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest) -> Reference:
        """Your own solution, in the grader's process: `reference.NAME` is what it defines."""
        return self._run.reference(grade_mark(request.node)[0])

    @pytest.fixture
    def draws(self, request: pytest.FixtureRequest) -> Draws:
        """Hidden numbers, different ones for each submission and test."""
        return Draws(f"{self._run.key}/{request.node.name}")

    @pytest.fixture
    def exhibits(self) -> Exhibits:
        """Shows data beside a test's sentence: `exhibits.losses(…)`, `.shapes(…)`, `.texts(…)`."""
        return self._run.shown

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line(
            "markers", "grade(grade_id, weight=1, show_values=False): the grade id that a test counts for"
        )

        config.addinivalue_line(
            "markers", f"{SAME_SHAPES}: the solution comes by the shapes that a right answer does"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        names = pyfuncitem._fixtureinfo.argnames  # as pytest's own hook: a signature costs more to read
        arguments = {name: pyfuncitem.funcargs[name] for name in names}
        draws = pyfuncitem.funcargs.get("draws")
        students = [self._run.subject]
        if isinstance(reference := pyfuncitem.funcargs.get("reference"), Reference):
            students.append(reference)
        if not self._shows_values:
            util._reprcompare = self._note_comparison  # pytest sets its own anew for each test
        for precision in self._run.precisions:
            if isinstance(draws, Draws):
                draws.restart()
            self._run.shown.clear()
            self._compared = None
            self._run.subject.begin_test()
            with _precision(precision, *students), differences() as found:
                try:
                    pyfuncitem.obj(**arguments)
                except (Exception, pytest.fail.Exception) as error:
                    self._run.beyond.setdefault(pyfuncitem.name, found.beyond)
                    self._run.wrong.setdefault(pyfuncitem.name, found.wrong)
                    is_last = precision is self._run.precisions[-1]
                    if is_last or not _may_be_of_precision(error, self._run.subject, found):
                        self._look_at(error, pyfuncitem)
                        raise
                else:
                    self._run.rounding[pyfuncitem.name] = precision, found.rounding
                    break
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
        outcome = yield
        failed = call.excinfo is not None
        if call.when == "call" or failed:
            error = call.excinfo.value if call.excinfo else None
            if error is not None:
                self._judge(item, error, call.when != "teardown")
                if self._run.witness is not None:
                    self._run.witness(item.name, error, self._compared)
            self._run.results.append(self._result(item, error))
            self._run.shown.clear()
        return outcome

    def _look_at(self, error: BaseException, item: pytest.Function) -> None:
        """Repeats the call at which the student's code raised, to get the shapes on the way; repeats it with the
        solution, too, if the test compares the two.
        """
        if not isinstance(error, Raised) or not failures.is_answers_own(error):
            return
        reference = None
        if "reference" in item.funcargs or item.get_closest_marker(SAME_SHAPES):
            with contextlib.suppress(InfrastructureError):  # there is none
                reference = self._run.reference(grade_mark(item)[0])
                reference.dtype = torch.get_default_dtype()
        self._crash = failures.said_of_crash(error, self._run.subject, reference)

    def _note_comparison(self, op: str, left: Any, right: Any) -> str:
        self._compared = op, left, right
        return failures.DIFFER

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        mark = item.get_closest_marker("grade")
        self._shows_values = bool(mark and mark.kwargs.get("show_values"))
        self._crash = None

    def _judge(self, item: pytest.Item, error: BaseException, may_be_theirs: bool) -> None:
        """Notes a failure that is not the student's, or may not be."""
        line = self.line_in_place(failures.line_of(error, self.source))
        self._run.lines[item.name] = line
        place = f"line {line}, {item.name}" if line else item.name
        said = printable(f"{place}: {type(error).__name__}: {error}")
        if failures.is_answers_own(error):
            return
        if may_be_theirs and failures.may_be_answers_own(error):
            self._run.unclear[len(self._run.results)] = said
        else:
            self._run.broken.append(said)

    def _result(self, item: pytest.Item, error: BaseException | None) -> TestResult:
        grade_id, weight = grade_mark(item)
        docstring = inspect.getdoc(getattr(item, "obj", None)) or item.name
        said = Said.words("")
        if error is not None and self._shows_values and not isinstance(error, (Mistake, WorkerError)):
            said = Said.words(failures.full_message(error))
        elif error is not None:
            said = self._crash or failures.said_of(error, self._compared, self.source)
            self._crash = None  # what may fail after the test is another matter
        return TestResult(
            name=item.name,
            grade_id=grade_id,
            title=self.catalogue.words.of(" ".join(docstring.split())),
            weight=weight,
            passed=error is None,
            message=self._sentence(item, said),
            code=said.code,
            facts=as_data(said.facts) if said.code else {},
            limit=error.limit if isinstance(error, WorkerError) else "",
            exhibits=tuple(self._run.shown),
        )

    def _sentence(self, item: pytest.Item, said: Said) -> str:
        """What a student reads; if no catalogue has a sentence for it, the suite is at fault."""
        try:
            return printable(self.catalogue.sentence(said))
        except LookupError as error:
            line = self._run.lines.get(item.name)
            place = f"line {line}, {item.name}" if line else item.name
            self._run.broken.append(f"{place}: {error.args[0]}: see {CATALOGUE}")
            return said.code

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken.append(f"{report.nodeid}: {report.longreprtext.strip().splitlines()[-1]}")


def grade_mark(item: pytest.Item) -> tuple[str, float]:
    """The grade id and weight of a test; "" for a test without a mark."""
    mark = item.get_closest_marker("grade")
    return (str(mark.args[0]), float(mark.kwargs.get("weight", 1))) if mark else ("", 1.0)


def _may_be_of_precision(error: BaseException, student: Student, found: Differences) -> bool:
    """Whether the dtype alone may be the reason for a failure: the student's code may have pinned a dtype, or was off
    by no more than float32's rounding. If the process has ended or took too long, it would do so again. If values are
    compared without `checks`, any difference may be due to the dtype.
    """
    if isinstance(error, Mistake):
        compared = found.beyond < math.inf
        is_rounding = not compared or found.beyond <= ROUNDED_TO_FLOAT32
        return not error.certain and (student.may_be_float32 or is_rounding)
    if isinstance(error, KitError):
        return isinstance(error, (Raised, BadAnswer))
    return failures.is_answers_own(error) or failures.may_be_answers_own(error)


@contextlib.contextmanager
def _precision(dtype: torch.dtype, *students: Student) -> Iterator[None]:
    """The default dtype here and where these students' code runs."""
    before = torch.get_default_dtype(), [student.dtype for student in students]
    torch.set_default_dtype(dtype)
    for student in students:
        student.dtype = dtype
    try:
        yield
    finally:
        torch.set_default_dtype(before[0])
        for student, own in zip(students, before[1], strict=True):
            student.dtype = own
