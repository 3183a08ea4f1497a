"""What students' code could read is searched for what it must not read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import autograder
from autograder.doctor import scan

KIT = Path(autograder.__file__).parent
SOLUTIONS = KIT.parent / "solutions"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    (root / "solutions" / "rnn").mkdir(parents=True)
    (root / "solutions" / "rnn" / "rnn.py").write_text("class RNN: the solution\n")
    (root / "grading.yml").write_text("seed: 7\n")
    return root


def test_nothing_hidden_is_in_sight_here(course):
    assert scan.problems(course) == []


@pytest.mark.parametrize(
    "original",
    [SOLUTIONS / "cnn" / "hidden_cnn.py", SOLUTIONS / "shared" / "references" / "recurrent.py", "solution"],
)
def test_a_copy_of_a_suite_a_reference_or_a_solution_is_found_under_any_name(course, tmp_path, original):
    source = course / "solutions" / "rnn" / "rnn.py" if original == "solution" else original
    place = tmp_path / "environment" / "lib" / "python3"
    place.mkdir(parents=True)
    shutil.copy(source, place / "harmless.py")
    (place / "other.py").write_text("x" * source.stat().st_size)
    (problem,) = scan.problems(course, [tmp_path / "environment"])
    assert problem.startswith(f"{place / 'harmless.py'} is a copy of {source.name}")


def test_what_runs_inside_the_walls_may_be_seen(course):
    assert scan.problems(course, [KIT / "sandbox" / "inside"]) == []
    assert scan.problems(course, [KIT / "checks"]) != []


def test_an_environment_that_holds_the_course_is_a_problem(course, tmp_path):
    problems = scan.problems(course, [tmp_path])
    assert any("solutions lies in" in problem for problem in problems)
    assert all("\n" not in problem for problem in problems)
