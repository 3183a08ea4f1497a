"""Records reports in nbgrader: notebooks with the results in their cells, scores in the gradebook, feedback pages."""

from __future__ import annotations

import builtins
import json
import logging
import shutil
import signal
import tempfile
import threading
import time
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timezone
from pathlib import Path
from textwrap import dedent

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config import Config

from autograder.course import private, submissions
from autograder.course.config import Course
from autograder.course.notebooks import Cell
from autograder.course.submissions import SECRET, TIMESTAMP, Found, Submission
from autograder.errors import CourseError, FilesError, InfrastructureError
from autograder.grading import digest
from autograder.grading.report import Report, Verdict
from autograder.nbgrader import database, extensions, ledger, roster
from autograder.nbgrader.conform import check_points, conform, read_released
from autograder.nbgrader.due import set_due
from autograder.nbgrader.exchange import secret_of
from autograder.nbgrader.outputs import METADATA, as_note
from autograder.nbgrader.registration import register
from autograder.nbgrader.remarks import remarks
from autograder.nbgrader.settings import AUTOGRADE_STAGED, SANITIZE_STAGED, SOURCE, absolute, settings
from autograder.nbgrader.transactions import shared
from autograder.text import printable

NBGRADERS_COURSE = "default_course"
STAGED = ".staged-"
ABANDONED_SECONDS = 3600
COLLISION = "nbgrader.api.InvalidEntry"
FORM = 2
"""Of what is recorded: another one where that changes, so that all is recorded again."""


