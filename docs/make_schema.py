"""Writes docs/grading.schema.json, by which editors complete and check grading.yml, from the model that reads it:

python docs/make_schema.py
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.course.config import Assignment, Cluster, Config, Grade, Lateness, Limits

SCHEMA = Path(__file__).parent / "grading.schema.json"
DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors know best. Nothing is fetched from there: it is a name."""
MODELS = (Config, Assignment, Grade, Limits, Lateness, Cluster)


def schema() -> dict[str, Any]:
    """The JSON schema of grading.yml. The kit's own reading of the file sees more: see `course/quantities.py`."""
    made = Config.model_json_schema()
    parts: dict[str, dict[str, Any]] = {Config.__name__: made, **made["$defs"]}
    for model in MODELS:
        part = parts[model.__name__]
        part.pop("description", None)  # of the class, for who reads the code
        _describe(part, dict(_docstrings(model)))
    definitions = made.pop("$defs")
    made["title"] = "grading.yml"
    return {"$schema": DIALECT, **made, "definitions": definitions}


def text() -> str:
    """The file's text."""
    written = json.dumps(schema(), indent=2, ensure_ascii=False)
    return written.replace("#/$defs/", "#/definitions/") + "\n"


def _describe(part: dict[str, Any], said: dict[str, str]) -> None:
    for name, value in part["properties"].items():
        value.pop("title", None)  # the key in other letters
        if isinstance(value.get("default"), dict):
            del value["default"]  # each key in it has its own
        if "$ref" in value:  # draft 7 heeds nothing beside a reference
            part["properties"][name] = value = {"allOf": [{"$ref": value.pop("$ref")}], **value}
        if "patternProperties" in value:
            value["additionalProperties"] = False  # a name that is none is refused
        value["description"] = said[name]


def _docstrings(model: type) -> Iterator[tuple[str, str]]:
    """The text below each field, that of a class before those of what is derived from it."""
    for kind in reversed(model.__mro__):
        if not kind.__module__.startswith("autograder."):
            continue
        body = ast.parse(inspect.getsource(kind)).body[0]
        assert isinstance(body, ast.ClassDef)
        for field, below in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
            ):
                yield field.target.id, " ".join(str(below.value.value).split())


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
