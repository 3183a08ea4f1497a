"""Work in places where the kit does not look for submissions: in a folder with another spelling, or in no folder."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from autograder.course import files
from autograder.course.choosing import assignments_of, is_notebook, is_script
from autograder.course.submissions import LARGEST, shown
from autograder.errors import KitError

MOST_LOOKED_INTO = 5  # notebooks of one folder


def misplaced(
    submitted: Path,
    assignments: Collection[str],
    owners: Mapping[str, str],
    students: Sequence[str] | None = None,
) -> list[str]:
    """A line for each file and folder below `submitted` that seems to be work for one of these assignments and is not
    graded, because it is in the wrong place; the line says what to do.

    owners: the assignment of each grade id of the course. students: whose; None: everybody's. There is no line for
    files that show no sign of these assignments: a course may have others, which are not graded here.

        misplaced(course.root / "submitted", ["double"], course.config.owners)
    """
    known = {*owners.values(), *assignments}
    lines: list[str] = []
    for path in _inside(submitted):
        if path.is_dir() and not path.is_symlink():
            if students is None or path.name in students:
                lines += _of_student(path, assignments, known, owners)
        elif students is None and is_notebook(path.name):
            name = _assignment(path, known, owners)
            if name in assignments:
                place = f"{shown(path.name)} is in no student's folder"
                lines.append(f"{submitted}/{place}, and is not graded: move it to <student>/{name}/ there")
    return lines


def _of_student(
    folder: Path, assignments: Collection[str], known: Collection[str], owners: Mapping[str, str]
) -> Iterator[str]:
    for path in _inside(folder):
        if path.name in known or path.is_symlink() or not _may_be_work(path):
            continue
        name = _assignment(path, known, owners)
        if name not in assignments and (name or path.is_dir()):
            continue
        student = shown(folder.name)
        own = f"{student}/{name or '<assignment>'}"
        if folder.name in known and path.is_dir():  # the two folders are the other way round
            own = f"{shown(path.name)}/{folder.name}"
        yield f"{folder}/{shown(path.name)} is in the wrong place, and is not graded: move it to {own}/"


def _inside(folder: Path) -> list[Path]:
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if not files.is_hidden(name)]
    except OSError:  # whoever reads it to grade it tells why
        return []


def _may_be_work(path: Path) -> bool:
    return path.is_dir() or is_notebook(path.name) or is_script(path.name)


def _assignment(path: Path, known: Collection[str], owners: Mapping[str, str]) -> str:
    """The assignment that a file, or the content of a folder, belongs to, by grade ids or otherwise by its name; "" for
    none.
    """
    with suppress(KitError):
        if not path.is_dir():
            with files.opened(path.parent) as folder:
                return _of(folder, [path.name], owners) or _by_name(path.name, known)
        with files.opened(path) as folder:
            work = [each for each in files.listed(folder) if is_notebook(each) or is_script(each)]
            if work:
                return _of(folder, work, owners) or _by_name(path.name, known) or _by_name(work[0], known)
    return ""


def _of(folder: int, paths: Sequence[str], owners: Mapping[str, str]) -> str:
    for path in [each for each in paths if is_notebook(each)][:MOST_LOOKED_INTO]:
        with suppress(KitError):
            if found := assignments_of(files.read(folder, path, LARGEST), owners):
                return min(found)
    return ""


def _by_name(name: str, known: Collection[str]) -> str:
    """The assignment whose name is in another name, as a word: `Copy of RNN (1).ipynb`."""
    text = name.casefold()
    found = (each for each in known if re.search(rf"(?<![^\W_]){re.escape(each.casefold())}(?![^\W_])", text))
    return max(found, key=len, default="")
