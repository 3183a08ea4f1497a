"""Known answers to an assignment, right ones and wrong ones, each with the result that it must get.

They are cells in files of `solutions/<name>/answers/`, each below a line that names it:

    right*.py    other spellings of what is right, which get all points
    wrong*.py    bugs: the grade ids that lose points, and what names the bug
    forged*.py   attempts at points without the work

    # %% doubled twice grade_id="double-it" code="doubled-twice"

A cell holds what differs from the solution. What it defines takes the place of the solution's definitions of the same
names. An empty cell is an edit of the solution, old="…" new="…": that piece of text, which the solution contains once,
becomes another one, or nothing.

(jupytext's reader is not used: to it, words such as `.data` in a name are marks.)
"""

from __future__ import annotations

import ast
import json
import re
import symtable
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.course.material import Cells, HiddenSuite
from autograder.errors import CourseError

ANSWERS = "answers"
"""The folder of an assignment's known answers, in its folder of solutions/."""
KINDS = ("right", "wrong", "forged")
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MARKER = re.compile(r"^# %%(.*)$\n?", re.M)
_VALUE = r' \w+="(?:[^"\\]|\\.)*"'
_TITLE = re.compile(rf"(?P<name>.*?)(?P<marks>(?:{_VALUE})*)\s*")
_MARKS = ("grade_id", "code", "says", "never", "without", "old", "new")


@dataclass(frozen=True)
class KnownAnswer:
    """A submission whose score is known. name: what is special about it. kind: one of KINDS. source: what differs from
    the solution. cells: the whole submission, as labels and sources. place: its file and line, for messages. grade_id:
    where a wrong one loses points; several are separated by blanks. code: that of a mistake that is reported there,
    with facts if it takes any: "order-of-rows order=i,f,o,g". says: words of that message, if they are in no catalogue:
    a suite's own, or what the code raises. never: codes, separated by blanks, that must not be reported anywhere, such
    as another bug's.
    """

    name: str
    kind: str
    source: str
    cells: Cells
    place: str
    grade_id: str = ""
    code: str = ""
    says: str = ""
    never: str = ""

    @property
    def grade_ids(self) -> tuple[str, ...]:
        """Where it loses points."""
        return tuple(self.grade_id.split())


@lru_cache(maxsize=16)  # each wrong answer is compared with them
def known_answers(suite: HiddenSuite) -> tuple[KnownAnswer, ...]:
    """The known answers beside a hidden suite, in the order of their files.

    Raises CourseError, in one line with the file, where one cannot be read, has an unknown mark or no name, or has
    the name of another.
    """
    found: dict[str, KnownAnswer] = {}
    folder = f"{suite.assignment}/{ANSWERS}/"
    for path, content in sorted(suite.files.items()):
        kind = next((kind for kind in KINDS if path.startswith(folder + kind)), "")
        for answer in answers_in(path, content, kind, suite.solution) if kind else ():
            if answer.name in found:
                raise CourseError(f"solutions/{path}: two answers are called {answer.name!r}")
            found[answer.name] = answer
    return tuple(found.values())


