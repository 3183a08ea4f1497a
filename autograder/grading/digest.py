"""What a report depends on, as one digest: equal digests, equal reports. Needs no torch."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import autograder
from autograder.course.config import Assignment, Config
from autograder.course.submissions import Submission
from autograder.sandbox.launch import datasets

KIT = Path(autograder.__file__).parent
ENGINE = {
    "autograder": autograder.__version__,
    "torch": metadata.version("torch"),
    "python": platform.python_version(),
}


def digest_of(submission: Submission, config: Config, device: str) -> str:
    """Of everything that a submission's report depends on."""
    asked = asked_by(config.assignments[submission.assignment])
    return of(submission.digest, kit(), asked, config.seed, device, ENGINE)


def asked_by(assignment: Assignment) -> str:
    """What of grading.yml a report of this assignment depends on: all but when it is due."""
    return assignment.model_dump_json(exclude={"due"})


def of(*parts: object) -> str:
    """Of data that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache
def kit() -> str:
    """Of the kit's own code: its suites, references and everything that runs them; and of the data sets, which
    students' code may load.
    """
    result = hashlib.sha256()
    for folder, pattern in ((KIT, "**/*.py"), (datasets(), "*.py"), (datasets(), "*.npz")):
        for path in sorted(folder.glob(pattern)):
            result.update(f"{path.relative_to(folder.parent)}\0".encode() + path.read_bytes())
    return result.hexdigest()