class Gradebook:
    """A course's nbgrader gradebook and the folders beside it."""

    def __init__(self, course: Course, output: Path, url: str) -> None:
        self._course = course
        self._output = output
        self.url = database.patient(absolute(url, course.root))
        self._keys: dict[str, dict[str, str]] = {}  # of what is recorded, by assignment and student

    def check(self, assignment: str) -> None:
        """CourseError where the gradebook cannot be used, or cannot take over what is released. Changes nothing."""
        with self._alone():
            self._is_current(assignment)

    def prepare(self, assignment: str) -> None:
        """Makes sure that the gradebook knows the assignment and its cells as they are released, and when it is due.

        Raises CourseError where the gradebook cannot be used, or cannot take over what is released.
        """
        config = self._course.config
        # The formgrader's first page lists the folders in nbgrader's source folder, empty ones, too. No more is put
        # there, for nbgrader copies what it finds into each submission. Where it cannot be made, only that page lacks.
        with suppress(OSError):
            (self._course.root / SOURCE / assignment).mkdir(parents=True, exist_ok=True)
        with self._alone():
            _tidy(self._output)
            with database.opened(self.url, NBGRADERS_COURSE):
                pass  # nbgrader's steps add it to the database; many at once would collide there
            with database.opened(self.url, config.course) as book:
                ledger.check(book)
                ledger.prepare(book)
                extensions.prepare(book)
                roster.note(book)
            if not self._is_current(assignment):
                with tempfile.TemporaryDirectory() as folder:
                    register(self._course, assignment, release=Path(folder), gradebook=self.url)
            with database.opened(self.url, config.course) as book:
                set_due(book, assignment, config.assignments[assignment].due)
                self._keys[assignment] = ledger.keys(book, assignment, config.lateness)

    def record(self, of: Found | Submission, report: Report, *, again: bool = False) -> None:
        """Runs nbgrader's Autograde on one submission, with `report` in place of executing its notebook.

        of: the submission as it was read when it was graded, for its folder may hold another by now; where it could not
        be read, its folder. What the gradebook and the notebook beside it hold already is left alone, unless it is to
        be done `again`. A folder whose name is no student id is left out. Raises InfrastructureError where nbgrader
        fails, FilesError where the submission's own files are why; the scores that were recorded before are taken back
        then.
        """
        if not submissions.is_student_id(of.student):
            return
        try:
            reason = self._tried(of, report, again)
        except Exception:
            self.withdraw(of)
            raise
        if reason:
            self.withdraw(of)
            kind = FilesError if _is_of_files(reason) else InfrastructureError
            raise kind(f"nbgrader did not record {of.student}'s {of.assignment}: {reason}")

    def _tried(self, of: Found | Submission, report: Report, again: bool) -> str:
        """Why it was not recorded; "" where it was, or is."""
        report = report.titled_as(self._course.assignment(of.assignment))
        staged = self._staged(of, report)
        key = self._key(staged, report)
        if not again and self._holds(of, key):
            return ""
        reason = self._attempt(report, staged, key)
        if reason.startswith(COLLISION):
            # Another run made the same rows at this moment, such as the student's: they are there now.
            reason = self._attempt(report, staged, key)
        return reason

    def _attempt(self, report: Report, staged: _Staged, key: str) -> str:
        """Why it was not recorded; "" where it was."""
        try:
            with _whole(), self._folder_of(report, staged) as folder, _quiet(), shared() as databases:
                result = self._api(folder, key, report).autograde(report.assignment, report.student)
                if result["success"]:
                    databases.commit()
            return "" if result["success"] else _last(result)
        except SQLAlchemyError as error:
            return printable(str(error).partition("\n")[0])
        except OSError as error:
            return f"{type(error).__name__}: {error.filename or self._output}: {error.strerror}"

    def feedback(self, assignment: str, student: str) -> None:
        """Writes nbgrader's feedback page of a submission, if it is recorded."""
        if not submissions.is_student_id(student):
            return
        with _quiet():
            result = self._api(self._output).generate_feedback(assignment, student)
        if not result["success"]:
            raise InfrastructureError(
                f"nbgrader made no feedback for {student}'s {assignment}: {_last(result)}"
            )

    def withdraw(self, found: Found | Submission) -> None:
        """Takes back the scores that were recorded before: they may be of something else than what could not be."""
        name = found.assignment
        if not submissions.is_student_id(found.student):
            return
        self._keys.get(name, {}).pop(found.student, None)
        # The gradebook itself may be what failed, or hold nothing of the submission.
        with suppress(Exception), database.opened(self.url, self._course.config.course) as book:
            notebook = book.find_submission_notebook(name, name, found.student)
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = None, True
            ledger.put(book, notebook.assignment.id, "", "")
            book.db.commit()

    def _api(self, submitted: Path, key: str = "", report: Report | None = None) -> NbGraderAPI:
        config: Config = settings(self._course, self._output, self.url, submitted)
        config.Autograde.sanitize_preprocessors = SANITIZE_STAGED
        config.Autograde.autograde_preprocessors = AUTOGRADE_STAGED
        config.Exporter.optimistic_validation = True  # once, not after each step
        config.RecordScores.key = key
        if report is not None:
            config.ShowReport.report = report.model_dump_json()
            config.ShowReport.language = self._course.config.language
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        api.log.setLevel(logging.INFO)
        return api

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process makes or changes the gradebook's tables."""
        private.make_folder(self._output, outermost=True)
        with database.alone(self.url, self._output / ".preparing"):
            yield

    def _is_current(self, assignment: str) -> bool:
        """Whether the gradebook knows the cells as they are released; CourseError where it cannot learn them."""
        check_points(self._course, assignment)
        released = read_released(self._course.root, assignment)
        wanted = {
            cell.metadata.nbgrader["grade_id"]: (
                cell.metadata.nbgrader.get("points"),
                cell.metadata.nbgrader["checksum"],
            )
            for cell in released.cells
            if "nbgrader" in cell.metadata
        }
        with database.opened(self.url, self._course.config.course) as book:
            try:
                notebook = book.find_notebook(assignment, assignment)
            except MissingEntry:
                return False
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            known = {cell.name: (points.get(cell.name), cell.checksum) for cell in notebook.source_cells}
            if known.keys() != wanted.keys() and notebook.submissions:
                raise CourseError(_other_cells(assignment, wanted.keys() - known, known.keys() - wanted))
        return known == wanted

    def _staged(self, of: Found | Submission, report: Report) -> _Staged:
        words = self._course.translation(report.assignment).words
        note = "" if report.verdict is Verdict.GRADED else as_note(report.verdict, report.reason, words)
        # nbgrader shows a submission as not autograded where the gradebook has another moment than timestamp.txt.
        moment = submissions.submitted_at(of) if isinstance(of, Found) else of.submitted_at
        stamp = moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC") if moment else ""
        if isinstance(of, Found):
            assert report.verdict is not Verdict.GRADED, "its cells would be gone from what people look at"
            return _Staged((), note, stamp)
        note = note or remarks(of, read_released(self._course.root, of.assignment), words)
        return _Staged(of.cells, note, stamp, secret_of(of.folder))

    def _key(self, staged: _Staged, report: Report) -> str:
        """Of all that recording depends on, but for the penalty: see `ledger.keys`."""
        return digest.of(
            FORM,
            report.model_dump_json(),
            [asdict(cell) for cell in staged.cells],
            [staged.note, staged.stamp, staged.secret],
            read_released(self._course.root, report.assignment),
        )

    def _holds(self, found: Found | Submission, key: str) -> bool:
        """Whether all of that is recorded: nbgrader writes the notebook after the scores."""
        name = found.assignment
        path = self._output / "autograded" / found.student / name / f"{name}.ipynb"
        if self._keys.get(name, {}).get(found.student) != key:
            return False
        try:
            notebook = json.loads(path.read_bytes())
            return bool(notebook["metadata"][METADATA]["key"] == key)
        except (OSError, ValueError, LookupError, TypeError):
            return False

    @contextmanager
    def _folder_of(self, report: Report, staged: _Staged) -> Iterator[Path]:
        """A folder in which nbgrader finds the submission as a notebook that it can be trusted with, and nothing else.

        Students' own folders are only read: they may hold a .py instead of a notebook, links, or what breaks nbgrader.
        """
        private.make_folder(self._output, outermost=True)
        folder = Path(tempfile.mkdtemp(prefix=STAGED, dir=self._output))
        try:
            place = folder / report.student / report.assignment
            place.mkdir(parents=True)
            released = read_released(self._course.root, report.assignment)
            notebook = conform(staged.cells, released, staged.note)
            nbformat.write(notebook, place / f"{report.assignment}.ipynb")
            if staged.stamp:
                (place / TIMESTAMP).write_text(staged.stamp)
            if staged.secret:
                (place / SECRET).write_text(staged.secret)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class _Staged:
    """What of a submission is put before nbgrader. stamp: when it was handed in. secret: see `exchange`."""

    cells: tuple[Cell, ...]
    note: str
    stamp: str
    secret: str = ""


