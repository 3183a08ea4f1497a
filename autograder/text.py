"""Text that comes from students' code, made safe to show: one line, no escapes, no more than fits."""

from __future__ import annotations

LONGEST = 500  # characters of a message


def printable(text: str, longest: int = LONGEST) -> str:
    """`text` in one line: what a terminal or a page would act on is shown as an escape, what is too long is cut."""
    line = " ".join(text.split())
    shown = "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line[:longest]
    )
    return shown + ("…" if len(line) > longest else "")
