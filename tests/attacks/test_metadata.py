"""Notebooks whose metadata and outputs claim points for the stubs that they hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, from_dict
from nbgrader.utils import determine_grade, is_grade

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.grading.report import Verdict
from autograder.sandbox.sandbox import Sandbox

COURSE = Course.load(Path(__file__).parent)
ASSIGNMENT = COURSE.config.assignments["cnn"]
RELEASED = json.loads((COURSE.root / "assignments" / "cnn" / "cnn.ipynb").read_text(encoding="utf-8"))
Cell = dict[str, Any]


def graded_cells(notebook: Cell) -> list[Cell]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def worth_more(notebook: Cell) -> None:
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"]["points"] = 1000


def unlocked(notebook: Cell) -> None:
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"]["locked"] = False
        cell["source"] = "1"


def shown_as_passed(notebook: Cell) -> None:
    for cell in graded_cells(notebook):
        points = cell["metadata"]["nbgrader"]["points"]
        data = {"text/plain": [f"{points}.0"], "text/html": ["<b>all tests passed</b>"]}
        cell["outputs"] = [
            {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
        ]


def twice(notebook: Cell) -> None:
    notebook["cells"] += copy.deepcopy(graded_cells(notebook) * 2)


def of_other_assignments(notebook: Cell) -> None:
    for name in COURSE.config.owners:
        extra = copy.deepcopy(graded_cells(notebook)[0])
        extra["metadata"]["nbgrader"].update(grade_id=name, points=50)
        notebook["cells"].append(extra)


def with_new_ids(notebook: Cell) -> None:
    for number in range(5):
        extra = copy.deepcopy(graded_cells(notebook)[0])
        extra["metadata"]["nbgrader"].update(grade_id=f"bonus-{number}", points=50)
        notebook["cells"].append(extra)


def with_scores(notebook: Cell) -> None:
    notebook["metadata"]["nbgrader"] = {"score": 16, "passed": True}
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"].update(
            score=cell["metadata"]["nbgrader"]["points"], needs_manual_grade=False
        )


def of_a_newer_schema(notebook: Cell) -> None:
    for cell in graded_cells(notebook):
        cell["metadata"]["nbgrader"].update(schema_version=99, points="1000", cell_type="markdown")


CHANGES: list[Callable[[Cell], None]] = [
    worth_more, unlocked, shown_as_passed, twice, of_other_assignments, with_new_ids, with_scores, of_a_newer_schema,
]  # fmt: skip


@pytest.fixture(params=CHANGES, ids=lambda change: change.__name__.replace("_", " "))
def notebook(request: pytest.FixtureRequest) -> Cell:
    changed = copy.deepcopy(RELEASED)
    request.param(changed)
    return changed


def test_what_a_notebook_says_of_itself_gives_no_points(notebook: Cell, sandbox: Sandbox, tmp_path: Path):
    (tmp_path / "cnn.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = grade(Found("mallory", "cnn", tmp_path), Material.of(COURSE), sandbox, "cpu")
    assert report.verdict in (Verdict.GRADED, Verdict.REFUSED), report.reason
    assert {each.grade_id: each.score for each in report.grades} == dict.fromkeys(ASSIGNMENT.grades, 0)
    assert report.max_score == sum(each.points for each in ASSIGNMENT.grades.values())


@pytest.mark.control
def test_nbgrader_alone_would_believe_it(notebook: Cell):
    cells: list[NotebookNode] = [
        from_dict(cell | {"source": "".join(cell["source"])}) for cell in notebook["cells"]
    ]
    points = [determine_grade(cell)[0] for cell in cells if is_grade(cell)]
    assert sum(float(each or 0) for each in points) > 0
