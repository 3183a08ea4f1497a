"""The command line of a benchmark that takes nothing but whole numbers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


def whole_numbers(doc: str | None, given: Sequence[str] | None = None, **defaults: int | None) -> list[Any]:
    """A number for each name, in this order: what is given, otherwise the default. Anything else ends the program with
    a line that names the argument.

        rounds, most = whole_numbers(__doc__, rounds=3, answers=None)

    doc: the benchmark's docstring, whose first line `--help` shows. given: the words of the command line, sys.argv's
    if it is None.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    for name, default in defaults.items():
        told = "all" if default is None else default
        parser.add_argument(
            name, metavar=name.upper(), nargs="?", type=_at_least_1, default=default, help=f"default: {told}"
        )
    return list(vars(parser.parse_args(given)).values())


def _at_least_1(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, got {text!r}")
