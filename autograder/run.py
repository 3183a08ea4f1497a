"""One run over a class: submissions on disk become reports, scores.csv and entries of the gradebook."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.config import Course, Device
from autograder.course.submissions import Found
from autograder.doctor.cache import diagnosis_for_grading
from autograder.doctor.diagnosis import Diagnosis, Progress
from autograder.errors import CourseError, InfrastructureError
from autograder.gradebook.record import Gradebook
from autograder.gradebook.settings import write_config
from autograder.grading import suite
from autograder.grading.batch import grade_all
from autograder.grading.devices import resolve
from autograder.grading.grade import failed
from autograder.grading.report import Report, Verdict
from autograder.grading.store import Store, write_scores
from autograder.sandbox.inside.walls import Wall

REPORTS = "reports"
SCORES = "scores.csv"


@dataclass(frozen=True)
class Plan:
    """What a run will do, with everything checked that can be checked before the first submission is opened."""

    course: Course
    found: Sequence[Found]
    output: Path
    gradebook: Gradebook
    devices: dict[str, str]
    jobs: int
    diagnosis: Diagnosis


def plan(
    course: Course,
    found: Sequence[Found],
    *,
    output: Path,
    gradebook: str,
    device: Device | None,
    jobs: int,
    given_up: Collection[Wall] = (),
    tell: Progress = lambda line: None,
) -> Plan:
    """Checks the suites, the gradebook and, where that has not been done yet, the walls of this machine.

    device: overrides grading.yml's. given_up: walls to do without. tell: is told what takes
    seconds. Raises CourseError or InfrastructureError, in one line.
    """
    names = sorted({each.assignment for each in found})
    for name in names:
        suite.check(name, course.assignment(name))
    devices: dict[str, str] = {name: resolve(device or course.assignment(name).device) for name in names}
    diagnosis = diagnosis_for_grading(
        course.root, given_up=given_up, cuda="cuda" in devices.values(), tell=tell
    ).checked()
    _check_writable(output)
    write_config(course)
    book = Gradebook(course, output, gradebook)
    for name in names:
        book.prepare(name)
    return Plan(course, found, output, book, devices, jobs, diagnosis)


def _check_writable(output: Path) -> None:
    """CourseError unless grading can write there: better told now than after a class is graded."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        raise CourseError(f"{output} cannot be written to: {error.strerror}; give --output another") from None


def run(plan: Plan, each_done: Callable[[Report], None]) -> list[Report]:
    """Grades and records what is planned; `each_done` is called with each report as it is there.

    Recording goes on beside grading. scores.csv is written anew from all reports in the output folder, also when
    the run is interrupted.
    """
    store = Store(plan.output / REPORTS)
    by_place = {(each.student, each.assignment): each for each in plan.found}
    walls = frozenset(plan.diagnosis.walls)
    reports = []
    try:
        for report in grade_all(plan.found, plan.course.config, plan.devices, plan.jobs, walls):
            found = by_place[report.student, report.assignment]
            store.save(report)
            try:
                plan.gradebook.record(found, report)
            except InfrastructureError as error:
                report = failed(found, plan.course.assignment(found.assignment), str(error))
                store.save(report)
            reports.append(report)
            each_done(report)
    finally:
        if store.folder.is_dir():
            write_scores(store, plan.output / SCORES)
    return sorted(reports, key=lambda report: (report.student, report.assignment))


def write_feedback(plan: Plan, reports: Sequence[Report]) -> tuple[Path, list[str]]:
    """nbgrader's feedback page of each graded or refused submission: the folder they are in, and a line for each page
    that could not be made.
    """
    failed_pages = []
    for report in reports:
        if report.verdict is not Verdict.INFRASTRUCTURE:
            try:
                plan.gradebook.feedback(report.assignment, report.student)
            except InfrastructureError as error:
                failed_pages.append(f"{report.student} {report.assignment}: {error}")
    return plan.output / "feedback", failed_pages
