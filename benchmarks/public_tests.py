"""Whether the public tests say what the hidden ones say: over all known answers of the assignments.

    python benchmarks/public_tests.py [--keep FOLDER] [--list] [--write] [ASSIGNMENT ...]

Each answer of solutions/<name>/answers/ is graded by the hidden suite and tried by the public tests, as a student would
run them. Of the wrong ones that lose at least a tenth of the points: how many fail a public test, one of a part that
loses points, and one that names the same mistake; of the right ones: how many fail any.

--keep FOLDER: what hidden suites give is kept there, and read where it is there. --list: every answer that is missed.
--write: the table goes to docs/public_tests.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.audit.known import grade_through
from autograder.course import source
from autograder.course.answers import KnownAnswer, known_answers
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.student.connection import LocalConnection

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "public_tests.md"
LEAST = 0.1  # of the points
SECONDS = 120.0  # for one answer's tests
UNCODED = ("", "raised")


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
    lost: float
    losing: list[str]
    codes: list[str]
    failed: list[Failed] = field(default_factory=list)

    @property
    def in_part(self) -> list[Failed]:
        return [each for each in self.failed if each.grade_id in self.losing]

    @property
    def code(self) -> str:
        code = self.answer.code.split()[:1]
        return code[0] if code and code[0] not in UNCODED else ""

    @property
    def is_named(self) -> bool:
        return any(each.code in (self.code, *self.codes) and each.code for each in self.failed)


class _Collector:
    def __init__(self, name: str) -> None:
        self.name, self.failed = name, []  # type: ignore[var-annotated]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        report = yield
        if report.failed:
            error = call.excinfo.value if call.excinfo else None
            part = item.name.split("_")[1].partition("[")[0]
            text = str(error).strip().split("\n")[0]
            self.failed.append([item.name, f"{self.name}-{part}", getattr(error, "code", ""), text])
        return report


def _in_child(work: Callable[[], Any]) -> Any:
    """What `work` gives in a forked process of its own; None where it dies or takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with suppress(BaseException), os.fdopen(writing, "w") as pipe:
            signal.alarm(int(SECONDS))
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
                found = work()
            pipe.write(json.dumps(found))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def _public(folder: Path, name: str, answer: KnownAnswer) -> Any:
    (folder / f"{name}.py").write_text("\n".join(text for _, text in answer.cells), encoding="utf-8")

    def work() -> list[list[str]]:
        collector = _Collector(name)
        os.chdir(folder)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"test_{name}.py"]
        pytest.main(options, plugins=[collector])
        return collector.failed

    return _in_child(work)


def _hidden(course: Course, material: Material, name: str, answer: KnownAnswer) -> Any:
    def work() -> dict[str, Any]:
        forbidden = course.config.assignments[name].forbidden
        graded = grade_through(LocalConnection(answer.cells, forbidden), name, material, "1/audit")
        codes = sorted({test.cause for test in graded.tests if not test.passed} - {""})
        lost = 1 - sum(graded.scores.values()) / sum(graded.best.values())
        return {"lost": lost, "losing": sorted(graded.losing), "codes": codes}

    return _in_child(work)


def outcomes(course: Course, name: str, keep: Path | None) -> list[Outcome]:
    """What hidden and public tests say of each known answer but for forged ones."""
    material = Material.of(course, [name])
    kept = keep / f"{name}.json" if keep else None
    hidden = json.loads(kept.read_text()) if kept and kept.is_file() else {}
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path, content in source.public_files(course, name).items():
            (folder / path).write_bytes(content)
        record = course.root / source.recorded(name)
        if record.is_file():
            (folder / "_recorded.json").write_bytes(record.read_bytes())
        shutil.copytree(ROOT / "datasets", folder / "datasets")
        for answer in known_answers(material.suites[name]):
            if answer.kind == "forged":
                continue
            key = f"{answer.kind} {answer.name}"
            if key not in hidden:
                hidden[key] = _hidden(course, material, name, answer)
            told = hidden[key] or {"lost": 1.0, "losing": list(answer.grade_ids), "codes": []}
            failed = _public(folder, name, answer)
            if failed is None:
                failed = [["all", grade_id, "", "the tests do not end"] for grade_id in told["losing"]]
            found.append(Outcome(answer, **told, failed=[Failed(*each) for each in failed]))
    if kept:
        kept.write_text(json.dumps(hidden))
    return found


def row(name: str, found: Sequence[Outcome]) -> list[str]:
    wrong = [each for each in found if each.answer.kind == "wrong" and each.lost >= LEAST]
    named = [each for each in wrong if each.code]
    right = [each for each in found if each.answer.kind == "right"]

    def share(count: int, of: int) -> str:
        return f"{count} ({100 * count / of:.0f} %)" if of else "–"

    return [
        name,
        str(len(wrong)),
        share(sum(bool(each.failed) for each in wrong), len(wrong)),
        share(sum(bool(each.in_part) for each in wrong), len(wrong)),
        f"{share(sum(each.is_named for each in named), len(named))} of {len(named)}",
        f"{sum(bool(each.failed) for each in right)} of {len(right)}",
    ]


HEAD = ["assignment", "wrong", "fail", "fail in that part", "named alike", "right that fail"]


def table(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(each) + " |" for each in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("assignments", nargs="*")
    given = parser.parse_args()
    course = Course.load(ROOT)
    torch.set_num_threads(1)
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # it imports much
    rows, everything = [HEAD], []
    for name in given.assignments or course.config.assignments:
        started = time.monotonic()
        found = outcomes(course, name, given.keep)
        everything += found
        rows.append(row(name, found))
        print(table([HEAD, rows[-1]]), f"{time.monotonic() - started:.0f} s", flush=True)
        for each in found if given.list else ():
            said = "; ".join(f"{one.test} [{one.code}] {one.message}" for one in each.failed[:3])
            if each.answer.kind == "right" and each.failed:
                print(f"  RIGHT FAILS {each.answer.name}: {said}")
            elif each.answer.kind == "wrong" and each.lost >= LEAST and not each.in_part:
                print(f"  MISSED {each.answer.name} ({each.lost:.0%} of {each.losing}, {each.code}): {said}")
            elif each.answer.kind == "wrong" and each.lost >= LEAST and each.code and not each.is_named:
                print(f"  UNNAMED {each.answer.name} ({each.code}): {said}")
    if len(rows) > 2:
        rows.append(row("all", everything))
    print(table(rows))
    if given.write:
        text = PAGE.read_text(encoding="utf-8")
        before, mark, _ = text.partition("| assignment |")
        PAGE.write_text(f"{before}{table(rows)}\n" if mark else f"{text}\n{table(rows)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
