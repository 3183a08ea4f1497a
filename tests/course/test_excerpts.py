"""Lines of somebody's code with their numbers, whatever the code is."""

from __future__ import annotations

import pytest

from autograder.course.excerpts import definition, pointed_to

CODE = """import torch

@torch.no_grad()
def mean(
    x,
):
    '''Text.

    more'''

    return x.sum()

# between
class Net:
    def mean(self):
        return 1
rate: float = 0.1
if (
    %magic and no Python
"""


@pytest.mark.parametrize(
    ("name", "first", "last", "end"),
    [
        ("mean", 3, "    return x.sum()", 11),
        ("Net", 14, "        return 1", 16),
        ("rate", 17, "rate: float = 0.1", 17),
    ],
)
def test_a_definition_ends_where_the_next_begins(name, first, last, end):
    found = definition([("cell 3", CODE)], name)
    assert found is not None
    assert (found.label, found.first, found.lines[-1]) == ("cell 3", first, last)
    assert found.numbered[-1] == (end, last)
    assert found.numbered[0] == (first, found.lines[0])


def test_the_last_one_counts_and_a_part_of_a_name_is_none():
    found = definition(
        [("cell 1", "def f(x):\n    return 1\n"), ("cell 2", "def f(x): return 2\nf(1) == 3")], "f"
    )
    assert found is not None
    assert found.label == "cell 2"
    assert definition([("cell 1", "def forward(x):\n    pass\n")], "for") is None
    assert definition([("cell 1", "rate == 3")], "rate") is None


def test_a_message_points_to_a_line_of_a_cell_or_a_module():
    code = [("cell 2", "a\nb\nc\nd\ne"), ("cell 22", "x"), ("own/helpers.py", "p\nq")]
    found = pointed_to(code, "RuntimeError: no (cell 2, line 4, in forward)")
    assert found is not None
    assert (found.at, found.first, found.lines) == (4, 2, ("b", "c", "d", "e"))
    module = pointed_to(code, "ValueError: no (own/helpers.py, line 2)")
    assert module is not None
    assert module.lines == ("p", "q")
    assert pointed_to(code, "it is wrong (cell 2, line 6)") is None
    assert pointed_to(code, "it is wrong (cell 3, line 1)") is None
    assert pointed_to(code, "it is wrong") is None


def test_of_a_solution_only_its_regions_are_its_own():
    source = """class A:
    def f(self):
        '''Text.'''
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION

    def g(self):
        return 2
"""
    found = definition([("a.py", source)], "A")
    assert found is not None
    assert found.own == [
        (1, "class A:"),
        (2, "    def f(self):"),
        (5, "        return 1"),
        (8, "    def g(self):"),
    ]
    plain = definition([("a.py", "def f(x):\n    return x\n")], "f")
    assert plain is not None
    assert plain.own == plain.numbered
