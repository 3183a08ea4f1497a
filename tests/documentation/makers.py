"""The programs of docs/ that make pages, and what lies there."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^(?: {4}.*\n)+", re.MULTILINE)
SPAN = re.compile(r"`([^`]+)`")


@lru_cache
def maker(name: str) -> ModuleType:
    """docs/<name>.py."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages() -> dict[str, str]:
    """What people read about the kit, by its place in the repository. The changelog tells of what was, too."""
    paths = [
        *sorted(DOCS.glob("*.md")),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    ]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def blocks(page: str, language: str) -> list[str]:
    """A page's fenced blocks of code in a language."""
    return [code for found, code in FENCED.findall(page) if found == language]


def lines_of_code(page: str) -> Iterator[str]:
    """Each line of a page's blocks, and each span of code within its text."""
    for _, code in FENCED.findall(page):
        yield from code.splitlines()
    rest = FENCED.sub("", page)
    for code in INDENTED.findall(rest):
        yield from code.splitlines()
    for span in SPAN.findall(INDENTED.sub("", rest)):
        yield " ".join(span.split())


def cells(page: str) -> list[list[str]]:
    """The rows of a page's tables, without their heads."""
    rows = re.findall(r"^\| (.*) \|$", page, re.MULTILINE)
    return [re.split(r"(?<!\\) \| ?", row) for row in rows if "`" in row.split(" | ")[0]]


def spans(text: str) -> list[str]:
    return SPAN.findall(text)
