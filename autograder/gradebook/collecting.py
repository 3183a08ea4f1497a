"""How `nbgrader zip_collect` tells whose a file of an LMS is: by its name, and in Moodle's by its folder's, too."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property

from nbgrader.plugins import FileNameCollectorPlugin

from autograder.course import database

# "Jane Doe_123456_assignsubmission_file_", a folder of files or, without folders, what a file's name begins with
_MOODLE = r"/(?P<name>[^/]+)_(?P<number>[0-9]+)_assignsubmission_file_?/?"


class Collector(FileNameCollectorPlugin):  # type: ignore[misc]
    """nbgrader's own collector, which knows Moodle's download as well.

    Moodle names students in full, and gives each a number for each assignment. A name that one student of the gradebook
    has stands for that student; without one the number is the student's id, for this assignment only.
    """

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student's id and the assignment; None for a file that is no submission of it."""
        name = self.parent.coursedir.assignment_id
        file = rf"{re.escape(name)}(?: ?\([0-9]+\)|-[0-9]+)?\.(?:ipynb|py)$"
        match = re.search(_MOODLE + file, submitted_file)
        if match is None:
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        ids = self._students.get(_words(match["name"]), [])
        if len(ids) != 1:
            why = "several students are" if ids else "no student of the gradebook is"
            self.log.warning(f"{why} called {match['name']}: {match['number']} is taken for the student's id")
        return {"student_id": ids[0] if len(ids) == 1 else match["number"], "file_id": name}

    @cached_property
    def _students(self) -> dict[tuple[str, ...], list[str]]:
        coursedir = self.parent.coursedir
        students: dict[tuple[str, ...], list[str]] = {}
        with database.opened(coursedir.db_url, coursedir.course_id) as book:
            for each in book.students:
                students.setdefault(_words(f"{each.first_name or ''} {each.last_name or ''}"), []).append(
                    each.id
                )
        return students


def _words(name: str) -> tuple[str, ...]:
    """A name to compare others with: a site of Moodle's chooses whether the first or the last name comes first."""
    plain = unicodedata.normalize("NFKC", name.replace("_", " ")).casefold()
    return tuple(sorted(plain.split()))
