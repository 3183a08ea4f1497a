"""The file that Canvas imports into its gradebook: a column for each assignment, a row for each student.

Canvas knows a student by ID, SIS User ID or SIS Login ID, whichever is there, in this order, and an assignment by its
name: if it has one of that name, this one gets the scores; otherwise Canvas offers to make it. The second row has the
points that each is worth.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.course.config import Course
from autograder.exports.collect import NOTHING
from autograder.exports.entries import Entry, worth
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import guarded, number, text_of
from autograder.nbgrader.book import Book, Person
from autograder.text import MOST_NAMED, some

IDENTIFIERS = {"sis-login-id": "SIS Login ID", "sis-user-id": "SIS User ID", "id": "ID"}
"""The option's values, and the column that each fills."""
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS = "    Points Possible"  # Canvas knows the row by these words

# As Canvas's own importer has them (lib/gradebook_importer.rb): a column whose name holds one of these is dropped.
_COMPUTED = re.compile("(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
# Scores are looked for in the first column of an assignment's name.
_OF_STUDENTS = {*COLUMNS, "LastName", "FirstName", "Integration ID", "Root Account"}
_NUMBERED = re.compile(
    r"(?P<title>.*)\s\((?P<number>\d+)\)", re.S
)  # what is in brackets is the number in Canvas


def canvas(
    course: Course,
    assignments: Sequence[str],
    entries: Sequence[Entry],
    identifier: str = "sis-login-id",
    book: Book = NOTHING,
) -> str:
    """The text of the CSV file. A cell is empty where there is no score.

    identifier: one of IDENTIFIERS, what the names of the students' folders are. book: what the gradebook has, by which
    students are called and numbered.
    """
    by_place = {each.place: each for each in entries}
    rows = [
        [*COLUMNS, *_titles(course, assignments)],
        [
            POINTS,
            *[""] * (len(COLUMNS) - 1),
            *(number(worth(course, name, book)) for name in assignments),
        ],
    ]
    for student in sorted({each.student for each in entries}):
        mine = [by_place.get((student, name)) for name in assignments]
        known = _known(student, book.people.get(student, Person()), IDENTIFIERS[identifier])
        rows.append([*known, *(number(each.score) if each else "" for each in mine)])
    return text_of(rows)


def _known(student: str, person: Person, filled: str) -> list[str]:
    """Who it is, column by column. What the gradebook was told of Canvas's number comes before a folder's name."""
    cells: Mapping[str, str] = {
        filled: student,
        "Student": person.sorted_name or student,
        **({"ID": person.lms_user_id} if person.lms_user_id.isdecimal() else {}),
    }
    return [guarded(cells.get(column, "")) for column in COLUMNS]


def _titles(course: Course, assignments: Sequence[str]) -> list[str]:
    """The names in Canvas; with the assignment's own behind it where two have the same title."""
    titles = [course.assignment(name).title for name in assignments]
    times = Counter(titles)
    return [
        title if times[title] == 1 else f"{title} ({name})"
        for title, name in zip(titles, assignments, strict=True)
    ]


def _text(scores: Scores) -> str:
    return canvas(scores.course, scores.assignments, scores.entries, scores.identifier, scores.book)


def _warnings(scores: Scores) -> list[str]:
    """What Canvas would not take, or take for something else."""
    lines = []
    for title in _titles(scores.course, scores.assignments):
        mend = "give the assignment another title in grading.yml"
        if match := _COMPUTED.search(title):
            lines.append(
                f"Canvas drops the column {title!r}, because it computes columns called {match[0]!r} itself: {mend}"
            )
        elif title in _OF_STUDENTS:
            lines.append(f"Canvas takes the column {title!r} for one of its own about students: {mend}")
        elif match := _NUMBERED.fullmatch(title):
            lines.append(
                f"Canvas takes the {match['number']} of the column {title!r} for an assignment's number, and the text "
                f"before it for the name: {mend}"
            )
    if scores.identifier == "id":
        students = sorted({each.student for each in scores.entries})
        people = scores.book.people
        unknown = [
            each
            for each in students
            if not (each.isdecimal() or people.get(each, Person()).lms_user_id.isdecimal())
        ]
        if unknown:
            lines.append(
                f"Canvas's IDs are numbers, and {some(unknown, MOST_NAMED)} has none: it looks for the name instead; "
                "add the column lms_user_id to the gradebook, or choose another --identifier"
            )
    return lines


FORMAT = Format(
    "Canvas's gradebook",
    "canvas.csv",
    _text,
    identifiers=IDENTIFIERS,
    late=True,
    missing=True,
    warnings=_warnings,
)
