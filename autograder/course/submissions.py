"""Submissions on disk, in nbgrader's layout: `<submitted>/<student>/<assignment>/<assignment>.ipynb`.

A student may hand in `<assignment>.py` instead; where both are there the notebook counts, for its cells are
what nbgrader shows and what feedback is written into.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from dateutil import parser, tz

from autograder.course import files
from autograder.course.choosing import choose, is_notebook
from autograder.course.config import Config
from autograder.course.modules import Modules, gather
from autograder.course.notebooks import MOST_SOURCE, Cell, Contents, notebook, script, text_of
from autograder.errors import CourseError, KitError, SubmissionError
from autograder.text import escaped, names_of, printable

__all__ = [
    "LARGEST",
    "Cell",
    "Found",
    "Submission",
    "check",
    "find",
    "is_student_id",
    "read",
    "shown",
    "submitted_at",
]

# Plots and animations below the code may be large. Read, a file takes up to eight times its size for a moment: where it
# holds one emoji, each character of it takes four bytes.
LARGEST = 32 * 1024**2
"""Bytes of the largest file that is read."""

# nbgrader gives each a meaning: + in its exchange, the comma in lists, *?[]/\ in globs and paths, <>&"'` in its pages
_RESERVED = "+,*?[]/\\<>&\"'`"
_FORMULA = ("=", "@", "-", "+")  # a spreadsheet would compute a name that begins so
_LONGEST_NAME = 128  # bytes
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
"""What nbgrader puts beside a submission."""


@dataclass(frozen=True)
class Submission:
    """What a student handed in: code as text, not yet parsed, and the text around it."""

    student: str
    assignment: str
    path: Path
    cells: tuple[Cell, ...]
    submitted_at: datetime | None
    """In UTC; None where nbgrader left no readable timestamp.txt."""
    others: tuple[str, ...] = ()
    """The names of what lies beside it and could be taken for it: other notebooks, and the script of its name."""
    notes: tuple[str, ...] = ()
    """What its author should know of how it was read, each a line."""
    modules: Modules = ()
    """Its author's own, which its code imports."""
    depth: int = 0
    """How many folders of the student's own lie around the file."""

    @property
    def folder(self) -> Path:
        """The submission's own, whatever folders of the student's lie in it."""
        return self.path.parents[self.depth]

    @property
    def code(self) -> tuple[Cell, ...]:
        """The cells that hold code, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def digest(self) -> str:
        """The sha256 of the code and of which cells are answers: the same whoever handed it in and whenever."""
        cells = [[cell.label, cell.source, bool(cell.grade_id)] for cell in self.code]
        parts = json.dumps([cells, self.modules] if self.modules else cells)
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True)
class Found:
    """A folder in which a student handed something in; what is in it is not yet known."""

    student: str
    assignment: str
    folder: Path


def find(submitted: Path, assignments: Sequence[str], students: Sequence[str] | None = None) -> list[Found]:
    """The submissions below a folder, sorted by student and assignment; of all students where that is None.

    Raises CourseError where there is no such folder, nothing is found, or a student asked for has nothing.
    """
    wanted = " or ".join(assignments)
    found = [
        Found(shown(student), assignment, folder)
        for student in _folders(submitted)
        if students is None or student in students
        for assignment in sorted(set(assignments))
        if _is_there(folder := submitted / student / assignment)
    ]
    missing = sorted(set(students or ()) - {each.student for each in found})
    if missing:
        raise CourseError(f"{submitted} has no submission of {wanted} by {names_of(missing)}")
    if not found:
        expected = f"{submitted}/<student>/{assignments[0] if assignments else '<assignment>'}/"
        raise CourseError(f"no submission of {wanted} found: they are expected in {expected}")
    return found


def _is_there(folder: Path) -> bool:
    try:
        os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # a student's folder that cannot be entered: nobody's work is passed over, reading it tells why
    return True


def read(found: Found, config: Config, *, is_copied: bool = True) -> Submission:
    """The submission in a folder, in the file that `choosing.choose` says.

    is_copied: whether somebody will copy what lies beside it, so that there must be no links. Raises SubmissionError,
    one line that says what, where and how to mend it, where that is none; InfrastructureError where the machine, not
    the student, is the reason.
    """
    _check_student(found.student, found.folder.parent)
    with files.opened(found.folder) as folder:
        paths = _paths(folder, found.assignment)
        choice = choose(
            paths, found.assignment, config.owners, lambda path: files.read(folder, path, LARGEST)
        )
        name = choice.path
        if not name:
            raise SubmissionError(choice.why)
        contents = contents_of(files.read(folder, name, LARGEST), name, found.assignment, config.owners)
        if is_copied:
            files.check(folder)
        code = (cell.source for cell in contents.cells if cell.kind == "code")
        modules, notes = gather(name, code, paths, lambda path: files.read(folder, path, MOST_SOURCE))
        submitted_at = _timestamp(folder)
        others = _others(folder, name, found.assignment)
    chosen = [f"{printable(name)} was graded: {choice.why}."] if choice.why else []
    return Submission(
        found.student,
        found.assignment,
        found.folder / name,
        contents.cells,
        submitted_at,
        others,
        (*chosen, *contents.notes, *notes),
        modules,
        depth=name.count("/"),
    )


def submitted_at(found: Found) -> datetime | None:
    """When it was handed in, in UTC; None where no timestamp.txt that can be read tells."""
    try:
        with files.opened(found.folder) as folder:
            return _timestamp(folder)
    except KitError:
        return None


def check(folder: Path) -> None:
    """SubmissionError where nbgrader must not touch a student's folder of an assignment, whatever is in its files."""
    _check_student(shown(folder.parent.name), folder.parent)
    with files.opened(folder) as handle:
        files.check(handle)


