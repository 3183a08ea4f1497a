"""Reports on disk: one JSON file for each submission, and the table of all scores made from them."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from autograder.course import private
from autograder.course.lock import locked
from autograder.course.submissions import Found
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.report import Report, Verdict
from autograder.grading.standing import Cell, Place, Standing, cells_of, counted

REPORTS, SCORES = "reports", "scores.csv"
"""Where the store and the table of all scores are, in the output folder of grading."""
LONGEST_NAME = 200  # bytes
AUTOMATIC = ("student", "assignment", "grade_id", "score", "max_score", "verdict")
"""The columns that grading fills."""
COLUMNS = (*AUTOMATIC, "manual_score", "extra_credit", "total", "late_penalty")
"""The columns of the table: these, and what the gradebook has."""
Row = tuple[str, ...]


@dataclass(frozen=True)
class Unreadable:
    """A report, or a folder of reports, that is there and cannot be read."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"{self.path} {self.why}"


class Store:
    """The folder `<output>/reports`, with `<assignment>/<student>.json` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, assignment: str, student: str) -> Path:
        # A folder's name may be as long as a file's name can be, which leaves no room for an ending.
        name = (
            student if len(student.encode()) <= LONGEST_NAME else hashlib.sha256(student.encode()).hexdigest()
        )
        return self.folder / assignment / f"{name}.json"

    def save(self, report: Report) -> None:
        """Writes a report so that a crash leaves the old one or the new one, never half of one.

        InfrastructureError where it cannot be written.
        """
        path = self.path(report.assignment, report.student)
        try:
            write_whole(path, report.model_dump_json(indent=2) + "\n")
        except CourseError as error:
            raise InfrastructureError(str(error)) from None

    def check(self, assignment: str) -> None:
        """Raises InfrastructureError if no report of an assignment can be kept: it is better to say so before reports
        are made.
        """
        folder = self.folder / assignment
        try:
            private.make_folder(folder)
            with os.scandir(folder), tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise InfrastructureError(f"{folder} cannot be read or written: {error.strerror}") from None

    def load(self, assignment: str, student: str) -> Report:
        """A submission's report; InfrastructureError where there is none that can be read."""
        report = _read(self.path(assignment, student))
        if isinstance(report, Unreadable):
            raise InfrastructureError(str(report))
        return report

    def find(self, assignment: str, student: str) -> Report | None:
        """A submission's report, or None where there is none that can be read."""
        try:
            return self.load(assignment, student)
        except InfrastructureError:
            return None

    def left_over(self, assignments: Iterable[str], submissions: Iterable[Found]) -> list[Path]:
        """The report files of these assignments that belong to none of the submissions: their authors have withdrawn,
        or have another id now.
        """
        theirs = {self.path(each.assignment, each.student) for each in submissions}
        found = {path for name in assignments for path in self.of(name) if isinstance(path, Path)}
        return sorted(found - theirs)

    def of(self, assignment: str) -> list[Path | Unreadable]:
        """The files of an assignment's reports, sorted; its folder where that cannot be read."""
        folder = self.folder / assignment
        names = _names(folder)
        if isinstance(names, Unreadable):
            return [names]
        return [folder / name for name in names if name.endswith(".json") and not name.startswith(".")]

    def everything(self) -> Iterator[Report | Unreadable]:
        """All reports by assignment and student, and those that cannot be read: a report of another version must not
        stop a run, and no student may be left out without a message.
        """
        folders = _names(self.folder)
        if isinstance(folders, Unreadable):
            yield folders
            return
        for name in folders:
            if not name.startswith("."):
                for path in self.of(name):
                    yield _read(path) if isinstance(path, Path) else path

    def __iter__(self) -> Iterator[Report]:
        """All reports that can be read, by assignment and student."""
        return (report for report in self.everything() if isinstance(report, Report))


def _read(path: Path) -> Report | Unreadable:
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        return Unreadable(path, f"cannot be read: {error.strerror}")
    except ValidationError as error:
        return Unreadable(path, f"is no report: {type(error).__name__}")


def _names(folder: Path) -> list[str] | Unreadable:
    """What is in a folder; nothing where there is none."""
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        return Unreadable(folder, f"cannot be read: {error.strerror}")


def write_scores(
    reports: Store,
    path: Path,
    known: Iterable[Report] = (),
    standings: Mapping[Place, Standing] = {},
    kept: Iterable[Report] = (),
) -> list[Unreadable]:
    """The table of all reports: a row for each student, assignment and grade id; an empty score is none yet.

    known: reports that count whatever the store has of their submissions. kept: reports that were stored; the store may
    have newer ones of another run by now, so they count only if it cannot be read. standings: what the gradebook has,
    see `refresh_scores`. Returns the reports that the table lacks because they cannot be read. CourseError where the
    table cannot be written.
    """
    with locked(_lock_of(path)):
        rows, lost = _table(reports, known, kept)
        _write(path, _beside(rows, standings))
    return lost


def update_scores(reports: Store, report: Report, path: Path) -> list[Unreadable]:
    """Replaces the rows of one report, which is stored, in the table: to read all reports again takes seconds.

    Where there is no table yet, it is made of all reports. Returns what it lacks then, as `write_scores` does.
    """
    lost: list[Unreadable] = []
    with locked(_lock_of(path)):
        there = _read_table(path)
        if there is None:
            rows, lost = _table(reports, [report])
            there = _beside(rows, {})
        mine = (report.student, report.assignment)
        others = [row for row in there if row[:2] != mine]
        _write(path, [*others, *_beside({mine: [*_rows(report)]}, {})])
    return lost


