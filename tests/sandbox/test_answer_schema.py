"""An answer has one outcome and fields of the types that its readers count on; anything else is a WireError."""

from __future__ import annotations

import pytest
import torch

from autograder.sandbox import answer_schema
from autograder.sandbox.answer_schema import MOST_CHARACTERS, MOST_LINES, check_answer, check_greeting
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.operations import Operations
from autograder.sandbox.inside.wire import Remote, WireError

ANSWERS = [
    {"value": None},
    {"value": {"raised": "nothing"}, "printed": "Epoch 0"},
    {"value": [1, "a", Remote(0, "CNN")], "printed": "", "over": "output", "notes": ["one process"]},
    {"raised": "ValueError: no", "where": "cell 3, line 2", "printed": ""},
    {"raised": "MemoryError", "where": "", "printed": "", "over": "memory", "notes": []},
    {"raised": "ValueError"},
    {"missing": "CNN", "problems": ["cell 2, line 1: NameError"], "printed": ""},
    {"missing": "CNN"},
    {"unsendable": "a Tensor cannot be sent"},
]

NO_ANSWERS = {
    "nothing": None,
    "a list": [],
    "text": "value",
    "a tensor": torch.ones(1),
    "an object": Remote(0, "dict"),
    "no field": {},
    "only what was printed": {"printed": "x"},
    "a greeting": {"ready": 7},
    "a field that is not known": {"value": 1, "score": 100},
    "two outcomes": {"value": 1, "raised": "ValueError"},
    "a place without an exception": {"value": 1, "where": "cell 1"},
    "problems without a missing name": {"raised": "ValueError", "problems": []},
    "more beside what is not sent": {"unsendable": "a Tensor", "printed": ""},
    "an exception that is no text": {"raised": 3},
    "an exception that is nothing": {"raised": None},
    "a place that is a dict": {"raised": "ValueError", "where": {}},
    "a name that is a list": {"missing": ["CNN"]},
    "problems that are text": {"missing": "CNN", "problems": "cell 1"},
    "problems that are numbers": {"missing": "CNN", "problems": [1]},
    "problems without end": {"missing": "CNN", "problems": [""] * (MOST_LINES + 1)},
    "what is not sent is a tensor": {"unsendable": torch.ones(1)},
    "prints that are a list": {"value": 1, "printed": []},
    "prints that are a tensor": {"value": 1, "printed": torch.ones(1)},
    "a limit that cannot be looked up": {"raised": "MemoryError", "over": []},
    "notes that cannot be walked": {"value": 1, "notes": 3},
    "notes that are lists": {"value": 1, "notes": [[]]},
}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: " ".join(answer))
def test_an_answer_passes_as_it_is(answer):
    assert check_answer(answer) == answer


@pytest.mark.parametrize("value", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_is_refused(value):
    with pytest.raises(WireError, match=answer_schema.NO_ANSWER):
        check_answer(value)


def test_texts_for_students_are_cut_and_what_was_printed_is_not():
    long = "x" * 100_000
    told = check_answer({"missing": long, "problems": [long], "notes": [long], "over": long, "printed": long})
    cut = long[:MOST_CHARACTERS]
    assert told == {"missing": cut, "problems": [cut], "notes": [cut], "over": cut, "printed": long}
    assert check_answer({"raised": long, "where": long}) == {"raised": cut, "where": cut}
    assert check_answer({"unsendable": long}) == {"unsendable": cut}


CODE = """
def three():
    print("one", "two")
    return 3

def fail():
    raise ValueError("no")
"""


@pytest.mark.parametrize("name", ["three", "fail", "absent"])
def test_what_operations_answer_is_an_answer(name):
    operations = Operations()
    for request in (
        {"do": "load", "cells": [["cell 1", CODE], ["cell 2", "1 / 0"]], "seconds": 5.0},
        {"do": "call", "name": name, "args": [], "kwargs": {}},
    ):
        answer = wire.copy(operations.answer(request))
        assert check_answer(answer) == answer


@pytest.mark.parametrize("greeting", [{"ready": 7}, {"unready": "OSError: no Landlock"}])
def test_a_greeting_passes(greeting):
    assert check_greeting(greeting) == greeting


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"value": 1},
        {"ready": "7"},
        {"ready": True},
        {"unready": 1},
        {"ready": 7, "unready": ""},
    ],
    ids=repr,
)
def test_what_is_no_greeting_is_refused(value):
    with pytest.raises(WireError):
        check_greeting(value)
