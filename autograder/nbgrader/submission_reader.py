"""How `nbgrader autograde` and the formgrader's button open what students handed in: as `autograder grade` does.

nbgrader itself would wait for a pipe, read a file of any size, follow links and copy what they lead to into the
autograded notebook's folder, and from there into the student's feedback.
"""

from __future__ import annotations

import os
from glob import glob
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from traitlets import Unicode

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.submissions import Found, Submission
from autograder.errors import InfrastructureError, KitError
from autograder.grading.report import Report, Verdict
from autograder.grading.work import opened
from autograder.nbgrader.conform import conform, read_released
from autograder.nbgrader.outputs import as_note
from autograder.nbgrader.privacy import convert_in_private
from autograder.nbgrader.remarks import remarks


class SubmissionReader(NotebookExporter):
    """Autograde's exporter: reads a submission with the kit's own reader, and what it wrote itself as nbconvert does.

    nbgrader makes it once it knows what there is to grade, and before it opens or copies anything of that. So this is
    where submissions that must not be touched are taken off its list.

    opened: the submission at hand as it was read, or why it could not be. The steps after it look at no other.
    """

    opened: Submission | Report
    course_root = Unicode(help="The folder that holds grading.yml.").tag(config=True)

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, Autograde):
            course = self.parent.coursedir
            convert_in_private(self.parent, Path(course.root, course.autograded_directory).parent)
            _leave_out(self.parent)

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **more: Any) -> Any:
        found = self._submission(Path(filename), resources or {})
        if found is None:
            return super().from_filename(filename, resources, **more)
        course = Course.load(Path(self.course_root))
        released = read_released(course.root, found.assignment)
        self.opened = opened(found, course.config)
        words = course.translation(found.assignment).words
        if isinstance(self.opened, Submission):
            notebook = conform(self.opened.cells, released, remarks(self.opened, released, words))
        elif self.opened.verdict is Verdict.REFUSED:
            notebook = conform((), released, as_note(Verdict.REFUSED, self.opened.reason, words))
        else:
            raise InfrastructureError(self.opened.reason)
        return self.from_notebook_node(notebook, resources, **more)  # type: ignore[no-untyped-call]

    def _submission(self, path: Path, resources: dict[str, Any]) -> Found | None:
        """The submission that a file is the notebook of; None for what was read from one before."""
        names = resources["nbgrader"]
        submitted = Path(self.course_root) / self.config.CourseDirectory.submitted_directory
        found = Found(
            names["student"], names["assignment"], submitted / names["student"] / names["assignment"]
        )
        return found if path.absolute().parent == found.folder else None


def _leave_out(converter: Autograde) -> None:
    """Takes off nbgrader's list what it must not touch, and what it would give a zero to for a name of its own."""
    told = ""
    course = converter.coursedir
    pattern = course.format_path(course.submitted_directory, course.student_id, course.assignment_id)
    for folder in sorted({*glob(pattern), *converter.assignments}):
        student = submissions.shown(Path(folder).parent.name)
        try:
            if folder in converter.assignments:
                submissions.check(Path(folder))
            if missing := _missing(Path(folder)):
                told = f"{student} is left out: nbgrader finds no {missing}; `autograder grade` records it"
        except KitError as error:
            told = f"{student} is left out: {error}; `autograder grade` records why"
            missing = folder
        if missing:
            converter.log.error(told)
            converter.assignments.pop(folder, None)
    if not converter.assignments and told:
        raise NbGraderException(told)


def _missing(folder: Path) -> str:
    """What nbgrader looks for in a submission's folder, where it is not there."""
    name = folder.name
    if os.path.lexists(folder / f"{name}.ipynb"):
        return ""
    return f"{name}.py" if os.path.lexists(folder / f"{name}.py") else f"{name}.ipynb"
