"""Files handed in beside a script that has done no work. A grader that starts pytest in a submission's folder
runs or heeds them.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from attacks.test_forgeries import MATERIAL, graded
from autograder.grading.report import Verdict
from autograder.sandbox.sandbox import Sandbox

TRAP = "import pathlib\npathlib.Path({ran!r}).touch()\n"
PASSING = """
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    report.outcome, report.longrepr = "passed", None
"""
EMPTY = (
    "def pytest_collection_modifyitems(items): del items[1:]\ndef pytest_runtest_call(item): item.obj = int\n"
)
NO_WORK = "def accuracy(model, loader): return 0.123\n"  # of which each test fails at once
HIDDEN = "import statistics, cnn\ndef test_hidden(): assert statistics.mean([cnn.accuracy(0, 0)]) == 42\n"


@dataclass(frozen=True)
class Planted:
    """Files by their names, of which those of Python leave a trace when they are run."""

    name: str
    files: dict[str, str]

    def plant(self, folder: Path, ran: Path) -> None:
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            trap = TRAP.format(ran=str(ran)) if name.endswith(".py") else ""
            (folder / name).write_text(trap + text, encoding="utf-8")


PLANTED = [
    Planted("a conftest.py that makes all reports say passed", {"conftest.py": PASSING}),
    Planted("a conftest.py that puts other tests in the place of those that are run", {"conftest.py": EMPTY}),
    Planted(
        "settings that load a plugin", {"pytest.ini": "[pytest]\naddopts = -p forge\n", "forge.py": PASSING}
    ),
    Planted("settings with which no test is run", {"pytest.ini": "[pytest]\naddopts = --collect-only\n"}),
    Planted(
        "the same settings in a file of another name", {"tox.ini": "[pytest]\naddopts = --collect-only\n"}
    ),
    Planted("a pytest of its own", {"pytest.py": "import sys\nsys.exit(0)\n"}),
    Planted("a module of the name of one that tests use", {"statistics.py": "mean = lambda values: 42\n"}),
]


@pytest.fixture(params=PLANTED, ids=lambda planted: planted.name)
def planted(request: pytest.FixtureRequest) -> Planted:
    return request.param


def test_what_lies_beside_a_submission_is_neither_run_nor_heeded(
    planted: Planted, sandbox: Sandbox, tmp_path: Path
):
    folder = tmp_path / "cnn"
    folder.mkdir()
    planted.plant(folder, tmp_path / "ran")
    report = graded(NO_WORK, sandbox, folder)
    assert report.verdict is Verdict.GRADED, report.reason
    assert {each.grade_id: each.score for each in report.grades} == dict.fromkeys(
        MATERIAL.config.assignments["cnn"].grades, 0
    )
    assert not (tmp_path / "ran").exists()


def passes(folder: Path) -> bool:
    """Whether pytest, started in a submission's folder with a hidden test in it, ends as if it had passed."""
    (folder / "cnn.py").write_text(NO_WORK, encoding="utf-8")
    (folder / "test_hidden.py").write_text(HIDDEN, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_hidden.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60).returncode == 0


@pytest.mark.control
def test_a_grader_that_starts_pytest_in_the_folder_believes_it(planted: Planted, tmp_path: Path):
    folder = tmp_path / "cnn"
    folder.mkdir()
    planted.plant(folder, tmp_path / "ran")
    assert passes(folder)
    assert (tmp_path / "ran").exists() or all(name.endswith(".ini") for name in planted.files)


@pytest.mark.control
def test_without_such_files_that_grader_sees_that_no_work_was_done(tmp_path: Path):
    assert not passes(tmp_path)
