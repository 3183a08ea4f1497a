"""The report that nbgrader shows: the one that `autograder grade` left, or one that is made now if that is out of
date.
"""

from __future__ import annotations

import atexit
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.doctor.cache import diagnosis_for_grading
from autograder.grading.devices import resolve, wanted
from autograder.grading.progress import State, state_of
from autograder.grading.report import Report
from autograder.grading.store import SCORES, Store, update_scores
from autograder.grading.work import Work
from autograder.sandbox.process import started_ahead

if TYPE_CHECKING:
    from autograder.grading.grader import Grader


def current_report(course: Course, store: Store, submission: Submission | Report) -> Report:
    """The report of what `work.opened` gave; graded here, through the sandbox, where the store has none of it.

    It is stored then, and in the table of scores beside the store.
    """
    student, assignment = submission.student, submission.assignment
    material = Material.of(course, [assignment])
    device = resolve(wanted(course.config, assignment))
    stored = store.find(assignment, student)
    if stored is not None and state_of(stored, submission, material, device) is State.GRADED:
        return stored.titled_as(course.assignment(assignment))
    if isinstance(submission, Report):
        report = submission
    else:
        grader = _held.grader(material, course.root, device == "cuda")
        report = grader.grade(Work(submission, device))
    store.save(report)
    for lost in update_scores(store, report, store.folder.parent / SCORES):
        logging.getLogger(__name__).warning("%s lacks it: %s", SCORES, lost)
    return report


class _Held:
    """One grader for all submissions of an nbgrader run: its sandbox takes seconds to start."""

    def __init__(self) -> None:
        self._of: tuple[Material, Path, bool] | None = None
        self._grader: Grader | None = None

    def grader(self, material: Material, root: Path, cuda: bool) -> Grader:
        if self._grader is None or self._of != (material, root, cuda):
            self.close()
            walls = diagnosis_for_grading(root, cuda=cuda).checked().walls
            sandbox = started_ahead(walls, material.config.limits.scratch, warm=False)
            from autograder.grading.grader import Grader  # brings torch, which recording needs not

            self._of, self._grader = (material, root, cuda), Grader(material, walls)
            self._grader.start_ahead(sandbox)
        return self._grader

    def close(self) -> None:
        if self._grader:
            self._grader.close()
        self._grader = None


_held = _Held()
atexit.register(_held.close)
