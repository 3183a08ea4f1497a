"""Puts the pictures that a solution refers to into its notebook, which then shows them without any other file.

They become <img> elements with data URLs, because JupyterLab, VS Code, nbconvert and nbgrader's pages all show these:
JupyterLab takes no SVG as an attachment, and VS Code none as a data URL in Markdown's own syntax.
"""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path

from nbformat import NotebookNode

from autograder.errors import CourseError

REFERENCE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|#|/")  # a URL, or nothing that lies beside the solution
TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif"}


def embed(cell: NotebookNode, where: str, folder: Path) -> None:
    """Replaces each `![alt](file)` of a Markdown cell by the picture itself, which lies in `folder`.

    where: names the cell in messages
    """
    if cell.cell_type != "markdown":
        return
    source = REFERENCE.sub(lambda reference: _embedded(reference, where, folder), cell.source)
    if source != cell.source:
        cell.source = source
        cell.metadata["editable"] = False  # one stray key in thousands of characters would spoil it


def _embedded(reference: re.Match[str], where: str, folder: Path) -> str:
    name = reference["target"]
    if _ELSEWHERE.match(name):
        return reference[0]
    kind = TYPES.get(Path(name).suffix.lower())
    if kind is None:
        raise CourseError(f"{where}: the picture {name} is not one of {', '.join(TYPES)}")
    try:
        content = base64.b64encode((folder / name).read_bytes()).decode()
    except FileNotFoundError:
        raise CourseError(f"{where}: the picture {name} is missing beside it") from None
    except OSError as error:
        raise CourseError(f"{where}: the picture {name} cannot be read: {error}") from None
    words = " ".join(reference["alt"].split())
    return f'<img alt="{escape(words)}" src="data:{kind};base64,{content}">'
