# A copy of the course's autograder/sandbox/inside/loading.py: the grader looks at your code alike.
"""Runs the cells of a submission the way students leave them, each statement failing alone.

Definitions (imports, functions, classes, plain assignments) run first, so that a training script above them, or one
that never ends, cannot keep them from being defined. Of the other statements only those run on which a definition
depends, `device = torch.device("cpu")`, under a budget: experiments, plots and trainings are left out.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import re
import signal
import symtable
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from types import FrameType, ModuleType
from typing import Any

try:
    import resource
except ImportError:  # Windows, where no alarm rings either
    resource = None  # type: ignore[assignment]

STATEMENT_SECONDS = 2.0  # for one statement that is no definition
DEFINITION_SECONDS = 5.0  # imports may be slow
LEAST_SECONDS = 0.05  # between two alarms
LEAST_SHARE = 0.05  # of a processor: where nothing else tells, what gets less is taken to be asleep
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DEFINITIONS = (ast.Import, ast.ImportFrom, *DEFINED)
ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
TRANSPARENT_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")
# A cell that writes a file.
WRITES = re.compile(r"\s*%%(?:writefile|file)[ \t]+(-a[ \t]+|--append[ \t]+)?(\S[^\n]*)\n?")
# What makes names, in a cell that cannot be parsed.
MADE = re.compile(r"\b(?:def|class|import|as)[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*(?:=(?!=)|:)", re.M)
# What IPython alone understands: `%magic`, `!shell`, `?name`, `name = !shell`, `name?`.
FOR_IPYTHON = re.compile(r"(\s*)(?:[%!?]|[\w, ]+=\s*[%!]|[\w.]+\?{1,2}\s*$)")


class OutOfTime(BaseException):
    """A top-level statement used up its time; BaseException, so that `except Exception` does not swallow it."""


@dataclass(frozen=True)
class Problem:
    """A statement that failed while the submission was loaded."""

    label: str  # of its cell
    line: int  # 1-based, in its cell
    error: str  # "ZeroDivisionError: division by zero"
    makes: frozenset[str]  # the names that it would have made
    uses: frozenset[str]

    def __str__(self) -> str:
        return f"{self.label}, line {self.line}: {self.error}"


def causes(name: str, problems: list[Problem]) -> list[Problem]:
    """Those of `problems`, in their order, for which `name` is not defined: a statement that would have made it
    failed, or one that would have made what that needs. `from module import *` may have made anything.
    """
    wanted, found = {name, "*"}, set[int]()
    while more := {n for n, p in enumerate(problems) if n not in found and p.makes & wanted}:
        found |= more
        wanted |= {used for n in more for used in problems[n].uses}
    return [problems[n] for n in sorted(found)]


@dataclass(frozen=True)
class _Statement:
    label: str
    node: ast.stmt
    flags: int  # of the __future__ imports up to its cell

    def problem(self, line: int, error: str) -> Problem:
        """That it failed."""
        makes, uses = _names(self.node)
        return Problem(self.label, line, error, frozenset(makes), frozenset(uses))


Write = Callable[[str, str, bool], None]
"""Keeps a file that a cell writes: its path, its text, and whether that is put behind what is there."""


def load(
    cells: list[tuple[str, str]],
    module: ModuleType,
    seconds: float | None,
    answers: Collection[str] = (),
    write: Write | None = None,
) -> list[Problem]:
    """Runs `cells`, pairs of label and source, in `module`; returns what failed, in order.

    answers: labels of the cells that hold the exercises' answers. What they define counts, not what a scratch cell
    calls by the same name. write: is told what `%%writefile` writes, before the first statement runs; None: whoever ran
    the cells in a notebook has the files already.

    `seconds` bounds all statements together that are no definitions, in time of their own (`_own`): a busy machine must
    not change what is defined. 0 leaves them out, None sets no bound at all (for a student's own process, where the
    main thread's alarm may belong to someone else). A name that is made by none of the statements that ran,
    `train = make_loop()`, is made when the module is first asked for it.
    """
    if len(cells) == 1 and cells[0][0].endswith(
        ".py"
    ):  # a script, where Python defines it; a notebook has none
        module.__dict__.setdefault("__file__", cells[0][0])
    for name, stand_in in (("display", _display), ("get_ipython", ZMQInteractiveShell)):
        module.__dict__.setdefault(name, stand_in)
    statements, problems = _parse(cells, write)
    statements = _without_overrides(statements, answers)
    rest = _Rest(module, seconds)
    for statement in statements:
        if not isinstance(statement.node, DEFINITIONS):
            rest.data |= _names(statement.node)[0]
        if not _is_definition(statement.node):
            rest.add(statement)
        elif _run(statement, module, None if seconds is None else DEFINITION_SECONDS):
            # It failed, and may need what another statement sets up: `class CNN: device = DEVICE`.
            rest.add(statement)
    problems += rest.run(_globals_used([s.node for s in statements if isinstance(s.node, DEFINITIONS)]))
    # As they stand in the submission: what failed first is most often why others did.
    places = {label: number for number, (label, _) in enumerate(cells)}
    module.__getattr__ = rest.provide  # type: ignore[method-assign]
    return sorted(problems, key=lambda p: (places[p.label], p.line))


class _Rest:
    """Statements that have not run, or failed, and run if something depends on them."""

    def __init__(self, module: ModuleType, seconds: float | None) -> None:
        self._module = module
        self._left = seconds
        self._waiting: list[_Statement] = []
        self.data: set[str] = set()
        """Names that statements may change; functions and classes are called, not changed."""

    def add(self, statement: _Statement) -> None:
        self._waiting.append(statement)

    def run(self, names: set[str]) -> list[Problem]:
        """Runs, in order, what `names` depend on, then definitions that failed; returns what failed."""
        chosen = self._needed_for(names)
        again = [s for s in self._waiting if isinstance(s.node, DEFINITIONS)]
        first = [s for number, s in enumerate(self._waiting) if number in chosen and s not in again]
        self._waiting = [s for s in self._waiting if s not in first and s not in again]
        return [problem for statement in first + again if (problem := self._run(statement))]

    def provide(self, name: str) -> Any:
        """A name of the module that no statement has made yet; AttributeError where none does."""
        if not name.startswith("__"):
            self.run({name})
        if name not in self._module.__dict__:
            raise AttributeError(name)
        return self._module.__dict__[name]

    def _run(self, statement: _Statement) -> Problem | None:
        if _is_definition(statement.node):
            return _run(statement, self._module, None if self._left is None else DEFINITION_SECONDS)
        if self._left is None:
            return _run(statement, self._module, None)
        if self._left <= 0:
            return None
        started = _moment()
        try:
            return _run(statement, self._module, min(STATEMENT_SECONDS, self._left))
        finally:
            self._left -= _own(started, _moment())

    def _needed_for(self, names: set[str]) -> set[int]:
        """The numbers of the waiting statements that make `names`, change them, or make what these need in turn."""
        parts = [_names(statement.node) for statement in self._waiting]
        needed, chosen = set(names), set[int]()
        while True:
            more = {
                number
                for number, (binds, uses) in enumerate(parts)
                if number not in chosen and (binds & needed or uses & needed & self.data)
            }
            if not more:
                return chosen
            chosen |= more
            needed |= set().union(*(parts[number][1] for number in more))


def where(error: BaseException, labels: set[str]) -> str:
    """The innermost place of `error` in the student's own code, "cell 3, line 12, in forward", or ""."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in labels:
            inside = "" if frame.name == "<module>" else f", in {frame.name}"
            return f"{frame.filename}, line {frame.lineno}{inside}"
    return ""


def describe(error: BaseException) -> str:
    """The error in one line, as the last line of a traceback shows it."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # a student's own exception class may fail to print
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class ZMQInteractiveShell:
    """Stands in for the shell of a notebook, by whose class's name a notebook is known: does nothing."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


def _display(*values: object, **options: object) -> None:
    """Stands in for a notebook's: shows what a terminal can."""
    for value in values:
        print(repr(value))


def _parse(cells: list[tuple[str, str]], write: Write | None) -> tuple[list[_Statement], list[Problem]]:
    statements: list[_Statement] = []
    problems: list[Problem] = []
    flags = 0
    for label, source in cells:
        # inspect.getsource and torch.jit.script look a function's source up here.
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        if written := WRITES.match(source):
            if write:
                write(written[2].strip(" \t'\""), source[written.end() :], bool(written[1]))
            continue
        try:
            tree = _parse_cell(source)
            if not label.endswith(".py"):  # in a notebook it is so, and a script may be imported
                _be_the_main_program(tree)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            text = getattr(error, "msg", None) or str(error)
            made = frozenset(filter(None, chain.from_iterable(MADE.findall(source))))
            problems.append(Problem(label, line, f"{type(error).__name__}: {text}", made, frozenset()))
            continue
        flags |= _future_flags(tree)  # as in Jupyter, they hold in the cells below too
        statements += [_Statement(label, node, flags) for node in tree.body]
    return statements, problems


def _without_overrides(statements: list[_Statement], answers: Collection[str]) -> list[_Statement]:
    """All but those of scratch cells that define anew what an answer defines, or, below the last answer, what was
    there before: experiments. An answer that is still the stub it was may be given elsewhere.
    """
    last = max((number for number, s in enumerate(statements) if s.label in answers), default=-1)
    above = set().union(*(_binds(s.node) for s in statements[: last + 1]))
    definitions = [s.node for s in statements if s.label in answers and isinstance(s.node, DEFINED)]
    answered = {node.name for node in definitions if not _is_stub(node)}
    stubs = {node.name for node in definitions} - answered

    def overrides(number: int, statement: _Statement) -> bool:
        kept = answered | (above - stubs if number > last else set())
        return statement.label not in answers and bool(_binds(statement.node) & kept)

    return [s for number, s in enumerate(statements) if not overrides(number, s)]


def _binds(node: ast.stmt) -> set[str]:
    return {node.name} if isinstance(node, DEFINED) else _names(node)[0]


def _is_stub(node: ast.stmt) -> bool:
    """Whether something in it is not implemented yet."""
    return any(
        isinstance(part, ast.Raise) and "NotImplementedError" in ast.unparse(part) for part in ast.walk(node)
    )


def _parse_cell(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        try:
            return ast.parse(_without_magics(source))
        except SyntaxError:
            raise error from None


def _be_the_main_program(tree: ast.Module) -> None:
    """Makes `if __name__ == "__main__"` hold."""
    for node in ast.walk(tree):
        if not isinstance(node, (ast.If, ast.IfExp)) or not isinstance(node.test, ast.Compare):
            continue
        sides = [node.test.left, *node.test.comparators]
        names = {side.id for side in sides if isinstance(side, ast.Name)}
        texts = {side.value for side in sides if isinstance(side, ast.Constant)}
        if isinstance(node.test.ops[0], ast.Eq) and (names, texts) == ({"__name__"}, {"__main__"}):
            node.test = ast.copy_location(ast.Constant(True), node.test)


def _without_magics(source: str) -> str:
    """Lines for IPython become `pass`, keeping line numbers; a cell of another language becomes empty."""
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if not lines[first].startswith(TRANSPARENT_MAGICS):
            return ""
        lines[first] = ""
    return "\n".join(f"{magic[1]}pass" if (magic := FOR_IPYTHON.match(line)) else line for line in lines)


def _future_flags(tree: ast.Module) -> int:
    names = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    features = [getattr(__future__, name, None) for name in names]
    return sum(feature.compiler_flag for feature in features if feature is not None)


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, DEFINITIONS):
        return True
    # An assignment that calls something may train for minutes; one that calls nothing is quick.
    return isinstance(node, ASSIGNMENTS) and not any(
        isinstance(n, (ast.Call, ast.Await)) for n in ast.walk(node)
    )


def _names(node: ast.stmt) -> tuple[set[str], set[str]]:
    """The names that a statement binds, and those that it uses; too many rather than too few."""
    binds: set[str] = set()
    uses: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            (uses if isinstance(part.ctx, ast.Load) else binds).add(part.id)
        elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            binds.add(part.name)
        elif isinstance(part, ast.alias):
            binds.add((part.asname or part.name).partition(".")[0])
    return binds, uses


def _globals_used(nodes: list[ast.stmt]) -> set[str]:
    """The module's names that functions and classes use, their own arguments and variables left aside."""
    used: set[str] = set()
    for node in nodes:
        try:
            tables = [symtable.symtable(ast.unparse(node), "definition", "exec")]
        except (SyntaxError, ValueError, RecursionError):
            continue  # it has failed to run, too
        while tables:
            table = tables.pop()
            tables += table.get_children()
            top = table.get_type() == "module"
            used |= {
                s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())
            }
    return used


