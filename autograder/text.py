"""Text that comes from students' code, made safe to show: one line, no escapes, no more than fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LONGEST = 500  # characters of a message
MOST_NAMED = 20  # of students or reports in a line
MOST_FILES = 10  # of a folder, in a message
LONGEST_REASON = 2000  # of why a submission was refused, which names files and ends with how to fix it


def printable(text: str, longest: int = LONGEST) -> str:
    """`text` in one line: what a terminal or a page would act on is shown as an escape, what is too long is cut."""
    line = " ".join(text.split())
    return escaped(line[:longest]) + ("…" if len(line) > longest else "")


def some(names: Sequence[str], most: int) -> str:
    """At most so many of the names, and how many others there are: `a, b and 3 more`."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def names_of(paths: Iterable[str]) -> str:
    """At most ten names of files, sorted, of which none can break the line."""
    return some([path if path.isprintable() else ascii(path) for path in sorted(paths)], MOST_FILES)


def escaped(text: str) -> str:
    """`text` with an escape for each character that is not to be seen: controls, changes of direction, half ones."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
