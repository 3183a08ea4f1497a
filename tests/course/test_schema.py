"""docs/grading.schema.json is what the model of grading.yml says, and editors and the kit refuse the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from documentation.makers import DOCS, ROOT, maker

from autograder.course import authoring, documents
from autograder.course.config import FILE, Config
from autograder.course.new_course import head
from autograder.errors import CourseError

SCHEMA = json.loads((DOCS / "grading.schema.json").read_text(encoding="utf-8"))


def as_editors_see(value: object) -> object:
    """YAML of today, which editors read, knows no moments: they are text."""
    if isinstance(value, dict):
        return {key: as_editors_see(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_editors_see(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def refused_by_schema(text: str) -> str:
    """Where the schema finds something wrong, "" where nothing is."""
    data = as_editors_see(documents.parsed(FILE, text).data)
    error = jsonschema.Draft7Validator(SCHEMA).descend(data, SCHEMA)
    return "; ".join(each.message for each in error)


def refused_by_kit(text: str, folder: Path) -> str:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    try:
        Config.read(path)
    except CourseError as error:
        return str(error)
    return ""


def test_the_committed_file_is_what_the_model_says():
    assert (DOCS / "grading.schema.json").read_text(encoding="utf-8") == maker("make_schema").text(), (
        "python docs/make_schema.py"
    )


def test_it_is_a_schema_that_describes_each_key():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    for part in (SCHEMA, *SCHEMA["definitions"].values()):
        assert all(value["description"] for value in part["properties"].values())
        assert part["additionalProperties"] is False


def test_the_kits_own_grading_yml_is_valid():
    assert refused_by_schema((ROOT / FILE).read_text(encoding="utf-8")) == ""


@pytest.mark.parametrize("template", authoring.templates())
def test_what_each_template_begins_is_valid(template: str, tmp_path: Path):
    authoring.new(tmp_path, "gates", template)
    assert refused_by_schema((tmp_path / FILE).read_text(encoding="utf-8")) == ""


RIGHT = head() + "  a:\n    title: A\n    grades:\n      a-one: {points: 1, title: One}\n"


def under_assignment(line: str) -> str:
    return RIGHT.replace("    title: A\n", f"    title: A\n    {line}\n")


def at_the_top(line: str) -> str:
    return f"{line}\n{RIGHT}"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (at_the_top, "limits: {wall: 90 s, memory: 1.5 GB, scratch: 64MiB, files: 7, cpu: 2.5}"),
        (at_the_top, "limits: {output: 1 TiB, request: 2 h}"),
        (at_the_top, "lateness: {grace: 10 min, per_day: 0.1, at_most: 1}"),
        (at_the_top, "cluster: {walltime: 1 d, gpus: 2, extra: [--qos=low, -x]}"),
        (at_the_top, "missing: zero"),
        (under_assignment, "due: 2026-10-12T23:59:00+02:00"),
        (under_assignment, "due: 2026-10-12 23:59+02:00"),
        (under_assignment, "due:"),
        (under_assignment, "forbidden: [torch.nn.LSTM, torch.autograd]"),
        (under_assignment, "faster_on_gpu: false"),
    ],
)
def test_what_the_kit_takes_editors_take(place: Callable[[str], str], line: str, tmp_path: Path):
    text = place(line)
    assert refused_by_kit(text, tmp_path) == ""
    assert refused_by_schema(text) == ""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (at_the_top, "limit: {wall: 90 s}"),
        (at_the_top, "limits: {wall: 90}\nextra: 1"),
        (at_the_top, "limits: {wal: 90}"),
        (at_the_top, "limits: {wall: 90 sec}"),
        (at_the_top, "limits: {wall: -1}"),
        (at_the_top, "limits: {memory: 4 GiBs}"),
        (at_the_top, "limits: {files: 1.5}"),
        (at_the_top, "limits: {files: true}"),
        (at_the_top, "lateness: {grace: 10 min}"),
        (at_the_top, "lateness: {per_day: 1.5}"),
        (at_the_top, "cluster: {extra: [qos]}"),
        (at_the_top, "missing: nothing"),
        (at_the_top, "gpu_slots: 65"),
        (under_assignment, "due: 2026-10-12T23:59:00"),
        (under_assignment, "due: 2026-10-12"),
        (under_assignment, "due: tomorrow"),
        (under_assignment, "device: gpu"),
        (under_assignment, "forbidden: [nn.LSTM]"),
        (lambda line: RIGHT.replace("  a:\n", f"  {line}:\n"), "Upper"),
        (lambda line: RIGHT.replace("points: 1", line), "points: 0"),
        (lambda line: RIGHT.replace("title: One", line), "title: 5"),
        (lambda line: RIGHT.replace(", title: One", line), ""),
        (lambda line: RIGHT.replace("course: my-course", line), "course: my course"),
        (lambda line: RIGHT.replace("course: my-course", line), ""),
    ],
)
def test_what_the_kit_refuses_editors_mark(place: Callable[[str], str], line: str, tmp_path: Path):
    text: Any = place(line)
    assert refused_by_kit(text, tmp_path)
    assert refused_by_schema(text)
