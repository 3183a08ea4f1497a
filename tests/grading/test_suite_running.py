"""Running a hidden suite: what is the student's failure, what is the kit's own, and what the course must mend."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder.course.config import Assignment, Grade
from autograder.errors import CourseError, InfrastructureError
from autograder.grading import suite
from autograder.grading.plugin import SuiteRun
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

CODE = """
import torch
def double(x): return 2 * x
def pinned(x): return x.float() + 1e-6
def broken(x): raise ValueError("no")
def stub(x): raise NotImplementedError("your code here")
def zeros(): return torch.zeros(2)
def unfinished(x): return torch.nn.Module()(x)
def telling(x): raise ValueError(f"shape (2, 1), torch 2.6, values {x}")
"""
HEAD = """
import pytest
import torch
from autograder.suites.checks import Mistake, same
from autograder.errors import InfrastructureError
"""
Run = Callable[..., SuiteRun]
numbers = itertools.count()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the tests written in a text on the code above."""

    def run(tests: str, timeout: float = 20.0, key: str = "1/x") -> SuiteRun:
        path = tmp_path / f"test_small{next(numbers)}.py"  # a module is imported once in a process
        path.write_text(HEAD + textwrap.dedent(tests))
        plugin = SuiteRun(Student(LocalConnection([("cell 1", CODE)])), key=key)
        suite.run(path, plugin, timeout)
        return plugin

    return run


def outcomes(plugin: SuiteRun) -> dict[str, str]:
    return {test.name: "passed" if test.passed else test.message for test in plugin.results}


def test_each_test_is_reported_with_its_grade_weight_and_docstring(run: Run):
    plugin = run(
        '''
        @pytest.mark.grade("g", weight=3)
        @pytest.mark.parametrize("n", [1, 2])
        def test_it(student, n):
            """The docstring is
            what a student reads."""
            assert student.double(n) == 2 * n

        @pytest.mark.grade("h")
        def test_that(student):
            raise Mistake("wrong   so")
        '''
    )
    assert [(t.name, t.grade_id, t.weight, t.title) for t in plugin.results] == [
        ("test_it[1]", "g", 3, "The docstring is what a student reads."),
        ("test_it[2]", "g", 3, "The docstring is what a student reads."),
        ("test_that", "h", 1, "test_that"),
    ]
    assert outcomes(plugin) == {"test_it[1]": "passed", "test_it[2]": "passed", "test_that": "wrong so"}


def test_failures_of_the_students_code_are_the_students(run: Run):
    plugin = run(
        """
        def test_raised(student): student.broken(1)
        def test_stub(student): student.stub(1)
        def test_no_stub(student): student.unfinished(1)
        def test_missing(student): student.nowhere(1)
        def test_in_a_fixture(network): pass
        @pytest.fixture
        def network(student): return student.broken(1)
        """
    )
    assert outcomes(plugin) == {
        "test_raised": "ValueError: no (cell 1, line 5, in broken)",
        "test_stub": "not implemented yet",
        "test_no_stub": 'NotImplementedError: Module [Module] is missing the required "forward" function '
        "(cell 1, line 8, in unfinished)",
        "test_missing": "nowhere is not defined",
        "test_in_a_fixture": "ValueError: no (cell 1, line 5, in broken)",
    }


def test_the_numbers_of_a_test_are_not_in_what_a_student_reads_of_an_exception(run: Run):
    plugin = run("def test_a(student): student.telling(torch.tensor([0.1234, -1.5e-7, 3.0]))")
    assert outcomes(plugin) == {
        "test_a": "ValueError: shape (2, 1), torch 2.6, values tensor([ …, …, …]) (cell 1, line 9, in telling)"
    }


BROKEN = {
    "def test_it(student): 1 / 0": "test_it: ZeroDivisionError",
    "def test_it(student): assert student.double(2) == 5": "test_it: AssertionError",
    "def test_it(student): raise InfrastructureError('the sandbox ended')": "the sandbox ended",
    "def test_it(student): raise KeyError('x')": "test_it: KeyError",
    "def test_it(nothing): pass": "test_it: FixtureLookupError",
    "@pytest.fixture\ndef broken(): 1 / 0\ndef test_it(broken): pass": "test_it: ZeroDivisionError",
    "@pytest.fixture\ndef late():\n    yield\n    1 / 0\ndef test_it(late): pass": "test_it: ZeroDivisionError",
    "import nothing_of_the_kind": "nothing_of_the_kind",
    "def test_it(:": "SyntaxError",
}


@pytest.mark.parametrize(("own", "reason"), BROKEN.items())
def test_what_is_wrong_with_a_suite_itself_is_never_a_students_failure(run: Run, own: str, reason: str):
    with pytest.raises(InfrastructureError, match=rf"test_small\d+\.py: .*{reason}"):
        run(f"def test_right(student): pass\n{own}\n")


def test_a_suite_without_a_test_is_our_failure(run: Run):
    with pytest.raises(InfrastructureError, match="there is no test in it"):
        run("x = 1\n")


def test_a_suite_that_never_ends_is_our_failure(run: Run):
    with pytest.raises(InfrastructureError, match="test_it"):
        run("def test_it(student):\n    while True: pass\n", timeout=0.5)


