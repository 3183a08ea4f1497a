"""The file that Canvas imports into its gradebook: a column for each assignment, a row for each student.

Canvas knows a student by ID, SIS User ID or SIS Login ID, whichever is there, and an assignment by its name: one of
that name gets the scores, else Canvas offers to make it. The second row tells what each is worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.course.config import Course
from autograder.exports.collect import Absent, score
from autograder.exports.registry import Format, Scores
from autograder.exports.tables import guarded, number, text_of
from autograder.grading.report import Report

IDENTIFIERS = {"sis-login-id": "SIS Login ID", "sis-user-id": "SIS User ID", "id": "ID"}
"""The option's values, and the column that each fills."""
COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS = "    Points Possible"  # Canvas knows the row by these words


def canvas(
    course: Course,
    assignments: Sequence[str],
    reports: Sequence[Report],
    identifier: str = "sis-login-id",
    late: Mapping[tuple[str, str], float] = {},
    absent: Sequence[Absent] = (),
) -> str:
    """The text of the CSV file. A cell is empty where there is no score.

    identifier: one of IDENTIFIERS, what the names of the students' folders are. late: scores that replace a report's,
    by student and assignment. absent: who handed in nothing.
    """
    filled = IDENTIFIERS[identifier]
    scores = {(each.student, each.assignment): score(each) for each in reports} | dict(late)
    scores |= {(each.student, each.assignment): each.score for each in absent}
    rows = [
        [*COLUMNS, *_titles(course, assignments)],
        [
            POINTS,
            *[""] * (len(COLUMNS) - 1),
            *(number(course.assignment(name).points) for name in assignments),
        ],
    ]
    for student in sorted({each.student for each in reports} | {each.student for each in absent}):
        cell = guarded(student)
        known = [cell if column in ("Student", filled) else "" for column in COLUMNS]
        rows.append([*known, *(number(scores.get((student, name))) for name in assignments)])
    return text_of(rows)


def _titles(course: Course, assignments: Sequence[str]) -> list[str]:
    """The names in Canvas; with the assignment's own behind it where two have the same title."""
    titles = [course.assignment(name).title for name in assignments]
    times = Counter(titles)
    return [
        title if times[title] == 1 else f"{title} ({name})"
        for title, name in zip(titles, assignments, strict=True)
    ]


def _text(scores: Scores) -> str:
    return canvas(
        scores.course, scores.assignments, scores.reports, scores.identifier, scores.late, scores.absent
    )


FORMAT = Format("Canvas's gradebook", "canvas.csv", _text, identifiers=IDENTIFIERS, late=True, missing=True)
