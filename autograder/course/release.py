"""What students get: assignments/<name>/, generated from solutions/ and committed, so that it can be fetched as it is.

`release` writes it and `check` tells what is not as a fresh generation would make it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.course.config import ASSIGNMENTS, Course
from autograder.course.generation import generate

# what running a notebook or its tests leaves behind
_LEFTOVERS = {"__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".DS_Store"}


def release(course: Course, names: Iterable[str]) -> list[str]:
    """Writes assignments/<name>/ of each; returns a line for each file there that it does not generate and leaves.

    Raises CourseError where one cannot be generated; those before it are written.
    """
    names = list(names)
    for name in names:
        generate(course, name, release=course.root / ASSIGNMENTS)
    return check(course, names)


def check(course: Course, names: Iterable[str]) -> list[str]:
    """A line for each file of assignments/<name>/ that is missing, stale or stray, compared with a fresh generation.

    A folder in assignments/ that is no assignment of grading.yml is stray as a whole.
    """
    lines = []
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for name in names:
            generate(course, name, release=Path(folder))
            fresh, there = _files(Path(folder) / name), _files(course.root / ASSIGNMENTS / name)
            for path in sorted(fresh.keys() | there.keys()):
                if path not in there:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is missing: release {name} again")
                elif path not in fresh:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is stray: nothing generates it, delete it")
                elif fresh[path] != there[path]:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is stale: release {name} again")
    return lines + _unknown(course)


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    relative = {path.relative_to(folder): path for path in paths}
    return {
        each.as_posix(): path.read_bytes()
        for each, path in relative.items()
        if not _LEFTOVERS & {*each.parts}
    }


def _unknown(course: Course) -> list[str]:
    folder = course.root / ASSIGNMENTS
    known = _LEFTOVERS | course.config.assignments.keys()
    strangers = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [
        f"{ASSIGNMENTS}/{name} is stray: grading.yml has no such assignment"
        for name in strangers
        if name not in known
    ]
