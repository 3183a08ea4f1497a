"""Gives files that nbgrader itself writes the permissions of the kit's own files: see `course.private`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.plugins import CsvExportPlugin

from autograder.course import private
from autograder.course.private import FILE


def convert_in_private(converter: Autograde | GenerateFeedback, output: Path) -> None:
    """Lets nbgrader make the files of this conversion with the readers of `output`.

    nbgrader sets the mode of each file by itself, for everybody to read: `permissions`, octal digits as a number. Where
    the instructor has set `groupshared`, the group may write, too.
    """
    mode = int(str(converter.permissions), 8) & ~stat.S_IRWXO
    if not (converter.coursedir.groupshared or private.is_shared(output)):
        mode &= FILE
    converter.permissions = int(f"{mode:o}")
    convert: Callable[[], None] = converter.convert_notebooks

    def convert_notebooks() -> None:
        with private.making(output):
            convert()

    converter.convert_notebooks = convert_notebooks
    set_permissions: Callable[[str, str], None] = converter.set_permissions

    def set_permissions_of_folders_too(assignment: str, student: str) -> None:
        set_permissions(assignment, student)
        private.share(Path(converter._format_dest(assignment, student)), output)

    converter.set_permissions = set_permissions_of_folders_too


class PrivateCsv(CsvExportPlugin):  # type: ignore[misc]
    """`nbgrader export`, for its owner alone unless the file is there."""

    def export(self, gradebook: Gradebook) -> None:
        folder = Path(os.path.abspath(self.to or "grades.csv")).parent
        with private.making(folder):
            super().export(gradebook)
