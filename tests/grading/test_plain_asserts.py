"""Suites that use what pytest has, and no word of the kit's: who fails, what they read, and what they do not read."""

from __future__ import annotations

import textwrap

import pytest

from autograder.course.material import HiddenSuite
from autograder.errors import InfrastructureError
from autograder.grading import suite
from autograder.grading.plugin import Turn
from autograder.student.connection import LocalConnection
from autograder.student.student import Student

SOLUTION = """
import torch
def double(x): return 2 * x
def count(text): return len(text)
def root(x):
    if x < 0:
        raise ValueError("negative")
    return x ** 0.5
"""
HEAD = "import numpy as np\nimport pytest\nimport torch\n"


def graded(test: str, code: str, mark: str = "") -> Turn:
    """One test of a course's own on a student's code."""
    source = HEAD + f"@pytest.mark.grade('g'{mark})\n" + textwrap.dedent(test)
    hidden = HiddenSuite(
        "small", "hidden_small.py", {"small/hidden_small.py": source.encode()}, (("small.py", SOLUTION),)
    )
    run = Turn(Student(LocalConnection([("cell 1", code)])), key="1/x")
    suite.run(hidden, run, 20.0)
    return run


DOUBLE = "def test_it(student):\n    got = student.double(torch.tensor([1.5, 77.25]))\n    "
FAILING = {
    "a value": (DOUBLE + "assert got.sum() == 157.5", "return x", "a number, but not the expected value"),
    "a shape": (
        DOUBLE + "assert got.shape == (2,)",
        "return 2 * x[:1]",
        "the shape (1,) is not equal to (2,)",
    ),
    "a dtype": (
        DOUBLE + "assert got.dtype == torch.float32",
        "return (2 * x).double()",
        "torch.float64 is not equal to torch.float32",
    ),
    "a kind": (
        "def test_it(student): assert student.count('abc') == pytest.approx(3)",
        "def count(text): return None",
        "None (is a return missing?) is not equal to a number",
    ),
    "a bound": (DOUBLE + "assert got.max() > 100.5", "return x", "is not above a number"),
    "a condition": (
        DOUBLE + "want = torch.tensor([3.0, 154.5])\n    assert torch.allclose(got, want)",
        "return x",
        "does not hold of got (a tensor of shape (2,)) and want (a tensor of shape (2,))",
    ),
    "a condition on a list": (
        DOUBLE + "assert isinstance(got, torch.Tensor)",
        "return [3.0, 154.5]",
        "does not hold of got (a list of 2)",
    ),
    "words of the author's": (
        DOUBLE + "assert got.sum() == 157.5, 'twice each number, please'",
        "return x",
        "twice each number, please",
    ),
    "an error of the author's": (
        DOUBLE + "if got.sum() != 157.5: raise AssertionError('twice, please')",
        "return x",
        "twice, please",
    ),
    "torch.testing": (
        DOUBLE + "torch.testing.assert_close(got, torch.tensor([3.0, 154.5]))",
        "return x",
        "Mismatched elements: 2 / 2 (100.0%)",
    ),
    "torch.testing's shapes": (
        DOUBLE + "torch.testing.assert_close(got, torch.tensor([3.0, 154.5]))",
        "return x[:1]",
        "torch.Size([1]) != torch.Size([2])",
    ),
    "torch.testing of numbers": (
        "def test_it(student): torch.testing.assert_close(student.count('abc'), 3)",
        "def count(text): return 77",
        "what your code gave is not what is expected",
    ),
    "torch.testing of nothing": (
        DOUBLE + "torch.testing.assert_close(got, torch.tensor([3.0, 154.5]))",
        "return None",
        "what your code gave is not what is expected",
    ),
    "nothing": (DOUBLE + "assert got is not None", "return None", "None (is a return missing?), where"),
    "a negation": (
        DOUBLE + "assert not got.sum() == 78.75",
        "return x",
        "what is expected does not hold of got (a tensor of shape (2,))",
    ),
    "words with assert in them": (
        DOUBLE + "assert got.sum() == 157.5, 'we assert twice'",
        "return x",
        "we assert twice",
    ),
    "an assert in a helper after one that was caught": (
        "def helper(got): assert got == 3\n"
        "def test_it(student):\n"
        "    with pytest.raises(AssertionError): assert 1 == 2\n"
        "    helper(student.count('abc'))",
        "def count(text): return 77",
        "a number, but not the expected value",
    ),
    "an answer that a fixture cannot use": (
        "def test_it(shape): assert shape == (2,)\n"
        "@pytest.fixture\ndef shape(student): return student.double(torch.zeros(2)).shape",
        "return [3.0, 154.5]",
        "AttributeError: 'list' object has no attribute 'shape'",
    ),
    "numpy.testing": (
        DOUBLE + "np.testing.assert_allclose(got.numpy(), [3.0, 154.5])",
        "return x",
        "Mismatched elements: 2 / 2 (100%)",
    ),
    "an exception that is expected": (
        "def test_it(student):\n    with pytest.raises(ValueError): student.root(-77.25)",
        "def root(x): return 0.0",
        "it did not raise",
    ),
    "another exception": (
        "def test_it(student):\n    with pytest.raises(ValueError): student.root(-77.25)",
        "def root(x): raise KeyError('no')",
        "KeyError: 'no'",
    ),
    "an answer that the test cannot use": (
        DOUBLE + "assert got.shape == (2,)",
        "return [3.0, 154.5]",
        "the test stopped at what your code gave: AttributeError: 'list' object has no attribute 'shape'",
    ),
    "shapes that do not fit": (
        DOUBLE + "assert torch.allclose(got, torch.tensor([3.0, 154.5]))",
        "return torch.zeros(3)",
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2)",
    ),
}


