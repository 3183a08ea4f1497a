"""Submissions that have done no work, graded as any other: they get no point."""

from __future__ import annotations

from pathlib import Path

import pytest

from attacks import naive
from attacks.forge import FORGE, HEAD, HOLLOW, Forgery
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.sandbox.sandbox import Sandbox

MATERIAL = Material.of(Course.load(Path(__file__).parent), ["cnn"])


def graded(source: str, sandbox: Sandbox, folder: Path) -> Report:
    (folder / "cnn.py").write_text(source, encoding="utf-8")
    return grade(Found("mallory", "cnn", folder), MATERIAL, sandbox, "cpu")


def each(forgeries: list[Forgery]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("forgery", forgeries, ids=lambda forgery: forgery.name)


@each(FORGE)
def test_a_forgery_gets_no_points_and_is_no_failure_of_ours(
    forgery: Forgery, sandbox: Sandbox, tmp_path: Path
):
    report = graded(forgery.source, sandbox, tmp_path)
    assert report.verdict is Verdict.GRADED, report.reason
    assert {grade.grade_id: grade.score for grade in report.grades} == dict.fromkeys(
        MATERIAL.config.assignments["cnn"].grades, 0
    )
    report.model_dump_json()


@pytest.mark.control
@each([forgery for forgery in FORGE if forgery.fools])
def test_a_grader_in_the_same_process_is_fooled(forgery: Forgery, tmp_path: Path):
    assert naive.passed(forgery.source, tmp_path)


@pytest.mark.control
def test_a_grader_in_the_same_process_sees_that_no_work_was_done_where_nothing_is_forged(tmp_path: Path):
    assert naive.passed(HEAD + HOLLOW, tmp_path) == set()
