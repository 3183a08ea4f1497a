"""What a grading process gets: a submission that was read, as plain data that can be sent to another machine."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course import submissions
from autograder.course.config import Config
from autograder.course.submissions import Found, Submission
from autograder.errors import SubmissionError, reason_of
from autograder.grading.report import Report, failed, refused


@dataclass(frozen=True)
class Work:
    """One submission to grade. device: cpu or cuda, where its code runs. explains: whether mistakes get names. For a
    wrong submission this takes most of the time, and no point depends on it.
    """

    submission: Submission
    device: str
    explains: bool = True


def opened(found: Found, config: Config) -> Submission | Report:
    """The submission in a folder; the report of one that cannot be read."""
    assignment = config.assignments[found.assignment]
    try:
        return submissions.read(found, config)
    except SubmissionError as error:
        return refused(found, assignment, str(error))
    except Exception as error:  # a fault of the machine or of the reader: it costs nobody else anything
        return failed(found, assignment, reason_of(error))
