"""Finds the formats among the modules of this room, and runs one export.

A format is one file here, a module or a package with a `FORMAT`; its name is the format's.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import cast, get_args

from autograder import exports
from autograder.course.config import Course, Missing
from autograder.errors import CourseError
from autograder.exports.collect import Absent, Times, absent, collect, times
from autograder.exports.entries import Entry, after_lateness, entries_of, remarks
from autograder.grading.report import Report
from autograder.grading.store import SCORES, refresh_scores, write_whole
from autograder.nbgrader.book import Book
from autograder.nbgrader.settings import absolute, gradebook_of
from autograder.text import MOST_NAMED, some


@dataclass(frozen=True)
class Options:
    """The options of an export; None is the default. Each format knows only some of them."""

    submitted: Path
    identifier: str | None = None
    late: bool = False
    visibility: str | None = None
    gradebook: str | None = None
    missing: str | None = None


@dataclass(frozen=True)
class Scores:
    """What a table or a page is made of: at least one stored report of each of these assignments.

    identifier: "" for a format that knows none. entries: what each student has, those included who handed in nothing.
    book: what the gradebook has. times: None for a format that does not ask, and where it is not known. graded: the
    output folder of grading; folder: that of the file.
    """

    course: Course
    assignments: Sequence[str]
    entries: Sequence[Entry]
    identifier: str
    book: Book
    times: Times | None
    graded: Path
    folder: Path

    @property
    def reports(self) -> list[Report]:
        """The stored reports, sorted by student and assignment."""
        return [each.report for each in self.entries if each.report]


@dataclass(frozen=True)
class Asked:
    """Files to be written for assignments, no matter which students were graded. output: a file or a folder; None is in
    `graded`. gradebook: its URL.
    """

    course: Course
    assignments: Sequence[str]
    graded: Path
    output: Path | None
    visibility: str
    gradebook: str


@dataclass(frozen=True)
class Format:
    """One kind of export. reader: who reads it. It gives the text of one file of the name `file`, made of scores, or
    writes files by itself and tells their paths, and in lines what is not in them.

    identifiers, visibilities: the values of these options, the default first; none where it does not know the option.
    late, missing, gradebook: whether it knows that option; one of scores always knows the gradebook's. times: whether
    it shows when submissions were handed in. warnings: what its reader would not take, a line each.
    """

    reader: str
    file: str = ""
    text: Callable[[Scores], str] | None = None
    files: Callable[[Asked], tuple[list[Path], list[str]]] | None = None
    identifiers: Collection[str] = ()
    visibilities: Collection[str] = ()
    late: bool = False
    missing: bool = False
    gradebook: bool = False
    times: bool = False
    warnings: Callable[[Scores], list[str]] = lambda scores: []


@lru_cache(maxsize=1)
def formats() -> Mapping[str, Format]:
    """Each format by its name, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(exports.__path__))
    modules = {name: import_module(f"{exports.__name__}.{name}") for name in names}
    return {name: module.FORMAT for name, module in modules.items() if hasattr(module, "FORMAT")}


def write(
    target: str,
    course: Course,
    assignments: Sequence[str],
    graded: Path,
    output: Path | None,
    options: Options,
) -> tuple[list[Path], list[str]]:
    """Writes an export: the files, and a line for each submission that has no score in them, for those who handed in
    nothing, and for whatever else people may not expect. What the gradebook has goes into scores.csv, too, so that both
    say the same.

    graded: the output folder of grading. output: a file or a folder; None is `graded`. Raises CourseError for an option
    that the format does not know, for what `collect` raises it for, and where a file cannot be written.
    """
    from autograder.nbgrader.reading import read_book  # brings SQLAlchemy

    kind = formats()[target]
    identifier = _chosen("identifier", options.identifier, kind.identifiers, target)
    if options.late and not kind.late:
        raise CourseError(f"--late: {target} has no such option")
    if options.missing and not kind.missing:
        raise CourseError(f"--missing: {target} has no such option")
    missing = _missing(course, options.missing) if kind.missing else "empty"
    visibility = _chosen("visibility", options.visibility, kind.visibilities, target)
    gradebook = options.gradebook or gradebook_of(course)
    if kind.files:
        return kind.files(Asked(course, assignments, graded, output, visibility, gradebook))
    assert kind.text
    url = absolute(gradebook, course.root)
    reports = collect(course, assignments, graded)
    # An assignment that nobody was graded for yet would be a column of blanks.
    names = [name for name in assignments if any(report.assignment == name for report in reports)]
    try:
        book = read_book(url)
    except CourseError as error:
        raise CourseError(f"{error}; without it, points that people gave would be missing here") from None
    lines = []
    away: list[Absent] = []
    try:
        away = absent(course, names, reports, options.submitted, options.gradebook, missing, book)
    except CourseError as error:
        if missing == "zero":
            raise CourseError(f"--missing zero: it is not known who handed in nothing: {error}") from None
        lines.append(f"{error}; so it is not known who handed in nothing")
    known = None
    if kind.times:
        try:
            known = times(course, reports, options.submitted, options.gradebook, book)
        except CourseError as error:
            lines.append(f"{error}; so it is not known who was late")
    entries = entries_of(reports, away, book)
    if options.late:
        entries = after_lateness(course, entries, options.submitted, options.gradebook, book)
    path = output or graded
    if os.path.isdir(path):
        path = path / kind.file
    scores = Scores(course, names, entries, identifier, book, known, graded, path.parent)
    write_whole(path, kind.text(scores))
    try:
        refresh_scores(graded / SCORES, book.standings)
    except CourseError as error:
        lines.append(f"{error}; so it may have other points than the gradebook")
    lines = [*remarks(course, entries, book, options.late), *lines, *_of_absent(away), *kind.warnings(scores)]
    return [path], lines


def _of_absent(away: Sequence[Absent]) -> list[str]:
    """A line for each assignment and score."""
    by_score: dict[tuple[str, str], list[str]] = {}
    for each in away:
        by_score.setdefault((each.assignment, "no score" if each.score is None else "0"), []).append(
            each.student
        )
    return [
        f"no submission of {name} by {some(students, MOST_NAMED)}: {score} there"
        for (name, score), students in by_score.items()
    ]


def _missing(course: Course, given: str | None) -> Missing:
    """The option's value, or grading.yml's."""
    for known in get_args(Missing):
        if known == (given or course.config.missing):
            return cast(Missing, known)
    raise CourseError(f"--missing {given}: expected one of {', '.join(get_args(Missing))}")


def _chosen(option: str, given: str | None, known: Collection[str], target: str) -> str:
    """The value of an option, or the default; CourseError for one that the format does not know."""
    if given is None:
        return next(iter(known), "")
    if not known:
        raise CourseError(f"--{option}: {target} has no such option")
    if given not in known:
        raise CourseError(f"--{option} {given}: expected one of {', '.join(known)}")
    return given
