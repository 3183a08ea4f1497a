"""What a report depends on, as one digest: equal digests, equal reports. Needs no torch."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import autograder
from autograder.course.config import Assignment
from autograder.course.material import Material
from autograder.course.submissions import Submission
from autograder.sandbox.launch import datasets

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
    return of(submission.digest, suite.digest, kit(), asked, config.seed, device, ENGINE)


def asked_by(assignment: Assignment) -> str:
    """What of grading.yml a report of this assignment depends on: all but when it is due."""
    return assignment.model_dump_json(exclude={"due"})


def of(*parts: object) -> str:
    """Of data that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache
def kit() -> str:
    """Of what of the kit's code runs while a submission is graded; and of the data sets, which students' code may load.

    What only shows, exports or records a report is no part of it: no report is made anew for that.
    """
    code = [
        path
        for name in RUNS
        for path in ((KIT / name).rglob("*.py") if (KIT / name).is_dir() else [KIT / name])
    ]
    files = {path.relative_to(KIT).as_posix(): path for path in code}
    files |= {
        f"datasets/{path.name}": path for path in datasets().iterdir() if path.suffix in (".py", ".npz")
    }
    result = hashlib.sha256()
    for name, path in sorted(files.items()):
        result.update(f"{name}\0".encode() + path.read_bytes())
    return result.hexdigest()
