"""Submissions on disk, in nbgrader's layout: `<submitted>/<student>/<assignment>/<assignment>.ipynb`.

A student may hand in `<assignment>.py` instead; if both are there, the notebook counts, because nbgrader shows its
cells and feedback is written into them.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from dateutil import parser, tz

from autograder.course import documents, files
from autograder.course.choosing import choose, is_notebook
from autograder.course.config import Config
from autograder.course.modules import Modules, gather
from autograder.course.notebooks import MOST_SOURCE, Cell, Contents, notebook, script, text_of
from autograder.errors import CourseError, InfrastructureError, KitError, SubmissionError
from autograder.text import escaped, names_of, printable

__all__ = [
    "LARGEST",
    "Cell",
    "Found",
    "Stamp",
    "Submission",
    "check",
    "find",
    "handed_in",
    "is_student_id",
    "read",
    "shown",
    "stamp_of",
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
_LONGEST_STAMP = 200  # bytes
_UTC = ("UTC", "GMT", "Z")


@dataclass(frozen=True)
class Submission:
    """A student's submission: code as text, not yet parsed, and the text around it."""

    student: str
    assignment: str
    path: Path
    cells: tuple[Cell, ...]
    submitted_at: datetime | None
    """In UTC; None where nbgrader left no readable timestamp.txt."""
    others: tuple[str, ...] = ()
    """The names of files beside it that could be mistaken for it: other notebooks, and the script of the same name."""
    notes: tuple[str, ...] = ()
    """What its author should know about how it was read, each a line."""
    modules: Modules = ()
    """Its author's own, which its code imports."""
    depth: int = 0
    """How many folders of the student's own are around the file."""

    @property
    def folder(self) -> Path:
        """The submission's own folder, whatever folders of the student's are in it."""
        return self.path.parents[self.depth]

    @property
    def code(self) -> tuple[Cell, ...]:
        """The cells that hold code, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    @property
    def digest(self) -> str:
        """The sha256 of the code and of which cells are answers. It does not depend on the student or the time."""
        cells = [[cell.label, cell.source, bool(cell.grade_id)] for cell in self.code]
        parts = json.dumps([cells, self.modules] if self.modules else cells)
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True)
class Stamp:
    """When something was handed in, in UTC; None if this is not known. problem: why the file that is there does not say
    it.
    """

    moment: datetime | None = None
    problem: str = ""


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
    found = handed_in(submitted, assignments, students)
    missing = sorted(set(students or ()) - {each.student for each in found})
    if missing:
        raise CourseError(f"{submitted} has no submission of {wanted} by {names_of(missing)}")
    if not found:
        expected = f"{submitted}/<student>/{assignments[0] if assignments else '<assignment>'}/"
        raise CourseError(f"no submission of {wanted} found: they are expected in {expected}")
    return found


def handed_in(
    submitted: Path, assignments: Sequence[str], students: Sequence[str] | None = None
) -> list[Found]:
    """The submissions that there are, as `find` has them; it is no error where there are none. CourseError where there
    is no such folder.

        handed_in(Path("submitted"), ["double"])  # [Found("ada", "double", Path("submitted/ada/double"))]
    """
    return [
        Found(shown(student), assignment, folder)
        for student in _folders(submitted)
        if students is None or student in students
        for assignment in sorted(set(assignments))
        if _is_there(folder := submitted / student / assignment)
    ]


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

    is_copied: whether somebody will copy the files beside it, so that there must be no links. If it cannot be read,
    raises SubmissionError, with one line that says what, where and how to fix it; InfrastructureError if the reason is
    the machine, not the student.
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
        submitted_at = _stamp(folder).moment
        others = _others(folder, name, found.assignment)
    return Submission(
        found.student,
        found.assignment,
        found.folder / name,
        contents.cells,
        submitted_at,
        others,
        (*filter(None, [choice.note]), *contents.notes, *notes),
        modules,
        depth=name.count("/"),
    )


def submitted_at(found: Found) -> datetime | None:
    """When it was handed in, in UTC; None if there is no timestamp.txt that can be read."""
    return stamp_of(found).moment


def stamp_of(found: Found) -> Stamp:
    """When a submission was handed in, by its timestamp.txt. A folder that cannot be opened has none; reading it
    reports why.

    stamp_of(found).problem  # "timestamp.txt names the time zone CEST, ...", "" where it is in order or not there
    """
    try:
        with files.opened(found.folder) as folder:
            return _stamp(folder)
    except KitError:
        return Stamp()


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
        raise CourseError(f"{submitted} is not a folder of submissions: {error.strerror}") from None


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
    """A folder's name as text for terminals and tables; a name that had to be escaped for that is not a student id."""
    text = escaped(os.fsencode(name).decode("utf-8", "backslashreplace"))
    return f"\\{text}" if text.startswith(_FORMULA) else text


