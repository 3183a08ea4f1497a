"""How `nbgrader zip_collect` tells whose a file of an LMS is: by its name or folder, and by the gradebook's names.

The LMS names what lies in its download, students what lies in their own folders and archives: those could name others.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from nbgrader.api import Student
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip

from autograder.nbgrader import database

# "Jane Doe_123456_assignsubmission_file_", a folder of files or, without folders, what a file's name begins with
_MOODLE = r"(?P<name>[^/]+)_(?P<number>[0-9]+)_assignsubmission_file_?/?"
# "doejane_LATE_4711_90001_": the last name and the first, the student's number, the file's
_CANVAS = r"(?P<name>[^/_]+)_(?P<late>LATE_)?(?P<number>[0-9]+)_[0-9]+_"

ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".rar", ".7z")


class Extractor(ExtractorPlugin):  # type: ignore[misc]
    """Opens the archives of `archive/`, not those in them, which are students': nbgrader's own opens these too, and
    stops at one that is none.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        for place, _, names in os.walk(archive_path):
            folder = Path(extracted_path, os.path.relpath(place, archive_path))
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                path = os.path.join(place, name)
                if place == archive_path and Path(name).suffix in self.zip_ext:
                    unzip(path, str(folder), zip_ext=self.zip_ext, create_own_folder=True)
                else:
                    shutil.copy(path, folder)


class Collector(FileNameCollectorPlugin):  # type: ignore[misc]
    """nbgrader's own collector, which knows the downloads of Moodle and Canvas as well.

    Moodle names students in full, and gives each a number for each assignment. Canvas runs their names together, and
    gives each one number, the gradebook's `lms_user_id`. A name that one student of the gradebook has stands for that
    student. Whom the gradebook does not know has the number as id.
    """

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student's id and the assignment; None for a file that is no submission of it."""
        name = self.parent.coursedir.assignment_id
        if submitted_file.endswith(ARCHIVES):
            self.log.warning(
                f"{submitted_file} is not opened, for a student has packed it: ask for {name}.ipynb itself"
            )
            return None
        file = rf"(?P<file>{re.escape(name)}(?: ?\([0-9]+\)|-[0-9]+)?\.(?:ipynb|py))$"
        folder = re.search(f"/{_MOODLE}(?=/)", submitted_file)  # the outermost is Moodle's own
        if folder and not re.fullmatch(file, submitted_file[folder.end() + 1 :]):
            return None
        if match := re.search(f"/{_MOODLE}{file}", submitted_file):
            student = self._of_moodle(match)
        elif match := re.search(f"/{_CANVAS}{file}", submitted_file):
            student = self._of_canvas(match)
            if match["late"]:
                self.log.warning(
                    f"{student} was late, and Canvas does not say by how much: {student}'s {name} counts as in time "
                    "unless you write a timestamp.txt into its folder"
                )
        else:
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        alike = _alike(match, file)
        if os.path.basename(submitted_file) != alike[0]:
            self.log.warning(f"{student} handed in {' and '.join(alike)}: {alike[0]} counts")
            return None
        return {"student_id": student, "file_id": name}

    def _of_moodle(self, match: re.Match[str]) -> str:
        words = _words(match["name"])
        return self._called(match, _MOODLE, lambda each: _words(_full_name(each)) == words)

    def _of_canvas(self, match: re.Match[str]) -> str:
        for each in self._roster:
            if each.lms_user_id == match["number"]:
                return str(each.id)
        letters = _letters(match["name"])

        def has_the_name(each: Student) -> bool:
            # One of another number is somebody else.
            name = f"{each.last_name or ''}{each.first_name or ''}"
            return not each.lms_user_id and _letters(name) == letters

        return self._called(match, _CANVAS, has_the_name)

    def _called(self, match: re.Match[str], lms: str, has_the_name: Callable[[Student], bool]) -> str:
        """The id of the one student who has the name, if one file's author alone has it; else the number."""
        name, number = match["name"], match["number"]
        beside = (re.match(lms, each) for each in os.listdir(match.string[: match.start() + 1]))
        numbers = {each["number"] for each in beside if each and each["name"] == name}
        ids = [str(each.id) for each in self._roster if has_the_name(each)]
        if len(ids) == len(numbers) == 1:
            return ids[0]
        # One who has but a number was told of when it was taken.
        if not any(each.id == number and not _full_name(each).strip() for each in self._roster):
            why = "several students are" if ids else "no student of the gradebook is"
            self.log.warning(f"{why} called {name}: {number} is taken for the student's id")
        return number

    @cached_property
    def _roster(self) -> list[Student]:
        coursedir = self.parent.coursedir
        with database.opened(coursedir.db_url, coursedir.course_id) as book:
            return list(book.students)


def _alike(match: re.Match[str], file: str) -> list[str]:
    """The names of a student's files that would be one in nbgrader, which stops at the second; the first is the one
    without a number of the student's or the browser's.
    """
    folder, own = os.path.split(match.string[: match.start("file")])
    own = re.sub("(_[0-9]+_)[0-9]+_$", r"\1", own)  # Canvas numbers each file, too
    kind = os.path.splitext(match["file"])[1]
    alike = re.compile(rf"{re.escape(own)}(?:[0-9]+_)?{file}")
    found = [each for name in os.listdir(folder) if name.endswith(kind) and (each := alike.fullmatch(name))]
    return [each.string for each in sorted(found, key=lambda each: (len(each["file"]), each.string))]


def _full_name(student: Student) -> str:
    return f"{student.first_name or ''} {student.last_name or ''}"


def _words(name: str) -> list[str]:
    """A name to compare others with: a site of Moodle's chooses whether the first or the last name comes first."""
    return sorted(_plain(name.replace("_", " ")).split())


def _letters(name: str) -> str:
    """A name as Canvas has it in a file's."""
    return "".join(filter(str.isalnum, _plain(name)))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
