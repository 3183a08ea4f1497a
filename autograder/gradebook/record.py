"""Records reports in nbgrader: notebooks with the results in their cells, scores in the gradebook, feedback pages."""

from __future__ import annotations

import logging
import shutil
import signal
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timezone
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.course import database, submissions
from autograder.course.config import Course
from autograder.course.notebooks import Cell
from autograder.course.release import generate
from autograder.course.submissions import Found
from autograder.errors import InfrastructureError, KitError, SubmissionError
from autograder.gradebook.conform import conform, read_released
from autograder.gradebook.outputs import as_note
from autograder.gradebook.settings import absolute, settings
from autograder.grading.report import Report, Verdict
from autograder.text import printable

NBGRADERS_COURSE = "default_course"


class Gradebook:
    """A course's nbgrader gradebook and the folders beside it."""

    def __init__(self, course: Course, output: Path, url: str) -> None:
        self._course = course
        self._output = output
        self._url = database.patient(absolute(url, course.root))

    def prepare(self, assignment: str) -> None:
        """Makes sure that the gradebook knows the assignment and its cells as they are released.

        Raises CourseError where the gradebook cannot be used.
        """
        self._output.mkdir(parents=True, exist_ok=True)
        with database.alone(self._url, self._output / ".preparing"):
            with database.opened(self._url, NBGRADERS_COURSE):
                pass  # nbgrader's steps add it to the database; many at once would collide there
            if not self._is_current(assignment):
                with tempfile.TemporaryDirectory() as folder:
                    generate(self._course, assignment, release=Path(folder), gradebook=self._url)

    def record(self, found: Found, report: Report) -> None:
        """Runs nbgrader's Autograde on one submission, with `report` in place of executing its notebook.

        A folder whose name is no student id is left out. Raises InfrastructureError where nbgrader fails.
        """
        if not submissions.is_student_id(found.student):
            return
        with _whole(), self._staged(found, report) as folder, _quiet():
            result = self._api(folder).autograde(found.assignment, found.student)
        if not result["success"]:
            raise InfrastructureError(
                f"nbgrader did not record {found.student}'s {found.assignment}: {_last(result)}"
            )

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

    def _api(self, submitted: Path) -> NbGraderAPI:
        config: Config = settings(self._course, self._output, self._url, submitted)
        config.ShowReport.recording = True
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        api.log.setLevel(logging.INFO)
        return api

    def _is_current(self, assignment: str) -> bool:
        released = read_released(self._course.root, assignment)
        wanted = {
            cell.metadata.nbgrader["grade_id"]: (
                cell.metadata.nbgrader.get("points"),
                cell.metadata.nbgrader["checksum"],
            )
            for cell in released.cells
            if "nbgrader" in cell.metadata
        }
        with database.opened(self._url, self._course.config.course) as book:
            try:
                notebook = book.find_notebook(assignment, assignment)
            except MissingEntry:
                return False
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            known = {cell.name: (points.get(cell.name), cell.checksum) for cell in notebook.source_cells}
        return known == wanted

    @contextmanager
    def _staged(self, found: Found, report: Report) -> Iterator[Path]:
        """A folder in which nbgrader finds the submission as a notebook that it can be trusted with, and nothing else.

        Students' own folders are only read: they may hold a .py instead of a notebook, links, or what breaks nbgrader.
        """
        self._output.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".staged-", dir=self._output))
        try:
            place = folder / found.student / found.assignment
            place.mkdir(parents=True)
            cells, note, moment = self._cells(found, report)
            notebook = conform(cells, read_released(self._course.root, found.assignment), note)
            nbformat.write(notebook, place / f"{found.assignment}.ipynb")
            if moment:
                (place / "timestamp.txt").write_text(moment)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _cells(self, found: Found, report: Report) -> tuple[tuple[Cell, ...], str, str]:
        note = "" if report.verdict is Verdict.GRADED else as_note(report.verdict, report.reason)
        try:
            submission = submissions.read(found, self._course.config)
        except SubmissionError as error:
            return (), as_note(Verdict.REFUSED, str(error)), ""
        except KitError:
            return (), note, ""
        if submission.path.suffix == ".py":
            note = note or f"Handed in as `{submission.path.name}`; the cells below it are as released."
        moment = submission.submitted_at
        stamp = moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC") if moment else ""
        return submission.cells, note, stamp


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
    lines = (result.get("error") or result.get("log") or "no reason given").strip().splitlines()
    return printable(lines[-1])
