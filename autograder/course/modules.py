"""A student's own modules, which are beside a notebook or script that imports them and go with it into the sandbox.

They are read as text here, never run and never parsed, as the code itself. A search of the text finds what is imported.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator

from autograder.course.notebooks import MOST_SOURCE, text_of
from autograder.errors import SubmissionError
from autograder.sandbox.inside import data_sets
from autograder.sandbox.inside.own_modules import PATH
from autograder.text import names_of, printable

MOST_MODULES = 100

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(\w+)[\w.]*[ \t]+import\b|import[ \t]+([^\n#;(]+))", re.M)
# Released beside each notebook: the sandbox has its own, and the rest is for students' own tests.
_KITS = re.compile(
    rf"(({'|'.join(data_sets.NAMES)})/.*|(conftest|check|test_[^/]*|_loading|_forward_shapes|_epoch_lines|_recorded|_training|_exhibits|_in_notebook|_pictures|_plots|_png|_words)\.py)"
)

Modules = tuple[tuple[str, str], ...]
"""Paths, "helpers.py" or "layers/linear.py", and sources."""


def gather(
    chosen: str, code: Iterable[str], paths: Iterable[str], read: Callable[[str], bytes]
) -> tuple[Modules, list[str]]:
    """The modules that a student's code imports, and those that these import in turn; and what the author should know
    about them. chosen: the path of the file with the code. paths: of all files, with slashes. read: gives the content
    of a file; if it raises SubmissionError, the module is left out, and a line says why. If they are too many or too
    large, all are left out.

        gather("double.ipynb", ["from helpers import twice"], ["double.ipynb", "helpers.py"], read)
    """
    root = chosen[: chosen.rfind("/") + 1]
    inner = (path[len(root) :] for path in paths if path.startswith(root) and path != chosen)
    there = sorted(path for path in inner if PATH.fullmatch(path) and not _KITS.fullmatch(path))
    found: dict[str, str] = {}
    notes: list[str] = []
    texts = list(code)
    size = sum(len(text.encode()) for text in texts)
    seen: set[str] = set()
    while texts:
        for name in set(imported(texts.pop())) - seen:
            seen.add(name)
            for path in there:
                if path != f"{name}.py" and not path.startswith(f"{name}/"):
                    continue
                if name in sys.stdlib_module_names:
                    notes.append(
                        f"{path} did not come along: Python has a module {name}, give yours another name"
                    )
                    continue
                try:
                    data = read(root + path)
                    source = text_of(data, path) if data.strip() else ""
                except SubmissionError as error:
                    notes.append(f"{path} did not come along: {error}")
                    continue
                found[path] = source.replace("\r\n", "\n").replace("\r", "\n")
                size += len(source.encode())
                if len(found) > MOST_MODULES or size > MOST_SOURCE:
                    return (), [
                        f"no module beside {printable(chosen)} came along: they are too many, or too large"
                    ]
                texts.append(source)
    if found:
        notes.insert(0, f"came along from beside {printable(chosen)}, which imports it: {names_of(found)}")
    return tuple(sorted(found.items())), notes


def imported(text: str) -> Iterator[str]:
    """The names of the modules that a text seems to import, up to the first dot."""
    for of, several in _IMPORT.findall(text):
        yield from filter(
            None, (of, *(re.split(r"\W", each.strip(), maxsplit=1)[0] for each in several.split(",")))
        )
