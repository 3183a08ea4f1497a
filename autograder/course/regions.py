"""nbgrader's own convention: the grade cells of a solution's notebook, with `### BEGIN HIDDEN TESTS` and plain asserts,
as a hidden suite.

Each grade cell becomes a test of a pytest module, which is made here as text and holds all of the cell's code. Before
the test, the student's names are bound to objects of the student's process (`student.notebook`). Definitions in earlier
cells count as in a notebook: statements of cells that students are given, and of earlier grade cells, run here if the
cell needs them. Names that answers define, or that no cell defines, are the student's. Imports always run here.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import symtable
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
_MARKER = re.compile(r"# %%+(?=\s|$)(?P<rest>.*)")
_MAGIC = re.compile(r"\s*#\s?(?:%{1,2}[a-z]|!\s?[\w./])")  # as jupytext writes it
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_SHOWING = {"print", "display", "plt", "sns", "warnings"}  # calls that change nothing of what they are given
_BUILT_IN = frozenset(dir(builtins))
INDENT = "    "


@dataclass(frozen=True)
class Cell:
    """A code cell of a script in jupytext's percent format. line: of its first line of code, from 1."""

    line: int
    source: str
    marks: dict[str, Any]

    @property
    def is_answer(self) -> bool:
        return bool(self.marks.get("solution"))

    @property
    def is_graded(self) -> bool:
        """Whether its code gives points; a cell that people grade is also an answer."""
        return bool(self.marks.get("grade")) and not self.is_answer

    @property
    def grade_id(self) -> str:
        return str(self.marks.get("grade_id", ""))

    @cached_property
    def chunks(self) -> list[Chunk]:
        """Its statements; none where they cannot be parsed."""
        try:
            return _chunks(self)
        except (SyntaxError, ValueError, RecursionError):
            return []


@dataclass(frozen=True)
class Chunk:
    """Statements of a cell that share a line, most often one. line: of the script, from 1."""

    cell: Cell
    line: int
    lines: tuple[str, ...]
    nodes: tuple[ast.stmt, ...]

    @property
    def is_import(self) -> bool:
        return all(isinstance(node, _IMPORTS) for node in self.nodes)

    @property
    def is_definition(self) -> bool:
        return all(isinstance(node, _DEFINITIONS) for node in self.nodes)

    @property
    def always_binds(self) -> bool:
        """Whether it always binds its names, and their values do not depend on what they were before."""
        return all(
            isinstance(node, (*_DEFINITIONS, *_IMPORTS, ast.Assign))
            or (isinstance(node, ast.AnnAssign) and node.value)
            for node in self.nodes
        )

    @cached_property
    def names(self) -> tuple[set[str], set[str]]:
        """The names of the notebook that it binds, and those that it uses."""
        binds: set[str] = set()
        uses: set[str] = set()
        tables = [symtable.symtable("\n".join(self.lines), "cell", "exec")]
        while tables:
            table = tables.pop()
            tables += table.get_children()
            top = table.get_type() == "module"
            for symbol in table.get_symbols():
                if not top and not symbol.is_global():
                    continue
                if symbol.is_assigned() or symbol.is_imported() or (top and symbol.is_namespace()):
                    binds.add(symbol.get_name())
                if symbol.is_referenced():
                    uses.add(symbol.get_name())
        return binds, uses

    def changes(self, names: set[str]) -> bool:
        """Whether it may change the values of some of these names without binding them."""
        return any(_changes(node, names) for node in self.nodes)


@dataclass(frozen=True)
class Suite:
    """The suite made from grade cells: a pytest module, the script's line for each of its lines, and what cannot work,
    by line.
    """

    text: str
    lines: tuple[int, ...]
    problems: tuple[tuple[int, str], ...]


def code_cells(script: str) -> list[Cell]:
    """The code cells of a script in jupytext's percent format."""
    cells: list[Cell] = []
    lines = script.split("\n")
    starts = [number for number, line in enumerate(lines) if _MARKER.match(line)]
    for start, end in zip([-1, *starts], [*starts, len(lines)], strict=True):
        marker = _MARKER.match(lines[start]) if start >= 0 else None
        rest = marker["rest"] if marker else ""
        is_header = start < 0 and all(not line or line[0] == "#" for line in lines[:end])
        if is_header or re.search(r"\[(markdown|md|raw)\]", rest):
            continue
        cells.append(Cell(start + 2, "\n".join(lines[start + 1 : end]), _marks(rest)))
    return cells


