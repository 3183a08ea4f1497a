"""Grades the same answers with the kit, with asserts in one process, with nbgrader and with otter-grader.

The asserts are cells of independent_checks/<set>/<assignment>.py, each below a line with its grade id. A cell passes
where it raises nothing; an answer is accepted where all pass.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import assert_cells
import nbformat
from classes import bring_data
from independent import Answer, Outcome
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook, MissingEntry
from usage import usage_of

from autograder.class_grading import REPORTS
from autograder.grading.report import Verdict
from autograder.grading.store import Store

ROOT = Path(__file__).parents[1]
CHECKS = Path(__file__).parent / "independent_checks"
SECONDS = 60.0  # for all cells of one answer, without walls
_CELL = re.compile(r"^# %% *(\S+) *$\n", re.M)


def checks(which: str, assignment: str) -> dict[str, str]:
    """The asserts of a set by grade id, in their order."""
    parts = _CELL.split((CHECKS / which / f"{assignment}.py").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def by_kit(corpus: Sequence[Answer], jobs: int) -> dict[str, Outcome]:
    """Through `autograder grade`, walls, gradebook and all. cpu: of the whole run, shared out alike."""
    found: dict[str, Outcome] = {}
    for name, answers in _by_assignment(corpus):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            shutil.copy(ROOT / "grading.yml", folder)
            shutil.copytree(ROOT / "solutions", folder / "solutions")
            shutil.copytree(ROOT / "assignments" / name, folder / "assignments" / name)
            for number, each in enumerate(answers):
                path = folder / "submitted" / f"student{number:04}" / name / f"{name}.py"
                path.parent.mkdir(parents=True)
                path.write_text(_source(each), encoding="utf-8")
            used = usage_of(["autograder", "grade", name, "--jobs", str(jobs)], folder, codes=(0, 1))
            store = Store(folder / "graded" / REPORTS)
            for number, each in enumerate(answers):
                report = store.load(name, f"student{number:04}")
                if report.verdict is not Verdict.GRADED:
                    raise SystemExit(f"{each.name} was not graded: {report.reason}")
                failed = [test for test in report.tests if not test.passed]
                lost = [grade.grade_id for grade in report.grades if grade.score != grade.max_score]
                messages = [f"{test.grade_id}, {test.title}: {test.message}" for test in failed]
                found[each.name] = Outcome(
                    not lost, lost, [*messages, *report.problems], used.cpu / len(answers)
                )
    return found


def by_cells(corpus: Sequence[Answer], which: str, jobs: int) -> dict[str, Outcome]:
    """By asserts in a process of each answer's own, after its code, as a notebook's kernel runs them."""
    parts = [corpus[number::jobs] for number in range(jobs)]
    with ThreadPoolExecutor(jobs) as pool:
        found = {
            name: each for part in pool.map(_by_cells, parts, repeat(which)) for name, each in part.items()
        }
    return {each.name: found[each.name] for each in corpus}


def _by_cells(corpus: Sequence[Answer], which: str) -> dict[str, Outcome]:
    """Of one process that forks, an answer after the other."""
    found: dict[str, Outcome] = {}
    command = [sys.executable, str(Path(assert_cells.__file__))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        for each in corpus:
            job = {
                "folder": str(ROOT / "assignments" / each.assignment),
                "source": _source(each),
                "cells": checks(which, each.assignment),
                "seconds": SECONDS,
            }
            print(json.dumps(job), file=server.stdin, flush=True)
            failed, cpu = json.loads(server.stdout.readline())
            lost = [grade_id for grade_id in failed if grade_id]
            messages = [f"{name}: {message}" for name, message in failed.items()]
            found[each.name] = Outcome(not failed, lost, messages, cpu)
        server.stdin.close()
    return found


def by_nbgrader(corpus: Sequence[Answer], which: str) -> dict[str, Outcome]:
    """Through `nbgrader autograde`, with the asserts in the notebook's grade cells. cpu: as in `by_kit`."""
    found: dict[str, Outcome] = {}
    for name, answers in _by_assignment(corpus):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "nbgrader_config.py").write_text(
                "c = get_config()\nc.CourseDirectory.course_id = 'theirs'\n", encoding="utf-8"
            )
            _write(_notebook(name, which, "raise NotImplementedError"), folder / "source" / name, name)
            for number, each in enumerate(answers):
                place = folder / "submitted" / f"student{number:04}" / name
                _write(_notebook(name, which, _source(each)), place, name)
            usage_of(["nbgrader", "generate_assignment", name, "--create"], folder)
            used = usage_of(["nbgrader", "autograde", name, "--create"], folder, codes=(0, 1))
            with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
                for number, each in enumerate(answers):
                    found[each.name] = _from_gradebook(
                        gradebook, name, f"student{number:04}", used.cpu / len(answers)
                    )
    return found


