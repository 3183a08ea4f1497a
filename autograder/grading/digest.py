"""What a report depends on, as one digest. Needs no torch."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata
from itertools import chain
from pathlib import Path

import autograder
from autograder.course.config import Assignment
from autograder.course.material import CATALOGUE, Material
from autograder.course.submissions import Submission
from autograder.sandbox.inside import data_sets

KIT = Path(autograder.__file__).parent
RUNS = ("checks", "course", "errors.py", "grading", "sandbox", "student", "text.py")
"""Rooms and modules: see `kit`."""
ENGINE = {
    "autograder": autograder.__version__,
    "torch": metadata.version("torch"),
    "python": platform.python_version(),
}


def digest_of(submission: Submission, material: Material, device: str) -> str:
    """Of everything that a submission's report depends on."""
    config, suite = material.config, material.suites[submission.assignment]
    asked = asked_by(config.assignments[submission.assignment])
    # The notes on how it was read are in its report, too.
    notes = [submission.notes] if submission.notes else []
    return of(submission.digest, *notes, suite.digest, kit(), asked, config.seed, device, ENGINE)


def asked_by(assignment: Assignment) -> str:
    """The part of grading.yml that a report of this assignment depends on: all except titles (whoever shows a report
    takes those of today), its due date, and what `auto` means (the digest has the device itself).
    """
    of_grades = {"__all__": {"title"}}
    return assignment.model_dump_json(
        exclude={"title": True, "due": True, "after": True, "faster_on_gpu": True, "grades": of_grades}
    )


def of(*parts: object) -> str:
    """Of data that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache
def kit() -> str:
    """The digest of the rooms whose code runs while a submission is graded, and of the data sets, which students' code
    may load.

    Exports, reports, the gradebook's steps, the command line and the demo are no part of it: no report is made anew for
    a change there.
    """
    return _of_code(path for path in _code() if path.relative_to(KIT).parts[0] in RUNS)


@lru_cache
def package() -> str:
    """Of all code of the kit, and of the data sets."""
    return _of_code(_code())


def _code() -> Iterator[Path]:
    """With the sentences that reports hold."""
    return chain(KIT.rglob("*.py"), KIT.rglob(CATALOGUE))


def _of_code(paths: Iterable[Path]) -> str:
    files = {path.relative_to(KIT).as_posix(): path for path in paths}
    for path in data_sets.folder().iterdir():
        if path.suffix in (".py", ".npz"):
            files[f"datasets/{path.name}"] = path
    result = hashlib.sha256()
    for name, path in sorted(files.items()):
        result.update(f"{name}\0".encode() + path.read_bytes())
    return result.hexdigest()
