"""Makes nbgrader's source folder from what an instructor writes, solutions/<name>/: the notebook and the files for it.

The folder is generated and never committed. Every file in it reaches the students, so it contains only what they may
read, and the notebook, from which nbgrader removes the solutions.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

import autograder
from autograder.course import check_cells, first_cell, regions, translating, words
from autograder.course.config import FILE, SOLUTIONS, Assignment, Course, places
from autograder.course.languages import CELL, Translation
from autograder.course.modules import imported
from autograder.course.pictures import REFERENCE, embed
from autograder.course.validation_messages import did_you_mean
from autograder.errors import CourseError
from autograder.sandbox.inside import data_sets

# what differs between machines and versions of Jupyter is left out
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    # Without it, nbgrader's pages show the ! of a cell of tests as an error.
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
_ROLES = ("grade", "solution", "locked", "task")  # without one of these, nbgrader does nothing with a cell
_SPELT = re.compile(r"(BEGIN|END) HIDDEN TESTS")
_MISSPELT = re.compile(r"\s*#+\s*(begin|end)[\s_-]*hidden[\s_-]*tests?\b", re.I)
_KIT = Path(autograder.__file__).parent
_PUBLIC_MODULES = {
    "_in_notebook": "student/public/in_notebook.py",
    "_pictures": "student/public/pictures.py",
    "_plots": "reports/plots.py",
    "_png": "reports/png.py",
    "_recorded": "student/public/recorded.py",
    "_training": "student/public/training.py",
    "_loading": "sandbox/inside/loading.py",
    "_forward_shapes": "sandbox/inside/forward_shapes.py",
    "_epoch_lines": "sandbox/inside/epoch_lines.py",
}
"""Modules that public tests may import; an assignment gets those that its own tests import."""


def write_source(course: Course, name: str, folder: Path) -> None:
    """Writes <folder>/<name>/: the notebook with its solutions and points, the public tests, what these need.

    Raises CourseError where the solution, the tests or grading.yml do not fit together.
    """
    for path, content in _files(course, name).items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _files(course: Course, name: str) -> dict[str, bytes]:
    """The content of each file by its path below the assignment's folder."""
    course.assignment(name)
    files: dict[str, bytes] = {}
    tests = f"{SOLUTIONS}/{name}/test_{name}.py"
    if (course.root / tests).exists() or not regions.has_suite(
        _text(course.root, f"{SOLUTIONS}/{name}/{name}.py")
    ):  # else the asserts that students see are in the notebook
        files |= public_files(course, name) | _for_notebooks(course, name)
        record = course.root / recorded(name)
        if "_recorded.py" in files and record.is_file():
            files["_recorded.json"] = record.read_bytes()
        files |= _in_the_language(course, name, files)
    files |= _data_sets(course.root, name)
    return {f"{name}.ipynb": _notebook(course, name, files).encode(), **files}


