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
_GOES_ON = re.compile(r"\s|[)\]}#]|$")


@dataclass(frozen=True)
class Excerpt:
    """label: of the cell or file. first: the number of its first line there. at: the line that is meant, 0 for all."""

    label: str
    first: int
    lines: tuple[str, ...]
    at: int = 0

    def numbered(self, most: int = 0) -> list[tuple[int, str]]:
        """Its lines with their numbers; of many, the first so many where `most` is given."""
        lines = list(enumerate(self.lines, start=self.first))
        return lines[:most] if most else lines


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
    """The line that a message names, with those around it; None where it names none that is there."""
    place = PLACE.search(message)
    source = dict(code).get(place["label"]) if place else None
    if place is None or source is None:
        return None
    lines, at = source.splitlines(), int(place["line"])
    if not 1 <= at <= len(lines):
        return None
    first = max(1, at - AROUND)
    return Excerpt(place["label"], first, tuple(lines[first - 1 : at + AROUND]), at)
