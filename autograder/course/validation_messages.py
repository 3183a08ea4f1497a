"""Says in plain English what pydantic found wrong in a document: what was expected and found, on which line."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from autograder.course.documents import Document, Place, shown

_AT_MOST = 20


def complaints(error: ValidationError, model: type[BaseModel], document: Document) -> str:
    """One line per problem, in the order of the file's model, at most 20."""
    lines = [_complaint(detail, model, document) for detail in error.errors(include_url=False)]
    if len(lines) > _AT_MOST:
        lines[_AT_MOST:] = [f"{document.name}: and {len(lines) - _AT_MOST} more problems"]
    return "\n".join(lines)


def did_you_mean(name: str, known: list[str]) -> str:
    """` (did you mean double?)` where a known name is near, else nothing."""
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _complaint(detail: ErrorDetails, model: type[BaseModel], document: Document) -> str:
    place: Place = detail["loc"]
    found = shown(detail["input"])
    match detail["type"]:
        case "expected":  # a type of `quantities` says it already
            expected = detail["msg"]
            if place[-1:] == ("[key]",):
                place = place[:-1]
        case "repeated" | "unknown":
            place, expected, found = detail["ctx"]["place"], detail["msg"], detail["ctx"]["found"]
        case "missing":
            place, expected, found = place[:-1], f"the key {place[-1]}", "none"
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = _keys(_kind_at(model, place[:-1]))
            expected = f"one of {', '.join(known)}{did_you_mean(str(place[-1]), known)}"
            found = shown(place[-1])
        case "literal_error":
            expected = detail["ctx"]["expected"].replace("'", "")
        case "model_type" | "dataclass_type" | "dict_type" | "mapping_type":
            expected = "keys with values"
        case "too_short":
            expected, found = "at least one key", "none"
        case _:
            expected = detail["msg"].removeprefix("Input should be ")
    return document.complaint(place, f"expected {expected}, got {found}")


def _keys(kind: Any) -> list[str]:
    return [each.name for each in fields(kind)] if is_dataclass(kind) else list(kind.model_fields)


def _kind_at(model: type[BaseModel], place: Place) -> Any:
    """The model or dataclass of a place: mappings (`Mapping[Name, Grade]`) and options (`Lateness | None`) have one."""
    here: Any = model
    for key in place:
        if _is_model(here):
            here = here.model_fields[key].annotation
            if type(None) not in get_args(here):
                continue
        here = next(inner for inner in get_args(here) if _is_model(inner))
    return here


def _is_model(kind: object) -> bool:
    return inspect.isclass(kind) and issubclass(kind, BaseModel)
