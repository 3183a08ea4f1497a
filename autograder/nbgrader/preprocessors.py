"""The steps that the kit puts into nbgrader's Autograde, in place of running the notebook.

Conform makes the notebook safe for nbgrader, and MakeInert makes it safe for a browser. ShowReport puts the report of
the submission into its cells, from which nbgrader takes the scores. RecordScores makes sure that the gradebook says the
same, and UpdateTable does so for scores.csv.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, SubmittedNotebook
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.orm import joinedload
from traitlets import Unicode

from autograder.course.config import Course, translation
from autograder.course.languages import ENGLISH
from autograder.course.notebooks import Cell
from autograder.course.submissions import Found, Submission, submitted_at
from autograder.errors import CourseError
from autograder.grading.report import Report
from autograder.grading.store import SCORES, Store, refresh_scores
from autograder.nbgrader import extensions, ledger, transactions
from autograder.nbgrader.conform import check_points, conform, is_autograded, read_released
from autograder.nbgrader.current_report import current_report
from autograder.nbgrader.outputs import METADATA, cell_outputs, comment, part_summary
from autograder.nbgrader.reading import read_book
from autograder.nbgrader.safe_markdown import SECONDS, inert, typed

Resources = dict[str, Any]
# Characters of a notebook's code: each word becomes an element of the page, 2 MiB of them four minutes and gigabytes.
MOST_COLOURED = 100_000


class _KitStep(NbGraderPreprocessor):  # type: ignore[misc]
    course_root = Unicode(help="The folder that holds grading.yml.").tag(config=True)
    reports = Unicode(help="The folder of the reports.").tag(config=True)

    @property
    def submitted(self) -> Path:
        """The folder of what nbgrader was given to grade."""
        return Path(self.course_root, self.config.CourseDirectory.submitted_directory)


class Conform(_KitStep):
    """Frames the student's cells in the released notebook: see `conform`."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        released = read_released(Path(self.course_root), resources["nbgrader"]["assignment"])
        return conform((_cell(number, cell) for number, cell in enumerate(nb.cells, 1)), released), resources


