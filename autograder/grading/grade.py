"""Grades one submission: reads it, runs the hidden suite on it through a sandbox, and reports."""

from __future__ import annotations

import hashlib
import json
import math
import platform
import time

import torch

import autograder
from autograder.course import submissions
from autograder.course.config import Assignment, Config, Limits
from autograder.course.submissions import Found, Submission
from autograder.errors import InfrastructureError, SubmissionError
from autograder.grading import suite
from autograder.grading.plugin import SuitePlugin
from autograder.grading.report import Report, Verdict, grades_of, without_score
from autograder.sandbox import modes
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox
from autograder.student.budget import Budget
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student
from autograder.text import printable

ENGINE = {
    "autograder": autograder.__version__,
    "torch": torch.__version__,
    "python": platform.python_version(),
}
SPARE_SECONDS = 60.0  # for a test's own work, beyond what its student may take


def grade(found: Found, config: Config, sandbox: Sandbox, device: str) -> Report:
    """The report of one submission. Never raises a KitError: what fails becomes a verdict."""
    assignment = config.assignments[found.assignment]
    try:
        submission = submissions.read(found, config)
    except SubmissionError as error:
        return refused(found, assignment, str(error))
    except InfrastructureError as error:
        return failed(found, assignment, str(error))
    started = time.monotonic()
    try:
        report = _run_suite(submission, config, sandbox, device)
    except InfrastructureError as error:
        return failed(found, assignment, str(error))
    return report.model_copy(update={"wall": round(time.monotonic() - started, 3)})


def refused(found: Found, assignment: Assignment, reason: str) -> Report:
    """The report of a submission that cannot be read: no points, and why."""
    return Report(
        student=found.student,
        assignment=found.assignment,
        verdict=Verdict.REFUSED,
        reason=reason,
        grades=grades_of(assignment, ()),
        digest="",
        engine=ENGINE,
    )


def failed(found: Found, assignment: Assignment, reason: str) -> Report:
    """The report of a submission that the kit or its machine failed to grade."""
    return Report(
        student=found.student,
        assignment=found.assignment,
        verdict=Verdict.INFRASTRUCTURE,
        reason=reason,
        grades=without_score(assignment),
        digest="",
        engine=ENGINE,
    )


def digest_of(submission: Submission, config: Config, device: str) -> str:
    """Of everything that a report depends on: equal digests, equal reports."""
    assignment = config.assignments[submission.assignment]
    parts = [
        submission.digest,
        suite.digest(),
        assignment.model_dump_json(exclude={"due"}),
        config.seed,
        device,
        ENGINE,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def budget_of(limits: Limits) -> Budget:
    """What grading.yml allows a submission."""
    return Budget(
        wall=limits.wall,
        request=limits.request,
        cpu=math.ceil(limits.cpu),
        memory=limits.memory,
        processes=limits.processes,
        scratch=limits.scratch,
        files=limits.files,
        output=limits.output,
    )


def _run_suite(submission: Submission, config: Config, sandbox: Sandbox, device: str) -> Report:
    assignment = config.assignments[submission.assignment]
    budget = budget_of(assignment.limits)
    cells = [(cell.label, cell.source) for cell in submission.code]
    answers = [cell.label for cell in submission.code if cell.grade_id]
    connection = SandboxConnection(sandbox, cells, budget, answers)
    student = Student(connection, device, assignment.forbidden)
    plugin = SuitePlugin(student, key=f"{config.seed}/{submission.digest}")
    try:
        suite.run(suite.path_of(submission.assignment), plugin, budget.wall + SPARE_SECONDS)
    finally:
        connection.close()
    return Report(
        student=submission.student,
        assignment=submission.assignment,
        verdict=Verdict.GRADED,
        grades=grades_of(assignment, plugin.results),
        tests=tuple(plugin.results),
        problems=tuple(printable(problem) for problem in connection.problems),
        limits={name: budget.sentences[name] for name in sorted(connection.passed)},
        digest=digest_of(submission, config, device),
        device=device,
        mode=modes.name_of(sandbox.walls),
        walls=tuple(wall.value for wall in Wall if wall in sandbox.walls),
        engine=ENGINE,
        cpu=round(connection.cpu, 3),
    )
