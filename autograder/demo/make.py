"""Makes the demo course: this kit's own assignments, handed in by the students in `students/`.

A student's file begins with comment lines, for maintainers: the first says what it is, others may be

    # hands in: cnn.py               a script; also "half of cnn.ipynb", or another assignment's notebook
    # late: 3 days                   after the assignment's due date

and goes on with percent cells. `# %% cnn-model-code` fills the released notebook's solution cell of that id, and cells
without one stay stubs; `# %% free` cells are appended at the end.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.course import kits_course
from autograder.course.config import ASSIGNMENTS, DEMO, Course
from autograder.errors import CourseError
from autograder.nbgrader import database
from autograder.nbgrader.settings import SUBMITTED, absolute, gradebook_of

STUDENTS = Path(__file__).with_name("students")
ROSTER = Path(__file__).with_name("students.csv")
FREE = "free"
_MARKER = re.compile(r"^# %% (\S+)$", re.M)
_HANDS_IN = re.compile(r"^# hands in: (half of )?([a-z][a-z0-9_-]*)\.(ipynb|py)$", re.M)
_LATE = re.compile(r"^# late: (\d+) days$", re.M)
_UNTOUCHED = {"__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class Work:
    """What one student does for one assignment."""

    student: str
    assignment: str
    cells: tuple[tuple[str, str], ...]
    """The id of a solution cell, or `free`, and a source; in the order of the file."""
    notebook: str
    """The assignment whose notebook it is; another one's by mistake."""
    script: bool
    cut_off: bool
    late: timedelta | None

    @property
    def answers(self) -> dict[str, str]:
        """The source for each solution cell that is not left a stub."""
        return {name: source for name, source in self.cells if name != FREE}

    @property
    def extra(self) -> list[str]:
        return [source for name, source in self.cells if name == FREE]


def template() -> Path:
    """The folder that holds this kit's own course: the repository, or what the installed package carries of it."""
    if folder := kits_course.folder():
        return folder
    parts = ", ".join(kits_course.PARTS)
    raise CourseError(f"the demo needs {parts} beside the kit, and they are missing: install it again")


def students() -> list[Work]:
    """What the whole class does, sorted by student and assignment."""
    return [read(path) for path in sorted(STUDENTS.glob("*/*.py"))]


def read(path: Path) -> Work:
    """The work in `<student>/<assignment>.py`."""
    head, *parts = _MARKER.split(path.read_text(encoding="utf-8"))
    cells = tuple((name, source.strip("\n")) for name, source in zip(parts[::2], parts[1::2], strict=True))
    hands_in, late = _HANDS_IN.search(head), _LATE.search(head)
    return Work(
        student=path.parent.name,
        assignment=path.stem,
        cells=cells,
        notebook=hands_in[2] if hands_in else path.stem,
        script=bool(hands_in and hands_in[3] == "py"),
        cut_off=bool(hands_in and hands_in[1]),
        late=timedelta(days=int(late[1])) if late else None,
    )


def make_class(folder: Path, origin: Path | None = None) -> None:
    """Makes a complete course in `folder`, the same bytes each time: the course of `origin` (the kit's own, where that
    is None) and the submissions of the demo's students.

    A demo made before is made anew. Raises CourseError where the folder holds anything else, cannot be written, or
    `origin` is no complete course.
    """
    origin = origin or template()
    _refuse_foreign(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DEMO).write_text(
            "Made by the kit, which may replace what is in this folder.\n", encoding="utf-8"
        )
        _copy_course(origin, folder)
        shutil.copyfile(ROSTER, folder / ROSTER.name)
        course = Course.load(folder)
        for work in students():
            if work.assignment in course.config.assignments:
                _hand_in(work, course)
    except OSError as error:
        raise CourseError(f"the demo cannot be made: {error}") from None


def enroll(course: Course) -> None:
    """Gives the demo's students to the gradebook with their names, without which nbgrader calls each "None, None"."""
    with (course.root / ROSTER.name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with database.opened(absolute(gradebook_of(course), course.root), course.config.course) as book:
        for row in rows:
            book.update_or_create_student(row.pop("id"), **row)


def fill(released: NotebookNode, answers: Mapping[str, str], extra: list[str]) -> None:
    """Puts `answers`, by grade id, into the solution cells of a released notebook, and `extra` cells at its end.

    Raises CourseError for an answer without a cell.
    """
    cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in released.cells
        if "nbgrader" in cell.metadata and cell.metadata.nbgrader.get("solution")
    }
    if unknown := sorted(answers.keys() - cells.keys()):
        raise CourseError(
            f"the released notebook has no solution cell {unknown[0]}: it has {', '.join(sorted(cells)) or 'none'}"
        )
    for name, source in answers.items():
        cells[name].source = source
    for number, source in enumerate(extra, start=1):
        cell = new_code_cell(source)
        cell.id = f"{FREE}-{number}"  # instead of a random one
        released.cells.append(cell)


def _refuse_foreign(folder: Path) -> None:
    if folder.is_dir() and ((folder / DEMO).is_file() or not any(folder.iterdir())):
        return
    if folder.exists() or folder.is_symlink():
        raise CourseError(f"{folder} exists and is no demo: name a new folder, or an empty one")


def _copy_course(origin: Path, folder: Path) -> None:
    for name in (*kits_course.PARTS, SUBMITTED):
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    for name in kits_course.PARTS:
        if (origin / name).is_dir():
            shutil.copytree(origin / name, folder / name, ignore=lambda _, names: _UNTOUCHED & set(names))
        else:
            shutil.copyfile(origin / name, folder / name)


def _hand_in(work: Work, course: Course) -> None:
    folder = course.root / SUBMITTED / work.student / work.assignment
    folder.mkdir(parents=True)
    path = folder / f"{work.assignment}.{'py' if work.script else 'ipynb'}"
    path.write_text(_script(work) if work.script else _notebook(work, course), encoding="utf-8", newline="\n")
    if due := course.assignment(work.assignment).due:
        moment = _moment(work, due).astimezone(timezone.utc)
        (folder / "timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")


def _script(work: Work) -> str:
    return "\n\n".join(f"# %%\n{source}" for _, source in work.cells) + "\n"


def _notebook(work: Work, course: Course) -> str:
    path = course.root / ASSIGNMENTS / work.notebook / f"{work.notebook}.ipynb"
    released = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    fill(released, work.answers, work.extra)
    text: str = nbformat.writes(released) + "\n"
    return text[: len(text) // 2] if work.cut_off else text


def _moment(work: Work, due: datetime) -> datetime:
    """When it was handed in: some time in the last three days, unless it is late."""
    if work.late:
        return due + work.late
    digest = hashlib.sha256(f"{work.student}/{work.assignment}".encode()).digest()
    return due - timedelta(minutes=1 + int.from_bytes(digest[:4], "big") % (3 * 24 * 60))
