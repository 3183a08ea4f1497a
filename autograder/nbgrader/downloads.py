"""Finds the student of a file in an LMS's download: by the name that Moodle or Canvas gave it, and by the gradebook.

The LMS chose the names in its download. Students chose the names in their own folders and archives, which could be
other students' names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.nbgrader.book import Person

MOODLE, CANVAS = "Moodle", "Canvas"
# "Jane Doe_123456_assignsubmission_file_", a folder of files or, without folders, what a file's name begins with. Where
# the class is in groups, the group's name and a dash come first.
_MOODLE = re.compile(
    r"(?P<label>(?P<name>.+?)_(?P<number>[0-9]+)_assignsubmission_file)(?:_|$)(?P<file>.*)", re.S
)
# "doejane_LATE_4711_90001_": the last name and the first, the student's number, the file's
_CANVAS = re.compile(
    r"(?P<label>(?P<name>[^_]+)_(?P<late>LATE_)?(?P<number>[0-9]+)_[0-9]+)_(?P<file>.+)", re.S
)


@dataclass(frozen=True)
class Handed:
    """A file of the download, whose it is by the LMS's word, and its path below all that this student handed in.

    lms: which LMS named it; name, number: what that calls the student; is_late: whether it says so; label: what stands
    before the student's own name of the file, by which the LMS knows it again.
    """

    file: str
    path: str
    lms: str
    name: str
    number: str
    is_late: bool = False
    label: str = ""


@dataclass(frozen=True)
class Owned:
    """All files of one student, as the LMS distinguishes them. student: the id in the gradebook. doubt: why that is
    only the LMS's number, "several students are" called so or "no student of the gradebook is"; "" if there is no
    doubt.
    """

    student: str
    files: Sequence[Handed]
    doubt: str = ""


def of_lms(file: str, folders: Sequence[str]) -> Handed | None:
    """What an LMS says about a file; None if no LMS has named it. folders: its path in the download, part by part.

    The outermost name tells: what lies in a student's folder is named by that student.

        of_lms("x", ["Jane Doe_17_assignsubmission_file_", "work.ipynb"])  # name "Jane Doe", number "17"
    """
    for depth, part in enumerate(folders):
        is_last = depth == len(folders) - 1
        if match := _MOODLE.fullmatch(part):
            inner = [*([match["file"]] if match["file"] else []), *folders[depth + 1 :]]
            if is_last == bool(match["file"]):
                return Handed(
                    file, "/".join(inner), MOODLE, match["name"], match["number"], label=match["label"]
                )
        elif is_last and (match := _CANVAS.fullmatch(part)):
            return Handed(
                *(file, match["file"], CANVAS, match["name"], match["number"]),
                is_late=bool(match["late"]),
                label=match["label"],
            )
    return None


class Roster:
    """The students of the gradebook, found by what an LMS calls them."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = people

    @property
    def ids(self) -> Iterable[str]:
        return self._people

    def is_but_a_number(self, student: str) -> bool:
        """Whether the gradebook has a student of that id, and no name."""
        return student in self._people and not _full_name(self._people[student]).strip()

    def owners(self, files: Iterable[Handed]) -> Iterator[Owned]:
        """The files by student, as the LMS distinguishes students, with the id in the gradebook.

        A name that exactly one student of the gradebook has stands for that student. Students that the gradebook does
        not know, or cannot distinguish, have the number as id. Files that no LMS has named have the name as id.
        """
        groups: dict[tuple[str, str, str], list[Handed]] = {}
        for each in files:
            groups.setdefault((each.lms, each.name, each.number), []).append(each)
        found = {
            (lms, name, number): self._of_canvas(name, number) if lms == CANVAS else self._of_moodle(name)
            for lms, name, number in groups
        }
        claims = Counter(ids[0] for ids in found.values() if len(ids) == 1)
        for who, group in groups.items():
            lms, name, number = who
            ids = found[who]
            if not lms:
                yield Owned(name, group)
            elif len(ids) == 1 and (claims[ids[0]] == 1 or self._people[ids[0]].lms_user_id == number):
                yield Owned(ids[0], group)
            else:
                yield Owned(
                    number, group, "several students are" if ids else "no student of the gradebook is"
                )

    def _of_canvas(self, name: str, number: str) -> list[str]:
        known = [student for student, person in self._people.items() if person.lms_user_id == number]
        # One of another number is somebody else.
        return known or [
            student
            for student, person in self._people.items()
            if not person.lms_user_id and _letters(f"{person.last_name}{person.first_name}") == _letters(name)
        ]

    def _of_moodle(self, name: str) -> list[str]:
        """The ids of the students who have a name in full; where nobody has, of those who have it behind a group's."""
        for start in (0, *(place + 1 for place, letter in enumerate(name) if letter == "-")):
            if found := self._by_words.get(tuple(_words(name[start:]))):
                return found
        return []

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for student, person in self._people.items():
            if words := tuple(_words(_full_name(person))):
                found.setdefault(words, []).append(student)
        return found


def _full_name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"


def _words(name: str) -> list[str]:
    """A name to compare others with: a site of Moodle's chooses whether the first or the last name comes first."""
    return sorted(_plain(name.replace("_", " ")).split())


def _letters(name: str) -> str:
    """A name as Canvas has it in a file's."""
    return "".join(filter(str.isalnum, _plain(name)))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
