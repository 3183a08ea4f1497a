"""What a student reads when their code raises: the exception, and how far the forward pass came before it."""

from __future__ import annotations

import re

from autograder.checks import explaining
from autograder.checks.mistakes import Said, shape_text
from autograder.errors import Raised
from autograder.sandbox.inside import forward_shapes
from autograder.sandbox.inside.forbidding.refusal import message
from autograder.student.reference import Reference
from autograder.student.retracing import Asked, Pass
from autograder.student.student import Student, Trace

# Students must not read, in an exception of their code, the numbers that a test has drawn.
VALUES = re.compile(r"-?\d+\.\d{2,}(e[+-]?\d+)?")

# What torch says to code that wants a GPU where there is none.
NO_DEVICE = re.compile(
    r"Found no NVIDIA driver|Torch not compiled with \w+ enabled|No CUDA GPUs are available|invalid device ordinal"
    r"|not linked with support for \w+ devices"
)


def said_of(error: Raised) -> Said:
    """What the student's code raised, in its words, without the numbers of a test.

    crashes.said_of(trace.crash)
    """
    words = VALUES.sub("…", str(error))
    if NO_DEVICE.search(words):
        return Said("device-not-there", said=re.sub(r" Please check that [^()]*", "", words))
    return Said("raised", error=re.split(r"\W", words, maxsplit=1)[0], said=words)


def with_shapes(error: Raised, student: Student, reference: Reference | None = None) -> Said:
    """As said_of, with the shapes up to the error, if a call of a network or a function computed any: the call is made
    once more. reference: the solution, if it should compute the same shapes; then the first shape that differs is
    named.

    crashes.with_shapes(error, student, reference)
    """
    said = said_of(error)
    if said.code != "raised" or FORBIDDEN in str(error) or explaining.of(student).left <= 0:
        return said
    asked = error.asked
    if not isinstance(asked, Asked) or (found := student.retracing.again(student, asked)) is None:
        return said
    if not found.crash or not str(error).startswith(found.crash):  # another time, another end
        return said
    if not found.inputs or not (found.noted or OF_SHAPES.match(found.crash)):
        return said
    steps = forward_shapes.text(found.inputs, found.noted)
    right = student.retracing.of_solution(reference, asked) if reference else None
    return _compared(said, steps, found, right)


FORBIDDEN = message("")
"""A forbidden name is forbidden wherever it is."""
OF_SHAPES = re.compile("RuntimeError|ValueError|IndexError")
"""Errors that may come from the shape of an input. If no shape was computed, a TypeError has another cause."""


def _compared(said: Said, steps: str, found: Pass, right: Pass | None) -> Said:
    """The message with what differs from the solution's pass, if anything does."""
    if right is None or right.inputs != found.inputs:
        return Said("crash-after-shapes", crash=said, steps=steps)
    want, got = forward_shapes.first_other(found.noted, right.noted)
    if want is None:
        return Said("crash-after-shapes", crash=said, steps=steps)
    if got is None:
        return Said("crash-before-shape", crash=said, steps=steps, want=want)
    return Said("crash-after-other-shape", crash=said, steps=steps, want=want, got=got)


def steps(trace: Trace, batch: int) -> str | Said:
    """The shapes on the way through a network, "(batch, 10, 24, 24) -> (batch, 320)", and where it stops, if it does.

    batch: the number of samples. Shapes that do not begin with this number are left out, except the last one before a
    crash.

        crashes.steps(network.trace(images, to_crash=True), len(images))
    """
    shapes = [value.shape for _, value in trace.operations]
    shown = [shape_text(("batch", *shape[1:])) for shape in shapes if shape[:1] == (batch,)]
    if trace.crash and shapes and shapes[-1][:1] != (batch,):
        shown.append(shape_text(shapes[-1]))
    way: str | Said = " -> ".join(dict.fromkeys(shown)) or Said("nothing")
    return Said("steps-and-crash", steps=way, crash=said_of(trace.crash)) if trace.crash else way
