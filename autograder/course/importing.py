"""An assignment from a notebook that was written for nbgrader: its script in solutions/, its entry in grading.yml, and
what will not work here.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from autograder.course import regions
from autograder.course.authoring import add
from autograder.course.config import FILE, SOLUTIONS, Config
from autograder.course.pictures import REFERENCE, TYPES
from autograder.course.quantities import NAME
from autograder.errors import CourseError
from autograder.text import printable

LARGEST = 64 * 1024**2  # bytes: a notebook with its outputs
_KEPT = ("grade", "grade_id", "locked", "schema_version", "solution", "task", "points")
_SEEDS = re.compile(r"\b(?:manual_seed|random\.seed)\(")


@dataclass
class Imported:
    """The result of an import.

    tested, by_people: the points of each grade id that tests or people give. notes: what its author should know.
    problems: what will not work, with its place.
    """

    name: str
    title: str
    tested: dict[str, float] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    by_people: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    script: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def entry(self) -> str:
        """Its part of grading.yml. A text of JSON is one of YAML."""
        lines = [
            f"{self.name}:",
            f"  title: {_quoted(self.title)}",
            "  # due: 2030-10-12T23:59:00+02:00",
            "  grades:",
        ]
        lines += [
            f"    {grade_id}: {{points: {points:g}, title: {_quoted(self.titles[grade_id])}}}"
            for grade_id, points in self.tested.items()
        ]
        return "\n".join(lines) + "\n"


def import_notebook(root: Path, path: Path, name: str | None = None) -> Imported:
    """Makes an assignment of the course in `root` from a notebook: a folder of solutions/, an entry in grading.yml.

    CourseError, and nothing is written, where it is no notebook with grade cells, the name is taken or cannot be one.
    """
    notebook = _read(path)
    name = name or re.sub(r"^[^a-z]+|-+$", "", re.sub(r"[^a-z0-9_]+", "-", path.stem.lower()))
    if not NAME.fullmatch(name):
        raise CourseError(
            f"{name!a} cannot be an assignment's name: begin with a-z, then use a-z, 0-9, - and _; give --name"
        )
    imported = Imported(name, name)
    taken = set(Config.read(root / FILE).owners) if (root / FILE).exists() else set()
    _mark(notebook, imported, taken)
    if not imported.tested:
        raise CourseError(f"{path.name} has no grade cell with points and tests: mark one in nbgrader first")
    _take_pictures(notebook, imported, path.parent)
    imported.script = _script(notebook)
    _look(imported, path.parent)
    folder = root / SOLUTIONS / name
    add(root, {name: imported.entry}, {folder: partial(_write, folder, imported)})
    return imported


def _read(path: Path) -> NotebookNode:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise CourseError(
            f"{path.name} is larger than {LARGEST >> 20} MiB: clear the outputs of all cells, save it again"
        )
    try:
        notebook: NotebookNode = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        MetadataValidator().upgrade_notebook_metadata(notebook)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            cell.source = cell.source.replace("\r\n", "\n")
    except Exception as error:  # theirs are many
        said = printable(str(error), 120) or type(error).__name__
        raise CourseError(f"{path.name} is not a notebook that can be read: {said}") from None
    language = notebook.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise CourseError(
            f"{path.name} is a notebook in {printable(str(language), 40)}: only Python can be graded"
        )
    return notebook


def _mark(notebook: NotebookNode, imported: Imported, taken: set[str]) -> None:
    """Gives each cell the marks that the kit knows, and notes points and titles."""
    used: set[str] = set()
    heading = ""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" and (
            found := re.search(r"^#{1,6}\s+(.+?)\s*#*$", cell.source, re.MULTILINE)
        ):
            if not heading:
                imported.title = _line(found[1]) or imported.name
            heading = found[1]
        marks = cell.metadata.get("nbgrader")
        cell.metadata = NotebookNode()
        if not isinstance(marks, Mapping):
            continue
        kept: dict[str, Any] = {key: marks[key] for key in _KEPT if key in marks}
        if not kept.get("task"):
            kept.pop("task", None)
        points = _points(kept.pop("points", 0))
        was = str(kept.get("grade_id", "")) or f"cell-{number}"
        is_tested = bool(kept.get("grade")) and not kept.get("solution") and cell.cell_type == "code"
        if is_tested and points <= 0:
            kept["grade"], kept["locked"] = False, True
            hidden = regions.BEGIN_HIDDEN in cell.source
            cell.source = _without_hidden(cell.source)
            gone = ", and its hidden tests are left out" if hidden else ""
            imported.notes.append(f"the cell {was} is worth nothing: it gives no points here{gone}")
            is_tested = False
        elif kept.get("grade") and not kept.get("solution") and cell.cell_type != "code":
            kept["grade"] = False
            imported.notes.append(f"the cell {was} is no code and no answer: it gives no points here")
        grade_id = _grade_id(was, imported.name, used | taken if is_tested else used, strict=is_tested)
        used.add(grade_id)
        kept["grade_id"] = grade_id
        if grade_id != was:
            imported.notes.append(f"the cell {was} is called {grade_id} here")
        if is_tested:
            imported.tested[grade_id] = points
            # A heading stands for the first cell below it.
            title = _line(heading)
            imported.titles[grade_id] = title if title and title not in imported.titles.values() else grade_id
        elif kept.get("task") or kept.get("grade"):
            imported.by_people[grade_id] = kept["points"] = points
        cell.metadata["nbgrader"] = kept


def _points(value: object) -> float:
    try:
        points = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0
    return points if 0 <= points < float("inf") else 0


def _grade_id(was: str, name: str, taken: set[str], *, strict: bool) -> str:
    """A grade id that is still free. strict: one that grading.yml can name."""
    grade_id = (
        re.sub(r"[^a-z0-9_-]", "-", was.lower()) if strict else re.sub(r"[^A-Za-z0-9_-]", "-", was)[:64]
    )
    if strict and not NAME.fullmatch(grade_id):
        grade_id = f"{name}-{grade_id}"
    if grade_id in taken:
        grade_id = f"{name}-{grade_id}"
    grade_id = grade_id[:60]
    more = (f"{grade_id}-{number}" for number in range(2, len(taken) + 3))
    return grade_id if grade_id not in taken else next(each for each in more if each not in taken)


def _without_hidden(source: str) -> str:
    pattern = rf"^[^\n]*{regions.BEGIN_HIDDEN}.*?{regions.END_HIDDEN}[^\n]*\n?"
    return re.sub(pattern, "", source, flags=re.DOTALL | re.MULTILINE)


def _take_pictures(notebook: NotebookNode, imported: Imported, folder: Path) -> None:
    """Pictures of Markdown cells, attached ones, too, lie beside the script."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for attached, contents in dict(cell.pop("attachments", {})).items():
            file = re.sub(r"[^\w.-]", "-", attached)
            content = next((text for kind, text in contents.items() if kind.startswith("image/")), None)
            if content is not None and Path(file).suffix.lower() in TYPES:
                try:
                    imported.files[file] = base64.b64decode("".join(content))
                except ValueError:
                    imported.problems.append(f"the attached picture {attached} is damaged: attach it again")
                cell.source = cell.source.replace(f"attachment:{attached}", file)
        for reference in REFERENCE.finditer(cell.source):
            target = reference["target"]
            if re.match(r"[A-Za-z][\w+.-]*:|#|/", target) or target in imported.files:
                continue
            inside = (folder / target).resolve().is_relative_to(folder.resolve())
            if inside and (folder / target).is_file() and Path(target).suffix.lower() in TYPES:
                imported.files[target] = (folder / target).read_bytes()
            else:
                imported.problems.append(
                    f"the picture {target} is not beside the notebook, or none of {', '.join(TYPES)}: "
                    f"put it into {SOLUTIONS}/{imported.name}/"
                )


