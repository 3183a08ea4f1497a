"""What public tests compare a student's values with: solutions/<name>/recorded.json, made of the assignment's own
solution and of its known wrong answers.

Public tests run in the student's process with nothing of the kit. A test that is `recorded` gives what it sees of a
submission for public inputs; here it is run on the solution and on each bug of solutions/<name>/answers/. Of a bug
only sums are kept, by which it is told, with its code and its sentence. No code of a solution is in the file.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import multiprocessing
import re
import signal
import sys
import tempfile
import types
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
import torch

from autograder.checks import catalogues
from autograder.checks.mistakes import Said, pieces
from autograder.course import source
from autograder.course.answers import KnownAnswer, known_answers
from autograder.course.config import SOLUTIONS, Course
from autograder.course.material import Cells, HiddenSuite, read_suite
from autograder.errors import CourseError
from autograder.sandbox.inside.forward_shapes import Shape
from autograder.student.public.recorded import (
    FORMAT,
    OF_CALL,
    OF_CRASH,
    OF_FIRST,
    OF_GOT,
    OF_WANTED,
    RECORD,
)

SECONDS = 20.0  # for one test on one answer
WAITING = 10
"""How many times as long it may take on a busy machine: what is recorded does not depend on it."""
DIGITS = 7  # of a recorded value
MOST_SHAPES = 40
"""Of a call. One with more is a loop, of which they say little."""
OF_SOLUTION = ""
"""The name of the course's own solution among the answers."""
_IMPORT = re.compile(rb"^(import|from) _recorded\b", re.M)
_ADDS = re.compile(r"[^\w{]|None\b|not\b|it has none\b|each is \S+ times that\b")
"""How phrases begin that say nothing without the sentence that they stand in."""
_POINTS = re.compile(r"(it|its|they|these|this|each is)\b")
"""How phrases begin that point at a value: the one that first differs."""
_NAMES_CALL = re.compile(r"(\{what\}|[A-Za-z_][\w.]*(\([^:]*\))*)(:|'s\b| returned\b)")
_MADE_BY = Path(__file__), Path(catalogues.__file__).with_name("messages.yml")

Cases = dict[str, Any]
P = ParamSpec("P")
T = TypeVar("T")
Call = tuple[list[Shape], list[Shape]]
"""The shapes of a call's inputs, and those that it comes by."""
Counts = frozenset[tuple[int, int]]
"""How many are there and how many are wanted, in the public tests in which an answer differs by that."""


def refresh(course: Course, names: Iterable[str]) -> list[str]:
    """Writes recorded.json of each assignment whose solution, answers or public tests are others than it was made of.

    Returns the names of those that were made. CourseError where the solution fails in a public test of its own.
    """
    made = []
    for name in names:
        path = course.root / source.recorded(name)
        if uses_records(course, name) and _digest_in(path) != digest(course, name):
            path.write_text(record(course, name), encoding="utf-8")
            made.append(name)
    return made


def stale(course: Course, names: Iterable[str]) -> list[str]:
    """A line for each recorded.json that is missing, or made of others than are there."""
    return [
        f"{source.recorded(name)} is stale: release {name} again"
        for name in names
        if uses_records(course, name)
        and _digest_in(course.root / source.recorded(name)) != digest(course, name)
    ]


def uses_records(course: Course, name: str) -> bool:
    """Whether the public tests of an assignment compare with recorded values."""
    path = course.root / SOLUTIONS / name / f"test_{name}.py"
    return path.is_file() and _IMPORT.search(path.read_bytes()) is not None


def digest(course: Course, name: str) -> str:
    """Of all that a record is made of, torch aside: values differ between its versions by rounding."""
    suite = read_suite(course.root, name)
    result = hashlib.sha256(json.dumps(suite.solution).encode())
    for path, content in sorted(suite.files.items()):
        if "/answers/" in path or path.endswith(".yml"):
            result.update(f"{path}\0{len(content)}\0".encode() + content)
    for path, content in sorted(source.public_files(course, name).items()):
        if path.endswith(".py") and path not in ("conftest.py", "check.py"):
            result.update(f"{path}\0{len(content)}\0".encode() + content)
    for made_by in _MADE_BY:  # which mistake is told, and its sentence
        result.update(made_by.read_bytes())
    return result.hexdigest()[:16]


