"""The file for Moodle's "Import: CSV file": for each assignment a column of scores and one of feedback."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.exports.collect import NOTHING
from autograder.exports.entries import Entry
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import guarded, number, text_of
from autograder.nbgrader.book import Book, Person
from autograder.reports.wording import losses
from autograder.text import MOST_NAMED, some

IDENTIFIERS = ("username", "idnumber", "email")
"""What a student's folder may be named by, as Moodle calls it."""
# Moodle shows feedback as HTML. Escaped, a spreadsheet would show the escapes; these are no tags to either.
_NO_TAGS = str.maketrans("<>", "‹›")


def moodle(
    assignments: Sequence[str],
    entries: Sequence[Entry],
    identifier: str = "username",
    book: Book = NOTHING,
) -> str:
    """The text of the CSV file. Where there is no score, both cells are empty: Moodle would take a comment alone for a
    grade that was removed.

    identifier: one of IDENTIFIERS. book: what the gradebook has, whose addresses come before folders' names.
    """
    by_place = {each.place: each for each in entries}
    rows = [[identifier, *(column for name in assignments for column in (name, f"{name} feedback"))]]
    for student in sorted({each.student for each in entries}):
        row = [guarded(_known(student, identifier, book))]
        for name in assignments:
            entry = by_place.get((student, name))
            has_score = entry is not None and entry.score is not None
            row += [number(entry.score), _feedback(entry)] if entry and has_score else ["", ""]
        rows.append(row)
    return text_of(rows)


def _known(student: str, identifier: str, book: Book) -> str:
    told = book.people.get(student, Person()).email if identifier == "email" else ""
    return told or student


def _feedback(entry: Entry) -> str:
    if entry.absent:
        return "no submission"
    lines = losses(entry.report) if entry.report else []
    if (by_hand := entry.by_hand) is not None:
        lines = [*lines, f"graded by hand: {number(by_hand)} points"]
    if entry.extra:
        lines = [*lines, f"extra credit: {number(entry.extra)} points"]
    if entry.lost:
        lines = [*lines, f"late: {number(entry.lost)} points less"]
    return guarded("; ".join(lines) or "all tests passed").translate(_NO_TAGS)


def _text(scores: Scores) -> str:
    return moodle(scores.assignments, scores.entries, scores.identifier, scores.book)


def _warnings(scores: Scores) -> list[str]:
    if scores.identifier != "email":
        return []
    students = sorted({each.student for each in scores.entries})
    unknown = [each for each in students if "@" not in _known(each, "email", scores.book)]
    return (
        [
            f"no address of {some(unknown, MOST_NAMED)} is known, neither in the gradebook nor as a folder's name: "
            "Moodle will not find them; add the column email to the gradebook"
        ]
        if unknown
        else []
    )


FORMAT = Format(
    "Moodle's gradebook",
    "moodle.csv",
    _text,
    identifiers=IDENTIFIERS,
    late=True,
    missing=True,
    warnings=_warnings,
)
