"""Where the CPU of one submission goes once everything is warm, beside the floor: what the student's own code needs.

    python benchmarks/cost.py [ROUNDS]

Grades the reference solutions ROUNDS times (5) through the real sandbox, records them in a real gradebook, and runs the
same requests in this process, where only the student's code is counted. Medians of this run, in milliseconds.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import torch
from arguments import whole_numbers

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission, find
from autograder.grading import suite
from autograder.grading.grade import grade
from autograder.grading.plugin import Turn
from autograder.grading.report import Report
from autograder.grading.store import Store
from autograder.grading.work import opened
from autograder.nbgrader.record import Gradebook
from autograder.sandbox.inside import forbidding
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import Answer, LocalConnection, Request
from autograder.student.student import Student

ROOT = Path(__file__).parent.parent


class Floor(LocalConnection):
    """Counts the CPU of the student's code alone."""

    def __init__(self, submission: Submission, forbidden: Sequence[str]) -> None:
        self.cpu = 0.0
        super().__init__([(cell.label, cell.source) for cell in submission.code], forbidden)

    def _answer(self, request: Request) -> Answer:
        with forbidding.forbid(self._forbidden):  # which its zygote has done for a worker
            started = time.process_time()
            answer = self._operations.answer(request)
            self.cpu += time.process_time() - started
            return answer


def main(rounds: int) -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, Sandbox(scratch=1 << 26) as sandbox:
        course = make_course(Path(folder, "course"))
        book = Gradebook(course, course.root / "graded", course.config.gradebook)
        material = Material.of(course)
        start = median(cpu_of([sys.executable, "-c", "import torch"]) for _ in range(rounds))
        print(f"python -c 'import torch': {1000 * start:.0f}")
        print("| assignment | floor | worker | grader | recording | total | share of `import torch` |")
        print("|---|---|---|---|---|---|---|")
        for found in find(course.root / "submitted", list(course.config.assignments)):
            book.prepare(found.assignment)
            grade(found, material, sandbox, "cpu")  # warm
            costs = [cost(found, course, material, sandbox, book) for _ in range(rounds)]
            floor, worker, grader, recording = (median(part) for part in zip(*costs, strict=True))
            total = worker + grader + recording
            cells = (f"{1000 * part:.0f}" for part in (floor, worker, grader, recording, total))
            print(f"| {found.assignment} | {' | '.join(cells)} | {total / start:.2f} |", flush=True)


def make_course(folder: Path) -> Course:
    """The kit's own, with the solutions handed in."""
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    shutil.copytree(ROOT / "assignments", folder / "assignments")
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    course = Course.load(folder)
    for name in course.config.assignments:
        place = folder / "submitted" / "reference" / name
        place.mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", place)
    return course


def cost(
    found: Found, course: Course, material: Material, sandbox: Sandbox, book: Gradebook
) -> tuple[float, float, float, float]:
    """Seconds of CPU: of the student's code, its process, the grader, and recording."""
    submission = opened(found, course.config)
    assert isinstance(submission, Submission)
    assignment = course.assignment(found.assignment)
    alone = Floor(submission, assignment.forbidden)
    run = Turn(Student(alone), key=f"{course.config.seed}/{submission.digest}")
    suite.run(material.suites[found.assignment], run, suite.timeout_of(assignment))
    reports: list[Report] = []
    grader = spent(lambda: reports.append(grade(found, material, sandbox, "cpu")))
    (report,) = reports
    Store(course.root / "graded" / "reports").save(report)
    return alone.cpu, report.cpu, grader, spent(lambda: book.record(submission, report, again=True))


def spent(work: Callable[[], object]) -> float:
    """Seconds of CPU of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(*whole_numbers(__doc__, rounds=5))
