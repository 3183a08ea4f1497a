"""The parts of a course that grading needs: grading.yml, and the hidden suites with what they import.

It is plain data, read once for a run and passed to the grading processes, on this machine or another. So if a suite is
changed during a run, this takes effect only in the next run.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath

from autograder.course import config, languages, regions
from autograder.course.config import ASSIGNMENTS, SOLUTIONS, Config, Course
from autograder.course.notebooks import notebook, script, text_of
from autograder.errors import CourseError, SubmissionError

SHARED = languages.SHARED
"""The folder in solutions/ of what several suites import."""


def suite_name(assignment: str) -> str:
    """The file of an assignment's hidden suite, in its folder of solutions/."""
    return f"hidden_{assignment}.py"


CATALOGUE = "messages.yml"
"""The file of sentences that students read, by code, beside a suite; see `languages` for other languages."""
_CATALOGUES = "messages*.yml"


Cells = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HiddenSuite:
    """A hidden suite, the modules beside it, and the code on which it is tried before a class is graded.

    place: the suite's file, for messages. files: its own, its modules' and its catalogues', by path below solutions/;
    none where there is no suite. solution, stub: code of the course's own answer and of what students get, as cells:
    labels and sources; none where it is not known. lines: if the suite is the grade cells of the notebook, the
    notebook's line for each line of the suite. problems: code that certainly cannot work, each with its line.
    translations: the catalogues of the course's language; none in English.
    """

    assignment: str
    place: str
    files: Mapping[str, bytes] = field(repr=False)
    solution: Cells = field(default=(), repr=False)
    stub: Cells = field(default=(), repr=False)
    lines: tuple[int, ...] = field(default=(), repr=False)
    problems: tuple[tuple[int, str], ...] = ()
    translations: languages.Files = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The name of the file that its author writes."""
        return PurePath(self.place).name

    def line_in_place(self, line: int) -> int:
        """The line of `place` for a line of the suite's text; 0 if there is none."""
        return self.lines[line - 1] if self.lines and line else line

    @property
    def path(self) -> str:
        """The suite's own file, below solutions/."""
        return f"{self.assignment}/{suite_name(self.assignment)}"

    @property
    def folder(self) -> str:
        """The folder of its files, for messages: their paths are below it."""
        return self.place[: -len(self.path)] if self.place.endswith(self.path) else f"{SOLUTIONS}/"

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def digest(self) -> str:
        """The sha256 of all that a report may depend on, which does not include the stub."""
        result = hashlib.sha256(json.dumps(self.solution).encode())
        for path, content in sorted(self.files.items()):
            result.update(f"{path}\0{len(content)}\0".encode() + content)
        for path, content in self.translations:
            result.update(f"{path}\0{len(content)}\0".encode() + content)
        return result.hexdigest()


@dataclass(frozen=True)
class Material:
    """grading.yml and hidden suites, by assignment."""

    config: Config
    suites: Mapping[str, HiddenSuite]

    def __hash__(self) -> int:
        return hash((self.config.model_dump_json(), *self.suites.values()))

    @classmethod
    def of(cls, course: Course, names: Collection[str] | None = None) -> Material:
        """The material of some assignments, or of all. CourseError where a file cannot be read."""
        wanted = course.config.assignments if names is None else sorted(names)
        language = course.config.language
        return cls(course.config, {name: read_suite(course.root, name, language) for name in wanted})


def read_suite(root: Path, name: str, language: str = languages.ENGLISH) -> HiddenSuite:
    """The hidden suite of an assignment: the course's own, or the kit's of that name where the course has none.

    Without a file of its own, the grade cells of the notebook are the suite, where they hold tests.
    """
    own, places = root / SOLUTIONS, config.places(root)
    translations = languages.files_of(places, [name], language)
    released = f"{ASSIGNMENTS}/{name}/{name}.ipynb"
    for solutions in places:
        path = solutions / name / suite_name(name)
        if path.is_file():
            solution = _cells(own / name / f"{name}.py") or _cells(solutions / name / f"{name}.py")
            stub = _cells(root / released) or _cells(solutions.parent / released)
            files = dict(_files(solutions, name, places))
            return HiddenSuite(name, str(path), files, solution, stub, translations=translations)
        if (script := _script(solutions / name / f"{name}.py")) and regions.has_suite(script):
            return replace(_in_the_notebook(root, solutions, name, script, places), translations=translations)
    return HiddenSuite(name, str(own / name / suite_name(name)), {})


def _in_the_notebook(
    root: Path, solutions: Path, name: str, script: str, places: Sequence[Path]
) -> HiddenSuite:
    path, made = solutions / name / f"{name}.py", regions.suite_of(script)
    module = f"{name}/{suite_name(name)}", made.text.encode()
    return HiddenSuite(
        name,
        str(path),
        dict(_files(solutions, name, places, [module])),
        ((path.name, regions.without_tests(script)),),
        _cells(root / ASSIGNMENTS / name / f"{name}.ipynb"),
        made.lines,
        made.problems,
    )


def _script(path: Path) -> str:
    try:
        return text_of(path.read_bytes(), path.name)
    except (OSError, SubmissionError):
        return ""


def _files(
    solutions: Path, name: str, places: Sequence[Path], made: Sequence[tuple[str, bytes]] = ()
) -> Iterator[tuple[str, bytes]]:
    """The modules and catalogues of an assignment's folder but for the notebook's, its picture's and the public tests',
    and, if one imports it, those of the first `shared` that exists: somebody who copies one of the kit's assignments
    need not copy `shared`. made: modules that are in no folder. The folder itself is no package: its modules are
    imported by their names alone.
    """
    no_part = {f"{name}.py", f"test_{name}.py", f"picture_{name}.py", "__init__.py"}
    folder = solutions / name
    paths = [path for path in _modules(folder) if path.parent != folder or path.name not in no_part]
    own = [*made, *((path.relative_to(solutions).as_posix(), _read(path)) for path in paths)]
    yield from own
    if any(path.endswith(".py") and _imports_shared(content) for path, content in own):
        place = next((place for place in places if (place / SHARED).is_dir()), solutions)
        for path in _modules(place / SHARED):
            yield path.relative_to(place).as_posix(), _read(path)


def _cells(path: Path) -> Cells:
    """The code of a notebook or a script; none where there is none that can be read."""
    try:
        text = text_of(path.read_bytes(), path.name)
        is_script = path.suffix == ".py"
        contents = script(text, path.name) if is_script else notebook(text, path.name, path.stem, {})
    except (OSError, SubmissionError):
        return ()
    return tuple((cell.label, cell.source) for cell in contents.cells if cell.kind == "code")


def _modules(folder: Path) -> list[Path]:
    """And catalogues of sentences. Those in folders that begin with a dot are an editor's copies."""
    files = (*folder.rglob("*.py"), *folder.glob(_CATALOGUES))
    paths = (path for path in files if path.is_file())
    return sorted(
        path for path in paths if not any(part[0] == "." for part in path.relative_to(folder).parts)
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None


def _imports_shared(source: bytes) -> bool:
    if SHARED.encode() not in source:  # most: parsing takes longer than all else here
        return False
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):  # told where the suite is collected
        return False
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return any(module.partition(".")[0] == SHARED for module in modules)
