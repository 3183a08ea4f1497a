"""What the program prints: its results on standard output, all else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from autograder.text import LONGEST_REASON, printable

out = Console(width=None if sys.stdout.isatty() else 120)  # a table needs room also in a file or a pipe
err = Console(stderr=True, soft_wrap=True)


def tell(line: str) -> None:
    err.print(Text(f"{line} ..."))


def confirmed(question: str) -> bool:
    try:
        return typer.confirm(question)
    except typer.Abort:  # Ctrl-C, or the end of the input
        err.print()
        return False


def complain(lines: Sequence[str]) -> None:
    for line in lines:
        err.print(Text(printable(line, LONGEST_REASON)))


def show(**places: Path) -> None:
    for name, path in places.items():
        out.print(Text(f"{name:10} {path}"), soft_wrap=True)
