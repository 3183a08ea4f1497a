"""Repeats the call at which a student's code crashed, to get the shapes on the way; and makes the same call of the
course's solution.

Objects live where the code does. So the solution makes its own, as the student's were made, and their methods are
called as the student's were: shapes do not depend on the weights in them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.errors import BadAnswer, Died, WorkerError
from autograder.sandbox.inside.forward_shapes import MOST, Shape
from autograder.sandbox.inside.wire import Remote, Value

if TYPE_CHECKING:
    from autograder.student.student import Student

MAKING = frozenset({"call", "fresh", "make"})
"""The requests that make objects, of plain data or of other objects."""
MOST_CALLS = 8  # of an object's methods, which are called again on the solution's
MOST_AXES = 8
MOST_INPUTS = 8
MOST_SECONDS = 5.0
"""What a submission's crashes may take once more, of the student's time too: a point must not depend on a message."""


@dataclass(frozen=True)
class Asked:
    """A request to a student's code. subject: what of the student's it is about. trains: whether it hands an object on,
    to a training loop, say, which would go on where the first time has left it.
    """

    operation: str
    subject: str
    arguments: Mapping[str, Value]
    generation: int
    trains: bool


@dataclass(frozen=True)
class Pass:
    """A pass: the shapes of its inputs, those it came by, and what it raised at last, "" where it did not."""

    inputs: tuple[Shape, ...]
    noted: tuple[Shape, ...]
    crash: str


@dataclass
class _Origin:
    """How an object was made, and which of its methods were called since."""

    made: Asked
    calls: list[Asked] = field(default_factory=list)


class Retracing:
    """Which of a submission's requests made its objects, and the seconds that are left for asking once more."""

    def __init__(self) -> None:
        self._origins: dict[tuple[int, int], _Origin] = {}
        self._left = MOST_SECONDS

    def note(self, asked: Asked, value: Value) -> None:
        """A request that was answered."""
        if asked.operation in MAKING and isinstance(value, Remote):
            self._origins.setdefault((asked.generation, value.number), _Origin(asked))
        elif asked.operation == "apply" and isinstance(target := asked.arguments.get("target"), Remote):
            origin = self._origins.get((asked.generation, target.number))
            if origin and len(origin.calls) <= MOST_CALLS:
                origin.calls.append(asked)

    def again(self, student: Student, asked: Asked) -> Pass | None:
        """A request's pass, asked once more; None where it cannot be told."""
        if self._left <= 0 or student.generation != asked.generation or asked.trains:
            return None
        started = time.monotonic()
        try:
            return _passed(student, asked.operation, asked.subject, asked.arguments)
        except Died:
            self._left = 0.0
            return None
        except WorkerError:
            return None
        finally:
            self._left -= time.monotonic() - started

    def of_solution(self, reference: Student, asked: Asked) -> Pass | None:
        """The solution's pass in the same request; None where it raises, or has no such objects."""
        twins = _Twins(reference, asked.generation, self._origins)
        try:
            found = _passed(reference, asked.operation, asked.subject, twins.arguments(asked.arguments))
        except (WorkerError, LookupError):
            return None
        return None if found.crash else found


class _Twins:
    """The solution's objects that are made as a student's were, each once."""

    def __init__(
        self, reference: Student, generation: int, origins: Mapping[tuple[int, int], _Origin]
    ) -> None:
        self._reference = reference
        self._generation = generation
        self._origins = origins
        self._made: dict[int, Value] = {}

    def arguments(self, arguments: Mapping[str, Value]) -> dict[str, Value]:
        """With the solution's objects in the place of the student's; LookupError where it is not known how."""
        return {name: self._twin(value) for name, value in arguments.items()}

    def _twin(self, value: Value) -> Value:
        if isinstance(value, Remote):
            return self._object(value.number)
        if isinstance(value, list):
            return [self._twin(item) for item in value]
        if isinstance(value, dict):
            return {key: self._twin(item) for key, item in value.items()}
        return value

    def _object(self, number: int) -> Value:
        if number not in self._made:
            origin = self._origins[self._generation, number]
            if len(origin.calls) > MOST_CALLS:
                raise LookupError("too much was done with it")
            self._made[number] = self._ask(origin.made)
            for call in origin.calls:
                self._ask(call)
        return self._made[number]

    def _ask(self, asked: Asked) -> Value:
        return self._reference.ask(asked.operation, asked.subject, **self.arguments(asked.arguments))["value"]


def _passed(student: Student, operation: str, subject: str, arguments: Mapping[str, Value]) -> Pass:
    asked = {"do": operation, **arguments}
    value = student.ask("shapes", f"{subject}, once more", asked=asked)["value"]
    if not isinstance(value, dict) or value.get("cut"):
        raise BadAnswer("there are no shapes that could be told")
    inputs, noted = (
        _shapes(value.get(key), most) for key, most in (("inputs", MOST_INPUTS), ("noted", MOST))
    )
    return Pass(inputs, noted, str(value.get("crash") or ""))


def _shapes(value: Value, most: int) -> tuple[Shape, ...]:
    """What a student's process says to be shapes, if it may be."""
    if not isinstance(value, list) or len(value) > most:
        raise BadAnswer("the student's process sent something that is no list of shapes")
    for shape in value:
        if not isinstance(shape, list) or len(shape) > MOST_AXES or any(type(n) is not int for n in shape):
            raise BadAnswer("the student's process sent something that is no shape")
    return tuple(map(tuple, value))