def test_a_failure_of_pytests_own_is_our_failure_and_the_next_submission_is_run(tmp_path: Path):
    """pytest cannot report what is raised on no line, where a timeout may strike."""
    path = tmp_path / "test_nowhere.py"
    path.write_text(
        "runs = []\n"
        "def crash(): 1 / 0\n"
        "crash.__code__ = crash.__code__.replace(co_linetable=b'')\n"
        "def test_it(student):\n"
        "    runs.append(1)\n"
        "    if len(runs) == 1: crash()\n"
    )
    plugin = SuiteRun(Student(LocalConnection([("cell 1", CODE)])), key="1/x")
    with pytest.raises(InfrastructureError, match=r"test_nowhere\.py: pytest failed \(TypeError\)"):
        suite.run(path, plugin, 20.0)
    suite.run(path, plugin, 20.0)
    assert outcomes(plugin)["test_it"] == "passed"


def test_a_test_is_asked_in_double_precision_and_again_in_single(run: Run):
    plugin = run(
        """
        seen = []
        def test_right(student, draws):
            seen.append(torch.get_default_dtype())
            assert student.zeros().dtype == torch.get_default_dtype() == draws.normal(1).dtype
        def test_pinned(student):
            seen.append(torch.get_default_dtype())
            same(student.pinned(torch.ones(2)), torch.ones(2), "pinned")
        def test_both(student, draws):
            seen.append(draws.normal(1).item())
            raise Mistake(" ".join(str(x) for x in seen))
        """
    )
    results = outcomes(plugin)
    assert (results["test_right"], results["test_pinned"]) == ("passed", "passed")
    kinds, draws = results["test_both"].split(" ")[:3], results["test_both"].split(" ")[3:]
    assert kinds == ["torch.float64", "torch.float64", "torch.float32"]
    assert len(draws) == 2
    assert float(draws[0]) == pytest.approx(float(draws[1]), rel=1e-6)  # the same draw in both
    assert torch.get_default_dtype() == torch.float32


def test_draws_differ_between_tests_and_keys_and_are_the_same_again(run: Run):
    tests = """
    def test_a(draws): raise Mistake(str(draws.normal(1).item()))
    def test_b(draws): raise Mistake(str(draws.normal(1).item()))
    """
    first, again, other = run(tests), run(tests), run(tests, key="2/x")
    values = {message for plugin in (first, other) for message in outcomes(plugin).values()}
    assert len(values) == 4
    assert outcomes(first) == outcomes(again)


def course(**points: int) -> Assignment:
    return Assignment(
        title="x", grades={name.replace("_", "-"): Grade(points=p, title="x") for name, p in points.items()}
    )


RNN = {"rnn_onehot": 1, "rnn_model": 4, "rnn_train": 4, "rnn_ohlol": 3}


def test_grade_ids_that_agree_are_accepted():
    suite.check("rnn", course(**RNN))


def test_a_grade_id_without_a_test_is_the_instructors_to_mend():
    with pytest.raises(CourseError, match=r"no test of test_rnn\.py counts for the grade rnn-style; .* task"):
        suite.check("rnn", course(**RNN, rnn_style=1))


def test_a_test_without_a_grade_id_in_the_course_is_the_instructors_to_mend():
    less = {name: points for name, points in RNN.items() if name != "rnn_train"}
    with pytest.raises(CourseError, match=r"rnn has no grade rnn-train, which test_rnn\.py has tests for"):
        suite.check("rnn", course(**less))


def test_an_assignment_without_a_suite_is_the_instructors_to_mend():
    there = (
        r"there is no hidden suite for gan: there is one for backprop, cnn, .*/autograder/suites/test_gan\.py"
    )
    with pytest.raises(CourseError, match=there):
        suite.check("gan", course(gan_model=1))


def test_what_torch_does_not_have_cannot_be_forbidden():
    suite.check("rnn", course(**RNN).model_copy(update={"forbidden": ("torch.nn.LSTM",)}))
    with pytest.raises(CourseError, match=r"rnn forbids torch\.nn\.LSMT, which torch does not have"):
        suite.check("rnn", course(**RNN).model_copy(update={"forbidden": ("torch.nn.LSMT",)}))


def test_a_test_without_a_mark_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "test_gan.py").write_text("def test_it(): pass\n")
    monkeypatch.setattr(suite, "FOLDER", tmp_path)
    with pytest.raises(CourseError, match="test_it has no mark"):
        suite.check("gan", course(gan_model=1))


def test_a_suite_that_cannot_be_collected_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "test_gan.py"  # a course has public tests of the same name
    path.write_text("def broken(:\n")
    monkeypatch.setattr(suite, "FOLDER", tmp_path)
    with pytest.raises(CourseError, match=rf"^{re.escape(str(path))} cannot be collected"):
        suite.check("gan", course(gan_model=1))


@pytest.mark.parametrize("weight", ["0", "-1", "float('nan')", "float('inf')"])
def test_a_weight_that_could_make_a_share_of_more_than_all_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, weight: str
):
    test = f"@pytest.mark.grade('gan-model', weight={weight})\ndef test_it(student): pass\n"
    name = f"gan{next(numbers)}"
    (tmp_path / f"test_{name}.py").write_text(f"import pytest\n{test}")
    monkeypatch.setattr(suite, "FOLDER", tmp_path)
    with pytest.raises(CourseError, match=rf"^test_{name}\.py: the weight of test_it is not above 0$"):
        suite.check(name, course(gan_model=1))
    with pytest.raises(InfrastructureError, match="the weight of test_it is not above 0"):
        run(test)
