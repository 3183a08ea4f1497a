"""YAML that remembers the line of each of its keys.

The values are yaml.safe_load's. In addition, a key that occurs twice is a problem (safe_load silently keeps the last
one), and so are anchors, aliases and tags: grading.yml needs none, and aliases can make a short file endless.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from autograder.errors import CourseError

Place = tuple[str | int, ...]
"""The keys that lead to a value: `("assignments", "double", "title")`."""

LARGEST = 1_000_000  # bytes
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass
class Document:
    """The data of one YAML file, and the line on which each place begins."""

    name: str
    data: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def complaint(self, place: Place, text: str, line: int | None = None) -> str:
        """One line about a place: `grading.yml, line 12: assignments.double.due: expected ..., got ...`."""
        if line is None:
            known = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in self.lines), ())
            line = self.lines.get(known, 1)
        where = ".".join(str(key) if str(key).isprintable() else ascii(key) for key in place)
        return f"{self.name}, line {line}: {where + ': ' if where else ''}{text}"


def shown(value: object) -> str:
    """A value as a message names it, short and on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a huge number"  # Python refuses to print some of them
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"'{text}'" if isinstance(value, str) and value.isprintable() else text


def read(path: Path) -> Document:
    """The document in a file.

    Raises CourseError, one line per problem, where it cannot be read, is above 1 MB, or is not plain YAML.
    """
    return parsed(path.name, text_in(path))


@lru_cache(maxsize=4)  # a run asks for the same again and again
def parsed(name: str, text: str) -> Document:
    """The document in a text. CourseError as `read`."""
    document = Document(name)
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        document.data = None if node is None else _value(loader, node, (), document)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reason = " ".join((error.problem or "it cannot be parsed").split())
        raise CourseError(
            document.complaint((), f"expected plain YAML, got a mistake: {reason}", line)
        ) from None
    except yaml.YAMLError:
        raise CourseError(f"{name}: expected plain YAML, got control characters") from None
    except RecursionError:
        raise CourseError(f"{name}: expected plain YAML, got too many levels of nesting") from None
    if document.problems:
        raise CourseError("\n".join(document.problems))
    return document


def text_in(path: Path) -> str:
    """The text of a file. CourseError where it cannot be read, is above 1 MB, or is not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise CourseError(f"{path.name}: expected at most 1 MB, got more")
    try:
        return data.decode()  # yaml skips a byte order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CourseError(f"{path.name}, line {line}: expected UTF-8, got another encoding") from None


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        # an alias carries the anchor it means
        for attribute, what in (("anchor", "anchors and aliases"), ("tag", "tags")):
            if getattr(event, attribute, None) not in (None, "!"):
                problem = f"{what} are not supported here"
                raise yaml.composer.ComposerError(problem=problem, problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _value(loader: _Loader, node: yaml.Node, place: Place, document: Document) -> object:
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, place, document)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            document.lines[(*place, index)] = item.start_mark.line + 1
            items.append(_value(loader, item, (*place, index), document))
        return items
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):  # 2026-13-01, a number of 5,000 digits
        text = f"expected a value that YAML can read, got {shown(node.value)}"
        document.problems.append(document.complaint(place, text, node.start_mark.line + 1))
        return None


def _mapping(loader: _Loader, node: yaml.MappingNode, place: Place, document: Document) -> dict[str, object]:
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if key_node.tag != _TEXT_TAG:
            text = f"expected text as a key (put it in quotes), got {shown(key_node.value)}"
            document.problems.append(document.complaint(place, text, line))
            continue
        key = str(key_node.value)
        inner = (*place, key)
        if key in result:
            text = f"expected each key once, got it on line {document.lines[inner]} too"
            document.problems.append(document.complaint(inner, text, line))
            continue
        document.lines[inner] = line
        result[key] = _value(loader, value_node, inner, document)
    return result
