"""An assignment of another name is the same assignment: the kit knows none by its name."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
import warm

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import check, release
from autograder.course.submissions import Found
from autograder.grading import self_check
from autograder.grading.grade import grade
from autograder.grading.report import Verdict
from autograder.sandbox.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
NEW = "spelling"


def renamed(folder: Path, name: str, *, grade_ids: bool) -> Course:
    """A course of the kit's, in which an assignment is renamed as docs/authors.md says."""
    folder.mkdir()
    shutil.copy(ROOT / "grading.yml", folder)
    solutions = folder / "solutions"
    shutil.copytree(ROOT / "solutions" / "shared", solutions / "shared")
    shutil.copytree(ROOT / "solutions" / name, solutions / NEW, ignore=shutil.ignore_patterns("__pycache__"))
    for old in (f"{name}.py", f"test_{name}.py", f"hidden_{name}.py", f"picture_{name}.py"):
        (solutions / NEW / old).rename(solutions / NEW / old.replace(name, NEW))
    words = [
        (f"test_{name}.py", f"test_{NEW}.py"),
        (f"  {name}:", f"  {NEW}:"),
        (f"after: [{name}]", f"after: [{NEW}]"),
    ]
    if grade_ids:
        ids = Course.load(ROOT).assignment(name).grades
        words += [(grade_id, grade_id.replace(f"{name}-", f"{NEW}-")) for grade_id in ids]
    for path in (folder / "grading.yml", *(solutions / NEW).rglob("*.py")):
        text = path.read_text()
        for before, after in words:
            text = text.replace(before, after)
        path.write_text(text)
    return Course.load(folder)


@pytest.mark.parametrize(("name", "grade_ids"), [("rnn", False), ("embedding", True)])
def test_an_assignment_is_released_and_graded_under_its_new_name(
    name: str, grade_ids: bool, tmp_path: Path, sandbox: Sandbox
):
    course = renamed(tmp_path / "course", name, grade_ids=grade_ids)
    assert release(course, [NEW]) == []
    assert check(course, [NEW]) == []
    stub = nbformat.read(course.root / "assignments" / NEW / f"{NEW}.ipynb", as_version=4)
    assert f"test_{name}.py" not in str(stub)

    material = Material.of(course, [NEW])
    assert material.suites[NEW].place == str(course.root / "solutions" / NEW / f"hidden_{NEW}.py")
    self_check.check(NEW, material)

    handed_in = course.root / "submitted" / "ada" / NEW
    handed_in.mkdir(parents=True)
    shutil.copy(course.root / "solutions" / NEW / f"{NEW}.py", handed_in)
    report = grade(Found("ada", NEW, handed_in), material, sandbox, "cpu")
    assert report.verdict is Verdict.GRADED, report.reason
    assert report.score == report.max_score == course.assignment(NEW).points
    ids = {grade.grade_id for grade in report.grades}
    assert ids == {test.grade_id for test in report.tests}
    assert {each.split("-")[0] for each in ids} == {NEW if grade_ids else name}

    warm.autograder("check", NEW, str(handed_in / f"{NEW}.py"), cwd=course.root)
