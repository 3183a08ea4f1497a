"""The formats that there are, found among the modules of this room, and one export as it is asked for.

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
from autograder.exports.collect import Absent, Times, absent, after_lateness, collect, times
from autograder.grading.report import Report, Verdict
from autograder.grading.store import write_whole
from autograder.text import MOST_NAMED, some


@dataclass(frozen=True)
class Options:
    """What was asked for; None is the default. Each format knows some of them only."""

    submitted: Path
    identifier: str | None = None
    late: bool = False
    visibility: str | None = None
    gradebook: str | None = None
    missing: str | None = None


@dataclass(frozen=True)
class Scores:
    """What a table or a page is made of: the stored reports of these assignments, at least one of each.

    identifier: "" for a format that knows none. late: scores that replace a report's, by student and assignment.
    absent: enrolled students without a submission. times: None for a format that does not ask, and where it is not
    known. graded: the output folder of grading; folder: that of the file. None: nothing leads from one to the other.
    """

    course: Course
    assignments: Sequence[str]
    reports: Sequence[Report]
    identifier: str
    late: Mapping[tuple[str, str], float]
    absent: Sequence[Absent] = ()
    times: Times | None = None
    graded: Path | None = None
    folder: Path | None = None


@dataclass(frozen=True)
class Asked:
    """Files to be written for assignments, whoever was graded. output: a file or a folder; None is in `graded`."""

    course: Course
    assignments: Sequence[str]
    graded: Path
    output: Path | None
    visibility: str


@dataclass(frozen=True)
class Format:
    """One kind of export. reader: who reads it. It gives the text of one file of the name `file`, made of scores, or
    writes files by itself and tells their paths.

    identifiers, visibilities: the values of these options, the default first; none where it does not know the option.
    late, missing: whether it knows that option. times: whether it shows when submissions were handed in.
    """

    reader: str
    file: str = ""
    text: Callable[[Scores], str] | None = None
    files: Callable[[Asked], list[Path]] | None = None
    identifiers: Collection[str] = ()
    visibilities: Collection[str] = ()
    late: bool = False
    missing: bool = False
    times: bool = False


@lru_cache(maxsize=1)
def formats() -> Mapping[str, Format]:
    """Each format by its name, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(exports.__path__))
    modules = {name: import_module(f"{exports.__name__}.{name}") for name in names}
    return {name: module.FORMAT for name, module in modules.items() if hasattr(module, "FORMAT")}


def that_know(option: str) -> str:
    """The names of the formats that know an option, as a sentence lists them."""
    return " and ".join(name for name, each in formats().items() if getattr(each, option))


def write(
    target: str,
    course: Course,
    assignments: Sequence[str],
    graded: Path,
    output: Path | None,
    options: Options,
) -> tuple[list[Path], list[str]]:
    """Writes an export: the files, and a line for each submission that has no score in them, and for those who handed
    in nothing.

    graded: the output folder of grading. output: a file or a folder; None is `graded`. Raises CourseError for an option
    that the format does not know, for what `collect` raises it for, and where a file cannot be written.
    """
    kind = formats()[target]
    identifier = _chosen("identifier", options.identifier, kind.identifiers, target)
    if options.late and not kind.late:
        raise CourseError(f"--late: {target} has no such option")
    if options.missing and not kind.missing:
        raise CourseError(f"--missing: {target} has no such option")
    missing = _missing(course, options.missing) if kind.missing else "empty"
    visibility = _chosen("visibility", options.visibility, kind.visibilities, target)
    if kind.files:
        return kind.files(Asked(course, assignments, graded, output, visibility)), []
    assert kind.text
    reports = collect(course, assignments, graded)
    late = after_lateness(course, reports, options.submitted, options.gradebook) if options.late else {}
    # An assignment that nobody was graded for yet would be a column of blanks.
    names = [name for name in assignments if any(report.assignment == name for report in reports)]
    lines = [
        f"{report.student} {report.assignment} has no score there: grade it again"
        for report in reports
        if report.verdict is Verdict.INFRASTRUCTURE
    ]
    away: list[Absent] = []
    try:
        away = absent(course, names, reports, options.submitted, options.gradebook, missing)
    except CourseError as error:
        if missing == "zero":
            raise CourseError(f"--missing zero: it is not known who handed in nothing: {error}") from None
        lines.append(f"{error}; so it is not known who handed in nothing")
    known = None
    if kind.times:
        try:
            known = times(course, reports, options.submitted, options.gradebook)
        except CourseError as error:
            lines.append(f"{error}; so it is not known who was late")
    path = output or graded
    if os.path.isdir(path):
        path = path / kind.file
    text = kind.text(Scores(course, names, reports, identifier, late, away, known, graded, path.parent))
    write_whole(path, text)
    return [path], [*lines, *_of_absent(away)]


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
