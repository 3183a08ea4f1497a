"""Every error the kit raises on purpose.

KitError
├── CourseError          grading.yml, folders, options: the instructor mends it
├── SubmissionError      the file handed in cannot be read: refused, zero with its reason
├── WorkerError          the student's code failed in the sandbox: the test at hand is lost
│   ├── Raised           it raised an exception
│   ├── Missing          it does not define a name
│   ├── Died             its process ended: a crash, a limit
│   │   └── TimedOut     it took too long
│   └── BadAnswer        it answered with something that is no answer
└── InfrastructureError  our own doing: no score is given, the submission is listed and retried

The message of each is one line that says what, where and how to mend it.
"""

from __future__ import annotations


class KitError(Exception):
    """Base of all errors that are reported in one line, without a traceback."""


class CourseError(KitError):
    """The course is set up wrongly: grading.yml, a folder, an option."""


class SubmissionError(KitError):
    """A submission cannot be read; its verdict is refused."""


class WorkerError(KitError):
    """The student's code did not give an answer; the student's own doing.

    limit: the name of the limit in grading.yml that it passed, "" where it is something else.
    """

    def __init__(self, message: str, limit: str = "") -> None:
        super().__init__(message)
        self.limit = limit


class Raised(WorkerError):
    """The student's code raised an exception."""


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
