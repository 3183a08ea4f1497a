"""The sentence a student reads where their code does not define a name that a test asks for."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_REASONS = 3
_MOST_DEFINED = 5  # names that are told where another one is missing


def sentence(name: str, reasons: Sequence[str] = (), defined: Sequence[str] = ()) -> str:
    """reasons: the statements of the file that failed, and may be why. defined: what the file does define.

    sentence("decode", defined=["encode"])
    # 'decode is not defined in your code; the file defines encode, but no decode'
    """
    # "in your code", because Python's own "name 'x' is not defined" has to stay as it is.
    told = [f"{name} is not defined in your code", *reasons[:_MOST_REASONS]]
    if names := ", ".join(defined[:_MOST_DEFINED]):
        told.append(f"the file defines {names}, but no {name}")
    return "; ".join(told)
