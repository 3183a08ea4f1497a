"""The rooms of the kit stand in the order that docs/maintainers.md gives them, and import only upwards."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from autograder.course.config import FILE, Config
from autograder.grading import digest

ROOT = Path(__file__).parents[1]
KIT = ROOT / "autograder"
SUBMISSIONS = KIT / "demo" / "students"
EVERYWHERE = {"errors", "text"}  # what any room may use

ROOMS = re.findall(
    r"^\| `autograder/([\w/]+)/` \|", (ROOT / "docs" / "maintainers.md").read_text(), re.MULTILINE
)


def room_of(path: Path) -> str:
    """The innermost room that a file or folder lies in, "" for what joins the rooms."""
    inside = path.relative_to(KIT).as_posix()
    return max((room for room in ROOMS if f"{inside}/".startswith(f"{room}/")), key=len, default="")


def imported(path: Path) -> Iterator[Path]:
    """Modules of the kit that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            first, *rest = name.split(".")
            if first == "autograder" and rest and rest[0] not in EVERYWHERE:
                yield KIT.joinpath(*rest)


def modules() -> Iterator[Path]:
    return (path for path in KIT.rglob("*.py") if SUBMISSIONS not in path.parents)


def test_every_room_is_in_the_table_and_there():
    there = {path.parent.relative_to(KIT).parts[0] for path in modules() if path.parent != KIT}
    assert there == {room.split("/")[0] for room in ROOMS}
    assert all((KIT / room).is_dir() for room in ROOMS)


def test_a_room_imports_only_from_rooms_above_it():
    *above, last = ROOMS
    order = {room: place for place, room in enumerate([*above, "", last])}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module.relative_to(KIT)}"
        for path in modules()
        for module in imported(path)
        if order[room_of(module)] > order[room_of(path)]
    ]
    assert not wrong


def file_of(module: Path) -> Path | None:
    """The file of what is imported: of a module, of a package, or of the module that a name is imported from."""
    for candidate in (module.with_suffix(".py"), module / "__init__.py", module.parent.with_suffix(".py")):
        if candidate.is_file():
            return candidate
    return None


def test_what_runs_while_a_submission_is_graded_is_what_a_report_stands_for():
    waiting = {KIT / "grading" / "grader.py", *(KIT / "checks").rglob("*.py")}
    waiting |= {KIT / "sandbox" / "inside" / name for name in ("zygote.py", "worker.py")}
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= {file for module in imported(path) if (file := file_of(module))} - seen
    assert {path.relative_to(KIT).parts[0] for path in seen} <= set(digest.RUNS)
    assert len(seen) > 40


TORCHS_OPERATORS = KIT / "sandbox" / "inside" / "forbidding"
"""Where torch's operators are known by their names, which assignments may share."""
ASSIGNMENT = re.compile(rf"(?<![\w.])({'|'.join(Config.read(ROOT / FILE).assignments)})(?!\w)")


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file; of a module all but its code's own names, which are strings where an assignment is meant."""
    if path.suffix != ".py":
        yield from enumerate(path.read_text().splitlines(), start=1)
        return
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type != tokenize.NAME:
                yield token.start[0], token.string


def test_no_assignment_is_known_by_its_name():
    files = [*modules(), *(path for path in (KIT / "templates").rglob("*") if path.suffix in (".yml", ".md"))]
    known = [
        f"{path.relative_to(ROOT)}, line {line}: {match[0]}"
        for path in files
        if KIT / "demo" not in path.parents and TORCHS_OPERATORS not in path.parents
        for line, text in prose(path)
        for match in ASSIGNMENT.finditer(text)
    ]
    assert not known, "what is an assignment's belongs into its folder, or into grading.yml"