def answers_in(path: str, content: bytes, kind: str, solution: Cells) -> Iterator[KnownAnswer]:
    """Those in one file, in its order: each differs from the solution in what its cell says. path: for messages.

    CourseError as of `known_answers`, but two may have one name.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise CourseError(f"solutions/{path} is not UTF-8: save it as plain UTF-8 text") from None
    marker = _MARKER.search(text)
    while marker:
        following = _MARKER.search(text, marker.end())
        code = text[marker.end() : following.start() if following else len(text)]
        place = f"solutions/{path}, line {text.count(chr(10), 0, marker.start()) + 1}"
        name, marks = _read_title(marker[1], place)
        if kind != "right" and not marks.get("grade_id"):
            raise CourseError(f'{place}: {name!r} does not say where it loses points: add grade_id="…"')
        without = marks.pop("without", "").split()
        if old := marks.pop("old", ""):
            code, defined = _edited(code, old, marks.pop("new", ""), solution, f"{place}: {name!r}")
            without += defined
        elif "new" in marks:
            raise CourseError(f"{place}: {name!r} has new= without old=")
        try:
            whole = spliced(solution, code, without)
        except SyntaxError as error:
            raise CourseError(f"{place}: {name!r} is not valid Python, line {error.lineno} of it") from None
        yield KnownAnswer(name, kind, code, whole, place, **marks)
        marker = following


def spliced(solution: Cells, code: str, without: Collection[str] = ()) -> Cells:
    """The solution's definitions, in which the definitions of `code` replace those of the same names, and without the
    names in `without`. Of the rest of the solution only imports are left, and variables that the definitions use: what
    shows a reader how well the solution works is left out, because it takes time. If the code defines nothing that the
    solution has, it comes last. Raises SyntaxError if it is not Python.

        spliced(solution, "def train(net, inputs, labels, epochs=100, lr=0.05): return []")
    """
    taken = {name for node in ast.parse(code).body for name in _defined(node)} | set(without)
    used = set(_used(code))
    parts: list[str] = []
    place = None
    for text, node in reversed(statements(solution)):
        names = set(_defined(node))
        if names & taken:
            place = len(parts)
        elif isinstance(node, _DEFINITIONS) or names & used:
            parts.append(text)
            used |= _used(text)
    parts.insert(0 if place is None else place, code.strip("\n"))
    return (("answer", "\n\n".join(reversed(parts)) + "\n"),)


@lru_cache
def statements(cells: Cells) -> tuple[tuple[str, ast.stmt], ...]:
    """The text and the tree of each statement of a solution."""
    found = []
    for _, source in cells:
        lines = source.splitlines()
        for node in ast.parse(source).body:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            found.append(("\n".join(lines[first - 1 : node.end_lineno]), node))
    return tuple(found)


def _edited(code: str, old: str, new: str, solution: Cells, answer: str) -> tuple[str, list[str]]:
    """The one statement of the solution that contains a piece of text, with another text in its place; and the names
    that it defined.
    """
    if code.strip():
        raise CourseError(f"{answer} has code and old=: with old= the cell must be empty")
    try:
        holding = [(text, node) for text, node in statements(solution) if old in text]
    except SyntaxError:
        raise CourseError(f"{answer} cannot be made: the solution is not valid Python") from None
    if (number := sum(text.count(old) for text, _ in holding)) != 1:
        raise CourseError(f"{answer}: the solution contains {old!r} {number} times, and it must be once")
    ((text, node),) = holding
    return text.replace(old, new), list(_defined(node))


def _read_title(title: str, place: str) -> tuple[str, dict[str, str]]:
    match = _TITLE.fullmatch(title)
    assert match is not None  # it matches any line
    name = match["name"].strip()
    if not name:
        raise CourseError(f"{place}: a cell has no name: begin it with `# %% what is special about it`")
    if '="' in name or "='" in name:
        raise CourseError(
            f'{place}: marks come last and look like this, one blank apart: grade_id="…" code="…"'
        )
    try:
        marks = {
            mark: json.loads(value)
            for mark, value in (each.strip().split("=", 1) for each in re.findall(_VALUE, match["marks"]))
        }
    except ValueError:
        raise CourseError(f'{place}: in a mark, write \\\\ for a backslash, \\" for a quote') from None
    if unknown := marks.keys() - set(_MARKS):
        raise CourseError(f"{place}: {name!r} has a mark {min(unknown)}: choose from {', '.join(_MARKS)}")
    return name, marks


@lru_cache(maxsize=256)  # a solution's statements are asked for again with each answer
def _used(code: str) -> frozenset[str]:
    """The module's names that a piece of code uses, in its functions, too."""
    found: set[str] = set()
    tables = [symtable.symtable(code, "answer", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        is_module = table.get_type() == "module"
        found |= {
            symbol.get_name()
            for symbol in table.get_symbols()
            if symbol.is_referenced() and (is_module or symbol.is_global())
        }
    return frozenset(found)


def _defined(node: ast.stmt) -> Iterator[str]:
    """The names that a statement defines, imports aside."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = (each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        yield from (name.id for name in names if isinstance(name.ctx, ast.Store))
