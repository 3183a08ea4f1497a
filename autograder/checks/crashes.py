"""What a student reads of an exception of their code's, and of how far a forward pass came before it."""

from __future__ import annotations

import re

from autograder.checks.mistakes import Said, shape_text
from autograder.errors import Raised
from autograder.student.student import Trace

# What an exception of a student's code says of the numbers that a test has drawn is not for its author to read.
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


def steps(trace: Trace, batch: int) -> str | Said:
    """The shapes on the way through a network, "(batch, 10, 24, 24) → (batch, 320)", and where it stops, if it does.

    batch: the number of samples. Shapes that do not begin with it are left out, but for the last one before a crash.

        crashes.steps(network.trace(images, to_crash=True), len(images))
    """
    shapes = [value.shape for _, value in trace.operations]
    shown = [shape_text(("batch", *shape[1:])) for shape in shapes if shape[:1] == (batch,)]
    if trace.crash and shapes and shapes[-1][:1] != (batch,):
        shown.append(shape_text(shapes[-1]))
    way: str | Said = " → ".join(dict.fromkeys(shown)) or Said("nothing")
    return Said("steps-and-crash", steps=way, crash=said_of(trace.crash)) if trace.crash else way
