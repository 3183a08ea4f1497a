"""What a student reads of a hidden test that failed: of which shape and kind the values were, and none of them.

A `Mistake` of the kit's checks says what is wrong in its own words. Suites may as well use what pytest has: a plain
`assert`, `pytest.raises`, `pytest.approx`, or torch.testing and numpy.testing. Their texts hold values, so that others
are made here. Words that the suite's author gives with an assert are shown as they are.
"""

from __future__ import annotations

import ast
import operator
import re
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np
import pytest
import torch
from _pytest.python_api import ApproxBase

from autograder.checks.values import Mistake, kind_of, shape_text
from autograder.errors import KitError, Raised, WorkerError
from autograder.text import printable

Source = Callable[[str], str]
"""Gives the text of a suite's own file, "" for any other."""

# What an exception of a student's code says of the numbers that a test has drawn is not for its author to read.
VALUES = re.compile(r"-?\d+\.\d{2,}(e[+-]?\d+)?")

# What a released stub raises. Where it is torch that does, a text says why.
STUB = re.compile(r"NotImplementedError( \(.*\))?")

# Lines of torch.testing and numpy.testing that hold a shape, a kind or a share, and no value.
SAFE = re.compile(
    r"The values for attribute '(shape|dtype|device|layout)' do not match: .*"
    r"|Mismatched elements: \d+ / \d+ \(.*\)"
    r"|\(shapes .* mismatch\)"
    r"|The length of the sequences mismatch: \d+ != \d+"
)
SIGNS: Mapping[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "==": ("is not equal to", operator.eq),
    "!=": ("is equal to", operator.ne),
    "<": ("is not below", operator.lt),
    "<=": ("is above", operator.le),
    ">": ("is not above", operator.gt),
    ">=": ("is below", operator.ge),
    "in": ("is not in", lambda left, right: left in right),
    "not in": ("is in", lambda left, right: left not in right),
    "is": ("is not", operator.is_),
    "is not": ("is", operator.is_not),
}
"""What a comparison that fails is in words, and the comparison."""
DIFFER = "these are not as they should be"
"""What stands in place of pytest's own text of a comparison: that holds values, and may take long."""
NO_ROOM = re.compile("allocate memory|out of memory|new thread", re.I)
TELL_MOST = 200  # characters
TIMEOUT = "pytest_timeout.py"
TELLING = (AttributeError, RuntimeError, TypeError)
"""What these say is of kinds and shapes, once numbers are taken out."""


def is_answers_own(error: BaseException) -> bool:
    """Whether the student's answer is wrong: a check of the kit's says so, or the student's code failed."""
    return isinstance(error, (Mistake, WorkerError))


def may_be_answers_own(error: BaseException) -> bool:
    """Whether the student's answer may be why a test failed: an assert of its own, or an answer that it did not expect,
    a list in a tensor's place. It is, where the test passes on the course's own solution.
    """
    if isinstance(error, pytest.fail.Exception):
        frames = (frame for frame, _ in walk_tb(error.__traceback__))
        return not any(frame.f_code.co_filename.endswith(TIMEOUT) for frame in frames)
    beyond = (KitError, OSError, MemoryError, RecursionError)
    return isinstance(error, Exception) and not isinstance(error, beyond) and not NO_ROOM.search(str(error))


def message_of(error: BaseException, compared: tuple[str, Any, Any] | None, source: Source) -> str:
    """One line for the student. compared: operator and operands of the comparison that failed."""
    if isinstance(error, Raised) and STUB.fullmatch(str(error)):
        return "not implemented yet"
    if isinstance(error, Raised):
        return printable(VALUES.sub("…", str(error)))
    if isinstance(error, (Mistake, KitError)):
        return printable(str(error))
    if isinstance(error, AssertionError):
        return printable(_asserted(error, compared, source))
    if isinstance(error, pytest.fail.Exception):
        return printable(str(error).replace("DID NOT RAISE", "it did not raise"))
    return printable(f"the test stopped at what your code gave: {_kind_of_error(error)}")


