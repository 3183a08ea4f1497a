"""What Gradescope runs for each submission: `python -m autograder.exports.gradescope.container ASSIGNMENT`.

The root is laid out by Gradescope: `source/` is the unpacked zip, `submission/` what the student handed in, and
`results/results.json` is what it reads. Without a score the exit code is 1 and results.json holds none: Gradescope then
says that the autograder failed, and what is printed here is for the instructor alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
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
from autograder.text import printable, some

UNGRADED = 1  # exit code
NOBODY = "student"  # where Gradescope does not tell who it was
OURS = "Your submission was not graded, through no fault of yours"
MOST_NAMED = 10


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
    file, told = choose(root / "submission", name)
    if file is None:
        reason = f"{told} Hand in {name}.ipynb or {name}.py."
        return results(refused(Found(student, name, root / "submission"), assignment, reason), visibility)
    with tempfile.TemporaryDirectory() as submitted:
        folder = Path(submitted, student, name)
        folder.mkdir(parents=True)
        # A link stays one, and is refused: it may lead to what the student must not read.
        shutil.copyfile(file, folder / f"{name}{file.suffix}", follow_symlinks=False)
        found = Found(student, name, folder)
        lines = [told] if told else []
        try:
            submission = submissions.read(found, course.config)
        except SubmissionError as error:  # a file that nobody can read needs no walls, which take seconds
            return results(refused(found, assignment, str(error)), visibility, lines)
        report = _grade(course, submission)
    if report.verdict is Verdict.INFRASTRUCTURE:
        # The reason may name what a hidden test holds.
        print(report.reason, file=sys.stderr)
        return no_score(f"{OURS}: the autograder failed; tell your instructor.")
    return results(report, visibility, lines)


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


def choose(submission: Path, assignment: str) -> tuple[Path | None, str]:
    """The file to grade, and what to tell the student of the choice; None where there is no one file to take.

    The assignment's own name counts first, then the only notebook, then the only script. A folder that holds nothing
    but one folder, as an unpacked archive does, stands for that one.
    """
    names = _listed(submission)
    # os.path takes a name that is too long for none, pathlib raises.
    while len(names) == 1 and os.path.isdir(inner := submission / names[0]) and not os.path.islink(inner):
        submission, names = inner, _listed(inner)
    # Only a file can be graded; a link is none, but the reader tells its author so.
    names = [name for name in names if os.path.islink(submission / name) or os.path.isfile(submission / name)]
    for suffix in (".ipynb", ".py"):
        if f"{assignment}{suffix}" in names:
            return submission / f"{assignment}{suffix}", ""
    for suffix in (".ipynb", ".py"):
        mine = [name for name in names if name.endswith(suffix)]
        if len(mine) == 1:
            told = f"{_shown(mine[0])} was graded: there is no {assignment}.ipynb or {assignment}.py."
            return submission / mine[0], told
        if mine:
            return (
                None,
                f"There is no {assignment}{suffix}, and which one to grade is not clear: {_some(mine)}.",
            )
    return None, f"The submission holds no notebook and no script: {_some(names)}."


def _listed(folder: Path) -> list[str]:
    """The names in it, sorted, but for hidden ones; none where there is no such folder."""
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith((".", "__MACOSX")))
    except OSError:
        return []


def _shown(name: str) -> str:
    """A file's name, which may hold anything, as text."""
    return printable(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _some(names: Sequence[str]) -> str:
    return some([_shown(name) for name in names], MOST_NAMED) or "it is empty"


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