def _marks(header: str) -> dict[str, Any]:
    place = header.find("nbgrader=")
    try:
        marks, _ = (
            json.JSONDecoder().raw_decode(header[place + len("nbgrader=") :]) if place >= 0 else ({}, 0)
        )
    except ValueError:  # told where the notebook is made
        marks = {}
    return marks if isinstance(marks, dict) else {}


def has_suite(script: str) -> bool:
    """Whether grade cells of a script hold tests: a hidden region, or an assert."""
    if not (BEGIN_HIDDEN in script or re.search(r'"grade": *true', script)):
        return False
    graded = [cell for cell in code_cells(script) if cell.is_graded]
    return any(
        BEGIN_HIDDEN in cell.source
        or any(
            isinstance(node, ast.Assert) or _is_check(node)
            for chunk in cell.chunks
            for top in chunk.nodes
            for node in ast.walk(top)
        )
        for cell in graded
    )


def without_tests(script: str) -> str:
    """A script without its grade cells' code, each line of the rest in its place."""
    lines = script.split("\n")
    for cell in code_cells(script):
        if cell.is_graded:
            for number in range(cell.line - 1, cell.line - 1 + cell.source.count("\n") + 1):
                lines[number] = ""
    return "\n".join(lines)


def suite_of(script: str) -> Suite:
    """The suite that a script's grade cells make."""
    cells = code_cells(script)
    writer = _Writer()
    wanted = [_Need.of(cells, number) for number, cell in enumerate(cells) if cell.is_graded]
    writer.add("import pytest as _pytest")
    writer.add("from autograder.student.notebook import Notebook as _Notebook")
    for chunk in _once(chunk for need in wanted for chunk in need.imports):
        writer.add_chunk(chunk, "")
    writer.add("_notebook = _Notebook(globals())")
    for chunk in _once(chunk for need in wanted for chunk in need.above):
        writer.add(f"def {_function(chunk)}():")
        writer.add_globals(chunk.names[0])
        writer.add_chunk(chunk, INDENT)
    for need in wanted:
        writer.add_test(need)
    problems = sorted({problem for need in wanted for problem in _problems(need)})
    return Suite(writer.text, tuple(writer.lines), tuple(problems))


@dataclass
class _Need:
    """The parts of the cells above that a grade cell needs. imports, above: statements. defined: names of answers that
    it uses. asked: names that nothing defines.
    """

    cell: Cell
    imports: list[Chunk] = field(default_factory=list)
    above: list[Chunk] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, cells: Sequence[Cell], number: int) -> _Need:
        cell = cells[number]
        chunks = [chunk for each in cells[:number] for chunk in each.chunks]
        known = {name for chunk in chunks for name in chunk.names[0]}
        data = {
            name
            for chunk in chunks
            if not (chunk.is_definition or chunk.is_import)
            for name in chunk.names[0]
        }
        wanted: set[str] = set()
        for chunk in reversed(cell.chunks):
            binds, uses = chunk.names
            wanted = wanted - (binds if chunk.always_binds else set()) | uses
        while True:
            need = cls(cell)
            need._look_above(chunks, set(wanted), data)
            # Functions use what stands below them, too.
            more = need.asked & known - wanted
            if not more:
                break
            wanted |= more
        need.asked -= _BUILT_IN | {
            name for chunk in cell.chunks for name in chunk.names[0] if name not in known
        }
        need.imports += [chunk for chunk in cell.chunks if chunk.is_import]
        need.imports += [chunk for chunk in chunks if chunk.is_import and "import *" in "".join(chunk.lines)]
        return need

    def _look_above(self, chunks: list[Chunk], wanted: set[str], data: set[str]) -> None:
        for chunk in reversed(chunks):
            binds, uses = chunk.names
            found = binds & wanted
            if chunk.is_import:
                if found:
                    self.imports.insert(0, chunk)
                    wanted -= binds
            elif chunk.cell.is_answer:
                self.defined |= found
                wanted -= found
            elif found or chunk.changes(wanted & data):
                self.above.insert(0, chunk)
                wanted -= binds if chunk.always_binds else set()
                wanted |= uses
        self.asked = wanted


