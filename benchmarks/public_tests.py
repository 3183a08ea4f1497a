"""Whether the public tests say what the hidden ones say: over all known answers of the assignments.

    python benchmarks/public_tests.py [--list] [--write] [ASSIGNMENT ...]

Each answer of solutions/<name>/answers/ says which grade ids lose points, and which mistake is named there; `autograder
audit` holds the hidden suites to it. Here the public tests are run on each, as a student would run them: of the wrong
ones, how many fail a public test, one of a part that loses points, and one that names the same mistake; of the right
ones, how many fail any. Most wrong answers are already named in a recorded test, which is called here as it is; on
all others, and on all right ones, pytest runs all tests.

--list: every answer that is missed. --write: the rows go to docs/public_tests.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import sys
import tempfile
import time
import types
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import torch
from classes import bring_data

from autograder.course import source
from autograder.course.answers import KnownAnswer, known_answers
from autograder.course.config import Course
from autograder.course.material import read_suite

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "public_tests.md"
SECONDS = 240  # for one answer's tests
FEWER = 20  # for those of one recorded test
UNCODED = ("", "raised")
HEAD = ["assignment", "wrong answers", "fail", "fail in that part", "named alike", "right answers that fail"]


@dataclass
class Failed:
    """A public test that failed: its part's grade id, the code that it names, "" for none, and its message."""

    test: str
    grade_id: str
    code: str
    message: str


@dataclass
class Outcome:
    answer: KnownAnswer
    failed: list[Failed] = field(default_factory=list)

    @property
    def in_part(self) -> list[Failed]:
        return [each for each in self.failed if each.grade_id in self.answer.grade_ids]

    @property
    def code(self) -> str:
        """The mistake that is named; "" where it has no name of its own."""
        code = self.answer.code.split()[:1]
        return code[0] if code and code[0] not in UNCODED else ""

    @property
    def is_named(self) -> bool:
        return any(each.code == self.code for each in self.in_part)


class _Collector:
    """Notes the tests that fail in a run of pytest."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.failed: list[list[str]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        report = yield
        if report.failed:
            self.failed.append(_failed(self._name, item.name, call.excinfo.value))
        return report


def _failed(name: str, test: str, error: BaseException) -> list[str]:
    part = test.split("_")[1].partition("[")[0]
    text = (str(error).strip() or type(error).__name__).split("\n")[0]
    return [test, f"{name}-{part}", getattr(error, "code", ""), text]


def _in_child(work: Callable[[], Any], seconds: int) -> Any:
    """What `work` gives in a forked process of its own; None where it dies or takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with suppress(BaseException), os.fdopen(writing, "w") as pipe:
            signal.alarm(seconds)
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                found = work()
            pipe.write(json.dumps(found))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def _with_pytest(folder: Path, name: str, answer: KnownAnswer) -> list[list[str]]:
    (folder / f"{name}.py").write_text("\n".join(text for _, text in answer.cells), encoding="utf-8")

    def work() -> list[list[str]]:
        collector = _Collector(name)
        os.chdir(folder)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"test_{name}.py"]
        pytest.main(options, plugins=[collector])
        return collector.failed

    found = _in_child(work, SECONDS)
    if found is None:
        return [["all", grade_id, "", "the tests do not end"] for grade_id in answer.grade_ids or ("all",)]
    return list(found)


def _in_recorded_tests(folder: Path, name: str, answers: Sequence[KnownAnswer]) -> dict[str, list[list[str]]]:
    """The recorded tests that fail, by answer."""

    def load() -> tuple[Any, dict[str, Any]]:
        sys.path.insert(0, str(folder))
        loading = importlib.import_module("_loading")
        tests = vars(importlib.import_module(f"test_{name}"))
        return loading, {each: test for each, test in tests.items() if hasattr(test, "case")}

    loading, tests = load()

    def work(answer: KnownAnswer) -> list[list[str]]:
        student = types.ModuleType("submission")
        sys.modules["submission"] = student
        loading.load([list(cell) for cell in answer.cells], student, seconds=8.0, answers=[])
        found = []
        for each, test in tests.items():
            if f"{name}-{each.split('_')[1]}" in answer.grade_ids:
                try:
                    test(student)
                except Exception as error:
                    found.append(_failed(name, each, error))
        return found

    return {answer.name: _in_child(lambda answer=answer: work(answer), FEWER) or [] for answer in answers}


