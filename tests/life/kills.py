"""A class that is graded by a program which is killed again and again, beside one that is left in peace."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
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
    wait_for(lambda: len(reports(course)) > before or running.poll() is not None)
    time.sleep(chance.uniform(0, seconds))
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=SECONDS)
    return len(reports(course))


def wait_for(what: Callable[[], object], seconds: float = SECONDS) -> None:
    """Looks often, but for what takes long to look at: that must not keep the machine from grading."""
    deadline = time.monotonic() + seconds
    while True:
        started = time.monotonic()
        if what():
            return
        assert time.monotonic() < deadline
        time.sleep(max(0.005, 20 * (time.monotonic() - started)))


@dataclass(frozen=True)
class Watch:
    """A program that watches a class, and what it has said so far."""

    program: subprocess.Popen[str]
    lines: list[str]
    reader: threading.Thread

    @staticmethod
    def of(course: Course) -> Watch:
        program = start(course, "--watch")
        lines: list[str] = []

        def read() -> None:  # all the time, or a long burst would fill the pipe and stop the program
            assert program.stdout
            for line in program.stdout:
                lines.append(line)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        watch = Watch(program, lines, reader)
        watch.wait_for(lambda: any(line.startswith("Watching") for line in lines))
        return watch

    def wait_for(self, what: Callable[[], object], submissions: int = 0) -> None:
        """As long as it lives, and longer where it has many to grade."""
        wait_for(lambda: self.program.poll() is not None or what(), SECONDS + 10 * submissions)
        assert self.program.poll() is None, "".join(self.lines)

    def ended(self, how: signal.Signals) -> str:
        """What it has said until its end."""
        self.program.send_signal(how)
        self.program.wait(SECONDS)
        self.reader.join(SECONDS)
        return "".join(self.lines)


def burst(course: Course, arrive: Callable[[], None], deaths: int, chance: random.Random) -> int:
    """A class arrives at once while a program watches. This is killed again and again, each time when it has graded
    some, and started again. The last one goes on until it is done with all.

    Returns how many were graded more than once, within a run or by two of them.
    """
    twice: set[str] = set()
    for turn in range(deaths + 1):
        before = reports(course)
        watch = Watch.of(course)
        if turn == 0:
            arrive()
        all_ = len(os.listdir(course.root / "submitted"))
        if turn < deaths:
            share = 2 * (all_ - len(before)) // (deaths + 1 - turn)
            goal = min(all_, len(before) + chance.randint(1, max(1, share)))
            watch.wait_for(lambda: len(reports(course)) >= goal, all_)  # noqa: B023
            time.sleep(chance.uniform(0, 0.3))  # at any moment, not just after a report
            said = watch.ended(signal.SIGKILL)
        else:
            watch.wait_for(lambda: recorded(course) == all_, all_)  # noqa: B023
            said = watch.ended(signal.SIGTERM)
        now = reports(course)
        twice |= {student for student, when in before.items() if now[student] != when}
        told = Counter(line.split()[1] for line in said.splitlines() if f" {NAME}: " in line)
        twice |= {student for student, times in told.items() if times > 1}
    assert watch.program.returncode == 0, said
    assert "Stopped. What was graded is kept" in said
    return len(twice)


def recorded(course: Course) -> int:
    """How many submissions the gradebook holds; nbgrader's own way to ask takes longer than grading one."""
    with closing(sqlite3.connect(f"{course.root}/gradebook.db", timeout=60)) as book:
        return int(book.execute("select count(*) from submitted_assignment").fetchone()[0])


def reports(course: Course) -> dict[str, float]:
    """When each report was written, by student."""
    folder = course.root / "graded" / "reports" / NAME
    return {path.stem: path.stat().st_mtime for path in folder.glob("*.json")}


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
        for report in (json.loads(path.read_text()) for path in folder.glob("*.json"))
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
