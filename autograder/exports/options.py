"""One export as it is asked for: its options checked, its reports collected, its files written."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.config import Course
from autograder.errors import CourseError
from autograder.exports import canvas, moodle
from autograder.exports.collect import after_lateness, collect
from autograder.exports.junit import junit
from autograder.exports.overview import overview
from autograder.exports.results import VISIBILITIES
from autograder.grading.report import Verdict
from autograder.grading.store import write_whole

FILES = {"canvas": "canvas.csv", "moodle": "moodle.csv", "junit": "junit.xml", "overview": "overview.html"}
GRADESCOPE = "gradescope"
IDENTIFIERS: dict[str, Collection[str]] = {"canvas": canvas.IDENTIFIERS, "moodle": moodle.IDENTIFIERS}


@dataclass(frozen=True)
class Options:
    """What was asked for; None is the default. Each format knows some of them only."""

    submitted: Path
    identifier: str | None = None
    late: bool = False
    visibility: str | None = None
    gradebook: str | None = None


def write(
    target: str,
    course: Course,
    assignments: Sequence[str],
    graded: Path,
    output: Path | None,
    options: Options,
) -> tuple[list[Path], list[str]]:
    """Writes an export: the files, and a line for each submission that has no score in them.

    graded: the output folder of grading. output: a file or a folder; None is `graded`. Raises CourseError for an option
    that the format does not know, for what `collect` raises it for, and where a file cannot be written.
    """
    _check(target, options)
    if target == GRADESCOPE:
        return _write_gradescope(course, assignments, graded, output, options), []
    reports = collect(course, assignments, graded)
    late = after_lateness(course, reports, options.submitted, options.gradebook) if options.late else {}
    # An assignment that nobody was graded for yet would be a column of blanks.
    names = [name for name in assignments if any(report.assignment == name for report in reports)]
    if target == "canvas":
        text = canvas.canvas(course, names, reports, options.identifier or "sis-login-id", late)
    elif target == "moodle":
        text = moodle.moodle(names, reports, options.identifier or "username", late)
    elif target == "overview":
        text = overview(course, names, reports)
    else:
        text = junit(reports)
    path = output or graded
    if os.path.isdir(path):
        path = path / FILES[target]
    write_whole(path, text)
    return [path], [
        f"{report.student} {report.assignment} has no score there: grade it again"
        for report in reports
        if report.verdict is Verdict.INFRASTRUCTURE
    ]


def _check(target: str, options: Options) -> None:
    """CourseError for an option's value that the format does not know."""
    known = IDENTIFIERS.get(target, ())
    if options.identifier is not None and options.identifier not in known:
        expected = f"expected one of {', '.join(known)}" if known else f"{target} has no such option"
        raise CourseError(f"--identifier {options.identifier}: {expected}")
    if options.late and target not in IDENTIFIERS:
        raise CourseError(f"--late: {target} has no such option")
    if options.visibility is None:
        return
    if target != GRADESCOPE:
        raise CourseError(f"--visibility: {target} has no such option")
    if options.visibility not in VISIBILITIES:
        raise CourseError(f"--visibility {options.visibility}: expected one of {', '.join(VISIBILITIES)}")


def _write_gradescope(
    course: Course, assignments: Sequence[str], graded: Path, output: Path | None, options: Options
) -> list[Path]:
    from autograder.exports.gradescope import build  # imports torch, to check the suite

    visibility = next((each for each in VISIBILITIES if each == options.visibility), VISIBILITIES[0])
    is_file = output is not None and output.suffix == ".zip" and not os.path.isdir(output)
    if is_file and len(assignments) > 1:
        raise CourseError(f"{output} is one file and {len(assignments)} zips are asked for: name a folder")
    folder = output or graded / GRADESCOPE
    paths = []
    for name in assignments:
        path = folder if is_file else folder / f"{name}.zip"
        build(course, name, path, visibility)
        paths.append(path)
    return paths