def full_message(error: BaseException) -> str:
    """All that a failure says, hidden values too: for a test whose author wants that."""
    return printable(str(error)) or type(error).__name__


def line_of(error: BaseException, source: Source) -> int:
    """The line of the suite's own file in which a test failed; 0 where it was in none."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if source(frame.f_code.co_filename)]
    return lines[-1] if lines else 0


def _asserted(error: AssertionError, compared: tuple[str, Any, Any] | None, source: Source) -> str:
    text = str(error)
    *_, (frame, line) = walk_tb(error.__traceback__)
    code = source(frame.f_code.co_filename)
    if not code:  # torch.testing, numpy.testing, pytest.raises(match=…)
        lines = [line.strip() for line in text.splitlines()]
        told = "; ".join(line for line in lines if SAFE.fullmatch(line))
        return f"what your code gave is not what is expected{': ' if told else ''}{told}"
    said, asserts, _ = text.rpartition("assert ")  # pytest's own line, below the author's words
    if said.strip() or (text and not asserts):
        return said.strip() or text
    if compared is not None and DIFFER in text and not _holds(*compared):
        return _comparison(*compared)
    return _condition(code, line, frame)


def _comparison(sign: str, left: Any, right: Any) -> str:
    phrase, _ = SIGNS[sign]
    if isinstance(left, torch.Size) or isinstance(right, torch.Size):
        return f"the shape {_shape(left)} {phrase} {_shape(right)}"
    if isinstance(left, torch.dtype) and isinstance(right, torch.dtype):
        return f"{left} {phrase} {right}"
    kinds = describe(left), describe(right)
    if _is_number(left) and _is_number(right):
        kinds = "a number", "a number"
    if right is None:
        return f"{kinds[0]}, where {'None' if sign in ('is', '==') else 'something else'} is expected"
    if sign in ("==", "is") and kinds[0] == kinds[1]:
        return f"{kinds[0]}, but not the expected value"
    return f"{kinds[0]} {phrase} {kinds[1]}"


def _holds(sign: str, left: Any, right: Any) -> bool:
    """Whether a comparison is true: the assert was of its negation."""
    try:
        return bool(SIGNS[sign][1](left, right))
    except Exception:  # of many numbers, of kinds that nothing compares
        return False


def _condition(code: str, line: int, frame: types.FrameType) -> str:
    """A condition without a comparison, by the kinds of what the suite calls by name in it."""
    names: dict[str, None] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
            names = dict.fromkeys(each.id for each in ast.walk(node.test) if isinstance(each, ast.Name))
    there = {**frame.f_globals, **frame.f_locals}
    values: Mapping[str, Any] = {name: there[name] for name in names if name in there}
    data = (torch.Tensor, np.ndarray, list, tuple, dict, str, int, float)
    told = [f"{name} ({describe(value)})" for name, value in values.items() if isinstance(value, data)]
    return f"what is expected does not hold{' of ' if told else ''}{' and '.join(told)}"


def describe(value: Any) -> str:
    """The kind and the shape of a value, never the value."""
    if isinstance(value, ApproxBase):
        return describe(value.expected)
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return f"a text of {len(value)}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {shape_text(value.shape)}"
    return kind_of(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, ApproxBase):
        return _is_number(value.expected)
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return not tuple(value.shape)
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _shape(value: Any) -> str:
    is_shape = isinstance(value, (tuple, list)) and all(isinstance(size, int) for size in value)
    return shape_text(value) if is_shape else describe(value)


def _kind_of_error(error: BaseException) -> str:
    name = type(error).__name__
    if not isinstance(error, TELLING):
        return name
    return f"{name}: {VALUES.sub('…', str(error))[:TELL_MOST]}"


def texts(files: Mapping[str, bytes], folder: Path) -> Source:
    """The source of a suite's files, which lay in `folder` while it was collected."""
    known = {str(folder / path): content.decode(errors="replace") for path, content in files.items()}
    return lambda name: known.get(name, "")