def _run(statement: _Statement, module: ModuleType, seconds: float | None) -> Problem | None:
    try:
        code = compile(
            ast.Module([statement.node], []), statement.label, "exec", statement.flags, dont_inherit=True
        )
        with _alarm(seconds):
            exec(code, module.__dict__)
    except OutOfTime:
        return statement.problem(statement.node.lineno, "stopped, it took too long")
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a student's cell stop that cell only
        return statement.problem(_line(error, statement), describe(error))
    return None


def _line(error: BaseException, statement: _Statement) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f.lineno for f in frames if f.filename == statement.label and f.lineno is not None]
    return lines[-1] if lines else statement.node.lineno


@contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """OutOfTime where what is inside takes more than `seconds` of its own; None: it may take as long as it likes."""
    # Windows has no SIGALRM, and elsewhere only the main thread may set a handler.
    rings = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    if seconds is None or not rings:
        yield
        return
    left, last = seconds, _moment()

    def ring(signum: int, frame: FrameType | None) -> Any:
        nonlocal left, last
        now = _moment()
        left, last = left - _own(last, now), now
        if left <= 0:
            raise OutOfTime
        signal.setitimer(signal.ITIMER_REAL, max(left, LEAST_SECONDS))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class _Moment:
    """What this process has used so far: seconds, seconds of CPU, and how often it left a processor because it had to,
    rather than to wait for something.
    """

    wall: float
    cpu: float
    driven_out: int


def _moment() -> _Moment:
    used = resource.getrusage(resource.RUSAGE_SELF) if resource else None
    driven_out = used.ru_nivcsw - used.ru_nvcsw if used else 0
    return _Moment(time.monotonic(), time.process_time(), driven_out)


def _own(since: _Moment, until: _Moment) -> float:
    """Seconds between two moments of which what ran made use: those of CPU, or all where it slept.

    The kernel tells how long it was kept waiting in /proc alone, which is empty here. What slept used next to no CPU,
    and gave the processor away; what others kept from it was driven out.
    """
    wall, cpu = until.wall - since.wall, until.cpu - since.cpu
    slept = cpu < LEAST_SHARE * wall and until.driven_out <= since.driven_out
    return wall if slept else cpu
