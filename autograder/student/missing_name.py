"""The sentence a student reads where their code does not define a name that a test asks for."""

from __future__ import annotations

from collections.abc import Sequence

MOST_REASONS = 3
MOST_DEFINED = 5  # names that are told where another one is missing


def sentence(name: str, reasons: Sequence[str] = (), defined: Sequence[str] = ()) -> str:
    """reasons: the statements of the file that failed, and may be why. defined: what the file does define.

    sentence("decode", defined=["encode"])
    # 'decode is not defined in your code; the file defines encode, where decode is wanted'
    """
    why, names = "; ".join(reasons[:MOST_REASONS]), ", ".join(defined[:MOST_DEFINED])
    # Python's own words end in "is not defined", and are not translated.
    told = f"{name} is not defined in your code; {why}" if why else f"{name} is not defined in your code"
    return told + (f"; the file defines {names}, where {name} is wanted" if names else "")
