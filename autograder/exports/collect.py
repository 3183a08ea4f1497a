"""What is exported: the stored reports of a course, none left out without a word, and what lateness takes from them."""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.submissions import Found
from autograder.errors import CourseError, InfrastructureError, SubmissionError
from autograder.grading.report import DECIMALS, Report, Verdict
from autograder.grading.store import REPORTS, Store, Unreadable
from autograder.nbgrader.settings import absolute, gradebook_of


def collect(course: Course, assignments: Sequence[str], graded: Path) -> list[Report]:
    """The reports of these assignments in the output folder `graded`, sorted by student and assignment.

    Raises CourseError where there are none, where one cannot be read (its student would be missing), or where one was
    made for other points than grading.yml's (the other system would scale it wrongly).
    """
    store = Store(graded / REPORTS)
    reports = []
    for name in dict.fromkeys(assignments):
        points = course.assignment(name).points
        for path in store.of(name):
            if isinstance(path, Unreadable):
                raise CourseError(f"{path}: make it readable, for its students would be missing here")
            try:
                report = store.load(name, path.stem)
            except InfrastructureError as error:
                raise CourseError(f"{error}: {_mended(name)}") from None
            if not math.isclose(report.max_score, points):
                raise CourseError(
                    f"{path} is out of {report.max_score:g} points and grading.yml says {points:g}: "
                    f"{_mended(name)}"
                )
            reports.append(report)
    if not reports:
        raise CourseError(
            f"{store.folder} has no reports of {' or '.join(assignments)}: run `autograder grade` first"
        )
    return sorted(reports, key=lambda report: (report.student, report.assignment))


def _mended(assignment: str) -> str:
    """How a report is mended, or got rid of."""
    return f"run `autograder grade {assignment}` again; if its submission is gone, delete the file"


def score(report: Report) -> float | None:
    """Its points; None where the kit failed to grade it, which must never become a zero."""
    return None if report.verdict is Verdict.INFRASTRUCTURE else report.score


def after_lateness(
    course: Course, reports: Sequence[Report], submitted: Path, gradebook: str | None = None
) -> dict[tuple[str, str], float]:
    """The score of each graded report less its penalty, by student and assignment.

    As nbgrader does, takes a submission without timestamp.txt, and one without a due date, to be in time, and heeds the
    extensions that the gradebook has, the course's or that of another URL. Raises CourseError where a submission is not
    in `submitted` any more: when it was handed in is not known.
    """
    from autograder.nbgrader.lateness import penalty  # takes seconds: it imports nbgrader

    lateness = course.config.lateness
    if lateness is None:
        raise CourseError("--late: grading.yml has no `lateness`, so there is no penalty to subtract")
    names = {report.assignment for report in reports}
    extended = _extensions(course, names, gradebook or gradebook_of(course))
    scores = {}
    for report in reports:
        due = course.assignment(report.assignment).due
        if report.verdict is not Verdict.GRADED or due is None:
            continue
        folder = submitted / report.student / report.assignment
        try:
            submission = submissions.read(Found(report.student, report.assignment, folder), course.config)
        except (SubmissionError, InfrastructureError) as error:
            raise CourseError(
                f"--late: {folder} does not tell when it was handed in: {error}; "
                "grade it again, or name the folder of submissions with --submitted"
            ) from None
        place = (report.student, report.assignment)
        due += extended.get(place, timedelta())
        moment = submission.submitted_at
        late = (moment - due).total_seconds() if moment else 0.0
        lost = penalty(lateness, report.score, late)
        scores[place] = round(report.score - lost, DECIMALS)
    return scores


def _extensions(
    course: Course, assignments: Collection[str], gradebook: str
) -> dict[tuple[str, str], timedelta]:
    """By student and assignment; none where there is no gradebook yet."""
    from autograder.nbgrader import database, ledger

    url = absolute(gradebook, course.root)
    path = database.file_of(url)
    if path is not None and not os.path.isfile(path):
        return {}
    with database.opened(url, course.config.course) as book:
        return {
            (student, name): granted
            for name in assignments
            for student, granted in ledger.extensions(book, name).items()
        }