def _other_cells(assignment: str, added: Collection[str], removed: Collection[str]) -> str:
    changes = "; ".join(
        f"{what}: {', '.join(sorted(cells))}" for what, cells in (("new", added), ("gone", removed)) if cells
    )
    return (
        f"assignments/{assignment} has other cells than the gradebook ({changes}), and nbgrader cannot change cells "
        f"once there are submissions: make the cells of solutions/{assignment} as they were and run "
        f"`autograder release {assignment}`; or delete the scores and comments that people gave, by `nbgrader db "
        f"assignment remove {assignment} --force`, and run `autograder grade {assignment}`, which records all "
        f"reports again"
    )


def _tidy(output: Path) -> None:
    """Removes what a killed run has left; another that goes on now leaves nothing for so long."""
    for path in output.glob(f"{STAGED}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _is_of_files(reason: str) -> bool:
    """Whether it begins with the name of what Python raises where a file cannot be read or written."""
    kind = getattr(builtins, reason.partition(":")[0], None)
    return isinstance(kind, type) and issubclass(kind, OSError)


@contextmanager
def _whole() -> Iterator[None]:
    """Ctrl-C waits until a submission is recorded: nbgrader takes it for a failure of that submission, and goes on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: interrupts.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupts:
        raise KeyboardInterrupt


@contextmanager
def _quiet() -> Iterator[None]:
    """Without SQLAlchemy's advice to nbgrader's authors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def _last(result: dict[str, str]) -> str:
    """What went wrong: the first line of the last error that nbgrader logged with a traceback, for its own says no more
    than that there is one. The lines after it are SQLAlchemy's statement and a link.
    """
    told = result.get("log") or result.get("error") or ""
    logged = told.rpartition("Traceback (most recent call last):")[2].partition("\n[")[0]
    lines = [line for line in dedent(logged).splitlines() if line and not line[0].isspace()]
    return printable(lines[0] if lines else "no reason given")
