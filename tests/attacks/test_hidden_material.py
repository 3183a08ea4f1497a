"""Submissions that put all they can reach into what their authors read: none of it is hidden material."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from attacks import naive
from attacks.forge import HEAD, HOLLOW
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.nbgrader.outputs import cell_outputs, comment
from autograder.sandbox.launch import environment_roots
from autograder.sandbox.sandbox import Sandbox

COURSE = Course.load(Path(__file__).parent)
KIT = COURSE.root / "autograder"
CODE = {getattr(tokenize, name) for name in ("NAME", "OP", "NUMBER", "NEWLINE", "NL", "INDENT", "DEDENT")}
IMPORT = re.compile(r"(from|import) ")
SHORTEST = 40  # characters of a line that says something

# Where an attempt finds something it raises it, prints it and names an object after it: `tell` shows a text in every
# way there is. `interesting` are the digests of hidden lines, for its author knows them when they are met.
TELLING = """
import hashlib
INTERESTING = {interesting}
FOUND, ANEW = [], {anew}
def tell(found):
    if not FOUND or ANEW:
        FOUND[:] = [str(each) for each in found]
    texts = FOUND
    lines = {{line.strip() for text in texts for line in text.splitlines()}}
    known = [line for line in lines if hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()[:16] in INTERESTING]
    text = " | ".join([*known, *(text[:200] for text in texts)])
    print(text[:100_000])
    raise RuntimeError(text)
"""


@dataclass(frozen=True)
class Leak:
    """A submission whose `look` gives texts; it is called when the code is loaded and in each request."""

    name: str
    look: str
    anew: bool = False  # it finds something else in each request; other looks take too long for that

    def source(self, interesting: set[str]) -> str:
        digests = {hashlib.sha256(line.encode()).hexdigest()[:16] for line in interesting}
        return HEAD + HOLLOW + TELLING.format(interesting=digests, anew=self.anew) + self.look + CALLS


CALLS = """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(10))
    def forward(self, x):
        tell(look())
def train(model, loader, epochs=5, lr=0.001):
    tell(look())
def accuracy(model, loader):
    named = type("".join(c if c.isprintable() else " " for c in " | ".join(FOUND)[:5000]), (), {})
    return named() if torch.rand(()) < 0.5 else tell(look())
class Now:
    tell(look())
"""

LEAKS = [
    Leak(
        "the frames of its callers",
        """
import sys
def look():
    frame = sys._getframe()
    while frame:
        for name, value in list(frame.f_locals.items()):
            yield f"{frame.f_code.co_name}: {name}={value!r}"
        frame = frame.f_back
""",
        anew=True,
    ),
    Leak(
        "the source of its callers",
        """
import inspect, linecache, sys
def look():
    frame = sys._getframe()
    while frame:
        yield "".join(linecache.getlines(frame.f_code.co_filename))
        frame = frame.f_back
""",
    ),
    Leak(
        "all texts in memory",
        """
import gc
def look():
    for each in gc.get_objects():
        for part in gc.get_referents(each):
            if type(part) in (str, bytes) and len(part) > 20:
                yield part if type(part) is str else part.decode(errors="replace")
""",
    ),
    Leak(
        "all files that can be read",
        """
import itertools, os, sys, time
UNTIL = time.monotonic() + 4  # looking goes on only while there is time left to tell what was found
def look():
    return itertools.islice(itertools.takewhile(lambda _: time.monotonic() < UNTIL, files()), 3000)
def files():
    for root in (".", "..", "/kit", "/etc", "/home", "/root", "/srv", "/opt", "/mnt", "/tmp", "/var"):
        for folder, _, names in os.walk(root):
            for name in names:
                try:
                    # a named pipe of another program would keep its reader waiting for ever
                    descriptor = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NONBLOCK)
                    with open(descriptor, errors="replace") as file:
                        yield file.read(100_000)
                except (OSError, TypeError) as error:
                    yield str(error)
""",
    ),
    Leak(
        "the environment and the arguments",
        """
import os, sys
def look():
    yield from (f"{name}={value}" for name, value in os.environ.items())
    yield from (*sys.argv, *getattr(sys, "orig_argv", ()), sys.path, os.getcwd())
    for name in ("environ", "cmdline", "maps", "mountinfo", "status"):
        for process in ("self", "1", os.getppid()):
            try:
                yield open(f"/proc/{process}/{name}").read()
            except OSError as error:
                yield str(error)
