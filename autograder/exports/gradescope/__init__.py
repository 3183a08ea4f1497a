"""The zip that Gradescope builds an autograder from (`archive`), and what runs in it (`container`)."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import CourseError
from autograder.exports.gradescope.results import VISIBILITIES
from autograder.exports.registry import Asked, Format


def write(asked: Asked) -> list[Path]:
    """A zip for each assignment, in a folder; or the only one as a file."""
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
    return paths


FORMAT = Format("Gradescope: the zip of an autograder", files=write, visibilities=VISIBILITIES)
