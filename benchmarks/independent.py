"""Answers by authors who saw the notebooks only, with what judges said of the messages that they got.

independent_answers/<author>/<assignment>/right/<name>.py    a whole right answer
independent_answers/<author>/<assignment>/wrong/<name>.py    wrong ones, in the format of known answers: each
                                                             changes that right answer in one place
independent_answers/withdrawn.yml                            answers whose label does not hold, with the reason
independent_answers/judgements.csv                           pass, grader, answer, verdict
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import yaml

from autograder.course.answers import answers_in
from autograder.course.material import Cells

FOLDER = Path(__file__).parent / "independent_answers"
T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """One submission. name: author, assignment and title. kind: right or wrong. cells: the whole submission."""

    name: str
    author: str
    assignment: str
    kind: str
    cells: Cells = field(repr=False)
    title: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a grader made of an answer. messages: what it tells of it, a line a failure. cpu: seconds."""

    is_full: bool
    lost: list[str]
    messages: list[str]
    cpu: float


@dataclass(frozen=True)
class Judgement:
    """named: a student who reads the message knows the mistake. vague: it is true and does not say it. untrue: it says
    what is not so.
    """

    verdict: Literal["named", "vague", "untrue"]


def answers(assignments: Collection[str] = (), most: int | None = None) -> list[Answer]:
    """Those of some assignments, or all; at most `most` of each author, assignment and kind, spread over all."""
    found: list[Answer] = []
    for folder in sorted(path for path in FOLDER.glob("*/*") if path.is_dir()):
        author, assignment = folder.parent.name, folder.name
        if not assignments or assignment in assignments:
            for kind in (_right, _wrong):
                found += spread(list(kind(folder, author, assignment)), most)
    return found


def spread(items: Sequence[T], most: int | None) -> Sequence[T]:
    """At most as many, spread over all."""
    count = len(items) if most is None else min(most, len(items))
    return [items[number * len(items) // count] for number in range(count)]


def _right(folder: Path, author: str, assignment: str) -> Iterator[Answer]:
    for path in sorted((folder / "right").glob("*.py")):
        cells = (("answer", path.read_text(encoding="utf-8")),)
        yield Answer(f"{author}/{assignment}/{path.stem}", author, assignment, "right", cells)


def _wrong(folder: Path, author: str, assignment: str) -> Iterator[Answer]:
    for path in sorted((folder / "wrong").glob("*.py")):
        right = (("answer", (folder / "right" / path.name).read_text(encoding="utf-8")),)
        for each in answers_in(f"{assignment}/wrong/{path.name}", path.read_bytes(), "wrong", right):
            name = f"{author}/{assignment}/{path.stem}: {each.name}"
            yield Answer(name, author, assignment, "wrong", each.cells, each.name)


def withdrawn() -> dict[str, str]:
    """The reason why an answer's label does not hold, by its name."""
    path = FOLDER / "withdrawn.yml"
    found: dict[str, str] = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}
    if unknown := found.keys() - {each.name for each in answers()}:
        raise SystemExit(f"{path}: there is no answer {min(unknown)!r}")
    return found


@lru_cache
def judgements(which: str) -> dict[tuple[str, str], Judgement]:
    """What judges said in a pass, "first", "second" or "now", by grader and answer."""
    path = FOLDER / "judgements.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (line["grader"], line["answer"]): Judgement(line["verdict"])
            for line in csv.DictReader(file)
            if line["pass"] == which
        }
