"""A small audit of one of the kit's own suites; `autograder audit` in the kit's folder audits all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_of_forty_mutants_of_the_solution_none_keeps_its_points_without_a_reason(tmp_path):
    shutil.copy(ROOT / "grading.yml", tmp_path)
    for room in ("solutions", "assignments"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    program = Path(sys.executable).parent / "autograder"
    command = [
        program,
        "audit",
        "rnn",
        "--mutants",
        "--most",
        "40",
        "--at-least",
        "98",
        "--json",
        "found.json",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = json.loads((tmp_path / "found.json").read_text())
    assert len(found["mutants"]) == 40
    assert found["total"] >= 30
