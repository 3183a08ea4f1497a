"""What each export shows for a submission: the report's scores with what people gave in the gradebook, minus lateness.

The formats take their numbers only from here, so that all of them say the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.submissions import Found, is_student_id
from autograder.errors import CourseError, InfrastructureError, SubmissionError
from autograder.exports.collect import NOTHING, Absent, due_of, extensions_of, late_by, score
from autograder.exports.tables import number
from autograder.grading.report import DECIMALS, Report, Verdict
from autograder.grading.standing import Cell, Place, Standing, cells_of, counted
from autograder.nbgrader.book import Book
from autograder.nbgrader.settings import gradebook_of
from autograder.text import MOST_NAMED, some

TOLERANCE = 10**-DECIMALS
"""Of points that are the same: what the gradebook keeps may be rounded otherwise."""


@dataclass(frozen=True)
class Entry:
    """One student's part in one assignment.

    report: None where nothing of it was graded. standing: what the gradebook has; None where it has nothing. lost: what
    lateness takes, where the export shall subtract it. absent: the student has handed in nothing.
    """

    student: str
    assignment: str
    report: Report | None = None
    standing: Standing | None = None
    lost: float = 0.0
    absent: Absent | None = None

    @property
    def place(self) -> Place:
        return self.student, self.assignment

    @cached_property
    def cells(self) -> Sequence[Cell]:
        """Of the report first, as they count; none of who handed in nothing."""
        if self.absent:
            return ()
        return counted(cells_of(self.report) if self.report else (), self.standing)

    @property
    def automatic(self) -> float | None:
        """The tests' points; None where there are none, which must never become a zero."""
        return score(self.report) if self.report else None

    @property
    def before_lateness(self) -> float | None:
        """All points together. None where a score of tests is missing that nobody gave instead; what waits for a person
        counts as nothing, as in the gradebook.
        """
        if self.absent:
            return self.absent.score
        tests = {grade.grade_id for grade in self.report.grades} if self.report else set()
        if any(cell.points is None and (cell.grade_id in tests or not self.report) for cell in self.cells):
            return None
        return round(math.fsum(cell.points or 0.0 for cell in self.cells), DECIMALS)

    @property
    def score(self) -> float | None:
        """The exported score; never below 0, as in nbgrader."""
        before = self.before_lateness
        return None if before is None else round(max(0.0, before - self.lost), DECIMALS)

    @property
    def extra(self) -> float:
        """Extra credit that counts."""
        return math.fsum(cell.extra for cell in self.cells if cell.points is not None)

    @property
    def by_hand(self) -> float | None:
        """The points of cells that a person graded; None where nobody has."""
        given = [cell.manual for cell in self.cells if cell.manual is not None]
        return math.fsum(given) if given else None

    @property
    def is_given(self) -> bool:
        """Whether a person has given something."""
        return any(cell.is_given for cell in self.cells)

    @property
    def waiting(self) -> list[str]:
        """The cells that wait for a person."""
        tests = {grade.grade_id for grade in self.report.grades} if self.report else set()
        return [cell.grade_id for cell in self.cells if cell.points is None and cell.grade_id not in tests]


def entries_of(reports: Sequence[Report], absent: Sequence[Absent] = (), book: Book = NOTHING) -> list[Entry]:
    """The entries of these reports, of students who handed in nothing, and of students who have points from people
    without a report; sorted by student and assignment. The last are only of the assignments of the reports and absents.
    """
    entries = [
        Entry(each.student, each.assignment, each, book.standings.get((each.student, each.assignment)))
        for each in reports
    ]
    entries += [
        Entry(
            each.student,
            each.assignment,
            None,
            book.standings.get((each.student, each.assignment)),
            0.0,
            each,
        )
        for each in absent
    ]
    theirs, names = {each.place for each in entries}, {each.assignment for each in entries}
    entries += [
        Entry(student, name, standing=standing)
        for (student, name), standing in book.standings.items()
        if standing.is_given and name in names and (student, name) not in theirs
    ]
    return sorted(entries, key=lambda entry: entry.place)


