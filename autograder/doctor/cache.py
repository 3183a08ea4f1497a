"""Remembers a diagnosis for as long as nothing that it depends on changes: a class is often graded several times a
day.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import stat
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from autograder.course.config import SOLUTIONS
from autograder.doctor import advice, scan
from autograder.doctor.diagnosis import Diagnosis, Tell, try_walls
from autograder.sandbox import launch
from autograder.sandbox.inside.walls import Wall

MOST_KEPT = 20
BOOT = Path("/proc/sys/kernel/random/boot_id")
PROCESS = Path("/proc/self/status")
# Its lines that walls depend on.
OF_PROCESS = ("CapBnd", "CapEff", "NoNewPrivs", "Seccomp", "Seccomp_filters")
KIT = (Path(launch.__file__).parent, Path(advice.__file__).parent)


def diagnosis_for_grading(
    course: Path, *, given_up: Collection[Wall] = (), cuda: bool = False, tell: Tell = lambda line: None
) -> Diagnosis:
    """The diagnosis made before in the same circumstances, or a new one. Only one that lets grading start is kept.

    The walls are tried once for all courses; what lies in sight of students' code is looked for in each.
    """
    of_machine = _machine(given_up, cuda)
    of_course = [*of_machine, str(course.resolve()), _digest(course / SOLUTIONS)]
    return _remembered(
        of_course,
        lambda: _remembered(of_machine, lambda: try_walls(given_up=given_up, cuda=cuda, tell=tell)).beside(
            scan.problems(course)
        ),
    )


def _remembered(circumstances: list[object], find: Callable[[], Diagnosis]) -> Diagnosis:
    key = hashlib.sha256(json.dumps(circumstances).encode()).hexdigest()
    path = cache_folder() / f"{key}.json"
    known = _read(path)
    if known is not None:
        still_used(path)
        return known
    found = find()
    if not found.refusal:
        _write(path, found)
    return found


def cache_folder() -> Path:
    """Where is kept what need not be found out twice."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base, "pytorch-autograder")


def still_used(path: Path) -> None:
    """Makes a file one of the newest: what every course needs is not to be forgotten for what each one alone does."""
    with suppress(OSError):
        os.utime(path)


def forget_old(paths: Iterable[Path], most: int) -> None:
    """Deletes all but those that were used last."""
    for old in sorted(paths, key=lambda path: -path.stat().st_mtime)[most:]:
        old.unlink(missing_ok=True)  # another run may do so, too


def _machine(given_up: Collection[Wall], cuda: bool) -> list[object]:
    """All that the walls depend on: the kernel since it was started, its settings, the user, what this process may do,
    Python, the kit.
    """
    bubblewrap = shutil.which("bwrap", path=launch.PROGRAMS)
    settings = (advice.APPARMOR, advice.MOST_NAMESPACES, advice.CLONE)
    return [
        platform.release(),
        _text(BOOT),
        [_text(path) for path in settings],
        [os.stat(bubblewrap).st_mtime_ns if bubblewrap else None],
        os.getuid(),
        [line for line in _text(PROCESS).splitlines() if line.startswith(OF_PROCESS)],
        [sys.prefix, sys.version, os.stat(sysconfig.get_path("purelib")).st_mtime_ns],
        [_digest(folder) for folder in KIT],
        sorted(wall.value for wall in given_up),
        cuda,
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _digest(folder: Path) -> str:
    result = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        result.update(f"{path.name}\0".encode() + path.read_bytes())
    return result.hexdigest()


def _read(path: Path) -> Diagnosis | None:
    """A diagnosis that only its owner can have written."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return Diagnosis.model_validate_json(file.read())
    except (OSError, ValidationError):
        return None


def _write(path: Path, diagnosis: Diagnosis) -> None:
    """Keeps it where that is possible; without it the next run examines the machine again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        forget_old(path.parent.glob("*.json"), MOST_KEPT)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(diagnosis.model_dump_json(indent=2))
        os.replace(file.name, path)
    except OSError:
        pass
