"""What a student reads about a failed hidden test: the shapes and kinds of values, and no value.

A `Mistake` says what is wrong, by its code. Suites may also use plain pytest: `assert`, `pytest.raises`,
`pytest.approx`, torch.testing and numpy.testing. Their texts contain values, so this module makes other texts. Words
that the suite's author writes into an assert are shown as they are.
"""

from __future__ import annotations

import ast
import operator
import re
import types
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from traceback import walk_tb
from typing import Any

import numpy as np
import pytest
import torch

from autograder.checks import crashes
from autograder.checks.mistakes import Mistake, Said
from autograder.checks.values import kind_of
from autograder.errors import BadAnswer, Died, KitError, Missing, Raised, TimedOut, WorkerError
from autograder.student.reference import Reference
from autograder.student.student import Student
from autograder.text import printable

Source = Callable[[str], str]
"""Gives the text of a suite's own file, "" for any other."""

Compared = tuple[str, Any, Any] | None
"""Operator and operands of the comparison of a plain assert that failed."""

Approx: type[Any] = type(pytest.approx(0.0)).__mro__[1]
"""The class of all that `pytest.approx` gives. Its place in pytest changed in 9.2."""

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
    "==": ("is-not-equal", operator.eq),
    "!=": ("is-equal", operator.ne),
    "<": ("is-not-below", operator.lt),
    "<=": ("is-above", operator.le),
    ">": ("is-not-above", operator.gt),
    ">=": ("is-below", operator.ge),
    "in": ("is-not-in", lambda left, right: left in right),
    "not in": ("is-in", lambda left, right: left not in right),
    "is": ("is-not", operator.is_),
    "is not": ("is", operator.is_not),
}
"""The code of a comparison that fails, and the comparison."""
DIFFER = "these are not as they should be"
"""The text in place of pytest's own text of a comparison, which contains values and may take long."""
NO_ROOM = re.compile("allocate memory|out of memory|new thread", re.I)
TELL_MOST = 200  # characters
NOT_RAISED = "DID NOT RAISE "
"""How pytest.raises begins."""
ENDINGS = {Missing: "missing", TimedOut: "timed-out", Died: "died", BadAnswer: "bad-answer"}
TIMEOUT = "pytest_timeout.py"
TELLING = (AttributeError, RuntimeError, TypeError)
"""Without numbers, these texts only speak of kinds and shapes."""


def is_answers_own(error: BaseException) -> bool:
    """Whether the student's answer is wrong: a check of the kit's says so, or the student's code failed."""
    return isinstance(error, (Mistake, WorkerError)) and not _is_of_solution(error)


def _is_of_solution(error: BaseException) -> bool:
    """Whether the course's own solution failed: perhaps at what the student's code gave, and perhaps by itself."""
    return isinstance(error, WorkerError) and error.is_of_solution


def may_be_answers_own(error: BaseException) -> bool:
    """Whether the student's answer may be the reason why a test failed: an assert of the test, or an answer that the
    test did not expect, such as a list in place of a tensor. It is the reason if the test passes on the course's own
    solution.
    """
    if isinstance(error, pytest.fail.Exception):
        frames = (frame for frame, _ in walk_tb(error.__traceback__))
        return not any(frame.f_code.co_filename.endswith(TIMEOUT) for frame in frames)
    if _is_of_solution(error):
        return True
    beyond = (KitError, OSError, MemoryError, RecursionError)
    return isinstance(error, Exception) and not isinstance(error, beyond) and not NO_ROOM.search(str(error))


def said_of(error: BaseException, compared: tuple[str, Any, Any] | None, source: Source) -> Said:
    """The student's message. compared: operator and operands of the comparison that failed."""
    if isinstance(error, Mistake):
        return error.said
    if isinstance(error, KitError):
        return _said_of_kits(error)
    if isinstance(error, AssertionError):
        return _asserted(error, compared, source)
    if isinstance(error, pytest.fail.Exception):
        words = str(error)
        what = words.removeprefix(NOT_RAISED)
        return Said("did-not-raise", said=what) if what != words else Said.words(words)
    return Said("stopped", error=type(error).__name__, said=_kind_of_error(error))


def _said_of_kits(error: KitError) -> Said:
    words = str(error)
    if isinstance(error, Raised):
        if STUB.fullmatch(words):
            return Said("not-implemented")
        return crashes.said_of(error)
    code = next((code for kind, code in ENDINGS.items() if isinstance(error, kind)), "")
    return Said(code, said=words) if code else Said.words(words)


