"""Looks for what students must not read in all that their code can read: suites, references, solutions, grading.yml."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import autograder
from autograder.sandbox import inside, launch

SUFFIXES = (".py", ".ipynb", ".yml", ".pyc")
SHOWN = Path(inside.__file__).parent
HIDDEN_OF_COURSE = ("solutions", "grading.yml", "submitted", "graded", "gradebook.db")


def hidden_files(course: Path | None) -> list[Path]:
    """The kit's own code but for what runs inside the walls, and what a course keeps from students."""
    kit = Path(autograder.__file__).parent
    files = [path for path in _files(kit) if not path.is_relative_to(SHOWN)]
    for name in ("solutions", "grading.yml"):
        files += list(_files(course / name)) if course else []
    return [path for path in files if path.suffix in SUFFIXES and path.stat().st_size]


def visible_roots() -> list[Path]:
    """The folders that a worker can read; a system's own packages are among them."""
    return [*launch.environment_roots(), *(Path(path) for path in launch.SYSTEM if not os.path.islink(path))]


def problems(course: Path | None, roots: Iterable[Path] | None = None) -> list[str]:
    """One line for each thing that students' code could read and must not."""
    roots = visible_roots() if roots is None else list(roots)
    covered = [path.resolve() for path in launch.kit_in_environment()]
    found = []
    for name in HIDDEN_OF_COURSE if course else ():
        assert course is not None
        place = (course / name).resolve()
        for root in roots:
            if place.exists() and place.is_relative_to(root.resolve()):
                found.append(
                    f"{place} lies in {root}, which students' code can read: make the environment elsewhere"
                )
    digests: dict[int, dict[bytes, Path]] = {}
    for path in hidden_files(course):
        digests.setdefault(path.stat().st_size, {})[_digest(path)] = path
    for root in roots:
        for path in _files(root, covered):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            known = digests.get(path.stat().st_size)
            original = known.get(_digest(path)) if known else None
            if original is not None and original.name != "__init__.py":
                found.append(
                    f"{path} is a copy of {original.name}, which students' code could read: delete it"
                )
    return found


def _files(root: Path, covered: Iterable[Path] = ()) -> Iterator[Path]:
    """All files below a folder, links not followed, but for those in `covered`; a file stands for itself."""
    if root.is_file():
        yield root
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if Path(folder, name).resolve() not in covered]
        yield from (Path(folder, name) for name in names)


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:  # one that we may not read, students' code may not read either
        return b""
