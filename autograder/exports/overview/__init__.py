"""How a class did, on one page for the instructor: the scores of each assignment, which mistakes cost points and to
which students, and how good each test is.

The page is one file. What students' code printed stands in it as text. Its only script sorts the table of students;
without the script, the table is there, too. `figures.py` counts, `section.py` and `students.py` show.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from autograder.course.config import Course
from autograder.exports.collect import Times
from autograder.exports.entries import Entry
from autograder.exports.overview import students
from autograder.exports.overview.section import STYLE, Class, at_a_glance, section
from autograder.exports.overview.students import Link
from autograder.exports.registry import Format, Scores
from autograder.grading.report import Report
from autograder.grading.store import REPORTS, Store
from autograder.nbgrader.settings import feedback_page
from autograder.reports import page


def overview(
    course: Course,
    assignments: Sequence[str],
    entries: Sequence[Entry],
    times: Times | None = None,
    link: Link = lambda report: "",
) -> str:
    """The text of the HTML file.

    entries: of these assignments. times: when those who have a report handed in; None where that is not known. link:
    the address of a student's page, "" for none.
    """
    classes = [
        Class(
            name,
            course.assignment(name),
            [each.report for each in entries if each.assignment == name and each.report],
            [each.student for each in entries if each.assignment == name and each.absent],
            [each.student for each in entries if each.assignment == name and each.is_given],
            times,
            course.config.lateness.grace if course.config.lateness else 0.0,
        )
        for name in assignments
    ]
    parts = [at_a_glance(classes) if len(classes) > 1 else "", *map(section, classes)]
    parts.append(students.table(classes, link))
    return page.document(
        f"{course.config.course}: how the class did", "\n".join(parts), style=STYLE, script=page.SORT
    )


def _link(graded: Path, folder: Path) -> Link:
    """Leads from a page in `folder` to a student's feedback page, or to the report where there is none."""
    store = Store(graded / REPORTS)

    def link(report: Report) -> str:
        for path in (
            feedback_page(graded, report.student, report.assignment),
            store.path(report.assignment, report.student),
        ):
            if os.path.isfile(path):
                return quote(os.fsencode(os.path.relpath(path, folder)))
        return ""

    return link


def _page(scores: Scores) -> str:
    link = _link(scores.graded, scores.folder)
    return overview(scores.course, scores.assignments, scores.entries, scores.times, link)


FORMAT = Format("you: a page of how the class did", "overview.html", _page, times=True)
