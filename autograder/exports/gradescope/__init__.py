"""The zip that Gradescope builds an autograder from (`archive`), and what runs in it (`container`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import CourseError
from autograder.exports.entries import by_people
from autograder.exports.gradescope.results import VISIBILITIES
from autograder.exports.registry import Asked, Format
from autograder.exports.tables import number
from autograder.nbgrader.settings import absolute
from autograder.text import MOST_NAMED, some


def write(asked: Asked) -> tuple[list[Path], list[str]]:
    """A zip for each assignment, in a folder; or the only one as a file. And lines of what Gradescope will not know."""
    from autograder.exports.gradescope.archive import build  # imports torch, to check the suite

    output = asked.output
    is_file = output is not None and output.suffix == ".zip" and not os.path.isdir(output)
    if is_file and len(asked.assignments) > 1:
        raise CourseError(
            f"{output} is one file and {len(asked.assignments)} zips are asked for: name a folder"
        )
    folder = output or asked.graded / "gradescope"
    visibility = next(each for each in VISIBILITIES if each == asked.visibility)
    paths = []
    for name in asked.assignments:
        path = folder if is_file else folder / f"{name}.zip"
        build(asked.course, name, path, visibility)
        paths.append(path)
    return paths, [line for name in asked.assignments for line in _left_out(asked, name)]


def _left_out(asked: Asked, name: str) -> Iterator[str]:
    """What of an assignment only people grade, and what they have given here."""
    from autograder.nbgrader.conform import points_of_people  # brings nbgrader
    from autograder.nbgrader.reading import read_book

    try:
        book = read_book(absolute(asked.gradebook, asked.course.root))
        released = points_of_people(asked.course.root, name)
    except CourseError as error:
        yield f"{error}; so it is not known what of {name} people grade"
        return
    cells = by_people(asked.course.assignment(name).grades, {**released, **book.worth.get(name, {})})
    if cells:
        named = ", ".join(f"{cell} ({number(points)} points)" for cell, points in cells.items())
        yield f"{name}: {named}, which people grade, is not in it: give it a question of its own in Gradescope"
    given = [student for (student, of), each in book.standings.items() if of == name and each.is_given]
    if given:
        yield (
            f"{name}: what people gave in the gradebook, and lateness, is not in it: points of "
            f"{some(sorted(given), MOST_NAMED)}"
        )


FORMAT = Format(
    "Gradescope: the zip of an autograder", files=write, visibilities=VISIBILITIES, gradebook=True
)
