"""Looks for what students must not read in all that their code can read: suites, references, solutions, grading.yml."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import autograder
from autograder.course import kits_course
from autograder.course.config import FILE, SOLUTIONS
from autograder.sandbox import inside, launch

SUFFIXES = (".py", ".ipynb", ".yml", ".pyc")
SHOWN = Path(inside.__file__).parent
HIDDEN_OF_COURSE = (SOLUTIONS, FILE, "submitted", "graded", "gradebook.db")


def hidden_files(course: Path | None) -> list[Path]:
    """The kit's own code but for what runs inside the walls, and what a course and the kit's own keep from students."""
    kit = Path(autograder.__file__).parent
    files = [path for path in map(Path, _files(kit)) if not path.is_relative_to(SHOWN)]
    for root in {course, kits_course.folder()} - {None}:
        assert root is not None
        files += [Path(path) for name in (SOLUTIONS, FILE) for path in _files(root / name)]
    return [file for file in files if file.stat().st_size]


def visible_roots() -> list[Path]:
    """The folders that a worker can read; a system's own packages are among them."""
    return [*launch.environment_roots(), *(Path(path) for path in launch.SYSTEM if not os.path.islink(path))]


def problems(course: Path | None, roots: Iterable[Path] | None = None) -> list[str]:
    """One line for each thing that students' code could read and must not."""
    roots = visible_roots() if roots is None else list(roots)
    covered = {str(path.resolve()) for path in launch.kit_in_environment()}
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
    for hidden in hidden_files(course):
        digests.setdefault(hidden.stat().st_size, {})[_digest(hidden)] = hidden
    for root in roots:
        for path in _files(root, covered):
            try:
                status = os.stat(path)
            except OSError:  # a link that leads nowhere, or gone meanwhile
                continue
            known = digests.get(status.st_size) if stat.S_ISREG(status.st_mode) else None
            original = known.get(_digest(Path(path))) if known else None
            if original is not None and original.name != "__init__.py":
                found.append(
                    f"{path} is a copy of {original.name}, which students' code could read: delete it"
                )
    return found


def _files(root: Path, covered: Collection[str] = ()) -> Iterator[str]:
    """All files below a folder whose kind is looked at, links not followed, but for those in `covered`; a file stands
    for itself. These are strings, for an environment with torch in it has tens of thousands.
    """
    if root.is_file() and root.suffix in SUFFIXES:
        yield str(root)
    for folder, folders, names in os.walk(root.resolve()):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in covered]
        yield from (os.path.join(folder, name) for name in names if name.endswith(SUFFIXES))


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:  # one that we may not read, students' code may not read either
        return b""