def after_lateness(
    course: Course,
    entries: Sequence[Entry],
    submitted: Path,
    gradebook: str | None = None,
    book: Book = NOTHING,
) -> list[Entry]:
    """The entries with what lateness takes from them.

    As nbgrader does, a submission without timestamp.txt, and one without a due date, counts as on time. It uses the
    extensions that the gradebook has, the course's or that of another URL. Where grading.yml has no `lateness`, the
    penalties count that nbgrader has assigned by a rule of the course's own; so do they where a submission is not in
    `submitted` any more. Raises CourseError where there are none, for then it is not known when it was handed in.
    """
    lateness = course.config.lateness
    if lateness is None:
        if not any(each.penalty for each in book.standings.values()):
            raise CourseError(
                "--late: grading.yml has no `lateness` and the gradebook no penalty, so there is nothing to subtract"
            )
        return [replace(each, lost=each.standing.penalty if each.standing else 0.0) for each in entries]
    from autograder.nbgrader.lateness import penalty  # takes seconds: it imports nbgrader

    names = {each.assignment for each in entries}
    extended = extensions_of(course, names, gradebook or gradebook_of(course))

    def lost(entry: Entry) -> float:
        due, before = due_of(course, entry.assignment, book), entry.before_lateness
        if entry.report is None:
            return entry.standing.penalty if entry.standing else 0.0
        if entry.report.verdict is not Verdict.GRADED or due is None or before is None:
            return 0.0
        folder = submitted / entry.student / entry.assignment
        try:
            submission = submissions.read(Found(entry.student, entry.assignment, folder), course.config)
        except (SubmissionError, InfrastructureError) as error:
            if entry.standing:  # the gradebook has kept when that was
                return entry.standing.penalty
            raise CourseError(
                f"--late: {folder} does not say when it was handed in: {error}; "
                "grade it again, or name the folder of submissions with --submitted"
            ) from None
        moment = submission.submitted_at
        late = late_by(moment, due, extended.get(entry.place)).total_seconds() if moment else 0.0
        return penalty(lateness, max(0.0, before), late)

    return [replace(each, lost=lost(each)) for each in entries]


def remarks(course: Course, entries: Sequence[Entry], book: Book, late: bool) -> Iterator[str]:
    """A line for whatever of the numbers people may not expect: no score, points without a report, what waits for a
    person, and where the gradebook says something else than the reports. late: whether lateness was subtracted.
    """
    recorded = {name for _, name in book.standings}
    for each in entries:
        who = f"{each.student} {each.assignment}"
        kept = (
            math.fsum(cell.points or 0.0 for cell in each.standing.cells.values()) if each.standing else 0.0
        )
        if each.absent:
            if kept:
                yield (
                    f"{who} has neither a report nor a submission, and {number(kept)} automatic points in the "
                    "gradebook, which are not there"
                )
        elif each.report is None:
            there = (
                "no score there until all is graded"
                if each.score is None
                else f"{number(each.score)} points there"
            )
            yield f"{who} has no report, and points that people gave in the gradebook: {there}"
        elif each.score is None:
            yield f"{who} has no score there: grade it again"
        if each.report is None:
            continue
        if each.standing is None:
            if each.assignment in recorded and is_student_id(each.student):
                yield f"{who} is not in the gradebook: `autograder grade {each.assignment}` records it"
            continue
        differing = [
            f"{cell.grade_id} {number(cell.automatic) or 'none'}"
            for cell in cells_of(each.report)
            if not _same(cell.automatic, _automatic(each.standing, cell.grade_id))
        ]
        if differing:
            yield (
                f"{who}: the gradebook has other automatic points than the report, which has "
                f"{', '.join(differing)} and counts there: `autograder grade {each.assignment}` records it"
            )
        elif late and not _same(each.lost, each.standing.penalty):
            yield (
                f"{who} loses {number(each.lost) or '0'} points to lateness there, and {number(each.standing.penalty)} "
                f"in the gradebook: `autograder grade {each.assignment}` brings that up to date"
            )
    for name in dict.fromkeys(each.assignment for each in entries):
        by_cell: dict[str, list[str]] = {}
        for each in entries:
            if each.assignment == name:
                for cell in each.waiting:
                    by_cell.setdefault(cell, []).append(each.student)
        for cell, students in by_cell.items():
            yield f"{cell} of {some(students, MOST_NAMED)} waits for a person, and counts as nothing there"


def worth(course: Course, assignment: str, book: Book) -> float:
    """The points of an assignment: grading.yml's, and those of cells that people grade."""
    config = course.assignment(assignment)
    return math.fsum([config.points, *by_people(config.grades, book.worth.get(assignment, {})).values()])


def by_people(tested: Collection[str], cells: Mapping[str, float]) -> dict[str, float]:
    """Of an assignment's cells and their points those that have none from tests."""
    return {name: points for name, points in cells.items() if name not in tested and points}


def _automatic(standing: Standing, grade_id: str) -> float | None:
    cell = standing.cells.get(grade_id)
    return cell.automatic if cell else None


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, abs_tol=TOLERANCE)