class MakeInert(_KitStep):
    """Makes HTML that runs nothing of each text that is not as it was released: see `safe_markdown`. More code than
    anybody writes has no colours in a page.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        released = read_released(Path(self.course_root), resources["nbgrader"]["assignment"])
        ours = {cell.source for cell in released.cells if cell.cell_type == "markdown"}
        until = time.process_time() + SECONDS
        for cell in nb.cells:
            if cell.cell_type == "markdown" and cell.source not in ours:
                cell.source = inert(cell.source, until - time.process_time())
            elif cell.cell_type == "raw":  # nbconvert would put it into the page as it is
                cell.cell_type = "markdown"
                cell.source = typed(cell.source)
        if sum(len(cell.source) for cell in nb.cells if cell.cell_type == "code") > MOST_COLOURED:
            nb.metadata["language_info"] = {**nb.metadata["language_info"], "pygments_lexer": "text"}
        return nb, resources


class ShowReport(_KitStep):
    """Writes the score and the tests of each grade id into its cell, grading the submission first where needed."""

    report = Unicode(
        help="The report to show, as JSON, where the run that calls this has made it of what it staged."
    ).tag(config=True)
    language = Unicode(ENGLISH, help="The course's, where there is a report.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        if self.report:
            report, language = Report.model_validate_json(self.report), self.language
        else:
            course = Course.load(Path(self.course_root))
            language = course.config.language
            check_points(course, names["assignment"])
            report = current_report(course, Store(Path(self.reports)), self.parent.opened)
        resources["report"] = report
        resources["words"] = translation(Path(self.course_root), language, [names["assignment"]]).words
        transactions.begin_transaction()
        with Gradebook(names["db_url"]) as gradebook:
            notebook = _notebook(gradebook, names)
            ledger.hold(gradebook, notebook)
            grades = _rows(gradebook, Grade, notebook)
            # The steps to come share them: whoever asks for one of a few rows at a time asks the database each time.
            resources["rows"] = [notebook, *grades, *_rows(gradebook, Comment, notebook)]
            # SaveAutoGrades will write over both.
            resources["before"] = {row.name: (row.auto_score, row.needs_manual_grade) for row in grades}
        results = {grade.grade_id: grade for grade in report.grades}
        words = resources["words"]
        for cell in nb.cells:
            if cell.cell_type == "code" and is_autograded(cell.metadata.get("nbgrader", {})):
                grade = results[cell.metadata.nbgrader["grade_id"]]
                cell.outputs = cell_outputs(report, grade, words)
                cell.metadata[METADATA] = part_summary(report, grade)
        return nb, resources


class RecordScores(_KitStep):
    """Sets the score of each grade id in the gradebook, also of those whose cell is gone, the comments, and when the
    submission was handed in.
    """

    key = Unicode(help="Stands for all that is recorded: see `record`.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        names, report = resources["nbgrader"], resources["report"]
        with Gradebook(names["db_url"]) as gradebook:
            if not self.key:  # nobody has prepared the gradebook
                ledger.prepare(gradebook)
                extensions.prepare(gradebook)
            notebook = _notebook(gradebook, names)
            last = ledger.digest_of(gradebook, notebook.assignment.id)
            comments = comment(report, resources["words"])
            _record(notebook, report, nb, resources["before"], last not in ("", report.digest), comments)
            # nbgrader keeps the last one where there is none any more.
            moment = self._submitted_at(names["student"], names["assignment"])
            notebook.assignment.timestamp = moment and moment.replace(tzinfo=None)
            extensions.hand_over(gradebook, notebook.assignment)
            ledger.put(gradebook, notebook.assignment.id, report.digest, self.key)
            gradebook.db.commit()
        nb.metadata[METADATA] = {"key": self.key}  # the notebook is written last
        return nb, resources

    def _submitted_at(self, student: str, assignment: str) -> datetime | None:
        if isinstance(self.parent.opened, Submission):
            return self.parent.opened.submitted_at
        return submitted_at(Found(student, assignment, self.submitted / student / assignment))


class UpdateTable(_KitStep):
    """Puts what the gradebook has now of a submission beside its scores in scores.csv, the penalty included."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        try:
            book = read_book(names["db_url"], names["student"])
            place = (names["student"], names["assignment"])
            refresh_scores(Path(self.reports).parent / SCORES, book.standings, place)
        except CourseError as error:  # the gradebook and the notebook have it all
            self.log.warning("%s lacks it: %s", SCORES, error)
        return nb, resources


def _rows(gradebook: Gradebook, kind: type[Grade | Comment], notebook: SubmittedNotebook) -> list[Any]:
    """A submission's grades or comments, with the cells that they are of."""
    of_it = gradebook.db.query(kind).filter_by(notebook_id=notebook.id)
    found: list[Any] = of_it.options(joinedload(kind.cell)).all()
    return found


def _notebook(gradebook: Gradebook, names: dict[str, str]) -> SubmittedNotebook:
    return gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"])


def _record(
    notebook: SubmittedNotebook,
    report: Report,
    nb: NotebookNode,
    before: dict[str, tuple[float | None, bool]],
    changed: bool,
    summary: str,
) -> None:
    """before: each grade id's automatic score and flag as they were. changed: the report is another than the one
    recorded last. A score that a person gave is to be looked at again where what it was given for has changed. summary:
    the report as a comment.
    """
    scores = {grade.grade_id: grade.score for grade in report.grades}
    for grade in notebook.grades:
        if grade.name in scores:
            grade.auto_score = scores[grade.name]
            score, flagged = before.get(grade.name, (None, False))
            again = changed or flagged or score != grade.auto_score
            grade.needs_manual_grade = grade.auto_score is None or (grade.manual_score is not None and again)
    # SaveAutoGrades has said "No response." where a stub is as it was released.
    answered = {row.name: row for row in notebook.comments if row.auto_comment != "No response."}
    for row in answered.values():
        row.auto_comment = None
    # One summary, on the first cell that the student wrote in: it is about the whole, not about one cell.
    order = [cell.metadata.nbgrader["grade_id"] for cell in nb.cells if utils.is_solution(cell)]
    first = next((answered[name] for name in order if name in answered), None)
    if first is not None:
        first.auto_comment = summary or None


def _cell(number: int, cell: NotebookNode) -> Cell:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return Cell(f"cell {number}", cell.source, cell.cell_type, grade_id if isinstance(grade_id, str) else "")
