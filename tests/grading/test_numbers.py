"""What an instructor sees of two values that a test compared."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from autograder.checks import values
from autograder.checks.mistakes import Mistake
from autograder.grading.numbers import of_failure, side_by_side


def failure(call):
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - any
        call()
    return caught.value


def test_few_numbers_are_all_shown():
    lines = side_by_side([1.0, 2.0], torch.tensor([1.0, 2.5]))
    assert lines == ["expected 1, 2.5", "got      1, 2", "largest difference 0.5"]


def test_of_many_numbers_those_that_differ_most_are_shown_with_their_places():
    want = torch.zeros(10, 10)
    got = want.clone()
    got[3, 4], got[7, 8] = 0.25, torch.nan
    first, expected, given, places, largest = side_by_side(got, want)
    assert first == "of 100 values, shape (10, 10), those that differ most"
    assert (expected, given, places) == ("expected 0, 0", "got      0.25, nan", "at       [3, 4], [7, 8]")
    assert largest == "largest difference inf"


def test_other_shapes_are_shown_each_by_itself():
    lines = side_by_side(torch.arange(20), np.array([1.5]))
    assert lines == ["expected shape (1,): 1.5", "got      shape (20,): 0, 1, 2, 3, 4, 5, 6, 7, …"]


def test_texts_are_shown_without_what_a_terminal_would_act_on():
    assert side_by_side("a\x1b[2J", "b") == ["expected 'b'", "got      'a\\\\x1b[2J'"]


def test_what_is_no_data_is_not_compared():
    assert side_by_side(object(), 1) == []
    assert side_by_side([None], [1]) == []


def test_the_innermost_pair_of_a_failure_is_found():
    error = failure(lambda: values.same(torch.tensor([1.0, 3.0]), torch.tensor([1.0, 2.0]), "f(x)"))
    assert of_failure(error, None)[:2] == ["expected 1, 2", "got      1, 3"]
    error = failure(lambda: values.same(torch.ones(2, 1), torch.ones(1, 2), "f(x)"))
    assert of_failure(error, None) == ["expected shape (1, 2): 1, 1", "got      shape (2, 1): 1, 1"]
    error = failure(lambda: torch.testing.assert_close(torch.tensor(1.0), torch.tensor(2.0)))
    assert of_failure(error, None)[:2] == ["expected 2", "got      1"]


def test_a_plain_assert_is_shown_by_its_operands():
    assert of_failure(AssertionError(), ("<", 3, 2)) == [
        "the assert is: got < expected",
        "expected 2",
        "got      3",
        "largest difference 1",
    ]


def test_without_two_values_the_failure_speaks_for_itself():
    def fails():
        raise Mistake("it has 0.123456 in it")

    assert of_failure(failure(fails), None) == ["nothing was compared: it has 0.123456 in it"]