class _Writer:
    """A module's text, and of which line of the script each line is."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self.lines: list[int] = []

    @property
    def text(self) -> str:
        return "\n".join(self._text) + "\n"

    def add(self, text: str, line: int = 0) -> None:
        self._text.append(text)
        self.lines.append(line)

    def add_globals(self, names: Iterable[str]) -> None:
        if names := sorted(names):
            self.add(f"{INDENT}global {', '.join(names)}")

    def add_chunk(self, chunk: Chunk, indent: str) -> None:
        """Lines within a text stay where they are."""
        within = {
            line
            for top in chunk.nodes
            for node in ast.walk(top)
            if isinstance(node, ast.JoinedStr)
            or (isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)))
            for line in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
        }
        for number, text in enumerate(chunk.lines, chunk.line):
            is_within = number - chunk.cell.line + 1 in within
            self.add(text if is_within or not text.strip() else indent + text, number)

    def add_test(self, need: _Need) -> None:
        cell = need.cell
        body = [chunk for chunk in cell.chunks if not chunk.is_import]
        self.add(f"@_pytest.mark.grade({cell.grade_id!r})", cell.line - 1)
        self.add(f"def test_{re.sub(r'[^0-9A-Za-z_]', '_', cell.grade_id)}(student, draws):", cell.line - 1)
        self.add(f"{INDENT}{f'The tests of the cell {cell.grade_id}.'!r}")
        self.add_globals({name for chunk in body for name in chunk.names[0]})
        names = f"{sorted(need.defined)!r}, {sorted(need.asked)!r}"
        above = "".join(f"{_function(chunk)}, " for chunk in need.above)
        seeds = "draws.integers(2**31, 3).tolist()"
        self.add(f"{INDENT}with _notebook.cell(student, {seeds}, {names}, ({above})):", cell.line)
        for chunk in body:
            self.add_chunk(chunk, 2 * INDENT)
        self.add(2 * INDENT + "pass", cell.line)


def _function(chunk: Chunk) -> str:
    return f"_line_{chunk.line}"


def _once(chunks: Iterable[Chunk]) -> list[Chunk]:
    """Each once, in the order of the script."""
    return [chunk for _, chunk in sorted({chunk.line: chunk for chunk in chunks}.items())]


def _chunks(cell: Cell) -> list[Chunk]:
    lines = cell.source.split("\n")
    groups: list[list[ast.stmt]] = []
    for node in ast.parse(cell.source).body:
        if groups and _first_line(node) <= (groups[-1][-1].end_lineno or 0):
            groups[-1].append(node)
        else:
            groups.append([node])
    chunks = []
    for nodes in groups:
        first, last = _first_line(nodes[0]), nodes[-1].end_lineno or nodes[-1].lineno
        chunks.append(Chunk(cell, cell.line + first - 1, tuple(lines[first - 1 : last]), tuple(nodes)))
    return chunks


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _DEFINITIONS) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _is_check(node: ast.AST) -> bool:
    """Whether it is a call such as `np.testing.assert_allclose(…)`."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name.startswith("assert") or name == "raises"


def _only_checks(node: ast.stmt) -> bool:
    """Whether it is a check, or a loop or block of checks alone."""
    if isinstance(node, (ast.For, ast.If, ast.While)):
        return all(map(_only_checks, (*node.body, *node.orelse)))
    if isinstance(node, ast.With):
        return all(map(_only_checks, node.body)) or any(_is_check(item.context_expr) for item in node.items)
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and _is_check(node.value))


def _changes(node: ast.stmt, names: set[str]) -> bool:
    if _only_checks(node):
        return False
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)):
        targets = [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign)) else node.targets
        return any(_root(target) in names for target in targets if not isinstance(target, ast.Name))
    if isinstance(node, ast.Expr):
        if not isinstance(node.value, ast.Call) or _root(node.value.func) in _SHOWING:
            return False
        return bool(_names(node.value) & names)
    if isinstance(node, (*_DEFINITIONS, *_IMPORTS, ast.Assert)):
        return False
    return bool(_names(node) & names)


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _root(node: ast.AST) -> str:
    """The name that an expression begins with: `model` of model.fc.weight[0]."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


_READERS = {
    "getsource",
    "getsourcelines",
    "signature",
    "getfullargspec",
    "getmembers",
    "getdoc",
    "isclass",
    "isfunction",
}
_INNER = {"__doc__", "__code__", "__dict__", "__class__", "__mro__", "__annotations__"}
_PATCHES = {
    "monkeypatch.setattr",
    *(f"{mock}patch{what}" for mock in ("", "mock.") for what in ("", ".object", ".dict", ".multiple")),
}
_SPACES = {"globals", "locals", "vars", "dir", "eval", "exec", "get_ipython"}


def _problems(need: _Need) -> Iterator[tuple[int, str]]:
    """Code that certainly cannot work, because the student's code is in another process, and what to write instead."""
    cell = need.cell
    try:
        ast.parse(cell.source)
    except (SyntaxError, ValueError) as error:
        yield cell.line + (getattr(error, "lineno", None) or 1) - 1, f"{error.args[0]}: fix it"
    for number, text in enumerate(cell.source.split("\n"), cell.line):
        if _MAGIC.match(text):
            yield number, "a command of IPython is not run by the tests: write it in Python, or take it out"
    for chunk in [*need.above, *cell.chunks]:
        for top in chunk.nodes:
            for node in ast.walk(top):
                if said := _problem(node, need.defined):
                    yield chunk.cell.line + node.lineno - 1, said  # type: ignore[attr-defined]


