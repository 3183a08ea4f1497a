"""Every error the kit raises on purpose.

KitError
├── CourseError          grading.yml, folders, options: the instructor fixes it
├── SubmissionError      the file handed in cannot be read: refused, zero with its reason
├── WorkerError          the student's code failed in the sandbox: the test at hand is lost
│   ├── Raised           it raised an exception
│   ├── Missing          it does not define a name
│   ├── Died             its process ended: a crash, a limit
│   │   └── TimedOut     it took too long
│   └── BadAnswer        it answered with something that is no answer
└── InfrastructureError  our own doing: no score is given, the submission is listed and retried
    └── FilesError       what one submission's own files met: others' may be well

The message of each is one line that says what, where and how to fix it.
"""

from __future__ import annotations

import builtins
import re
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.text import printable


class KitError(Exception):
    """Base of all errors that are reported in one line, without a traceback."""

    def __str__(self) -> str:  # KeyError, which `raised` may add, would quote it
        return str(self.args[0]) if self.args else ""


class CourseError(KitError):
    """The course is set up wrongly: grading.yml, a folder, an option."""


class SubmissionError(KitError):
    """A submission cannot be read; its verdict is refused."""


class WorkerError(KitError):
    """The student's code did not give an answer; the student's own doing.

    limit: the name of the limit in grading.yml that it passed, "" where it is something else. is_of_solution: whether
    it was the course's own solution that gave none.
    """

    is_of_solution = False

    def __init__(self, message: str, limit: str = "") -> None:
        super().__init__(message)
        self.limit = limit


class Raised(WorkerError):
    """The student's code raised an exception. asked: what it was asked then, `student.retracing.Asked`, if known."""

    asked: Any = None


def raised(said: str, derived_from: str = "") -> Raised:
    """What a student's code raised, by its words: "ValueError: too short" is a ValueError as well, so that
    `pytest.raises(ValueError)` finds it.

    derived_from: the exception of Python's that a class of the student's own is derived from.
    """
    kind = _kind_of_raised(derived_from or re.split(r"\W", said, maxsplit=1)[0])
    return kind(said)


@lru_cache
def _kind_of_raised(name: str) -> type[Raised]:
    known = getattr(builtins, name, None)
    ends_loops = (StopIteration, StopAsyncIteration)  # a test's, which would go on as if all were well
    if not (isinstance(known, type) and issubclass(known, Exception)) or issubclass(known, ends_loops):
        return Raised
    try:
        kind = type(name, (Raised, known), {})
        kind("")  # some take more than words
    except TypeError:
        return Raised
    return kind


class Missing(WorkerError):
    """The student's code does not define a name."""


class Died(WorkerError):
    """The student's process ended before it answered."""


class TimedOut(Died):
    """The student's code took longer than a request may."""


class BadAnswer(WorkerError):
    """The student's process answered with something else than an answer."""


class InfrastructureError(KitError):
    """The kit or its machine failed; never the student's doing, never a score."""


class FilesError(InfrastructureError):
    """Files of one submission cannot be read or written."""


def reason_of(error: Exception) -> str:
    """Why something failed that must not end a run, in one line."""
    if isinstance(error, KitError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return printable(f"{error.filename}: {error.strerror}")
    stack = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(stack[-1].filename).name}, line {stack[-1].lineno}" if stack else ""
    said = f"the kit failed: {type(error).__name__}{place}"
    if isinstance(error, OSError) and error.strerror:
        said += f": {error.strerror}"
    return printable(said)