def _script(notebook: NotebookNode) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "code":  # what looks like the start of a cell
            cell.source = re.sub(r"^# %%", "#  %%", cell.source, flags=re.MULTILINE)
    notebook.metadata = NotebookNode(
        jupytext={"cell_metadata_filter": "nbgrader,-all", "notebook_metadata_filter": "-all"}
    )
    return str(jupytext.writes(notebook, fmt="py:percent"))


def _look(imported: Imported, folder: Path) -> None:
    """What will not work, and what else its author should know."""
    place = f"{SOLUTIONS}/{imported.name}/{imported.name}.py"
    cells = regions.code_cells(imported.script)
    imported.problems += [
        f"{place}, line {line}: {said}" for line, said in regions.suite_of(imported.script).problems
    ]
    if not regions.has_suite(imported.script):
        imported.problems.append(
            f"{place} has no assert in a grade cell, so it is no suite: write hidden_{imported.name}.py beside it"
        )
    for cell in cells:
        if not cell.is_graded:
            continue
        last = cell.chunks[-1].nodes[-1] if cell.chunks else None
        if isinstance(last, ast.Expr) and not isinstance(last.value, (ast.Call, ast.Constant)):
            imported.notes.append(
                f"{place}, line {cell.line + last.lineno - 1}: nbgrader takes a number there for partial credit; "
                "here a cell's points are given whole or not: split the cell"
            )
        if _SEEDS.search(cell.source):
            imported.notes.append(
                f"the cell {cell.grade_id} seeds random numbers: the student's code draws the same again after it, "
                "but not the numbers of a notebook: compare nothing that was drawn with numbers written down"
            )
    for name in _beside(cells, folder):
        imported.notes.append(
            f"{name} lies beside the notebook, and its code names it: students do not get it from here, and it is not "
            "there when they are graded; make what it holds in the notebook"
        )
    if imported.by_people:
        imported.notes.append(
            "points that people give stay in their cells, and are given in nbgrader's formgrader: they are not in "
            "grading.yml and scores.csv"
        )


def _beside(cells: list[regions.Cell], folder: Path) -> list[str]:
    """Files beside the notebook that its code names: data, modules."""
    nodes = [node for cell in cells for chunk in cell.chunks for top in chunk.nodes for node in ast.walk(top)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    modules = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    modules |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names = {text for text in texts if re.fullmatch(r"[\w./ -]{1,100}", text)}
    names |= {f"{module.partition('.')[0]}.py" for module in modules}
    return sorted(name for name in names if name.strip("./ ") and (folder / name).is_file())


def _line(text: str) -> str:
    return printable(re.sub(r"[*_`$]", "", text), 80).strip()


def _quoted(text: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9 ,.()'/-]*", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
        "y",
        "n",
    )
    return text if plain and ": " not in text and " #" not in text and "," not in text else json.dumps(text)


def _write(folder: Path, imported: Imported) -> None:
    folder.mkdir(parents=True)
    (folder / f"{imported.name}.py").write_text(imported.script, encoding="utf-8")
    for name, content in imported.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