def _check_student(name: str, folder: Path) -> None:
    if not is_student_id(name):
        raise SubmissionError(
            f"the folder name {name!a} is no student id: "
            f"rename it: at most {_LONGEST_NAME} bytes, no spaces, no control characters, none of "
            f"{' '.join(_RESERVED)}, no {' '.join(_FORMULA)} at its start"
        )
    if os.path.islink(folder):  # to another student's, perhaps
        raise SubmissionError(f"{name} is a link: hand in the folder itself")


def _folders(submitted: Path) -> list[str]:
    try:
        with os.scandir(submitted) as entries:
            return sorted(each.name for each in entries if _may_be_students(each))
    except OSError as error:
        raise CourseError(f"{submitted} is no folder of submissions: {error.strerror}") from None


def _may_be_students(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir()
    except OSError:
        return True  # a link to nowhere that can be reached: as with a folder, reading it tells why


def is_student_id(name: str) -> bool:
    """Whether nbgrader can keep a student of that name."""
    return (
        name.isprintable()
        and not set(name) & {" ", *_RESERVED}
        and not name.startswith(_FORMULA)
        and len(name.encode()) <= _LONGEST_NAME
    )


def shown(name: str) -> str:
    """A folder's name as text for terminals and tables; what had to be escaped for that is no student id."""
    text = escaped(os.fsencode(name).decode("utf-8", "backslashreplace"))
    return f"\\{text}" if text.startswith(_FORMULA) else text


def _paths(folder: int, assignment: str) -> list[str]:
    """The files of an opened folder that may count. One of the assignment's name that is no file is alone: reading it
    tells what it is.
    """
    for name in (f"{assignment}.ipynb", f"{assignment}.py"):
        if files.exists(folder, name) and not files.is_file(folder, name):
            return [name]
    return [path for path in files.listed(folder) if path not in (TIMESTAMP, SECRET)]


def contents_of(data: bytes, name: str, assignment: str, owners: Mapping[str, str]) -> Contents:
    """What a notebook or a script holds. Raises SubmissionError where it cannot be read."""
    text = text_of(data, name)
    return notebook(text, name, assignment, owners) if is_notebook(name) else script(text, name)


def _others(folder: int, chosen: str, assignment: str) -> tuple[str, ...]:
    names = sorted(set(os.listdir(folder)) - {chosen})
    return tuple(shown(name) for name in names if is_notebook(name) or name == f"{assignment}.py")


def _timestamp(folder: int) -> datetime | None:
    """When nbgrader collected it; it writes UTC, so a moment without a timezone is one in UTC."""
    try:
        text = files.read(folder, TIMESTAMP, at_most=200).decode().strip()
        # what a text leaves out is taken from the default: two of them tell whether it names a whole day
        first, second = (
            parser.parse(text, default=datetime(year, month, day), tzinfos=_timezone)
            for year, month, day in ((2000, 1, 1), (2001, 2, 2))
        )
        moment = first if first.tzinfo else first.replace(tzinfo=timezone.utc)
        return moment.astimezone(timezone.utc) if first == second else None
    except Exception:  # no file, garbage in it; dateutil raises more kinds of errors than it documents
        return None


def _timezone(name: str | None, offset: int | None) -> object:
    if offset is not None:
        return tz.tzoffset(name, offset)
    return tz.gettz(name) if name else None  # gettz(None) is the timezone of this machine
