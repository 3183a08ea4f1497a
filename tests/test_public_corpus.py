"""The public tests never contradict the hidden ones: what gets full marks passes them, and the stub does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import KNOWN, MATERIAL, of_kind

from autograder.course.material import Cells

ROOT = Path(__file__).parents[1]
# One process for all submissions of an assignment: importing torch takes longer than the tests.
RUN = """
import json, sys, pytest
tests, *files = sys.argv[1:]
failed = {}
class Failures:
    def pytest_runtest_logreport(self, report):
        if report.failed:
            failed.setdefault(self.file, []).append(f"{report.nodeid}: {report.longreprtext[-300:]}")
for file in files:
    plugin = Failures()
    plugin.file = file
    pytest.main([tests, "--submission", file, "-q", "-p", "no:cacheprovider"], plugins=[plugin])
json.dump(failed, open("failed.json", "w"))
"""


def failures(assignment: str, submissions: dict[str, Cells], folder: Path) -> dict[str, list[str]]:
    """The public tests that fail, by the name of the submission."""
    names = {}
    for number, (name, cells) in enumerate(submissions.items()):
        path = folder / f"submission_{number}.py"
        path.write_text("\n\n".join(source for _, source in cells), encoding="utf-8")
        names[str(path)] = name
    tests = ROOT / "assignments" / assignment / f"test_{assignment}.py"
    subprocess.run(
        [sys.executable, "-B", "-c", RUN, str(tests), *names],
        cwd=folder,
        capture_output=True,
        timeout=3000,
        check=True,
    )
    found: dict[str, list[str]] = json.loads((folder / "failed.json").read_text())
    return {names[path]: failed for path, failed in found.items()}


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("assignment", KNOWN)
def test_what_gets_full_marks_passes_the_public_tests(assignment: str, every: int, tmp_path: Path):
    right = {answer.name: answer.cells for answer in of_kind(assignment, "right")[::every]}
    assert failures(assignment, right, tmp_path) == {}


def test_a_stub_does_not_pass(tmp_path: Path):
    assert len(failures("rnn", {"stub": MATERIAL.suites["rnn"].stub}, tmp_path)["stub"]) > 10


def test_a_tensor_where_a_number_is_asked_for_does_not_pass(tmp_path: Path):
    tensors = {name: KNOWN["mlp"][name].cells for name in ("losses with their graphs", "a tensor comes back")}
    losses, accuracy = (
        failed for _, failed in sorted(failures("mlp", tensors, tmp_path).items(), reverse=True)
    )
    assert "append loss.item()" in losses[0]
    assert "use .item()" in accuracy[0]


@pytest.mark.parametrize("assignment", KNOWN)
def test_a_crash_is_shown_once_with_the_shapes_up_to_there(assignment: str, tmp_path: Path):
    answer = next(each for name, each in KNOWN[assignment].items() if name.startswith("a crash"))
    (told,) = failures(assignment, {answer.name: answer.cells}, tmp_path).values()
    shown = [each for each in told if "the shapes up to there: (" in each]
    names = {each.partition("::")[2].partition(":")[0] for each in shown}
    assert shown
    assert {each.rpartition(", as in ")[2] for each in told if ", as in " in each} <= names
    assert len({each.partition(": ")[2] for each in shown}) == len(shown)
