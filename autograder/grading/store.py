"""Reports on disk: one JSON file for each submission, and the table of all scores made from them."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from autograder.course.lock import locked
from autograder.course.submissions import Found
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.report import Report

REPORTS, SCORES = "reports", "scores.csv"
"""Where the store and the table of all scores are, in the output folder of grading."""
LONGEST_NAME = 200  # bytes
COLUMNS = ("student", "assignment", "grade_id", "score", "max_score", "verdict")
Row = tuple[str, ...]


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
        """Writes a report so that a crash leaves the old one or the new one, never half of one."""
        path = self.path(report.assignment, report.student)
        write_whole(path, report.model_dump_json(indent=2) + "\n")

    def load(self, assignment: str, student: str) -> Report:
        """A submission's report; InfrastructureError where there is none that can be read."""
        path = self.path(assignment, student)
        try:
            return Report.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InfrastructureError(f"{path} is no report: {type(error).__name__}") from None

    def find(self, assignment: str, student: str) -> Report | None:
        """A submission's report, or None where there is none that can be read."""
        try:
            return self.load(assignment, student)
        except InfrastructureError:
            return None

    def left_over(self, assignments: Iterable[str], submissions: Iterable[Found]) -> list[Path]:
        """The files of these assignments that are of none of the submissions: their authors have withdrawn, or have
        another id now.
        """
        theirs = {self.path(each.assignment, each.student) for each in submissions}
        found = {path for name in assignments for path in (self.folder / name).glob("*.json")}
        return sorted(found - theirs)

    def __iter__(self) -> Iterator[Report]:
        """All reports that can be read, by assignment and student: one of another version must not stop a run."""
        for path in sorted(self.folder.glob("*/*.json")):
            if (report := self.find(path.parent.name, path.stem)) is not None:
                yield report


def write_scores(reports: Store, path: Path) -> None:
    """The table of all reports: a row for each student, assignment and grade id; an empty score is none yet."""
    with locked(_lock_of(path)):
        _write(path, _rows_of_all(reports))


def update_scores(reports: Store, report: Report, path: Path) -> None:
    """Replaces the rows of one report, which is stored, in the table: to read all reports again takes seconds."""
    with locked(_lock_of(path)):
        others = _rows_of_others(path, report)
        _write(path, _rows_of_all(reports) if others is None else [*others, *_rows(report)])


def _lock_of(path: Path) -> Path:
    """What those hold who write the table, for two at once would lose the rows of one."""
    return path.with_name(f".{path.name}.lock")


def _write(path: Path, rows: list[Row]) -> None:
    in_order = sorted(rows, key=lambda row: row[:2])
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(in_order)
    write_whole(path, table.getvalue())


def _rows_of_all(reports: Store) -> list[Row]:
    return [row for report in reports for row in _rows(report)]  # never all reports at once


def _rows_of_others(path: Path, report: Report) -> list[Row] | None:
    """The rows of the table but for those of one report; None where there is no such table."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = (tuple(row) for row in csv.reader(file))
    except (OSError, ValueError, csv.Error):
        return None
    mine = (report.student, report.assignment)
    return [row for row in rows if row[:2] != mine] if head == COLUMNS else None


def _rows(report: Report) -> Iterator[Row]:
    for grade in report.grades:
        score = "" if grade.score is None else repr(grade.score)
        row = (report.student, report.assignment, grade.grade_id, score, repr(grade.max_score))
        yield (*row, report.verdict.value)


def write_whole(path: Path, text: str) -> None:
    """Replaces a file at once; makes its folder. CourseError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}") from None
