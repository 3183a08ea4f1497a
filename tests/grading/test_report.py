"""Scores from tests, and reports as JSON."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from autograder.course.config import Assignment, Grade
from autograder.grading.report import GradeResult, Report, TestResult, Verdict, grades_of, without_score
from autograder.reports.wording import losses

ASSIGNMENT = Assignment(
    title="A network",
    grades={"net-model": Grade(points=4, title="The model"), "net-train": Grade(points=1, title="The loop")},
)


def result(grade_id: str, passed: bool, weight: float = 1, message: str = "") -> TestResult:
    return TestResult(name="t", grade_id=grade_id, title="t", weight=weight, passed=passed, message=message)


def scores(*tests: TestResult) -> dict[str, float | None]:
    return {grade.grade_id: grade.score for grade in grades_of(ASSIGNMENT, tests)}


def report(**changes: object) -> Report:
    tests = (result("net-model", True), result("net-train", False, 2, "the loss grows: ✗ 三"))
    fields = {
        "student": "ada",
        "assignment": "net",
        "verdict": Verdict.GRADED,
        "grades": grades_of(ASSIGNMENT, tests),
        "tests": tests,
        "problems": ("cell 3, line 1: NameError: x",),
        "digest": "0" * 64,
        "walls": ("bubblewrap",),
        "engine": {"torch": "2"},
        "wall": 1.5,
        "cpu": 0.25,
    }
    return Report(**{**fields, **changes})


def test_all_tests_passed_is_all_points():
    assert scores(result("net-model", True), result("net-train", True)) == {"net-model": 4, "net-train": 1}


def test_partial_credit_is_the_share_of_the_weight_that_passed():
    tests = [result("net-model", True, 3), result("net-model", False, 1), result("net-train", True, 2)]
    assert scores(*tests) == {"net-model": 3, "net-train": 1}


def test_a_third_is_rounded_and_never_beyond_the_points():
    tests = [result("net-train", passed, 0.1) for passed in (True, True, False)]
    assert scores(*tests)["net-train"] == 0.6667
    assert scores(*[result("net-model", True, 0.1)] * 7)["net-model"] == 4


@pytest.mark.parametrize("points", [0.33335, 0.00001, 2 / 3, 1e9])
def test_full_marks_are_never_beyond_points_of_many_decimals(points):
    many = Assignment(title="A network", grades={"net-model": Grade(points=points, title="The model")})
    (grade,) = grades_of(many, [result("net-model", True, weight) for weight in (0.1, 0.2, 0.3)])
    assert grade.max_score - 1e-4 < grade.score <= grade.max_score == points


@pytest.mark.parametrize("score", [4.0001, -0.0001, 1e9, math.inf, math.nan])
def test_a_score_that_is_none_of_the_points_is_refused(score):
    with pytest.raises(ValidationError):
        GradeResult(grade_id="net-model", title="The model", score=score, max_score=4)
    text = report().model_dump_json().replace('"score":4.0', f'"score":{score}', 1)
    with pytest.raises(ValidationError):
        Report.model_validate_json(text)


@pytest.mark.parametrize("weight", [0, -1, math.inf, math.nan])
def test_a_weight_that_could_make_a_share_of_more_than_all_is_refused(weight):
    with pytest.raises(ValidationError):
        result("net-model", True, weight)


@pytest.mark.parametrize("verdict", [Verdict.GRADED, Verdict.REFUSED])
def test_a_verdict_and_its_scores_go_together(verdict):
    with pytest.raises(ValidationError, match="no score where the verdict is infrastructure"):
        report(verdict=verdict, grades=without_score(ASSIGNMENT))
    with pytest.raises(ValidationError, match="no score where the verdict is infrastructure"):
        report(verdict=Verdict.INFRASTRUCTURE)


def test_a_grade_without_a_test_that_ran_is_worth_nothing():
    assert scores(result("net-train", True)) == {"net-model": 0, "net-train": 1}


def test_the_score_is_the_sum_of_the_grades():
    assert (report().score, report().max_score) == (4, 5)


def test_no_score_is_no_zero():
    grades = without_score(ASSIGNMENT)
    assert [grade.score for grade in grades] == [None, None]
    assert [grade.max_score for grade in grades] == [4, 1]


def test_a_report_comes_back_from_its_json_as_it_was():
    for each in (
        report(),
        report(verdict=Verdict.INFRASTRUCTURE, grades=without_score(ASSIGNMENT), tests=()),
    ):
        assert Report.model_validate_json(each.model_dump_json()) == each


def test_a_report_with_a_key_of_another_version_is_refused():
    text = report().model_dump_json().replace('"student"', '"pupil"', 1)
    with pytest.raises(ValidationError):
        Report.model_validate_json(text)


def test_the_tests_of_a_grade_are_found_in_order():
    tests = tuple(
        result(grade, True, w) for w, grade in enumerate(["net-model", "net-train", "net-model"], 1)
    )
    assert [test.weight for test in report(tests=tests).tests_of("net-model")] == [1, 3]


def test_a_report_cannot_be_changed():
    with pytest.raises(ValidationError):
        report().student = "alan"
    with pytest.raises(ValidationError):
        GradeResult(grade_id="x", title="x", score=1, max_score=1).score = 2


def test_in_brief_a_report_says_the_same_of_its_score_and_what_was_lost():
    whole = report()
    assert [test.grade_id for test in whole.brief().tests] == ["net-train"]
    assert losses(whole.brief()) == losses(whole)
    assert whole.brief().score == whole.score