def _paths(folder: int, assignment: str) -> list[str]:
    """The files of an opened folder that may count. If an entry with the assignment's name is not a file, only this
    entry: reading it says what it is.
    """
    for name in (f"{assignment}.ipynb", f"{assignment}.py"):
        if files.exists(folder, name) and not files.is_file(folder, name):
            return [name]
    return [path for path in files.listed(folder) if path not in (TIMESTAMP, SECRET)]


def contents_of(data: bytes, name: str, assignment: str, owners: Mapping[str, str]) -> Contents:
    """The content of a notebook or a script. Raises SubmissionError if it cannot be read."""
    text = text_of(data, name)
    return notebook(text, name, assignment, owners) if is_notebook(name) else script(text, name)


def _others(folder: int, chosen: str, assignment: str) -> tuple[str, ...]:
    names = sorted(set(os.listdir(folder)) - {chosen})
    return tuple(shown(name) for name in names if is_notebook(name) or name == f"{assignment}.py")


def _stamp(folder: int) -> Stamp:
    """Of an opened folder. nbgrader writes UTC, so a moment without a time zone is one in UTC."""
    try:
        if not files.exists(folder, TIMESTAMP):
            return Stamp()
        data = files.read(folder, TIMESTAMP, at_most=_LONGEST_STAMP)
    except SubmissionError:  # a link, a pipe: whoever reads the submission refuses it; or too long
        return Stamp(problem=f"{TIMESTAMP} is no file of at most {_LONGEST_STAMP} bytes")
    except InfrastructureError as error:
        return Stamp(problem=str(error))
    try:
        text = _text_of_stamp(data).strip()
    except UnicodeDecodeError:
        return Stamp(problem=f"{TIMESTAMP} is not UTF-8")
    if not text:
        return Stamp(problem=f"{TIMESTAMP} is empty")
    if len(text.splitlines()) > 1:
        return Stamp(problem=f"{TIMESTAMP} has more than one line")
    try:
        return Stamp(_moment(text))
    except _UnknownZone as error:
        return Stamp(problem=f"{TIMESTAMP} names the time zone {error}, which is not known")
    except Exception:  # garbage in it: dateutil raises more kinds of errors than it documents
        return Stamp(problem=f"{TIMESTAMP} is no date with a time: {documents.shown(text)}")


def _text_of_stamp(data: bytes) -> str:
    """Editors and shells of Windows begin a text with a byte order mark, and write UTF-16 after it."""
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_utf_16 else "utf-8-sig")


class _UnknownZone(Exception):
    """Its message is the zone's name."""


def _moment(text: str) -> datetime:
    # To dateutil "GMT+0200" is two hours behind, as in the variable TZ; to all who write it so it is two hours ahead.
    text = re.sub(r"\b(?:UTC|GMT)\s*(?=[+-]\d)", "", text)
    text = re.sub(r"(?<=[+-]\d\d)(:?\d\d)\s*\([^()]*\)$", r"\1", text)  # the offset's name, as mail has it
    # what a text leaves out is taken from the default: two of them tell whether it names a whole day
    first: datetime
    first, second = (
        parser.parse(text, default=datetime(year, month, day, hour), tzinfos=_timezone)
        for year, month, day, hour in ((2000, 1, 1, 0), (2001, 2, 2, 1))
    )
    if first != second:
        raise ValueError("no whole day and time")
    moment = first if first.tzinfo else first.replace(tzinfo=timezone.utc)
    return moment.astimezone(timezone.utc)


def _timezone(name: str | None, offset: int | None) -> object:
    """The zone that a text names, the same on every machine. Abbreviations such as CEST are not in the database of
    zones, and some have several meanings; a machine only knows those of its own zone.
    """
    if name and offset and name not in _UTC:
        raise _UnknownZone(printable(name))  # "CEST+0200" is two hours before or after, as one takes it
    if offset is not None:
        return tz.tzoffset(name, offset)
    if name in _UTC:
        return tz.UTC
    if name and (found := tz.gettz(name)) is not None and not isinstance(found, tz.tzlocal):
        return found
    if name:
        raise _UnknownZone(printable(name))
    return None  # gettz(None) is the timezone of this machine
