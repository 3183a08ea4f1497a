"""CSV that a spreadsheet may open: text of students never becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from autograder.grading.report import DECIMALS
from autograder.text import LONGEST_REASON, printable

# The wide forms are operators to spreadsheets in East Asian languages.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """`text` in one line, after an apostrophe where a spreadsheet would compute it or act on it."""
    line = printable(text, LONGEST_REASON)
    return f"'{line}" if text.startswith(FORMULA) or line.startswith(FORMULA) else line


def number(score: float | None) -> str:
    """A score as other systems read it, "" for none: 6, 5.5556."""
    return "" if score is None else f"{round(score, DECIMALS):.{DECIMALS}f}".rstrip("0").rstrip(".")


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows as the text of a CSV file."""
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(rows)
    return table.getvalue()
