"""Which of the files that a student handed in is the submission: one rule, wherever they come from.

A file with the assignment's own name counts first. If there is none, the only notebook whose grade ids are the
assignment's counts; then the only notebook without grade ids; then the only script. If several fit, none is chosen.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.course.files import is_hidden
from autograder.errors import SubmissionError
from autograder.sandbox.inside import data_sets
from autograder.text import names_of, printable

ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".rar", ".7z", ".xz", ".bz2")
"""How the names of packed files end."""

# Browsers add an ending of their own to an ending that they do not know.
_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")
_KITS = re.compile(
    r"(test_.*|conftest|check|_.*)\.py"
)  # files that are released beside a notebook, and are nobody's answer
_KITS_FOLDERS = frozenset(data_sets.NAMES)
# Within a text of JSON's, the quotes would be escaped.
_GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]*)"')
_MOST_READ = 50  # notebooks of one student


class Fit(Enum):
    """Which assignment a notebook belongs to, by the grade ids of its cells."""

    MINE = "mine"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """path: that of the file that counts; "" if none does. why: the reason why it counts although it does not have the
    assignment's name, "" if it has this name; if none counts, the reason and what to do.
    """

    path: str
    why: str = ""

    @property
    def note(self) -> str:
        """What its author should know; "" if it has the assignment's name."""
        return f"{printable(self.path)} was graded: {self.why}." if self.path and self.why else ""


def choose(
    paths: Iterable[str], assignment: str, owners: Mapping[str, str], read: Callable[[str], bytes]
) -> Choice:
    """The file that counts, of all that a student handed in for an assignment.

    paths: below the student's folder, with slashes. owners: the assignment of each grade id of the course. read: gives
    the content of one of the paths; if it raises SubmissionError, nothing is known about the file.

        choose(["Copy of double.ipynb", "notes.pdf"], "double", owners, read).path == "Copy of double.ipynb"
    """
    seen = sorted(filter(_is_seen, paths), key=lambda path: (path.count("/"), path))
    notebooks = [path for path in seen if is_notebook(path)]
    scripts = [path for path in seen if is_script(path)]
    named = _of_its_name(seen, assignment)
    looked_at: dict[str, _Look] = {}

    def look(path: str) -> _Look:
        if path not in looked_at:
            try:
                content = read(path)
            except SubmissionError:  # whoever reads it to grade it tells why
                content = b""
            fit = fit_of(content, assignment, owners)
            looked_at[path] = _Look(fit, not content.strip(), hashlib.sha256(content).digest())
        return looked_at[path]

    if named and (not is_notebook(named) or look(named).may_count):
        return _chosen(named, seen, assignment)
    looks = {path: look(path) for path in notebooks[:_MOST_READ]}
    mine = [path for path, each in looks.items() if each.fit is Fit.MINE]
    if named and not mine:
        return _chosen(named, seen, assignment)  # the reader tells why it does not count
    unknown = [path for path, each in looks.items() if each.fit is Fit.UNKNOWN]
    written = [path for path in unknown if not looks[path].is_blank]
    for group in (mine, written, unknown, scripts, notebooks):
        copies = {looks[path].digest if path in looks else path for path in group}
        if len(group) == 1 or (len(copies) == 1 and group is not unknown):
            return _chosen(group[0], seen, assignment)
        if group:
            return Choice("", _unclear(group, assignment))
    return Choice("", _nothing(seen, assignment))


@dataclass(frozen=True)
class _Look:
    """What is known of a notebook. Not its content: a student may hand in many large ones."""

    fit: Fit
    is_blank: bool
    digest: bytes

    @property
    def may_count(self) -> bool:
        """Whether a notebook with the assignment's name may count."""
        return self.fit is not Fit.OTHER and not self.is_blank


def fit_of(content: bytes, assignment: str, owners: Mapping[str, str]) -> Fit:
    """Which assignment a notebook belongs to. The notebook need not be valid: a broken one still shows it."""
    found = assignments_of(content, owners)
    return Fit.MINE if assignment in found else Fit.OTHER if found else Fit.UNKNOWN


def assignments_of(content: bytes, owners: Mapping[str, str]) -> set[str]:
    """The assignments that the grade ids in a notebook's text belong to."""
    ids = {each.decode(errors="replace") for each in _GRADE_ID.findall(content)}
    return {owners[each] for each in ids if each in owners}


def is_notebook(path: str) -> bool:
    """Whether a file's name says that it is a notebook, whatever a browser has added to the name."""
    return path.casefold().endswith(_NOTEBOOKS)


def is_script(path: str) -> bool:
    """Whether a file is Python's, and none of those that are released with each notebook."""
    *folders, name = path.split("/")
    is_kits = _KITS.fullmatch(name) or not _KITS_FOLDERS.isdisjoint(folders)
    return name.casefold().endswith(".py") and not is_kits


def _is_seen(path: str) -> bool:
    return not any(map(is_hidden, path.split("/")))


def _of_its_name(seen: Sequence[str], assignment: str) -> str:
    """The file with the assignment's own name, in the innermost folder that contains all notebooks and scripts: an
    archive may have a folder of its own with everything in it. "" if there is none.
    """
    names = (f"{assignment}.ipynb", f"{assignment}.py")
    work = (path for path in seen if is_notebook(path) or is_script(path) or path in names)
    root = os.path.commonpath([os.path.dirname(f"/{path}") for path in work] or ["/"]).strip("/")
    return next((path for name in names if (path := os.path.join(root, name)) in seen), "")


def _chosen(path: str, seen: Sequence[str], assignment: str) -> Choice:
    names = (f"{assignment}.ipynb", f"{assignment}.py")
    if path in names:
        return Choice(path)
    there = next((name for name in names if name in seen), "")
    why = f"{there} is not of {assignment}" if there else f"there is no {names[0]} or {names[1]}"
    return Choice(path, why)


def _unclear(group: Sequence[str], assignment: str) -> str:
    kind = "ipynb" if is_notebook(group[0]) else "py"
    return (
        f"there is no {assignment}.{kind}, and which one to grade is not clear: {names_of(group)}: "
        f"hand in one, named {assignment}.{kind}"
    )


def _nothing(seen: Sequence[str], assignment: str) -> str:
    notebook = f"{assignment}.ipynb"
    mend = f"name your notebook {notebook}"
    if any(path.casefold().endswith(ARCHIVES) for path in seen):
        mend = f"an archive is not opened, hand in {notebook} itself"
    there = f"the folder holds {names_of(seen)}" if seen else "the folder is empty"
    return f"no {notebook} or {assignment}.py, {there}: {mend}"
