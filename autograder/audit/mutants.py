"""Mutants of an assignment's right answers: each has one mistake, made by an operator, in what a student writes."""

from __future__ import annotations

import ast
import difflib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.audit.operators import OPERATORS, variants
from autograder.course.answers import known_answers, spliced, statements
from autograder.course.material import Cells, HiddenSuite
from autograder.course.submissions import Cell, Submission
from autograder.errors import CourseError

SOLUTION = "the solution"
CONTEXT = 1  # lines around a change
IMPORTS = ("imports", "import torch\n")
"""What operators write needs it: a mutant is to be killed for its mistake, not for a name that is missing."""
_CELL = re.compile(r"^# %%(?:.*?nbgrader=(?P<marks>\{.*\}))?.*$", re.M)
_REGION = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n", re.M)
_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Definition:
    """A function or class that a student writes, in a right answer. grade_ids: what its tests count for."""

    name: str
    source: str
    grade_ids: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """A right answer: the solution, or one of the known ones. definitions: those that are its own."""

    name: str
    cells: Cells
    definitions: tuple[Definition, ...]


@dataclass(frozen=True)
class Mutant:
    """A right answer with one mistake in one definition, whose text is then `source`."""

    assignment: str
    subject: str
    definition: Definition
    operator: str
    source: str
    cells: Cells

    @cached_property
    def submission(self) -> Submission:
        return submission_of(self.assignment, self.cells)

    @property
    def key(self) -> str:
        """Its name on disk, the same for the same code."""
        return self.submission.student

    @property
    def diff(self) -> str:
        """The difference from the right answer, as a unified diff of few lines."""
        before, after = (text.splitlines() for text in (self.definition.source, self.source))
        lines = list(difflib.unified_diff(before, after, lineterm="", n=CONTEXT))
        return "\n".join(line for line in lines[2:] if not line.startswith("@@"))


def submission_of(assignment: str, cells: Cells) -> Submission:
    """Code of the course's own as if it were handed in, by an author whose name is its digest."""
    code = tuple(Cell(label, source) for label, source in cells)
    unnamed = Submission("", assignment, Path(f"{assignment}.py"), code, None)
    return Submission(unnamed.digest[:24], assignment, unnamed.path, code, None)


def subjects(suite: HiddenSuite, grade_ids: Sequence[str]) -> list[Subject]:
    """The solution, and the right answers beside it. grade_ids: all of the assignment.

    CourseError where there is no solution to change, or the known answers cannot be read.
    """
    own = [*_of_solution(suite, grade_ids)]
    if not own:
        raise CourseError(
            f"{suite.assignment}: there is nothing to change: the solution defines no function and no class"
        )
    found = [Subject(SOLUTION, spliced(suite.solution, ""), tuple(own))]
    where = {each.name: each.grade_ids for each in own}
    for answer in known_answers(suite):
        if answer.kind == "right":
            theirs = [
                Definition(node.name, text + "\n", where.get(node.name, tuple(grade_ids)))
                for text, node in statements((("", answer.source),))
                if isinstance(node, _DEFINED)
            ]
            if theirs:
                found.append(Subject(answer.name, answer.cells, tuple(theirs)))
    return found


def mutants(assignment: str, subject: Subject, names: Collection[str] = ()) -> Iterator[Mutant]:
    """All mutants of a right answer, by some operators or all. None is the same to Python as another."""
    for definition in subject.definitions:
        for operator, source in variants(definition.source, names):
            try:
                cells = spliced(subject.cells, source)
            except SyntaxError:
                continue
            yield Mutant(assignment, subject.name, definition, operator.name, source, (IMPORTS, *cells))


def sample(found: Sequence[Mutant], most: int, seed: str) -> list[Mutant]:
    """At most so many of them, in their order, drawn alike from all operators; the same ones for the same seed."""
    if len(found) <= most:
        return list(found)
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in found:
        by_operator[mutant.operator].append(mutant)
    chance = random.Random(seed)
    for group in by_operator.values():
        chance.shuffle(group)
    chosen: list[Mutant] = []
    turn = 0
    while len(chosen) < most:
        layer = [group[turn] for group in by_operator.values() if turn < len(group)]
        if len(layer) > most - len(chosen):
            layer = chance.sample(layer, most - len(chosen))
        chosen += layer
        turn += 1
    kept = {id(each) for each in chosen}
    return [each for each in found if id(each) in kept]


def shows(operator: str) -> bool:
    """Whether what an operator breaks can show in values: see `Operator`."""
    return operator not in OPERATORS or OPERATORS[operator].shows


def _of_solution(suite: HiddenSuite, grade_ids: Sequence[str]) -> Iterator[Definition]:
    """The definitions of its answer cells; of the whole where there are no marks."""
    told = _by_known_answers(suite)
    for _, source in suite.solution:
        cells = list(_cells(source))
        marked = any(marks.get("solution") for _, marks in cells)
        lines = source.splitlines()
        for node in ast.parse(source).body:
            if not isinstance(node, _DEFINED):
                continue
            number = sum(start < node.lineno for start, _ in cells) - 1
            if marked and not (number >= 0 and cells[number][1].get("solution")):
                continue
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            text = _REGION.sub("", "\n".join(lines[first - 1 : node.end_lineno]) + "\n")
            where = told.get(node.name) or tuple(_graded_after(cells, number, grade_ids)) or tuple(grade_ids)
            yield Definition(node.name, text, where)


def _cells(source: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The line before each cell's first, and its marks, of a script in jupytext's percent format."""
    for match in _CELL.finditer(source):
        try:
            marks = json.loads(match["marks"]) if match["marks"] else {}
        except ValueError:
            marks = {}
        yield source.count("\n", 0, match.start()) + 1, marks if isinstance(marks, dict) else {}


def _graded_after(
    cells: Sequence[tuple[int, dict[str, object]]], number: int, grade_ids: Sequence[str]
) -> Iterator[str]:
    """The grade cells between an answer cell and the next one."""
    for _, marks in cells[number + 1 :]:
        if marks.get("solution"):
            return
        if marks.get("grade") and marks.get("grade_id") in grade_ids:
            yield str(marks["grade_id"])


def _by_known_answers(suite: HiddenSuite) -> dict[str, tuple[str, ...]]:
    """Where known wrong answers lose points that change one definition alone: its own grade id, the most frequent."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    own = {node.name: text for text, node in statements(suite.solution) if isinstance(node, _DEFINED)}
    for answer in known_answers(suite):
        if answer.kind != "wrong" or len(answer.grade_ids) != 1:
            continue
        theirs = {node.name: text for text, node in statements(answer.cells) if isinstance(node, _DEFINED)}
        changed = [name for name, text in theirs.items() if own.get(name) != text]
        if len(changed) == 1:
            counts[changed[0]].update(answer.grade_ids)
    return {name: (count.most_common(1)[0][0],) for name, count in counts.items()}
