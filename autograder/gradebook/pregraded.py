"""The report that nbgrader shows: the one that `autograder grade` left, or one made now where that is out of date."""

from __future__ import annotations

import atexit
from functools import lru_cache
from pathlib import Path

from autograder.course import submissions
from autograder.course.config import Config, Course
from autograder.course.submissions import Found
from autograder.doctor.cache import diagnosis_for_grading
from autograder.errors import SubmissionError
from autograder.grading.batch import Grader
from autograder.grading.devices import resolve
from autograder.grading.grade import digest_of
from autograder.grading.report import Report, Verdict
from autograder.grading.store import Store


def current_report(course: Course, store: Store, submitted: Path, student: str, assignment: str) -> Report:
    """The report of what lies in `submitted` now; graded here, through the sandbox, where the store has none of it."""
    config = course.config
    found = Found(student, assignment, submitted / student / assignment)
    device = resolve(course.assignment(assignment).device)
    stored = store.find(assignment, student)
    if (
        stored is not None
        and stored.verdict is Verdict.GRADED
        and stored.digest == _digest(found, config, device)
    ):
        return stored
    report = _grader(config.model_dump_json(), course.root, device == "cuda").grade(found, device)
    store.save(report)
    return report


def _digest(found: Found, config: Config, device: str) -> str | None:
    try:
        return digest_of(submissions.read(found, config), config, device)
    except SubmissionError:
        return None


@lru_cache(maxsize=1)
def _grader(config: str, root: Path, cuda: bool) -> Grader:
    """One for all submissions of an nbgrader run: its sandbox takes seconds to start."""
    diagnosis = diagnosis_for_grading(root, cuda=cuda).checked()
    grader = Grader(Config.model_validate_json(config), frozenset(diagnosis.walls))
    atexit.register(grader.close)
    return grader
