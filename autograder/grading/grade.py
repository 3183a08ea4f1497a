"""Grades one submission: runs the hidden suite on it through a sandbox, and reports."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.checks import explaining
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission
from autograder.errors import reason_of
from autograder.grading import digest, standstill, suite
from autograder.grading.plugin import Turn
from autograder.grading.report import Report, Verdict, failed, grades_of
from autograder.grading.work import opened
from autograder.sandbox import modes
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student
from autograder.text import printable


def grade(
    of: Found | Submission, material: Material, sandbox: Sandbox, device: str, *, explains: bool = True
) -> Report:
    """The report of one submission. Never raises: a failure becomes a verdict, because the grading of the class goes
    on.

    explains: whether mistakes are given names.
    """
    config = material.config
    submission = opened(of, config) if isinstance(of, Found) else of
    if isinstance(submission, Report):
        return submission
    started = time.monotonic()
    try:
        with standstill.noticed():
            report = _run_suite(submission, material, sandbox, device, explains)
    except Exception as error:
        return failed(submission, config.assignments[submission.assignment], reason_of(error))
    return report.model_copy(update={"wall": round(time.monotonic() - started, 3)})


@contextmanager
def turn_of(
    submission: Submission,
    material: Material,
    sandbox: Sandbox,
    device: str,
    *,
    explains: bool,
    key: str = "",
) -> Iterator[tuple[Turn, SandboxConnection]]:
    """A submission's turn behind the walls, with its hidden numbers, which are the same whenever it is graded.

    key: if given, the hidden numbers are drawn from it, the same for all who share it.
    """
    assignment = material.config.assignments[submission.assignment]
    suite.collected(
        material.suites[submission.assignment], suite.timeout_of(assignment)
    )  # before the student's time
    cells = [(cell.label, cell.source) for cell in submission.code]
    answers = [cell.label for cell in submission.code if cell.grade_id]
    connection = SandboxConnection(
        sandbox, cells, assignment.limits, answers, assignment.forbidden, dict(submission.modules)
    )
    student = Student(connection, device)
    if not explains:
        explaining.refuse(student)
    try:
        yield Turn(student, key=key or key_of(submission, material)), connection
    finally:
        connection.close()


def key_of(submission: Submission, material: Material) -> str:
    """The key from which a submission's hidden numbers are drawn."""
    return f"{material.config.seed}/{submission.digest}"


def _run_suite(
    submission: Submission, material: Material, sandbox: Sandbox, device: str, explains: bool
) -> Report:
    assignment = material.config.assignments[submission.assignment]
    with turn_of(submission, material, sandbox, device, explains=explains) as (turn, connection):
        suite.run(material.suites[submission.assignment], turn, suite.timeout_of(assignment))
    return Report(
        student=submission.student,
        assignment=submission.assignment,
        verdict=Verdict.GRADED,
        grades=grades_of(assignment, turn.results),
        tests=tuple(turn.results),
        problems=tuple(printable(problem) for problem in (*submission.notes, *connection.problems)),
        limits={name: connection.sentences[name] for name in sorted(connection.passed)},
        digest=digest.digest_of(submission, material, device),
        device=device,
        mode=modes.name_of(sandbox.walls),
        walls=tuple(wall.value for wall in Wall if wall in sandbox.walls),
        engine=digest.ENGINE,
        cpu=round(connection.cpu, 3),
    )
