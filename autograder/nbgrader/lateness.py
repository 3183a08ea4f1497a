"""The late penalty of grading.yml as an nbgrader plugin. nbgrader subtracts it in feedback and export."""

from __future__ import annotations

import math
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Unicode

from autograder.course.config import Course, Lateness

DAY = 24 * 3600  # seconds


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """Loses a share of the score for each day begun, after the grace, up to a largest share."""

    course_root = Unicode(help="The folder that holds grading.yml.").tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points lost, or None."""
        lateness = Course.load(Path(self.course_root)).config.lateness
        return None if lateness is None else penalty(lateness, score, total_seconds_late)


def penalty(lateness: Lateness, score: float, seconds_late: float) -> float:
    """The points that a score loses when it was handed in `seconds_late` after it was due."""
    return round(score * min(lateness.at_most, days_late(lateness, seconds_late) * lateness.per_day), 4)


def days_late(lateness: Lateness, seconds_late: float) -> int:
    """The days begun after the grace.

    days_late(Lateness(grace=600.0, per_day=0.1), 700.0)  # 1
    """
    return math.ceil(max(0.0, seconds_late - lateness.grace) / DAY)