def outcomes(course: Course, name: str) -> list[Outcome]:
    """What the public tests say of each known answer but for forged ones."""
    answers = [each for each in known_answers(read_suite(course.root, name)) if each.kind != "forged"]
    wrong = [each for each in answers if each.kind == "wrong"]
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path, content in source.public_files(course, name).items():
            (folder / path).write_bytes(content)
        record = course.root / source.recorded(name)
        if record.is_file():
            (folder / "_recorded.json").write_bytes(record.read_bytes())
        bring_data(folder)
        told = _in_recorded_tests(folder, name, wrong)
        for answer in answers:
            outcome = Outcome(answer, [Failed(*each) for each in told.get(answer.name, ())])
            if not outcome.failed or (outcome.code and not outcome.is_named):
                outcome.failed = [Failed(*each) for each in _with_pytest(folder, name, answer)]
            found.append(outcome)
        sys.path.remove(str(folder))
        for module in ("_loading", "_recorded", "_training", "_forward_shapes"):
            sys.modules.pop(module, None)
    return found


def row(name: str, found: Sequence[Outcome]) -> list[str]:
    wrong = [each for each in found if each.answer.kind == "wrong"]
    named = [each for each in wrong if each.code]
    right = [each for each in found if each.answer.kind == "right"]

    def share(count: int, of: int) -> str:
        return f"{count} ({100 * count / of:.0f} %)" if of else "0"

    return [
        name,
        str(len(wrong)),
        share(sum(bool(each.failed) for each in wrong), len(wrong)),
        share(sum(bool(each.in_part) for each in wrong), len(wrong)),
        f"{share(sum(each.is_named for each in named), len(named))} of {len(named)}",
        f"{sum(bool(each.failed) for each in right)} of {len(right)}",
    ]


def table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(each) + " |" for each in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _list(found: Sequence[Outcome]) -> None:
    for each in found:
        said = "; ".join(f"{one.test} [{one.code}] {one.message}" for one in each.failed[:3])
        if each.answer.kind == "right" and each.failed:
            print(f"  RIGHT FAILS {each.answer.name}: {said}")
        elif each.answer.kind == "wrong" and not each.in_part:
            print(f"  MISSED {each.answer.name} ({each.answer.grade_id}, {each.answer.code}): {said}")
        elif each.answer.kind == "wrong" and each.code and not each.is_named:
            print(f"  UNNAMED {each.answer.name} ({each.answer.code}): {said}")


def write(rows: Sequence[Sequence[str]]) -> None:
    """Puts rows into the page's table; those of other assignments stay."""
    text = PAGE.read_text(encoding="utf-8")
    before, mark, after = text.partition(f"| {HEAD[0]} |")
    old = (
        [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in after.splitlines()[2:]]
        if mark
        else []
    )
    by_name = {each[0]: list(each) for each in old if len(each) == len(HEAD)} | {
        each[0]: list(each) for each in rows
    }
    PAGE.write_text(f"{before}{table([HEAD, *by_name.values()])}\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("assignments", nargs="*")
    given = parser.parse_args()
    course = Course.load(ROOT)
    torch.set_num_threads(1)
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # it imports much
    for name in given.assignments or course.config.assignments:
        started = time.monotonic()
        found = outcomes(course, name)
        print(table([HEAD, row(name, found)]), f"{time.monotonic() - started:.0f} s", flush=True)
        if given.list:
            _list(found)
        if given.write:
            write([row(name, found)])


if __name__ == "__main__":
    main()
