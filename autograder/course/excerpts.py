"""Lines of somebody's code, with their numbers: where something is defined, or what a message points to.

The code may be anything that was handed in, so it is read as text and never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Labelled = tuple[str, str]
"""What messages call a piece of code ("cell 3"), and its source."""
AROUND = 2  # lines before and after one that a message points to
PLACE = re.compile(r"(?P<label>cell \d+|[\w./-]+\.py), line (?P<line>\d+)")
_REGION = re.compile(r"\s*### (BEGIN|END) SOLUTION\b")
_HEADER = re.compile(r"\s*((async\s+def|def|class)\b|@)")
_GOES_ON = re.compile(r"\s|[)\]}#]|$")


@dataclass(frozen=True)
class Excerpt:
    """label: of the cell or file. first: the number of its first line there. at: the line that a message points to, 0
    for all.
    """

    label: str
    first: int
    lines: tuple[str, ...]
    at: int = 0

    @property
    def numbered(self) -> list[tuple[int, str]]:
        """Its lines with their numbers."""
        return list(enumerate(self.lines, start=self.first))

    @property
    def own(self) -> list[tuple[int, str]]:
        """The part of a solution that students do not get: the lines of its regions, and the lines that show to what
        these belong. All lines, if no region is marked.
        """
        kept, inside, marked = [], False, False
        for number, line in self.numbered:
            if region := _REGION.match(line):
                inside, marked = region[1] == "BEGIN", True
            elif inside or _HEADER.match(line):
                kept.append((number, line))
        return kept if marked else self.numbered


def definition(code: Sequence[Labelled], name: str) -> Excerpt | None:
    """The last function, class or value of this name on the outermost level, with its decorators."""
    begins = re.compile(
        rf"(?:async\s+def|def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*(?::[^=]*)?=[^=]"
    )
    for label, source in reversed(code):
        lines = source.splitlines()
        for start in reversed(range(len(lines))):
            if begins.match(lines[start]):
                end = start + 1
                while end < len(lines) and _GOES_ON.match(lines[end]):
                    end += 1
                while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
                    end -= 1
                while start and lines[start - 1].startswith("@"):
                    start -= 1
                return Excerpt(label, start + 1, tuple(lines[start:end]))
    return None


def pointed_to(code: Iterable[Labelled], message: str) -> Excerpt | None:
    """The line that a message names, with the lines around it; None if it names no line that exists."""
    place = PLACE.search(message)
    source = dict(code).get(place["label"]) if place else None
    if place is None or source is None:
        return None
    lines, at = source.splitlines(), int(place["line"])
    if not 1 <= at <= len(lines):
        return None
    first = max(1, at - AROUND)
    return Excerpt(place["label"], first, tuple(lines[first - 1 : at + AROUND]), at)