""",
    ),
    Leak(
        "the modules that are loaded",
        """
import itertools, sys, time
UNTIL = time.monotonic() + 4  # some are so large that showing them all would take longer than a grader waits
MODULES = [
    module
    for module in reversed(sys.modules.values())
    if (package := getattr(module, "__name__", "").partition(".")[0]) not in ("torch", "numpy", "sympy", "mpmath")
    and package not in sys.stdlib_module_names
]
def look():
    return itertools.takewhile(lambda _: time.monotonic() < UNTIL, itertools.chain(sources(), variables()))
def sources():
    for module in MODULES:
        try:
            yield open(module.__file__).read()
        except Exception:
            pass
def variables():
    for module in MODULES:
        for name, value in list(getattr(module, "__dict__", {}).items()):  # not all that is loaded is a module
            try:
                yield f"{module.__name__}.{name} = {repr(value)[:2000]}"
            except Exception:
                pass
""",
    ),
]


def lines_of(*paths: Path) -> Iterator[str]:
    """The lines of code, without those that hold text or comments: messages and titles are there to be shown."""
    for path in paths:
        source = path.read_text(encoding="utf-8")
        shown = set()
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in CODE:
                shown |= set(range(token.start[0], token.end[0] + 1))
        for number, line in enumerate(source.splitlines(), start=1):
            if number not in shown and len(line.strip()) >= SHORTEST and not IMPORT.match(line):
                yield line.strip()


@pytest.fixture(scope="module")
def hidden() -> set[str]:
    """Lines of suites, references and solutions that are in no file which students have or which workers see."""
    secret = set(lines_of(*(KIT / "checks").rglob("*.py"), *(COURSE.root / "solutions").rglob("*.py")))
    shown = [
        *(KIT / "sandbox" / "inside").glob("*.py"),
        *(COURSE.root / "assignments").rglob("*.py"),
        *(COURSE.root / "assignments").rglob("*.ipynb"),
        *(COURSE.root / "datasets").rglob("*.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in shown) + HEAD + HOLLOW
    return {line for line in secret if line not in text and json.dumps(line)[1:-1] not in text}


def secrets_of_the_grader(folder: Path, secret: tuple[str, str]) -> set[str]:
    config = COURSE.config
    return {
        secret[1],
        str(folder),
        str(config.seed),
        str(KIT / "checks"),
        str(COURSE.root / "solutions"),
        *(f"autograder/{name}" for name in ("checks", "grading", "gradebook")),
    }


def shown_to_students(report: Report) -> str:
    outputs = [cell_outputs(report, each) for each in report.grades]
    return "\n".join([report.model_dump_json(), json.dumps(outputs), comment(report)])


def each() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)


@each()
def test_nothing_hidden_is_shown(
    leak: Leak, hidden: set[str], sandbox: Sandbox, tmp_path: Path, secret: tuple[str, str]
):
    (tmp_path / "cnn.py").write_text(leak.source(hidden), encoding="utf-8")
    (tmp_path / "hidden.txt").write_text(secret[1], encoding="utf-8")
    report = grade(Found("mallory", "cnn", tmp_path), Material.of(COURSE), sandbox, "cpu")
    assert report.verdict is Verdict.GRADED, report.reason
    assert report.score == 0
    text = shown_to_students(report)
    assert "RuntimeError" in text or "used up" in text  # what it found is told
    # An environment that lies in the course's folder is seen, with its path.
    for root in environment_roots():
        text = text.replace(str(root), "")
    assert {line for line in hidden if line in text} == set()
    assert {each for each in secrets_of_the_grader(tmp_path, secret) if each in text} == set()


@pytest.mark.control
@each()
def test_a_grader_in_the_same_process_shows_it(
    leak: Leak, hidden: set[str], tmp_path: Path, secret: tuple[str, str]
):
    (tmp_path / "hidden.txt").write_text(secret[1], encoding="utf-8")
    own = {*lines_of(Path(naive.__file__)), naive.RIGHT}
    output = naive.run(leak.source(own), tmp_path) or ""
    told = {*own, *hidden, secret[1], str(tmp_path), "expected=tensor"}
    assert any(each in output for each in told)


def test_there_is_something_to_hide(hidden: set[str]):
    assert len(hidden) > 1000
    assert any("draws.normal(" in line for line in hidden)