def _digest_in(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["of"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def record(course: Course, name: str) -> str:
    """The text of recorded.json."""
    of, suite = digest(course, name), read_suite(course.root, name)
    wrong = [answer for answer in known_answers(suite) if answer.kind == "wrong"]
    answers = [(OF_SOLUTION, suite.solution), *((answer.name, answer.cells) for answer in wrong)]
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for path, content in source.public_files(course, name).items():
            if path.endswith(".py") and "/" not in path:
                Path(folder, path).write_bytes(content)
        code = "\n\n".join(text for _, text in suite.solution)
        Path(folder, f"{name}.py").write_text(code + "\n", encoding="utf-8")
        try:
            found = _apart(_run, folder, f"test_{name}", answers)
            # The tests that compare with it are left out where it is missing.
            Path(folder, RECORD).write_text(_text(of, suite, wrong, found, {}), encoding="utf-8")
            shapes = _apart(_shapes, folder, f"test_{name}.py")
        except BrokenProcessPool:
            raise CourseError(f"{name} cannot be recorded: a known answer ended the process") from None
    return _text(of, suite, wrong, found, shapes)


def _apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What a function returns in a new process, in which no assignment's modules are imported yet."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _text(
    of: str,
    suite: HiddenSuite,
    wrong: Sequence[KnownAnswer],
    found: Mapping[str, Cases],
    shapes: Mapping[str, Sequence[Call]],
) -> str:
    mistakes: list[list[Any]] = []
    places: dict[str, int] = {}
    for answer in wrong:
        seen = (cases[answer.name]["counts"] for cases in found.values())
        code, sentence = told(answer, suite, frozenset(each for each in seen if each))
        parts = sorted(each.removeprefix(f"{suite.assignment}-") for each in answer.grade_ids)
        # two with one code stay apart: what one of them leaves right says nothing of the other
        places[answer.name] = len(mistakes)
        mistakes.append([code, sentence, parts])
    tests = {}
    for test, cases in found.items():
        right = cases[OF_SOLUTION]["seen"]
        if right is None:
            raise CourseError(
                f"{suite.assignment}: the solution fails in {test}: {cases[OF_SOLUTION]['error']}"
            )
        rows: dict[str, list[Any]] = {}
        for name, case in cases.items():
            if name != OF_SOLUTION and case["sign"] is not None:
                row = rows.setdefault(json.dumps(case["sign"]), [*case["sign"], []])
                row[2] = sorted({*row[2], places[name]})
        tests[test] = {
            "right": {
                label: [kind, [_short(each) for each in values]] for label, (kind, values) in right.items()
            },
            "wrong": list(rows.values()),
        }
    lines = [f'"format": {FORMAT},\n"of": {json.dumps(of)}']
    lines.append('"mistakes": [\n' + ",\n".join(json.dumps(each) for each in mistakes) + "\n]")
    inner = ",\n".join(
        f'{json.dumps(test)}: {{"right": {json.dumps(each["right"])}, "wrong": [\n'
        + ",\n".join(json.dumps(row) for row in each["wrong"])
        + "\n]}"
        for test, each in tests.items()
    )
    lines.append('"tests": {\n' + inner + "\n}")
    passes = ",\n".join(f"{json.dumps(test)}: {json.dumps(each)}" for test, each in shapes.items())
    lines.append('"shapes": {\n' + passes + "\n}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


CRASHES = ("said", "crash")
"""Facts that quote what the code raised."""
WANTED = frozenset({"all", "want"})
COUNTED = WANTED | {"rows", "count", "got"}
"""Facts that may count what only the hidden tests have. They are told where a public test counts the same."""


def told(answer: KnownAnswer, suite: HiddenSuite, counts: Counts = frozenset()) -> tuple[str, str]:
    """A known answer's code and its sentence, as far as these facts make one: "" where they do not.

    counts: what the public tests count, of which a sentence's numbers must be.
    """
    code, *facts = answer.code.split() or [""]
    sentences = catalogues.of_suite(suite).sentences
    if code not in sentences or code == "raised":
        return code, ""
    given = dict(fact.split("=", 1) for fact in facts)
    counted = {name: int(value) for name, value in given.items() if name in COUNTED and value.isdigit()}
    if counted and not any(_are_of(counted, pair) for pair in counts):
        return code, ""
    known: dict[str, Any] = {"what": OF_CALL, **dict.fromkeys(CRASHES, OF_CRASH)}
    for fact, value in given.items():
        is_phrase = value in sentences and fact not in ("name", "got", "want")
        known[fact] = Said(value) if is_phrase else _spaced(value)
    known |= {name: OF_WANTED if name in WANTED else OF_GOT for name in counted}
    wanted = _blanks(sentences[code])
    known = {name: "" for name, is_more in wanted.items() if is_more} | known
    with suppress(LookupError, ValueError, TypeError):
        if wanted.keys() <= known.keys():
            return code, whole(catalogues.of_suite(suite).sentence(Said(code, **known)))
    return code, ""


def _blanks(sentence: str) -> dict[str, bool]:
    """The names of a sentence's blanks, and whether each stands right behind a word or another blank: then it says
    more, or nothing.

    _blanks("{what}: the row is not zero{trap}") == {"what": False, "trap": True}
    """
    found: dict[str, bool] = {}
    for text, name, _ in pieces(sentence):
        if name:
            says_more = text[-1:].isalnum() or (not text and bool(found))
            found[name] = found.get(name, True) and says_more
    return found


def _are_of(counted: Mapping[str, int], pair: tuple[int, int]) -> bool:
    got, want = pair
    return all(number == (want if name in WANTED else got) for name, number in counted.items())


def whole(said: str) -> str:
    """A sentence that can stand alone: it begins with what it is about and ends in a full stop. "" where it cannot.

    whole("it is not summed over the batch") == "{what}, {where}: it is not summed over the batch."
    """
    text = said.strip()
    if not text or _ADDS.match(text):
        return ""
    if _POINTS.match(text):
        text = f"{OF_CALL}, {OF_FIRST}: {text}"
    elif not _NAMES_CALL.match(text):
        text = f"{OF_CALL}: {text}"
    return text if text[-1] in ".?!" else f"{text}."


def _spaced(value: str) -> Any:
    for kind in (int, float):
        with suppress(ValueError):
            return kind(value)
    return value.replace(",", ", ")


def _run(folder: str, tests: str, answers: Sequence[tuple[str, Cells]]) -> dict[str, Cases]:
    """In a process of its own: what each recorded test sees of each answer."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    torch.set_num_threads(1)  # the tensors are small; waiting for each other, threads take longer
    # The first optimizer imports much of torch: cut short by an answer's time limit, it would stay broken.
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])
    recorded, loading = importlib.import_module("_recorded"), importlib.import_module("_loading")
    module = importlib.import_module(tests)
    cases = {name: each for name, each in vars(module).items() if hasattr(each, "case")}
    found: dict[str, Cases] = {name: {} for name in cases}
    for answer, cells in answers:
        student = types.ModuleType("submission")
        sys.modules["submission"] = student
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()), suppress(Exception):
            loading.load([list(cell) for cell in cells], student, seconds=8.0, answers=[])
        for name, test in cases.items():
            result: dict[str, Any] = {"seen": None, "sign": None, "counts": None, "error": ""}
            try:
                with _at_most(SECONDS):
                    seen = recorded.run(test.case, student)
            except _TooLong:
                result["error"] = "it takes too long"
            except Exception as error:
                result["error"] = f"{type(error).__name__}: {error}"
                if answer != OF_SOLUTION:
                    result["sign"] = _sign(recorded, recorded.of_error(error))
            else:
                result["seen"] = seen if answer == OF_SOLUTION else None
                right = found[name].get(OF_SOLUTION, {}).get("seen")
                if answer != OF_SOLUTION and right is not None:
                    result |= _told_apart(recorded, seen, right)
            found[name][answer] = result
    return found


def _shapes(folder: str, tests: str) -> dict[str, list[Call]]:
    """In a process of its own: by test, the shapes that the solution comes by in its calls, for each shape of inputs.

    Where two calls with inputs of the same shapes come by others, neither is kept: nobody could say which is meant.
    """
    sys.dont_write_bytecode = True
    torch.set_num_threads(1)
    noting = _Noting()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", folder]
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        pytest.main([*options, str(Path(folder, tests))], plugins=[noting])
    return noting.found


class _Noting:
    """A plugin that notes the shapes in each test that passes."""

    def __init__(self) -> None:
        self.found: dict[str, list[Call]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        with sys.modules["conftest"]._ShapesOfCall() as shapes:
            result = yield
        by_inputs: dict[str, list[Call]] = {}
        for inputs, noted in shapes.calls:
            if noted:
                by_inputs.setdefault(json.dumps(inputs), []).append((inputs, noted))
        calls = [same[0] for same in by_inputs.values() if all(each == same[0] for each in same)]
        if calls := [call for call in calls if len(call[1]) <= MOST_SHAPES]:
            self.found[pyfuncitem.name] = calls
        return result


def _told_apart(recorded: Any, seen: Any, right: Any) -> dict[str, Any]:
    """The sign of what was seen of a wrong answer, where it can be told from the right one, and what it counts."""
    first = recorded.first_other(seen, right)
    if first is None or recorded.is_alike(recorded.fingerprint(seen), recorded.fingerprint(right)):
        return {}
    return {"sign": _sign(recorded, seen), "counts": recorded.counts(first, seen, right)}


def _sign(recorded: Any, seen: Any) -> list[Any]:
    kinds, sums = recorded.fingerprint(seen)
    return [kinds, [float(f"{each:.8g}") for each in sums]]


class _TooLong(BaseException):
    """So that no `except Exception` of an answer's swallows it."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """So many seconds of computing; an answer that only waits gets some more."""

    def ring(*_: object) -> None:
        raise _TooLong

    timers = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, WAITING * seconds),
    )
    before = [signal.signal(number, ring) for _, number, _ in timers]
    for timer, _, most in timers:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for (timer, number, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