@pytest.mark.parametrize(("test", "code", "said"), FAILING.values(), ids=FAILING)
def test_a_wrong_answer_fails_the_test_and_no_hidden_value_is_shown(test: str, code: str, said: str):
    if not code.startswith("def"):
        code = f"def double(x): {code}"
    run = graded(test, f"import torch\n{code}")
    (result,) = run.results
    assert not result.passed
    assert said in result.message
    assert not run.broken
    for hidden in ("77", "154", "157", "100.5"):
        assert hidden not in result.message


PASSING = {
    "assert": DOUBLE + "assert got.tolist() == [3.0, 154.5]",
    "approx": "def test_it(student): assert student.root(2.0) == pytest.approx(1.41421356)",
    "assert_close": DOUBLE + "torch.testing.assert_close(got, torch.tensor([3.0, 154.5]))",
    "raises": "def test_it(student):\n    with pytest.raises(ValueError, match='negative'): student.root(-1.0)",
}


@pytest.mark.parametrize("test", PASSING.values(), ids=PASSING)
def test_a_right_answer_passes(test: str):
    (result,) = graded(test, SOLUTION).results
    assert result.passed, result.message


def test_an_assert_that_the_solution_fails_too_is_the_suites_own_failure():
    with pytest.raises(InfrastructureError, match=r"hidden_small\.py: line 7, test_it: AssertionError"):
        graded(DOUBLE + "assert got.sum() == 99", "def double(x): return x")


def test_pytests_own_text_of_a_comparison_is_not_made(monkeypatch: pytest.MonkeyPatch):
    """It would hold hidden values, and of long texts it takes minutes."""
    monkeypatch.setattr("_pytest.assertion.util.assertrepr_compare", lambda **_: 1 / 0)
    (result,) = graded(DOUBLE + "assert got.tolist() == [3.0, 154.5]", "def double(x): return x").results
    assert result.message == "a list of 2, but not the expected value"


def test_what_a_suite_raises_on_the_solution_too_is_its_own_failure():
    with pytest.raises(InfrastructureError, match=r"hidden_small\.py: line 7, test_it: AttributeError"):
        graded(DOUBLE + "got.shape_of_it()", SOLUTION.replace("2 * x", "x"))


def test_an_author_may_show_values():
    test = DOUBLE + "assert got.tolist() == [3.0, 154.5]"
    (result,) = graded(test, "def double(x): return x", ", show_values=True").results
    assert "77.25" in result.message
    assert "154.5" in result.message


def test_a_student_who_ends_iterations_does_not_end_those_of_a_test():
    test = (
        "def test_it(student):\n    for got in (student.count(text) for text in ('a', 'b')): assert got == 1"
    )
    (result,) = graded(test, "def count(text): raise StopIteration").results
    assert not result.passed
