"""Zips of nbgrader's feedback pages that Moodle and Canvas take back, each page under the name that the LMS gave.

Moodle's "Upload multiple feedback files in a zip" finds the student by the number in
`Jane Doe_17_assignsubmission_file_` (mod/assign/feedback/file/importziplib.php), Canvas's upload of submissions by the
two numbers in `doejane_4711_90001_`, the student's and the handed in file's (`infer_comment_context_from_filename`).
Only the LMS knows these numbers: they are taken from its download, in `downloaded/<assignment>/`, as for `zip_collect`.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course import zips
from autograder.errors import CourseError
from autograder.exports.registry import Asked, Format
from autograder.nbgrader.downloads import CANVAS, MOODLE, Handed, Roster, of_lms
from autograder.nbgrader.settings import DOWNLOADED, FEEDBACK, absolute
from autograder.text import MOST_NAMED, some

FOLDER = "feedback-zips"
"""Where the zips are, in the output folder of grading."""


def write(asked: Asked) -> tuple[list[Path], list[str]]:
    """Writes a zip for each assignment and LMS into a folder; also returns a line for the students who have no page in
    one. Raises CourseError if there is no page at all, or if a zip cannot be written.
    """
    from autograder.nbgrader.reading import read_book  # brings SQLAlchemy

    roster = Roster(read_book(absolute(asked.gradebook, asked.course.root)).people)
    folder = asked.output or asked.graded / FOLDER
    if folder.suffix == ".zip" or (os.path.lexists(folder) and not os.path.isdir(folder)):
        raise CourseError(
            f"{folder} is not a folder: name one, because each assignment and LMS gets a zip of its own"
        )
    paths: list[Path] = []
    lines: list[str] = []
    for name in asked.assignments:
        pages = _pages(asked.graded, name)
        labels = _labels(asked.course.root / DOWNLOADED / name, roster)
        for lms in (MOODLE, CANVAS):
            files = {
                _name_in(lms, labels[student], name): page
                for student, page in pages.items()
                if student in labels and labels[student].lms == lms
            }
            if files:
                path = folder / f"{name}-{lms.lower()}.zip"
                zips.write(path, files)
                paths.append(path)
        lines += _left_out(asked.graded, name, pages, labels)
    if not paths:
        raise CourseError(
            "\n".join([f"{asked.graded / FEEDBACK} has no page for anybody whom an LMS has named", *lines])
        )
    return paths, lines


def _pages(graded: Path, name: str) -> dict[str, Path]:
    """The feedback pages of an assignment, by student."""
    pages = sorted((graded / FEEDBACK).glob(f"*/{name}/{name}.html"))
    return {page.parents[1].name: page for page in pages}


def _labels(download: Path, roster: Roster) -> dict[str, Handed]:
    """By student a file of theirs in the download, as the LMS has named it."""
    handed = (of_lms("/".join(parts), parts) for parts in _files(download))
    return {
        each.student: min(each.files, key=lambda file: (file.label, file.file))
        for each in roster.owners(each for each in handed if each)
    }


def _files(download: Path) -> Iterator[Sequence[str]]:
    """The paths of the files of a download, part by part: as they were extracted, and in the archives themselves."""
    for place, _, names in os.walk(download / "extracted"):
        inner = Path(place).relative_to(download / "extracted").parts
        yield from ((*inner, name) for name in sorted(names))
    for path in sorted(download.glob("archive/*")):
        yield (path.name,)
        if zipfile.is_zipfile(path) and not of_lms(path.name, (path.name,)):  # no student's own
            try:
                with zipfile.ZipFile(path) as archive:
                    yield from (name.split("/") for name in archive.namelist() if not name.endswith("/"))
            except (OSError, zipfile.BadZipFile) as error:
                raise CourseError(f"{path} cannot be opened: {error}; download it again") from None


def _name_in(lms: str, handed: Handed, assignment: str) -> str:
    """What a page is called in the zip."""
    return f"{handed.label}_/{assignment}.html" if lms == MOODLE else f"{handed.label}_{assignment}.html"


def _left_out(
    graded: Path, name: str, pages: Mapping[str, Path], labels: Mapping[str, Handed]
) -> Iterator[str]:
    """Who is in no zip, and why; and whose page is an old one."""
    if unnamed := [student for student in pages if student not in labels]:
        yield (
            f"{name}: no page of {some(unnamed, MOST_NAMED)}: {DOWNLOADED}/{name} has no file of theirs that Moodle or "
            "Canvas has named, and no LMS knows them otherwise"
        )
    recorded = {path.parents[1].name: path for path in (graded / "autograded").glob(f"*/{name}/{name}.ipynb")}
    if missing := sorted({*recorded, *labels} - set(pages)):
        yield (
            f"{name}: {some(missing, MOST_NAMED)} has no feedback page: `nbgrader generate_feedback {name}` makes "
            "those of whoever is graded"
        )
    old = [
        student
        for student, page in pages.items()
        if student in recorded and page.stat().st_mtime < recorded[student].stat().st_mtime
    ]
    if old:
        yield (
            f"{name}: the page of {some(old, MOST_NAMED)} is older than what was graded: "
            f"`nbgrader generate_feedback --force {name}`, then this again"
        )


FORMAT = Format("Moodle and Canvas: zips of the feedback pages", files=write, gradebook=True)
