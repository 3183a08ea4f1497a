"""The values grading.yml is made of: sizes, durations, numbers, names, moments.

Each type refuses with one phrase that completes "expected ..."; `validation_messages` makes the line around it. Each
also has a JSON schema for editors, which may find fewer mistakes (it takes `0 s` for a duration).
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from autograder.course.languages import LANGUAGE

_BYTES = {"B": 1}
_BYTES |= {f"{letter}B": 1000**power for power, letter in enumerate("kMGT", start=1)}
_BYTES |= {f"{letter}iB": 1024**power for power, letter in enumerate("KMGT", start=1)}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_QUANTITY = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?) *([A-Za-z]+)")

_LARGEST = 2**63 - 1  # the kernel's limits and torch's seeds are 64-bit integers
_YEAR = 366 * 86400  # seconds

NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""The names that an assignment or a grade may have."""
_IN_TORCH = re.compile(r"torch(\.[A-Za-z_][A-Za-z0-9_]*)+")
_COURSE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _refusal(expected: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "{phrase}", {"phrase": expected})


def _is_number(value: object) -> bool:
    """Whether YAML means a number; true and false are integers to Python, but not to an instructor."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _finite(value: object) -> float | None:
    if not _is_number(value):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:  # an integer beyond the largest float
        return None
    return number if math.isfinite(number) else None


def _with_unit(value: object, units: dict[str, int]) -> Decimal | None:
    """`"1.5 GiB"` in the smallest unit, or None where this is no such quantity."""
    match = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[2] not in units:
        return None
    return Decimal(match[1]) * units[match[2]]


def _size(value: object) -> int:
    amount = value if isinstance(value, int) and _is_number(value) else _with_unit(value, _BYTES)
    if amount is None or not 1 <= amount <= _LARGEST:
        raise _refusal("a size above 0, in bytes or with a unit such as 64 MiB")
    return int(amount)


def _seconds(value: object) -> float:
    amount = _finite(value) if _is_number(value) else _with_unit(value, _SECONDS)
    if amount is None or not 0 < amount <= _YEAR:
        raise _refusal("a duration above 0 and up to a year, in seconds or with a unit such as 10 min")
    return float(amount)


def seconds_in(text: str) -> float | None:
    """`"3 d"` in seconds; None where this is no duration with a unit, above 0 and up to a year."""
    amount = _with_unit(text, _SECONDS)
    return float(amount) if amount is not None and 0 < amount <= _YEAR else None


def _positive(value: object) -> float:
    number = _finite(value)
    if number is None or number <= 0:
        raise _refusal("a number above 0")
    return number


def _share(value: object) -> float:
    number = _finite(value)
    if number is None or not 0 < number <= 1:
        raise _refusal("a share above 0 and at most 1")
    return number


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST:
        raise _refusal("a whole number above 0")
    return value


def _line(value: object) -> str:
    if not isinstance(value, str):
        raise _refusal("text (put it in quotes)")
    if not value.strip() or not value.isprintable():
        raise _refusal("one line of text")
    return value.strip()


def _name(value: object) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise _refusal("a name of a-z, 0-9, - and _ that begins with a letter")
    return value


def _dotted_name(value: object) -> str:
    if not isinstance(value, str) or not _IN_TORCH.fullmatch(value):
        raise _refusal("the full name of something in torch, such as torch.nn.LSTM")
    return value


def _course_id(value: object) -> str:
    if not isinstance(value, str) or not _COURSE_ID.fullmatch(value):
        raise _refusal("a course id of letters, digits, . - and _")
    return value


def _language(value: object) -> str:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        raise _refusal("the code of a language, such as en or zh_CN")
    return value


def _sbatch(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not value.strip().startswith("-"):
        raise _refusal("an option of sbatch, such as --constraint=avx2")
    return value.strip()


def _moment(value: object) -> datetime:
    if isinstance(value, str):  # YAML 1.1 leaves moments without seconds as text
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise _refusal("a date and time with its timezone, such as 2026-10-12T23:59:00+02:00")
    return value


def _schema_of_quantity(units: dict[str, int], number: dict[str, Any]) -> dict[str, Any]:
    pattern = rf"^\s*[0-9]{{1,15}}(\.[0-9]{{1,15}})? *({'|'.join(units)})\s*$"
    return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


_SIZE = _schema_of_quantity(_BYTES, {"type": "integer", "minimum": 1, "maximum": _LARGEST})
_DURATION = _schema_of_quantity(_SECONDS, {"type": "number", "exclusiveMinimum": 0, "maximum": _YEAR})
_ONE_LINE = {"type": "string", "pattern": r"\S"}
_WITH_TIMEZONE = r"^\s*[0-9W-]+([Tt]|\s+)[0-9:.,]+\s*(Z|[+-][0-9:.]+)\s*$"

Bytes = Annotated[int, BeforeValidator(_size), WithJsonSchema(_SIZE)]
Seconds = Annotated[float, BeforeValidator(_seconds), WithJsonSchema(_DURATION)]
Positive = Annotated[
    float, BeforeValidator(_positive), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Share = Annotated[
    float,
    BeforeValidator(_share),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 1}),
]
Whole = Annotated[
    int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": _LARGEST})
]
Line = Annotated[str, BeforeValidator(_line), WithJsonSchema(_ONE_LINE)]
Name = Annotated[
    str, BeforeValidator(_name), WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"})
]
DottedName = Annotated[
    str,
    BeforeValidator(_dotted_name),
    WithJsonSchema({"type": "string", "pattern": f"^{_IN_TORCH.pattern}$"}),
]
CourseId = Annotated[
    str, BeforeValidator(_course_id), WithJsonSchema({"type": "string", "pattern": f"^{_COURSE_ID.pattern}$"})
]
Language = Annotated[
    str, BeforeValidator(_language), WithJsonSchema({"type": "string", "pattern": f"^{LANGUAGE.pattern}$"})
]
SbatchOption = Annotated[
    str, BeforeValidator(_sbatch), WithJsonSchema({"type": "string", "pattern": r"^\s*-"})
]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "pattern": _WITH_TIMEZONE})
]