def said_of_crash(error: Raised, student: Student, reference: Reference | None) -> Said:
    """The same for an exception of the student's code, with the shapes up to the error: see `crashes.with_shapes`."""
    if STUB.fullmatch(str(error)):
        return Said("not-implemented")
    return crashes.with_shapes(error, student, reference)


def full_message(error: BaseException) -> str:
    """All that a failure says, including hidden values: for a test whose author wants this."""
    return printable(str(error)) or type(error).__name__


def line_of(error: BaseException, source: Source) -> int:
    """The line of the suite's own file in which a test failed; 0 if it failed elsewhere."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if source(frame.f_code.co_filename)]
    return lines[-1] if lines else 0


def _asserted(error: AssertionError, compared: tuple[str, Any, Any] | None, source: Source) -> Said:
    text = str(error)
    *_, (frame, line) = walk_tb(error.__traceback__)
    code = source(frame.f_code.co_filename)
    if not code:  # torch.testing, numpy.testing, pytest.raises(match=…)
        lines = [line.strip() for line in text.splitlines()]
        told = "; ".join(line for line in lines if SAFE.fullmatch(line))
        return Said("unexpected-because", said=told) if told else Said("unexpected")
    said, asserts, _ = text.rpartition("assert ")  # pytest's own line, below the author's words
    if said.strip() or (text and not asserts):
        return Said.words(said.strip() or text)
    if compared is not None and DIFFER in text and not _holds(*compared):
        return _comparison(*compared)
    return _condition(code, line, frame)


def _comparison(sign: str, left: Any, right: Any) -> Said:
    code, _ = SIGNS[sign]
    if isinstance(left, torch.Size) or isinstance(right, torch.Size):
        return Said(code, left=Said("the-shape", shape=_shape(left)), right=_shape(right))
    if isinstance(left, torch.dtype) and isinstance(right, torch.dtype):
        return Said(code, left=str(left), right=str(right))
    kinds = describe(left), describe(right)
    if _is_number(left) and _is_number(right):
        kinds = NUMBER, NUMBER
    if right is None:
        return Said("none-wanted" if sign in ("is", "==") else "something-else-wanted", got=kinds[0])
    if sign in ("==", "is") and kinds[0] == kinds[1]:
        return Said("not-the-expected-value", got=kinds[0])
    return Said(code, left=kinds[0], right=kinds[1])


def _holds(sign: str, left: Any, right: Any) -> bool:
    """Whether a comparison is true: the assert was of its negation."""
    try:
        return bool(SIGNS[sign][1](left, right))
    except Exception:  # of many numbers, of kinds that nothing compares
        return False


def _condition(code: str, line: int, frame: types.FrameType) -> Said:
    """A condition without a comparison: the kinds of the values that have names in it."""
    names: dict[str, None] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line):
            names = dict.fromkeys(each.id for each in ast.walk(node.test) if isinstance(each, ast.Name))
    there = {**frame.f_globals, **frame.f_locals}
    values: Mapping[str, Any] = {name: there[name] for name in names if name in there}
    data = (torch.Tensor, np.ndarray, list, tuple, dict, str, int, float)
    told = [
        Said("name-and-kind", name=name, kind=describe(value))
        for name, value in values.items()
        if isinstance(value, data)
    ]
    if not told:
        return Said("does-not-hold")
    return Said(
        "does-not-hold-of", values=reduce(lambda first, second: Said("and", first=first, second=second), told)
    )


NUMBER = Said("number")


def describe(value: Any) -> Said:
    """The kind and the shape of a value, never the value."""
    if isinstance(value, Approx):
        return describe(value.expected)
    if isinstance(value, bool):
        return Said("truth")
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return Said("text-of-length", length=len(value))
    if isinstance(value, tuple):
        return Said("kind-of-length", kind="tuple", length=len(value))
    if isinstance(value, np.ndarray):
        return Said("array-of-shape", shape=value.shape)
    return kind_of(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, Approx):
        return _is_number(value.expected)
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return not tuple(value.shape)
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _shape(value: Any) -> Said | tuple[int, ...]:
    is_shape = isinstance(value, (tuple, list)) and all(isinstance(size, int) for size in value)
    return tuple(value) if is_shape else describe(value)


def _kind_of_error(error: BaseException) -> str:
    name = type(error).__name__
    if not isinstance(error, TELLING):
        return name
    return f"{name}: {crashes.VALUES.sub('…', str(error))[:TELL_MOST]}"


def texts(files: Mapping[str, bytes], folder: Path) -> Source:
    """The source of a suite's files, which were in `folder` while it was collected."""
    known = {str(folder / path): content.decode(errors="replace") for path, content in files.items()}
    return lambda name: known.get(name, "")
