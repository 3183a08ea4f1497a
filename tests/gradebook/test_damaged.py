"""Notebooks whose cells were deleted, doubled or edited: graded all the same, and told so, in both ways to record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from copy import deepcopy

import jupytext
import nbformat
import pytest
import warm
from hostile.conftest import NAME, ROOT, make_course
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Submission, find
from autograder.grading.grade import grade
from autograder.grading.store import Store
from autograder.grading.work import opened
from autograder.nbgrader.record import Gradebook as Records
from autograder.sandbox.sandbox import Sandbox

SOLUTION = ROOT / "solutions" / NAME / f"{NAME}.py"
Scores = dict[str, float]


def at(notebook: NotebookNode, grade_id: str) -> int:
    """Where a cell is."""
    (index,) = (
        i
        for i, each in enumerate(notebook.cells)
        if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return index


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return notebook.cells[at(notebook, grade_id)]


def sound(notebook: NotebookNode) -> None:
    pass


def deleted_tests(notebook: NotebookNode) -> None:
    del notebook.cells[at(notebook, "backprop-relu")]


def deleted_answer(notebook: NotebookNode) -> None:
    del notebook.cells[at(notebook, "train-code")]


def doubled(notebook: NotebookNode) -> None:
    for grade_id in ("relu-code", "backprop-relu"):
        second = deepcopy(cell(notebook, grade_id))
        second.id = f"second-{grade_id}"
        notebook.cells.append(second)


def edited(notebook: NotebookNode) -> None:
    cell(notebook, "backprop-loss").source = "raise SystemExit"
    cell(notebook, "backprop-loss").metadata.nbgrader.update(points=1000, locked=False)


def renamed(notebook: NotebookNode) -> None:
    cell(notebook, "linear-code").metadata.nbgrader.grade_id = "linear"
    cell(notebook, "backprop-linear").metadata.nbgrader.grade_id = "bonus"


def retyped(notebook: NotebookNode) -> None:
    cell(notebook, "backprop-mlp").cell_type = "markdown"


def answered_in_text(notebook: NotebookNode) -> None:
    for grade_id, kind in (("relu-code", "markdown"), ("train-code", "raw")):
        cell(notebook, grade_id).cell_type = kind
        cell(notebook, grade_id).metadata.nbgrader.cell_type = "code"


def written_about(notebook: NotebookNode) -> None:
    text = f"![a picture](data:image/png;base64,{'iVBORw0KGgo' * 300_000})\ud83d"
    notebook.cells.append(nbformat.v4.new_markdown_cell(text))


def bare(notebook: NotebookNode) -> None:
    for each in notebook.cells:
        each.metadata.pop("nbgrader", None)


# What each loses, and what the notebook says first, as text; the sound ones stand before and after the others.
CLASS: dict[str, tuple[Callable[[NotebookNode], None], Scores, str]] = {
    "ann": (sound, {}, ""),
    "answered-in-text": (answered_in_text, {}, ": an answer that was turned into text; it was read as code"),
    "bare": (bare, {}, "None of these cells is one of the released notebook"),
    "beside": (sound, {}, f"Only {NAME}.ipynb counts, not what lies beside it: {NAME}.py, draft.ipynb."),
    "deleted-answer": (
        deleted_answer,
        {"backprop-train": 3},
        "Missing or empty, and here as released: train-code.",
    ),
    "deleted-tests": (deleted_tests, {}, "Missing or empty, and here as released: backprop-relu."),
    "doubled": (
        doubled,
        {},
        "More than once there, of which the others are cells like any: relu-code, backprop-relu.",
    ),
    "edited": (edited, {}, "Locked, but changed, and here as released: backprop-loss."),
    "renamed": (renamed, {}, "Missing or empty, and here as released: linear-code, backprop-linear."),
    "retyped": (retyped, {}, ""),
    "written-about": (
        written_about,
        {},
        ": half a character, or a NUL, was read as \N{REPLACEMENT CHARACTER}",
    ),
    "zoe": (sound, {}, ""),
}


def hand_in(course: Course) -> None:
    for student, (damage, _, _) in CLASS.items():
        notebook = jupytext.read(SOLUTION)
        damage(notebook)
        path = course.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    named = course.root / "submitted" / "named" / NAME / f"Copy of {NAME}.ipynb"
    named.parent.mkdir(parents=True)
    shutil.copy(course.root / "submitted" / "ann" / NAME / f"{NAME}.ipynb", named)
    folder = course.root / "submitted" / "beside" / NAME
    (folder / "draft.ipynb").write_text("{")
    (folder / f"{NAME}.py").write_text("raise SystemExit\n")
    script = course.root / "submitted" / "script" / NAME / f"{NAME}.py"
    script.parent.mkdir(parents=True)
    shutil.copy(SOLUTION, script)


def recorded(course: Course) -> dict[str, tuple[Scores, str]]:
    """Each student's automatic scores by grade id, and the first cell of the notebook."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        scores = {
            each.student.id: {grade.name: grade.auto_score for grade in each.notebooks[0].grades}
            for each in book.assignment_submissions(NAME)
        }
    autograded = course.root / "graded" / "autograded"
    return {
        student: (found, nbformat.read(autograded / student / NAME / f"{NAME}.ipynb", 4).cells[0].source)
        for student, found in scores.items()
    }


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> tuple[dict[str, dict[str, tuple[Scores, str]]], str]:
    """What is recorded, by who recorded it, and what nbgrader said."""
    course = make_course(tmp_path_factory.mktemp("damaged") / "course")
    hand_in(course)
    output = course.root / "graded"
    book = Records(course, output, course.config.gradebook)
    book.prepare(NAME)
    for found in find(course.root / "submitted", [NAME]):
        submission = opened(found, course.config)
        of = submission if isinstance(submission, Submission) else found
        report = grade(of, Material.of(course), sandbox, "cpu")
        Store(output / "reports").save(report)
        book.record(of, report)
    ours = recorded(course)

    shutil.rmtree(output / "autograded")
    (course.root / "gradebook.db").unlink()
    book.prepare(NAME)
    done = warm.nbgrader("autograde", NAME, cwd=course.root)
    return {"autograder": ours, "nbgrader": recorded(course)}, done.stderr


