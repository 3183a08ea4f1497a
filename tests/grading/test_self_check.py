"""What a suite must show before it grades a class: all points for the solution, none for what students get."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course.config import Assignment, Course, Grade
from autograder.course.material import HiddenSuite, Material
from autograder.errors import CourseError
from autograder.grading import self_check

CONFIG = Course.load(Path(__file__).parent).config
SOLUTION = (("small.py", "def double(x): return 2 * x"),)
STUB = (("cell 1", "def double(x): raise NotImplementedError"),)
RIGHT = "def test_it(student):\n    assert student.double(3) == 6\n"


@pytest.fixture(autouse=True)
def _nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def material(
    test: str, solution: tuple[tuple[str, str], ...] = SOLUTION, stub: tuple[tuple[str, str], ...] = STUB
) -> Material:
    source = f"import pytest\n@pytest.mark.grade('small-it')\n{test}"
    hidden = HiddenSuite(
        "small", "solutions/small/hidden_small.py", {"small/hidden_small.py": source.encode()}, solution, stub
    )
    asked = Assignment(title="x", grades={"small-it": Grade(points=1, title="x")})
    return Material(CONFIG.model_copy(update={"assignments": {"small": asked}}), {"small": hidden})


def problem(of: Material) -> str:
    with pytest.raises(CourseError) as raised:
        self_check.check("small", of)
    return str(raised.value)


def test_a_suite_that_tells_the_solution_from_the_stub_may_grade():
    self_check.check("small", material(RIGHT))


def test_a_test_that_the_solution_fails_is_told_with_file_and_line():
    said = problem(material(RIGHT.replace("6", "7")))
    assert said.startswith(
        "solutions/small/hidden_small.py, line 4: test_it fails on the course's own solution: "
    )


def test_a_test_that_raises_on_the_solution_is_told():
    said = problem(material("def test_it(student):\n    student.double(3).shape\n"))
    assert said == (
        "solutions/small/hidden_small.py, line 4: test_it fails on the course's own solution: the test stopped at what "
        "your code gave: AttributeError: 'int' object has no attribute 'shape'"
    )


def test_points_that_the_stub_gets_are_told():
    test = "def test_it(student):\n    try: student.double(3)\n    except Exception: pass\n"
    said = problem(material(test))
    assert said.startswith(
        "solutions/small/hidden_small.py: test_it passes on the released notebook as it is"
    )


def test_what_was_found_right_is_not_tried_again_until_something_changes(tmp_path: Path):
    ran = tmp_path / "ran"
    test = (
        f"def test_it(student):\n    open({str(ran)!r}, 'a').write('x')\n    assert student.double(3) == 6\n"
    )
    self_check.check("small", material(test))
    once = len(ran.read_text())
    self_check.check("small", material(test))
    assert len(ran.read_text()) == once
    self_check.check("small", material(test, stub=(("cell 1", "def double(x): return 0"),)))
    assert len(ran.read_text()) > once


def test_what_is_used_is_remembered_longer_than_what_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(self_check, "MOST_KEPT", 2)
    ran = tmp_path / "ran"
    often = (
        f"def test_it(student):\n    open({str(ran)!r}, 'a').write('x')\n    assert student.double(3) == 6\n"
    )

    def check(suite: str) -> None:
        self_check.check("small", material(suite))
        for path in (tmp_path / "pytorch-autograder" / "suites").iterdir():  # a second lies between any two
            used = path.stat().st_mtime - 1
            os.utime(path, (used, used))

    check(often)
    once = len(ran.read_text())
    for number in range(4):
        check(f"{RIGHT}# {number}\n")
        check(often)
    assert len(ran.read_text()) == once


def test_a_suite_is_tried_also_where_nothing_can_be_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    self_check.check("small", material(RIGHT))
    assert "line 4" in problem(material(RIGHT.replace("6", "7")))