def _in_the_language(course: Course, name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that public tests need for the course's language; none if it is English."""
    sources = [content.decode() for path, content in files.items() if path.endswith(".py")]
    record = files.get("_recorded.json", b"").decode()
    if not (translation := course.translation(name)).entries:
        return {}
    sentences = translating.sentences_of(places(course.root), name)
    said = translating.texts_of_students(sources, record, translation, sentences)
    module = f"# A copy of the course's autograder/course/words.py.\n{_text(_KIT, 'course/words.py')}"
    texts = json.dumps(said.texts, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    return {"_words.py": module.encode(), words.RECORD: texts.encode()}


def _data_sets(root: Path, name: str) -> dict[str, bytes]:
    """The data sets' package; nothing where neither the notebook nor its tests import it."""
    sources = (f"{SOLUTIONS}/{name}/{file}" for file in (f"{name}.py", f"test_{name}.py"))
    texts = [_text(root, source) for source in sources if (root / source).is_file()]
    if not any(data_sets.NAME in imported(text) for text in texts):
        return {}
    package = data_sets.folder()
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {
        f"{data_sets.NAME}/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in sorted(files)
    }


def recorded(name: str) -> str:
    """Where the values are that public tests compare with, below the course's folder."""
    return f"{SOLUTIONS}/{name}/recorded.json"


def public_files(course: Course, name: str) -> dict[str, bytes]:
    """The public tests and the modules that they need, by path below the assignment's folder."""
    files = {
        f"test_{name}.py": _text(course.root, f"{SOLUTIONS}/{name}/test_{name}.py"),
        "conftest.py": _text(_KIT, "student/public/conftest.py"),
        "check.py": _text(_KIT, "student/public/checking.py"),
    }
    return _with_imported(files)


def _for_notebooks(course: Course, name: str) -> dict[str, bytes]:
    """The files that show the public tests' results in a notebook; no test and no record of tests depends on them."""
    files = {f"{check_cells.MODULE}.py": _public_module(_PUBLIC_MODULES[check_cells.MODULE])}
    exhibits = f"{SOLUTIONS}/{name}/exhibits_{name}.py"
    if (course.root / exhibits).is_file():
        files["_exhibits.py"] = _text(course.root, exhibits)
    return _with_imported(files)


def _with_imported(files: dict[str, str]) -> dict[str, bytes]:
    """The files with those of _PUBLIC_MODULES that they import."""
    waiting = list(files.values())
    while waiting:
        for module in imported(waiting.pop()):
            if module in _PUBLIC_MODULES and f"{module}.py" not in files:
                files[f"{module}.py"] = _public_module(_PUBLIC_MODULES[module])
                waiting.append(files[f"{module}.py"])
    return {path: text.encode() for path, text in files.items()}


def _public_module(path: str) -> str:
    text = _text(_KIT, path)
    if path.startswith("student/public/"):
        return text
    why = "the grader looks at your code alike" if path.startswith("sandbox/") else "feedback draws alike"
    return f"# A copy of the course's autograder/{path}: {why}.\n{text}"


def _text(root: Path, name: str) -> str:
    try:
        return (root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(
            f"{name} is missing: an assignment needs its solution and its public tests"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{name} cannot be read: {error}") from None


def _notebook(course: Course, name: str, beside: Collection[str]) -> str:
    """The notebook's text. beside: the paths of what goes with it."""
    assignment, path = course.assignment(name), f"{SOLUTIONS}/{name}/{name}.py"
    script, translation = _text(course.root, path), course.translation(name)
    try:
        compile(script, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise CourseError(f"{path}, line {getattr(error, 'lineno', 1)}: {error.args[0]}") from None
    notebook = jupytext.reads(script, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(_METADATA)
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells, start=1):
        marks = cell.metadata.get("nbgrader", {})
        if not isinstance(marks, dict):
            raise CourseError(f"{path}: cell {number} has nbgrader={marks!r}: write it as a JSON object")
        is_nbgraders = any(marks.get(each) for each in _ROLES)
        cell.metadata = nbformat.from_dict({"nbgrader": marks} if is_nbgraders else {})
        cell.id = _id(marks, number)
        where = f"{path}, cell {cell.id}"
        _check_regions(cell.source, where)
        _translate(cell, where, course.root / SOLUTIONS / name, translation)
        embed(cell, where, course.root / SOLUTIONS / name)
    _check_unique([cell.id for cell in notebook.cells], path)
    _inject_points(notebook.cells, path, name, assignment)
    tests = f"test_{name}.py"
    if tests in beside:
        check_cells.add(
            notebook.cells, name, _text(course.root, f"{SOLUTIONS}/{name}/{tests}"), translation.words
        )
    _say_what_belongs_beside(notebook.cells, first_cell.source(name, beside, translation.words))
    return nbformat.writes(notebook) + "\n"  # type: ignore[no-any-return]


def _translate(cell: NotebookNode, where: str, folder: Path, translation: Translation) -> None:
    """Puts a Markdown cell into the course's language. Its translation may have been made from what students get, with
    the pictures in it.
    """
    if cell.cell_type != "markdown" or not translation.entries:
        return
    said = translation.get(CELL, cell.source)
    if said == cell.source and REFERENCE.search(cell.source):
        embedded = nbformat.v4.new_markdown_cell(cell.source)
        embed(embedded, where, folder)
        said = translation.get(CELL, embedded.source)
        cell.metadata |= embedded.metadata if said != embedded.source else {}
        said = said if said != embedded.source else cell.source
    cell.source = said


def _say_what_belongs_beside(cells: list[NotebookNode], source: str) -> None:
    """Puts a cell of code before all others, below what the notebook says first."""
    if source:
        place = next((number for number, cell in enumerate(cells) if cell.cell_type == "code"), len(cells))
        cells.insert(place, nbformat.v4.new_code_cell(source, id=first_cell.ID))


def _id(marks: dict[str, Any], number: int) -> str:
    """The same in every generation, where nbformat would draw one at random."""
    return str(marks.get("grade_id", f"cell-{number}"))


def _check_unique(ids: list[str], path: str) -> None:
    for each, count in Counter(ids).items():
        if count > 1:
            raise CourseError(
                f"{path}: {count} cells are called {each}: give each cell a grade_id of its own"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", each):
            raise CourseError(f"{path}: the grade_id {each!a} must be 1 to 64 of a-z, A-Z, 0-9, - and _")


def _check_regions(source: str, where: str) -> None:
    """nbgrader silently drops an END without a BEGIN, and the lines above it would be released. The same would happen
    if such a line is misspelled.
    """
    inside = ""
    for line in source.split("\n"):
        for region in ("SOLUTION", "HIDDEN TESTS"):
            for word, opens in ((f"BEGIN {region}", True), (f"END {region}", False)):
                if word in line:
                    if (inside != "") if opens else (inside != region):
                        raise CourseError(f"{where}: {word} is in a place where it cannot be")
                    inside = region if opens else ""
        if _MISSPELT.match(line) and not _SPELT.search(line):
            raise CourseError(
                f"{where}: nbgrader does not know {line.strip()!a}: write ### BEGIN HIDDEN TESTS"
            )
    if inside:
        raise CourseError(f"{where}: BEGIN {inside} has no END {inside}")


def _inject_points(cells: list[NotebookNode], path: str, name: str, assignment: Assignment) -> None:
    """Gives each graded cell its points. Grade ids of grading.yml and graded cells must be the same.

    An answer that people grade has its own.
    """
    marked = {cell.id: cell.metadata.get("nbgrader", {}) for cell in cells}
    graded = {
        each: marks for each, marks in marked.items() if marks.get("grade") and not marks.get("solution")
    }
    for grade_id, marks in graded.items():
        if grade_id not in assignment.grades:
            hint = did_you_mean(grade_id, list(assignment.grades))
            raise CourseError(
                f"{path}: {FILE} has no grade id {grade_id} for {name}{hint}: add it, or unmark the cell"
            )
        if "points" in marks:
            raise CourseError(
                f"{path}: remove the points from the cell {grade_id}: they belong only in {FILE}"
            )
        points = assignment.grades[grade_id].points
        marks["points"] = int(points) if points.is_integer() else points
    missing = [grade_id for grade_id in assignment.grades if grade_id not in graded]
    if missing:
        raise CourseError(
            f"{path}: no cell is marked with the grade id {' or '.join(missing)}, which {FILE} has"
        )
