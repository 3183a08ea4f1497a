"""The same wrong answers are found, but for those that come by chance or that many give."""

from __future__ import annotations

import pytest
import torch

from autograder.similarity.behaviour import WrongAnswer, shared

T = "test_mean"


def given(**answers: object) -> dict[str, dict[str, torch.Tensor]]:
    return {student: {T: torch.tensor(answer, dtype=torch.float64)} for student, answer in answers.items()}


def test_who_gives_the_same_wrong_answer_is_found_also_in_float32():
    found = shared(
        given(ada=[0.25, -1.5], bob=[0.250001, -1.5], eve=[0.26, -1.5], zoe=[[0.25, -1.5]]), most=2
    )
    answer = WrongAnswer(T, 0, 2)
    assert found == {"ada": {answer}, "bob": {answer}, "eve": frozenset(), "zoe": frozenset()}


def test_an_answer_that_many_give_tells_nothing():
    found = shared(given(ada=0.25, bob=0.25, eve=0.25), most=2)
    assert set(found.values()) == {frozenset()}


@pytest.mark.parametrize("answer", [[0.0, 0.0], [3.0], [float("nan"), 2.0], [float("inf")], []])
def test_what_does_not_depend_on_hidden_numbers_tells_nothing(answer):
    assert shared(given(ada=answer, bob=answer), most=2)["ada"] == frozenset()


def test_numbers_that_are_none_at_the_same_places_are_the_same():
    found = shared(given(ada=[float("nan"), 0.5], bob=[float("nan"), 0.5], eve=[0.5, float("nan")]), most=2)
    assert [len(found[each]) for each in ("ada", "bob", "eve")] == [1, 1, 0]