def _problem(node: ast.AST, students: set[str]) -> str:
    """Why a part of the code cannot work; "" where it may. students: names that answers define."""
    if isinstance(node, ast.Call):
        return _problem_of_call(node, students)
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
        targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
        for target in targets:
            if isinstance(target, ast.Attribute) and (root := _root(target)) in students:
                return (
                    f"an attribute of {root}, which is the student's, cannot be set or deleted from here: "
                    "hand over what it needs as an argument"
                )
    if isinstance(node, ast.ClassDef) and (names := _within(node.bases, students)):
        return f"{names} is the student's and cannot be derived from here: test what its own objects do"
    if isinstance(node, ast.ExceptHandler) and node.type and (names := _within([node.type], students)):
        return f"{names} is the student's and cannot be caught from here: catch what it is derived from, or Exception"
    if isinstance(node, ast.Compare) and (names := _classes_compared(node, students)):
        return (
            f"{names} is a class of the student's, of which no object is here: compare what the object gives"
        )
    if isinstance(node, ast.Attribute) and node.attr in _INNER and (root := _root(node)) in students:
        return f"{node.attr} of {root}, which is the student's, cannot be read from here: test what it does"
    return ""


def _problem_of_call(node: ast.Call, students: set[str]) -> str:
    called = ast.unparse(node.func)
    last = called.rpartition(".")[2]
    if called in ("isinstance", "issubclass") and len(node.args) == 2:
        kinds = _within([node.args[1]], students)
        if not kinds and re.search(r"\bnn\.Module\b", ast.unparse(node.args[1])):
            kinds = "nn.Module"
        if kinds:
            return f"{called} cannot tell {kinds}, for the student's objects are elsewhere: test what the object does"
    if last in _READERS and (names := _within(node.args, students)):
        return f"{called} cannot look at {names}, which is the student's: test what it does"
    sets = called in ("setattr", "delattr") and bool(_within(node.args[:1], students))
    if sets or called.removeprefix("unittest.") in _PATCHES:
        return (
            f"{called} changes nothing where the student's code runs: hand over what it needs as an argument"
        )
    of_tests = called in ("vars", "dir") and node.args and not _within(node.args, students)
    if called in _SPACES and not of_tests:
        return f"{called} knows no name of the student's: use the name, and a student who has not defined it fails"
    if last in ("raises", "assertRaises") and (names := _within(node.args[:1], students)):
        return f"{names} is the student's and cannot be caught from here: expect what it is derived from"
    return ""


def _classes_compared(node: ast.Compare, students: set[str]) -> str:
    """The student's names in `type(x) == Net`, "" where it is something else."""
    sides = [node.left, *node.comparators]
    if any(isinstance(side, ast.Call) and ast.unparse(side.func) == "type" for side in sides):
        return _within([side for side in sides if not isinstance(side, ast.Call)], students)
    return ""


def _within(nodes: Iterable[ast.expr], students: set[str]) -> str:
    """The student's names that some expressions use, except those that they call."""
    found: dict[str, None] = {}
    for node in nodes:
        for each in [node, *node.elts] if isinstance(node, ast.Tuple) else [node]:
            if isinstance(each, ast.Name) and each.id in students:
                found[each.id] = None
            elif isinstance(each, ast.Attribute) and _root(each) in students and not _calls(each):
                found[ast.unparse(each)] = None
    return " and ".join(found)


def _calls(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Call) for each in ast.walk(node))
