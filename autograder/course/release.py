"""What students get: assignments/<name>/, generated from solutions/ and committed, so that it can be fetched as it is.

`release` writes it, and `check` reports what differs from a fresh generation.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.course.config import ASSIGNMENTS, SOLUTIONS, Course
from autograder.course.generation import generate
from autograder.course.material import read_suite
from autograder.errors import CourseError
from autograder.sandbox.inside import data_sets

# files that running a notebook or its tests leaves behind
_LEFTOVERS = {"__pycache__", ".pytest_cache", ".ipynb_checkpoints", ".DS_Store"}


def release(course: Course, names: Iterable[str]) -> list[str]:
    """Writes assignments/<name>/ of each; returns a line for each other file there, which it leaves. Raises CourseError
    if one cannot be generated; those before it are written.
    """
    names = list(names)
    for name in names:
        generate(course, name, release=course.root / ASSIGNMENTS)
    return check(course, names)


def check(course: Course, names: Iterable[str]) -> list[str]:
    """A line for each file of assignments/<name>/ that is missing, stale or stray, compared with a fresh generation.

    A folder in assignments/ that is no assignment of grading.yml is stray as a whole.
    """
    lines = []
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        for name in names:
            generate(course, name, release=Path(folder))
            fresh, there = _files(Path(folder) / name), _files(course.root / ASSIGNMENTS / name)
            for path in sorted(fresh.keys() | there.keys()):
                if path not in there:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is missing: release {name} again")
                elif path not in fresh:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is stray: nothing generates it, delete it")
                elif fresh[path] != there[path]:
                    lines.append(f"{ASSIGNMENTS}/{name}/{path} is stale: release {name} again")
    return lines + _unknown(course)


def refuse_old_data_name(course: Course, names: Iterable[str]) -> None:
    """Raises CourseError, with a line for each import, where an instructor's code imports the kit's data as `datasets`.

    Only the sandbox knows that name: there it serves notebooks that students got earlier. Elsewhere it is Hugging
    Face's package, or nothing. A suite may import a module of its own with this name.
    """
    lines: list[str] = []
    for name in names:
        files = read_suite(course.root, name).files
        if not any(path.endswith(f"/{data_sets.OLD_NAME}.py") for path in files):
            lines += _old_imports(course.root, files)
        lines += _old_imports(course.root, [f"{name}/{name}.py", f"{name}/test_{name}.py"])
    if lines:
        raise CourseError("\n".join(dict.fromkeys(lines)))  # several assignments may share a module


def _old_imports(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """A line for each import of `datasets` in Python files below solutions/, with what to write instead."""
    for path in sorted(paths):
        try:
            nodes = list(ast.walk(ast.parse((root / SOLUTIONS / path).read_bytes())))
        except (OSError, SyntaxError, ValueError):  # not there, not Python, or told where it is read
            continue
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and not node.level:
                node.module = _renamed(old := node.module or "")
                is_old = node.module != old
            elif isinstance(node, ast.Import):
                was = [alias.name for alias in node.names]
                for alias in node.names:
                    alias.name = _renamed(alias.name)
                is_old = was != [alias.name for alias in node.names]
            else:
                continue
            if is_old:
                yield (
                    f"{SOLUTIONS}/{path}, line {node.lineno}: the kit's data is called {data_sets.NAME} now: "
                    f"write `{ast.unparse(node)}`"
                )


def _renamed(module: str) -> str:
    top, *inner = module.split(".")
    return ".".join([data_sets.NAME if top == data_sets.OLD_NAME else top, *inner])


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    relative = {path.relative_to(folder): path for path in paths}
    return {
        each.as_posix(): path.read_bytes()
        for each, path in relative.items()
        if not _LEFTOVERS & {*each.parts}
    }


def _unknown(course: Course) -> list[str]:
    folder = course.root / ASSIGNMENTS
    known = _LEFTOVERS | course.config.assignments.keys()
    strangers = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [
        f"{ASSIGNMENTS}/{name} is stray: grading.yml has no such assignment"
        for name in strangers
        if name not in known
    ]