def refresh_scores(path: Path, standings: Mapping[Place, Standing], of: Place | None = None) -> None:
    """Puts what the gradebook has now beside the automatic scores of the table; nothing where there is no table.

    Each row has what a person gave for its cell and what that makes together; the penalty for lateness, which is the
    submission's, is in its first row alone. Cells that only people grade have rows of their own, without a `score`, and
    so have the points of whom nobody has graded otherwise, without a verdict.

    of: one submission, whose rows alone are changed. CourseError where the table cannot be written.
    """
    if not os.path.lexists(path):
        return
    with locked(_lock_of(path)):
        before = _read_table(path)
        if before is None:
            return
        groups: dict[Place, list[Row]] = {}
        for row in before:
            groups.setdefault((row[0], row[1]), []).append(row[: len(AUTOMATIC)])
        mine = {place: _of_tests(rows) for place, rows in groups.items() if of in (None, place)}
        others = [row for row in before if row[:2] not in mine] if of else []
        asked = standings if of is None else {place: each for place, each in standings.items() if place == of}
        after = [*others, *_beside({place: rows for place, rows in mine.items() if rows}, asked)]
        if sorted(after) != sorted(before):
            _write(path, after)


def _lock_of(path: Path) -> Path:
    """The lock of those who write the table: if two wrote at once, the rows of one would be lost."""
    return path.with_name(f".{path.name}.lock")


def _write(path: Path, rows: list[Row]) -> None:
    in_order = sorted(rows, key=lambda row: row[:2])
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(in_order)
    write_whole(path, table.getvalue())


def _table(
    reports: Store, known: Iterable[Report], kept: Iterable[Report] = ()
) -> tuple[dict[Place, list[Row]], list[Unreadable]]:
    """The automatic rows of all reports, and what cannot be read. known, kept: see `write_scores`."""
    lost: list[Unreadable] = []
    rows = {(report.student, report.assignment): [*_rows(report)] for report in known}
    stored = {(report.student, report.assignment): [*_rows(report)] for report in kept}
    theirs = {reports.path(assignment, student) for student, assignment in (*rows, *stored)}
    for report in reports.everything():  # never all reports at once
        if isinstance(report, Report):
            rows.setdefault((report.student, report.assignment), [*_rows(report)])
        elif report.path not in theirs:
            lost.append(report)
    return {**stored, **rows}, lost


def _read_table(path: Path) -> list[Row] | None:
    """The rows of the table, with all columns; None where there is no such table."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = (tuple(row) for row in csv.reader(file))
    except (OSError, ValueError, csv.Error):
        return None
    if head not in (AUTOMATIC, COLUMNS) or not all(
        len(row) == len(head) and _has_numbers(row) for row in rows
    ):
        return None
    # One of an older kit has no more than the automatic columns.
    return [row + ("",) * (len(COLUMNS) - len(head)) for row in rows]


def _has_numbers(row: Row) -> bool:
    """Whether its automatic scores can be read: a spreadsheet may have saved them otherwise."""
    try:
        return math.isfinite(float(row[3] or 0)) and math.isfinite(float(row[4]))
    except ValueError:
        return False


def _rows(report: Report) -> Iterator[Row]:
    for cell in cells_of(report):
        row = (report.student, report.assignment, cell.grade_id, _number(cell.automatic))
        yield (*row, repr(cell.max_score), report.verdict.value)


def _of_tests(rows: Iterable[Row]) -> list[Row]:
    """The rows that a report has made: they have a score or an infrastructure verdict."""
    return [row for row in rows if row[3] or row[5] == Verdict.INFRASTRUCTURE.value]


def _beside(rows: Mapping[Place, list[Row]], standings: Mapping[Place, Standing]) -> list[Row]:
    """Automatic rows with what the gradebook has, and rows of submissions that only people have graded."""
    given: dict[Place, list[Row]] = {
        place: [] for place, standing in standings.items() if standing.is_given and place not in rows
    }
    return [
        row
        for place, mine in {**rows, **given}.items()
        for row in _completed(place, mine, standings.get(place))
    ]


def _completed(place: Place, rows: list[Row], standing: Standing | None) -> Iterator[Row]:
    verdict = rows[0][5] if rows else ""
    automatic = [Cell(row[2], float(row[4]), float(row[3]) if row[3] else None) for row in rows]
    for number, cell in enumerate(counted(automatic, standing)):
        penalty = standing.penalty if standing and number == 0 else None
        score = cell.automatic if number < len(rows) else None  # what no report has is no test's
        yield (
            *(*place, cell.grade_id, _number(score), repr(cell.max_score), verdict),
            *(_number(cell.manual), _number(cell.extra or None)),
            *(_number(cell.points), _number(penalty or None)),
        )


def _number(score: float | None) -> str:
    return "" if score is None else repr(score)


def write_whole(path: Path, text: str) -> None:
    """Replaces a file at once; makes its folder: see `course.private` for who may read them. CourseError where it
    cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        private.make_folder(path.parent)
        with private.written(part, instead_of=path) as file:
            file.write(text)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # on a full disk it takes room
            part.unlink(missing_ok=True)
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None
