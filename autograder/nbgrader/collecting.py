"""How `nbgrader zip_collect` finds the student of a file from an LMS: by the file's name or folder, and by the
gradebook's names.

The LMS chose the names in its download. Students chose the names in their own folders and archives, which could be
other students' names.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip

from autograder.course.choosing import ARCHIVES, choose, is_notebook, is_script
from autograder.course.config import Course
from autograder.course.files import is_hidden
from autograder.course.modules import gather
from autograder.course.submissions import LARGEST, SECRET, TIMESTAMP, contents_of
from autograder.errors import SubmissionError
from autograder.nbgrader.downloads import Handed, Roster, of_lms
from autograder.nbgrader.reading import read_book
from autograder.text import printable

_OFTEN = re.compile(r"(?: ?\([0-9]+\)|-[0-9]+)?\.(?:ipynb|py)")  # what browsers and Canvas put behind a name
_NBGRADERS = (TIMESTAMP, SECRET)  # a student's own would say when it was handed in


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
    gives each one number, the gradebook's `lms_user_id`. Who that is: see `downloads.Roster`.

    Which of a student's files counts is what `choosing.choose` says, whatever it is called. Where none does, all are
    put into the student's folder as they are, so that grading tells who it is and why.
    """

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student's id, and what the file will be called; None for a file that is not put into anybody's folder."""
        if is_archive(submitted_file):
            self.log.warning(
                f"{submitted_file} is an archive and is not opened: ask the student for {self._assignment}.ipynb itself"
            )
        if submitted_file in self._known:
            return self._collected.get(submitted_file)
        found: dict[str, str] | None = super().collect(submitted_file)
        if not found and (is_notebook(submitted_file) or is_script(submitted_file.rpartition("/")[2])):
            self.log.warning(
                f"{submitted_file} is not collected, because its name does not say whose it is: put the student's id "
                f"before it, as in jdoe_{self._assignment}.ipynb"
            )
        return found

    @property
    def _assignment(self) -> str:
        return str(self.parent.coursedir.assignment_id)

    @cached_property
    def _known(self) -> dict[str, Handed]:
        """The files whose owners are known."""
        extracted = self.parent._format_collect_path(self.parent.extracted_directory)
        paths = [os.path.join(place, name) for place, _, names in os.walk(extracted) for name in names]
        handed = (self._handed(path, extracted) for path in sorted(paths) if not os.path.islink(path))
        return {each.file: each for each in handed if each}

    def _handed(self, file: str, extracted: str) -> Handed | None:
        """Whose a file is: an LMS's word, or else an id in front of its name."""
        folders = os.path.relpath(file, extracted).split(os.sep)
        if handed := of_lms(file, folders):
            return handed
        name, kind = folders[-1], os.path.splitext(file)[1]
        match = re.match(self.named_regexp, file) if kind in self.valid_ext else None
        if match and match.groupdict().keys() == {"student_id", "file_id"}:
            return Handed(file, f"{match['file_id']}{kind}", "", match["student_id"], "")
        if not match and (is_notebook(name) or is_archive(name)):
            for student in sorted(self._roster.ids, key=len, reverse=True):
                if name.startswith(f"{student}_"):
                    return Handed(file, name[len(student) + 1 :], "", student, "")
        return None

    @cached_property
    def _collected(self) -> dict[str, dict[str, str]]:
        """What becomes of each file whose owner is known, and whatever has to be said of that."""
        by_student: dict[str, list[Handed]] = {}
        for student, group in self._owned():
            by_student.setdefault(student, []).extend(group)
        collected = {}
        for student, group in by_student.items():
            for handed, name in self._counting(student, group):
                collected[handed.file] = {"student_id": student, "file_id": name}
        return collected

    def _owned(self) -> Iterator[tuple[str, Sequence[Handed]]]:
        """The files of each whom the LMS tells apart, with the student's id."""
        for each in self._roster.owners(self._known.values()):
            # One who has but a number was told of when it was taken.
            if each.doubt and not self._roster.is_but_a_number(each.student):
                name = each.files[0].name
                self.log.warning(f"{each.doubt} called {name}: {each.student} is taken for the student's id")
            yield each.student, each.files

    def _counting(self, student: str, group: Sequence[Handed]) -> Iterator[tuple[Handed, str]]:
        """Those of a student's files that are collected, and what each will be called."""
        name = self._assignment
        # Files of one name keep what the LMS has put before it: none is the one that it says.
        times = Counter(each.path for each in group)
        by_path = {
            each.path if times[each.path] == 1 else os.path.basename(each.file): each for each in group
        }
        choice = choose(by_path, name, self._owners, lambda path: _content(by_path[path].file))
        if not choice.path:
            self.log.warning(f"{student}: {choice.why}; `autograder grade` names {student}, too")
            for path, each in by_path.items():
                if path not in _NBGRADERS and not any(map(is_hidden, path.split("/"))):
                    yield each, path
            return
        if any(each.is_late for each in group):
            self.log.warning(
                f"{student} was late, and Canvas does not say by how much: {student}'s {name} counts as on time "
                "unless you write a timestamp.txt into its folder"
            )
        chosen = by_path[choice.path]
        own_name, kind = os.path.basename(chosen.file), os.path.splitext(choice.path)[1]
        alike = [
            os.path.basename(by_path[path].file)
            for path in sorted(by_path, key=lambda path: (len(path), path))
            if path.startswith(name) and path.endswith(kind) and _OFTEN.fullmatch(path[len(name) :])
        ]
        if own_name in alike and len(alike) > 1:
            self.log.warning(f"{student} handed in {' and '.join(alike)}: {own_name} counts")
        elif choice.why:
            self.log.warning(f"{student}: {printable(own_name)} counts as {name}{kind}, because {choice.why}")
        # nbgrader keeps the ending of what it copies, and finds the notebook by the assignment's name.
        yield chosen, name if kind in self.valid_ext else os.path.basename(choice.path)
        for path in self._modules(choice.path, by_path):
            yield by_path[path], path[choice.path.rfind("/") + 1 :]

    def _modules(self, chosen: str, by_path: Mapping[str, Handed]) -> list[str]:
        """The paths of the student's own modules that the file which counts imports."""
        try:
            contents = contents_of(_content(by_path[chosen].file), chosen, self._assignment, self._owners)
        except SubmissionError:  # grading tells why
            return []
        code = (cell.source for cell in contents.cells if cell.kind == "code")
        modules, _ = gather(chosen, code, by_path, lambda path: _content(by_path[path].file))
        return [chosen[: chosen.rfind("/") + 1] + path for path, _ in modules]

    @cached_property
    def _roster(self) -> Roster:
        return Roster(read_book(self.parent.coursedir.db_url).people)

    @cached_property
    def _owners(self) -> dict[str, str]:
        return Course.load(Path(self.parent.coursedir.root)).config.owners


def is_archive(path: str) -> bool:
    """Whether a file's name says that it is packed."""
    return path.casefold().endswith(ARCHIVES)


def _content(file: str) -> bytes:
    """What tells of a notebook whose it is; SubmissionError for one that is too large to be read."""
    if os.path.getsize(file) > LARGEST:
        raise SubmissionError(file)  # whoever reads it to grade it tells why
    return Path(file).read_bytes()
