"""What nbgrader's exchange needs of a submission, so that feedback can be released for a whole class.

`nbgrader release_feedback` reads two files that only `nbgrader submit` writes, and stops at the first student whose
submission came another way.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.course import files
from autograder.course.submissions import SECRET, TIMESTAMP
from autograder.errors import KitError
from autograder.grading.store import write_whole

_LONGEST = 1000  # bytes; nbgrader writes 128
_USABLE = re.compile(rb"[!-~]+")  # one line that nbgrader can read


class MakeReleasable(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts beside an autograded notebook whichever of the two files is missing or cannot be read.

    A secret made here is one that no student knows: their page is there, but nobody can fetch it.
    """

    course_root = Unicode(help="The folder that holds grading.yml.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, object]) -> tuple[NotebookNode, object]:
        names: dict[str, str] = resources["nbgrader"]  # type: ignore[assignment]
        autograded = Path(self.course_root) / self.config.CourseDirectory.autograded_directory
        folder = autograded / names["student"] / names["assignment"]
        if not secret_of(folder):
            write_whole(folder / SECRET, secrets.token_hex(64))
        if not (folder / TIMESTAMP).is_file():
            write_whole(folder / TIMESTAMP, "")
        return nb, resources


def secret_of(folder: Path) -> str:
    """The secret by which the exchange names a submission's feedback; empty if there is none that nbgrader could
    read.
    """
    try:
        with files.opened(folder) as handle:
            secret = files.read(handle, SECRET, _LONGEST)
    except KitError:
        return ""
    return secret.decode() if _USABLE.fullmatch(secret) else ""
