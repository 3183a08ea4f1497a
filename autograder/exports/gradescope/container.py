"""What Gradescope runs for each submission: `python -m autograder.exports.gradescope.container ASSIGNMENT`.

The root is laid out by Gradescope: `source/` is the unpacked zip, `submission/` what the student handed in, and
`results/results.json` is what it reads. Without a score the exit code is 1 and results.json holds none: Gradescope then
says that the autograder failed, and what is printed here is for the instructor alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission, is_student_id
from autograder.doctor.cache import diagnosis_for_grading
from autograder.errors import KitError, SubmissionError
from autograder.exports.gradescope.results import VISIBILITIES, Visibility, no_score, results
from autograder.grading.devices import resolve, wanted
from autograder.grading.grader import Grader
from autograder.grading.report import Report, Verdict, refused
from autograder.grading.work import Work
from autograder.text import printable

UNGRADED = 1  # exit code
NOBODY = "student"  # where Gradescope does not tell who it was
OURS = "Your submission was not graded, through no fault of yours"


def main(arguments: Sequence[str] | None = None) -> int:
    """Grades the submission and writes results.json; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m autograder.exports.gradescope.container")
    parser.add_argument("assignment")
    parser.add_argument("--root", type=Path, default=Path("/autograder"), help="Gradescope's folder")
    parser.add_argument("--visibility", choices=VISIBILITIES, default="visible")
    options = parser.parse_args(arguments)
    try:
        found = _results(options.root, options.assignment, options.visibility)
    except KitError as error:
        # What keeps the kit from starting is about the machine or the course: no hidden value is in it.
        print(error, file=sys.stderr)
        found = no_score(f"{OURS}: {printable(str(error))}")
    except Exception as error:
        traceback.print_exc()
        found = no_score(f"{OURS}: the autograder failed ({type(error).__name__}); tell your instructor.")
    folder = options.root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0 if "score" in found else UNGRADED


def _results(root: Path, name: str, visibility: Visibility) -> dict[str, Any]:
    """What results.json shall hold. Raises KitError where nothing can be graded here."""
    course = Course.load(root / "source")
    assignment = course.assignment(name)
    student = _student(root / "submission_metadata.json")
    (root / "submission").mkdir(exist_ok=True)  # it may be missing where nothing was handed in
    found = Found(student, name, root / "submission")
    try:
        submission = submissions.read(found, course.config, is_copied=False)
    except SubmissionError as error:  # a file that nobody can read needs no walls, which take seconds
        return results(refused(found, assignment, str(error)), visibility)
    report = _grade(course, submission)
    if report.verdict is Verdict.INFRASTRUCTURE:
        # The reason may name what a hidden test holds.
        print(report.reason, file=sys.stderr)
        return no_score(f"{OURS}: the autograder failed; tell your instructor.")
    return results(report, visibility)


def _grade(course: Course, submission: Submission) -> Report:
    """The report of a submission. Raises KitError where this machine cannot wall students' code in."""
    device = resolve(wanted(course.config, submission.assignment))
    diagnosis = diagnosis_for_grading(course.root, cuda=device == "cuda").checked()
    torch.set_num_threads(1)  # as in a grading process; set before any sandbox is started
    grader = Grader(Material.of(course, [submission.assignment]), diagnosis.walls)
    try:
        return grader.grade(Work(submission, device))
    finally:
        grader.close()


def _student(metadata: Path) -> str:
    """Gradescope's ids of who handed in, a group's joined by dashes."""
    try:
        users = json.loads(metadata.read_bytes())["users"]
        name = "-".join(str(user["id"]) for user in users)
    except (OSError, ValueError, KeyError, TypeError):
        return NOBODY
    return name if name and is_student_id(name) else NOBODY


if __name__ == "__main__":
    sys.exit(main())
