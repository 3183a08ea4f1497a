"""A class that is graded by a program which is killed again and again, beside one that is left in peace."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from corpus import of_kind, solved
from hostile.conftest import make_course
from nbgrader.api import Gradebook

from autograder.course.config import Course
from autograder.course.material import Cells
from autograder.demo.make import fill

NAME = "rnn"
# A test for each grade id, which takes no time: what is tried here is what becomes of reports, not what they say.
SUITE = '''
import pytest
import torch


@pytest.mark.grade("rnn-onehot")
def test_one_hot(student):
    """Each index becomes a row with a one in it."""
    assert student.one_hot(torch.tensor([1, 0]), 2).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert student.one_hot(torch.tensor([0]), 2).dtype.is_floating_point


@pytest.mark.grade("rnn-model")
def test_shape(student):
    """The state after each step, for each sequence."""
    assert student.RNN(4, 3, 2, 1)(torch.zeros(5, 2, 4)).shape == (10, 3)


@pytest.mark.grade("rnn-train")
def test_losses(student):
    """One loss for each epoch."""
    inputs, labels = torch.eye(4)[:, None], torch.arange(4)
    assert len(student.train(student.RNN(4, 4, 1, 1), inputs, labels, epochs=2)) == 2


@pytest.mark.grade("rnn-ohlol")
def test_text(student):
    """The most likely character of each row."""
    assert student.decode(torch.eye(4), ["e", "h", "l", "o"]) == "ehlo"
'''
BIN = Path(sys.executable).parent
SECONDS = 600.0  # for one run


def make_class(folder: Path, students: int) -> Course:
    """Right submissions, bugs and stubs, in turn; no two have the same code."""
    course = make_course(folder, NAME)
    own = course.root / "solutions" / NAME
    (own / f"hidden_{NAME}.py").write_text(SUITE)
    (own / "messages.yml").unlink()
    shutil.rmtree(own / "answers")
    released = nbformat.read(course.root / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)
    kinds: list[Cells | None] = [
        solved(NAME),
        of_kind(NAME, "wrong")[0].cells,
        None,
    ]
    for number in range(students):
        notebook = nbformat.from_dict(json.loads(json.dumps(released)))
        cells = kinds[number % len(kinds)]
        if cells is not None:
            fill(notebook, {}, [source for _, source in cells])
        notebook.cells.append(nbformat.v4.new_code_cell(f"number = {number}"))
        path = course.root / "submitted" / f"student{number:03}" / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return course


def start(course: Course, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [BIN / "autograder", "grade", NAME, *options],
        cwd=course.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_at_random(course: Course, chance: random.Random, seconds: float, *options: str) -> int:
    """Starts a run and kills it up to `seconds` after its first new report; how many reports there are then.

    A run that ends before it is killed is run to its end.
    """
    before = len(reports(course))
    running = start(course, *options)
    deadline = time.monotonic() + SECONDS
    while len(reports(course)) == before and running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(chance.uniform(0, seconds))
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=SECONDS)
    return len(reports(course))


def reports(course: Course) -> dict[str, float]:
    """When each report was written, by student."""
    folder = course.root / "graded" / "reports" / NAME
    return {path.stem: path.stat().st_mtime for path in folder.glob("student*.json")}


def in_gradebook(course: Course) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """The automatic score and the flag by student and grade id."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        return {
            (each.student_id, grade.name): (grade.auto_score, grade.needs_manual_grade)
            for each in book.assignment_submissions(NAME)
            for notebook in each.notebooks
            for grade in notebook.grades
        }


def in_reports(course: Course) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """The same by the reports."""
    folder = course.root / "graded" / "reports" / NAME
    return {
        (report["student"], grade["grade_id"]): (grade["score"], False)
        for report in (json.loads(path.read_text()) for path in folder.glob("student*.json"))
        for grade in report["grades"]
    }


def in_notebooks(course: Course) -> dict[tuple[str, str], tuple[float | None, bool]]:
    """The same by the outputs that nbgrader reads scores from."""
    result: dict[tuple[str, str], tuple[float | None, bool]] = {}
    for path in (course.root / "graded" / "autograded").glob(f"*/{NAME}/{NAME}.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                (value,) = (o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result")
                result[path.parts[-3], cell.metadata.nbgrader.grade_id] = (float(value), False)
    return result
