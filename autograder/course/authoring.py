"""New assignments in a course: from a template, or the kit's own.

Each is a folder of solutions/ and an entry in grading.yml, which is written between what stands there.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from autograder.course import documents, kits_course
from autograder.course.config import FILE, SOLUTIONS, Config
from autograder.course.material import SHARED, read_suite
from autograder.course.new_course import head
from autograder.course.quantities import NAME
from autograder.course.validation_messages import did_you_mean
from autograder.errors import CourseError

TEMPLATES = Path(__file__).parents[1] / "templates"
PLACEHOLDER = "NAME"
"""In a template: the assignment's name."""
ENTRY = "entry.yml"


def templates() -> list[str]:
    """The names of the templates."""
    return sorted(path.name for path in TEMPLATES.iterdir() if (path / ENTRY).is_file())


def new(root: Path, name: str, template: str) -> list[Path]:
    """Makes solutions/<name>/ from a template and writes its entry into grading.yml, which is made if there is none.

    Returns the files to be changed. CourseError, and nothing is written, where there is no such template, the name is
    taken or cannot be one, or grading.yml cannot be added to.
    """
    if not NAME.fullmatch(name):
        raise CourseError(
            f"{name!a} cannot be an assignment's name: begin with a-z, then use a-z, 0-9, - and _"
        )
    if template not in templates():
        hint = did_you_mean(template, templates())
        raise CourseError(f"there is no template {template}{hint}: choose one of {', '.join(templates())}")
    origin, folder = TEMPLATES / template, root / SOLUTIONS / name
    files = {
        path.relative_to(origin).as_posix().replace(PLACEHOLDER, name): path.read_text(
            encoding="utf-8"
        ).replace(PLACEHOLDER, name)
        for path in sorted(origin.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    entry = files.pop(ENTRY)
    add(root, {name: entry}, {folder: partial(_write, folder, files)})
    return [*(folder / file for file in files), root / FILE]


def bring(root: Path, names: Sequence[str]) -> list[Path]:
    """Copies assignments of the kit's into a course: their folders, what their suites share, their entries.

    Returns the folders. CourseError, and nothing is written, where the kit has no such assignment, the course has one
    of that name, or grading.yml cannot be added to.
    """
    kits = kits_course.folder()
    if kits is None:
        raise CourseError("the kit's own assignments are not installed: install it again")
    known = list(Config.read(kits / FILE).assignments)
    for name in names:
        if name not in known:
            raise CourseError(
                f"the kit has no assignment {name}{did_you_mean(name, known)}: it has {', '.join(known)}"
            )
    shares = any(path.startswith(f"{SHARED}/") for name in names for path in read_suite(kits, name).files)
    folders = [*names, *([SHARED] if shares and not (root / SOLUTIONS / SHARED).exists() else [])]
    copies = {
        root / SOLUTIONS / each: partial(_copy, kits / SOLUTIONS / each, root / SOLUTIONS / each)
        for each in folders
    }
    add(root, {name: _entry(kits / FILE, name) for name in names}, copies)
    return list(copies)


def add(root: Path, entries: Mapping[str, str], makers: Mapping[Path, Callable[[], None]]) -> None:
    """Adds entries to grading.yml, which is made where there is none, and makes folders; all of it, or nothing.

    CourseError where a name is taken, a folder is there, or grading.yml cannot be added to.
    """
    path = root / FILE
    before = documents.text_in(path) if path.exists() else None
    text = head() if before is None else before
    if before is not None:
        taken = Config.read(path).assignments
        for name in entries:
            if name in taken:
                raise CourseError(f"{FILE} has an assignment {name} already")
    for folder in makers:
        if folder.exists():
            raise CourseError(f"{folder} exists already: choose another name, or move it away")
    made: list[Path] = []
    try:
        for entry in entries.values():
            text = _with_entry(text, entry)
        path.write_text(text, encoding="utf-8")
        Config.read(path)
        for folder, make in makers.items():
            made.append(folder)
            make()
    except (CourseError, OSError) as error:
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(before, encoding="utf-8")
        if isinstance(error, CourseError):
            raise CourseError(f"the entry cannot be added to {FILE}: write it yourself ({error})") from None
        raise CourseError(f"{error.filename} cannot be written: {error.strerror}") from None


def _with_entry(text: str, entry: str) -> str:
    """grading.yml with one more assignment, below the others and as far indented."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    begins = next((i for i, line in enumerate(lines) if line.startswith("assignments:")), None)
    if begins is None:
        raise CourseError("it has no line `assignments:`")
    ends = next((i for i in range(begins + 1, len(lines)) if re.match(r"[^\s#]", lines[i])), len(lines))
    while not lines[ends - 1].strip() or lines[ends - 1].startswith("#"):
        ends -= 1
    first = next((line for line in lines[begins + 1 : ends] if re.match(r" +[^\s#]", line)), "  x")
    indent = first[: len(first) - len(first.lstrip())]
    separator = ["\n"] if ends > begins + 1 else []
    return "".join([*lines[:ends], *separator, textwrap.indent(entry, indent), *lines[ends:]])


def _entry(path: Path, name: str) -> str:
    """An assignment's lines of a grading.yml, without its due date and without `after`."""
    lines = documents.text_in(path).splitlines(keepends=True)
    places = documents.read(path).lines
    start = places["assignments", name] - 1
    later = [line - 1 for place, line in places.items() if len(place) <= 2 and line - 1 > start]
    end = min(later, default=len(lines))
    keys = {
        place[2]: line - 1
        for place, line in places.items()
        if len(place) == 3 and place[:2] == ("assignments", name)
    }
    for key in ("due", "after"):
        if (first := keys.get(key)) is not None:
            last = min((line for line in keys.values() if line > first), default=end)
            while last > first + 1 and re.match(r"\s*(#|$)", lines[last - 1]):  # of what follows
                last -= 1
            lines[first:last] = [""] * (last - first)
    return textwrap.dedent("".join(lines[start:end])).rstrip() + "\n"


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