@pytest.mark.parametrize("program", ["autograder", "nbgrader"])
@pytest.mark.parametrize("student", CLASS)
def test_what_is_there_is_graded_and_what_is_not_is_named(graded, program, student):
    scores, first = graded[0][program][student]
    _, lost, remark = CLASS[student]
    full = {name: each.points for name, each in Course.load(ROOT).config.assignments[NAME].grades.items()}
    assert scores == {name: points - lost.get(name, 0) for name, points in full.items()}
    shown = first.replace("<code>", "").replace("</code>", "")
    assert remark in shown
    assert bool(remark) == any(
        words in shown for words in ("as released", "counts, not", "like any", "read as")
    )


def test_a_notebook_of_another_name_is_graded_and_nbgrader_which_knows_none_such_says_who_records_it(graded):
    records, said = graded
    scores, first = records["autograder"]["named"]
    assert sum(scores.values()) == Course.load(ROOT).config.assignments[NAME].points
    assert f"Copy of {NAME}.ipynb was graded: there is no {NAME}.ipynb or {NAME}.py." in first
    assert "named" not in records["nbgrader"]
    assert f"named is left out: nbgrader finds no {NAME}.ipynb; `autograder grade` records it" in said


def test_a_script_is_graded_and_nbgrader_which_cannot_find_it_says_who_records_it(graded):
    records, said = graded
    scores, first = records["autograder"]["script"]
    assert sum(scores.values()) == Course.load(ROOT).config.assignments[NAME].points
    assert f"Handed in as <code>{NAME}.py</code>; the cells below it are as released." in first
    assert "script" not in records["nbgrader"]
    assert f"script is left out: nbgrader finds no {NAME}.py; `autograder grade` records it" in said
