"""Copies are found whatever their names, order and layout; what everybody writes, or was given, blames nobody."""

from __future__ import annotations

import random

import pytest

from autograder.similarity.fingerprints import own, shared_lines, stretches
from autograder.similarity.pairs import LITTLE, pairs

ADA = '''
def running(values, size):
    """The mean of the last `size` values."""
    window, result = [], []
    for value in values:
        window.append(value)  # the newest
        if len(window) > size:
            window.pop(0)
        result.append(sum(window) / len(window))
    return result


def spread(values):
    middle = sum(values) / len(values)
    return (sum((each - middle) ** 2 for each in values) / (len(values) - 1)) ** 0.5


def longest(words):
    best = ""
    for word in words:
        if len(word) > len(best):
            best = word
    return best, len(best)
'''
COPY = """
# my own idea
def longest(texts):
    winner = ''
    for t in texts:
        if len(t) > len(winner): winner = t
    return winner, len(winner)

def spread(xs):
    mu = sum(xs) / len(xs)
    return (sum((x - mu)**2 for x in xs)
            / (len(xs) - 1))**0.5

def running(xs, n):
    w, out = [], []
    for x in xs:
        w.append(x)
        if len(w) > n: w.pop(0)
        out.append(sum(w)/len(w))
    return out
"""
BOB = """
from collections import deque
from statistics import fmean, stdev


def running(values, size):
    window = deque(maxlen=size)
    return [fmean(window) for value in values if window.append(value) is None]


def spread(values):
    return stdev(values)


def longest(words):
    chosen = max(words, key=len, default="")
    return chosen, len(chosen)
"""


def work(seed: int) -> str:
    """Code of somebody who works alone: no two of them have the same steps."""
    chance = random.Random(seed)
    steps = [
        f"    total = (total {chance.choice('+-*')} {chance.randrange(1000)}) % values[{chance.randrange(99)}]"
        for _ in range(12)
    ]
    return "\n".join(["def mix(values, total):", *steps, "    return total"])


def test_names_comments_and_layout_count_for_nothing():
    mine = stretches("total = first + second * 2 - third / 400000")
    assert mine == stretches("x=a+b * 2-c/400000  # mine") != frozenset()
    assert mine != stretches("total = first - second * 2 - third / 400000")
    said = stretches('def f(x):\n    """Says it."""\n    return x + 100')
    assert said == stretches("def g(y):\n  return y + 100") != frozenset()


def test_what_is_given_is_nobodys_own():
    stub = "def f(x):\n    raise NotImplementedError"
    solution = "def f(x):\n    return x.sum(0) / len(x)"
    assert own([solution, "import torch"], [stub, solution, "import torch"]) == frozenset()
    assert own(["total = values.sum(0) - 4 * len(values)"], [stub, solution])


@pytest.mark.parametrize(
    "code", ["def f(:", "%matplotlib inline\nx = 1 + 2 + 3 + 4", "x = '\0' + 'text text'"]
)
def test_code_that_is_no_python_is_compared_as_it_is(code):
    assert stretches(code) == stretches(code)
    assert len(stretches(code * 3)) > 0
    assert shared_lines(code, stretches(code)) == frozenset()


def test_a_disguised_copy_comes_first_and_above_the_line():
    works = {"ada": ADA, "copy": COPY, "bob": BOB, **{f"s{number}": work(number) for number in range(20)}}
    first, *others = pairs({who: own([code], []) for who, code in works.items()}, most=50)
    assert (first.first, first.second, first.is_above) == ("ada", "copy", True)
    assert not any(pair.is_above for pair in others)


def test_what_many_write_blames_nobody():
    same = {f"s{number}": own([ADA], []) for number in range(15)}
    assert pairs(same, most=10) == []


def test_a_little_in_common_is_no_copy_however_large_its_share():
    works = {
        "ada": own(["x = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8"], []),
        "bob": own(["y = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8"], []),
    }
    (pair,) = pairs(works, most=1)
    assert pair.share == pytest.approx(1)
    assert 0 < len(pair.common) < LITTLE
    assert not pair.is_above


def test_the_share_is_of_what_either_has_by_hand():
    works = {"ada": frozenset("abcd"), "bob": frozenset("cdef"), "eve": frozenset("xyz")}
    (pair,) = pairs(works, most=5)
    assert pair.share == pytest.approx(
        2 * 0.6931 / (2 * 0.6931 + 4 * 1.3863), abs=1e-4
    )  # log(4 / 2), log(4 / 1)
    assert pair.common == ("c", "d")


def test_the_lines_of_what_is_shared_are_marked_and_no_others():
    shared = own([ADA], []) & own([COPY], [])
    marked = shared_lines(f"import os\n\npath = os.getcwd().strip('/')\n{COPY}", shared)
    assert 3 not in marked
    assert {
        COPY[: COPY.index(line)].count("\n") + 4 for line in ("mu = sum", "winner, len", "out.append")
    } <= marked