def _from_gradebook(gradebook: Gradebook, name: str, student: str, cpu: float) -> Outcome:
    try:
        notebook = gradebook.find_submission_notebook(name, name, student)
    except MissingEntry:
        return Outcome(False, [], ["nbgrader could not grade it"], cpu)
    lost = [grade.name for grade in notebook.grades if grade.auto_score != grade.max_score]
    return Outcome(not lost, lost, [], cpu)


def by_otter(corpus: Sequence[Answer], which: str, otter: Path) -> dict[str, Outcome]:
    """Through `otter run`, a process for each answer."""
    found: dict[str, Outcome] = {}
    for name, answers in _by_assignment(corpus):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "tests").mkdir()
            for grade_id, code in checks(which, name).items():
                text = f"OK_FORMAT = False\nfrom otter.test_files import test_case\nname, points = {grade_id!r}, 1\n"
                text += f"@test_case(points=1)\ndef test(env):\n    exec({code!r}, dict(env))\n"
                (folder / "tests" / f"{grade_id}.py").write_text(text, encoding="utf-8")
            usage_of(
                [str(otter), "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"], folder
            )
            for each in answers:
                nbformat.write(new_notebook(cells=[new_code_cell(_source(each))]), folder / f"{name}.ipynb")
                (folder / "results.json").unlink(missing_ok=True)
                used = usage_of(
                    [str(otter), "run", "-a", "autograder.zip", f"{name}.ipynb"], folder, codes=(0, 1)
                )
                found[each.name] = _from_results(folder / "results.json", used.cpu)
    return found


def _from_results(path: Path, cpu: float) -> Outcome:
    if not path.exists():
        return Outcome(False, [], ["otter could not grade it"], cpu)
    tests = [test for test in json.loads(path.read_text(encoding="utf-8"))["tests"] if test.get("max_score")]
    lost = [test["name"] for test in tests if test.get("score") != test["max_score"]]
    return Outcome(bool(tests) and not lost, lost, [test.get("output", "")[:500] for test in tests], cpu)


def _by_assignment(corpus: Sequence[Answer]) -> Iterator[tuple[str, list[Answer]]]:
    for name in dict.fromkeys(each.assignment for each in corpus):
        yield name, [each for each in corpus if each.assignment == name]


def _source(answer: Answer) -> str:
    return "\n\n".join(source for _, source in answer.cells)


def _notebook(name: str, which: str, source: str) -> NotebookNode:
    """The answer's code, and a grade cell for each grade id."""
    cells = [new_code_cell(source, metadata={"nbgrader": _nbgrader("code", solution=True)})]
    for grade_id, code in checks(which, name).items():
        about = {**_nbgrader(grade_id, grade=True), "points": 1}
        cells.append(new_code_cell(code, metadata={"nbgrader": about}))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


def _nbgrader(grade_id: str, *, solution: bool = False, grade: bool = False) -> dict[str, object]:
    return {
        "grade_id": grade_id,
        "solution": solution,
        "grade": grade,
        "locked": grade,
        "task": False,
        "schema_version": 3,
    }


def _write(notebook: NotebookNode, folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    bring_data(folder)
