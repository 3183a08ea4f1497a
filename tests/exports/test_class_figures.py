"""The figures of a class, against small classes that were computed by hand."""

from __future__ import annotations

from itertools import permutations
from math import sqrt
from statistics import fmean

import pytest

from autograder.checks.exhibits import Losses
from autograder.exports.overview.figures import (
    Spread,
    Test,
    by_chance,
    each_test,
    kinds_of,
    losses_of,
    points_of,
    spread,
)
from autograder.grading.report import GradeResult, Report, TestResult, Verdict


def result(name: str, passed: bool, grade_id: str = "a", weight: float = 1, **more) -> TestResult:
    title = more.pop("title", f"It is {name}")
    return TestResult(name=name, grade_id=grade_id, title=title, weight=weight, passed=passed, **more)


def report(student: str, *tests: TestResult, points: dict[str, float] | None = None) -> Report:
    """points: of each grade id; 2 of "a" where it is not said."""
    grades = []
    for grade_id, most in (points or {"a": 2.0}).items():
        mine = [test for test in tests if test.grade_id == grade_id]
        gained = sum(test.weight for test in mine if test.passed) / sum(test.weight for test in mine)
        grades.append(
            GradeResult(grade_id=grade_id, title=grade_id, score=round(most * gained, 4), max_score=most)
        )
    return Report(
        student=student,
        assignment="double",
        verdict=Verdict.GRADED,
        grades=tuple(grades),
        tests=tests,
        digest="",
    )


def class_of(*rows: str) -> list[Test]:
    """Of students of whom each passed the tests with a 1; each test is worth the same."""
    return each_test(
        report(f"s{number}", *(result(f"t{place}", mark == "1") for place, mark in enumerate(row)))
        for number, row in enumerate(rows)
    )


def test_how_scores_lie():
    # The mean of 40 / 8; squares of distances 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, of which 32 / 8 = 4 is 2².
    assert spread([2, 4, 4, 4, 5, 5, 7, 9]) == Spread(8, 5, 4.5, 2, 2, 4, 5.5, 9)
    assert spread([3]) == Spread(1, 3, 3, 0, 3, 3, 3, 3)


def test_difficulty_and_discrimination_of_a_class_of_four():
    # t0: three of four passed, with 1, 1 and 0 points elsewhere, and the other one with 0: means 2/3 and 0, deviation
    # 1/2, so (2/3) / (1/2) · √(3/4 · 1/4) = 1/√3. t1: two passed, with 1 and 1, the others with 0 and 1: means 1 and
    # 1/2, deviation √3/4, so (1/2) / (√3/4) · 1/2 = 1/√3, too.
    first, second = class_of("11", "11", "00", "10")
    assert (first.share, second.share) == (0.75, 0.5)
    assert first.rest == [1, 1, 0, 0]
    assert first.discrimination == pytest.approx(1 / sqrt(3))
    assert second.discrimination == pytest.approx(1 / sqrt(3))


def test_a_test_that_the_weaker_pass_discriminates_negatively():
    odd, one, two = class_of("011", "011", "100", "100")
    assert odd.discrimination == pytest.approx(-1)
    # It takes from the others' points: (1, 1, 1, 1) elsewhere would be no difference at all.
    assert one.discrimination is None
    assert two.discrimination is None


def test_without_a_difference_there_is_no_discrimination():
    easy, hard, other = class_of("101", "100", "101")
    assert (easy.share, hard.share) == (1, 0)
    assert easy.discrimination is hard.discrimination is None
    assert other.discrimination is None  # all have the same points elsewhere
    assert [test.discrimination for test in class_of("10")] == [None, None]
    assert class_of() == []


def test_points_elsewhere_go_by_weights_and_by_what_a_grade_id_is_worth():
    points = {"a": 3.0, "b": 5.0}
    tests = [
        result("t0", True, weight=2),
        result("t1", False),
        result("t2", True, "b"),
    ]
    worth = points_of(report("ada", *tests, points=points))
    assert [worth(each) for each in tests] == [2, 1, 5]
    found = each_test([report("ada", *tests, points=points)])
    assert [test.rest for test in found] == [[5], [7], [2]]


def test_thirds_of_points_make_no_difference_where_there_is_none():
    """0.1 + 0.2 is not 0.3 to a computer; a correlation with such a rest would be anything."""
    points = {"a": 0.6, "b": 1.0}

    def of(student: str, passed: str, other: bool) -> Report:
        tests = [result(f"t{weight}", str(weight) in passed, weight=weight) for weight in (1, 2, 3)]
        return report(student, *tests, result("other", other, "b"), points=points)

    *_, other = each_test([of("ada", "12", True), of("bob", "3", False), of("cy", "12", False)])
    assert other.rest == [pytest.approx(0.3)] * 3
    assert other.discrimination is None


def test_tests_of_one_title_are_one_that_is_passed_where_all_are():
    def of(student: str, *passed: bool) -> Report:
        return report(
            student,
            *(result(f"test_it[{n}]", ok, title="It") for n, ok in enumerate(passed)),
            result("test_other", passed[0]),
        )

    it, other = each_test([of("ada", True, True), of("bob", True, False)])
    assert (it.passed, list(it.names)) == ([True, False], ["test_it"])
    assert it.rest == [pytest.approx(2 / 3)] * 2
    assert other.rest == [pytest.approx(4 / 3), pytest.approx(2 / 3)]


def test_a_test_counts_for_those_on_whom_it_ran():
    """Reports of a suite before it had a test stand beside those of the suite that has it."""
    old, new = report("ada", result("t0", True)), report("bob", result("t0", False), result("t1", False))
    first, second = each_test([old, new])
    assert (first.count, first.share, second.count, second.share) == (2, 0.5, 1, 0)


@pytest.mark.parametrize("count", [3, 5, 6])
def test_what_chance_gives_is_what_it_gives_over_all_ways_to_deal_the_points(count: int):
    passed, points = [True, *[False] * (count - 2), True], [0.0, 1.0, 5.0, 5.5, 7.0, 11.0][:count]
    dealt = [Test("a", "It", passed=passed, rest=[*each]).discrimination for each in permutations(points)]
    assert fmean(dealt) == pytest.approx(0)
    assert by_chance(count) == pytest.approx(min(1, 2 * sqrt(fmean(value**2 for value in dealt))))


def test_mistakes_go_by_the_code_that_says_why_and_a_student_counts_once():
    frame = {"of": "CNN", "reason": {"code": "softmax-axis", "facts": {"axis": 0}}}
    reports = [
        report("ada", result("t0", False, code="softmax-axis", facts={"axis": 0}, message="the axis")),
        report(
            "bob",
            result("t0", False, code="output-of", facts=frame, message="the output: the axis"),
            result("t1", False, code="softmax-axis", facts={"axis": 0}, message="the axis"),
        ),
        report("cy", result("t0", False, code="other-shape", message="the shape"), result("t1", True)),
        report("di", result("t0", False, message="an author's own words"), result("t1", True)),
    ]
    softmax, shape = kinds_of(reports)
    assert (softmax.code, softmax.example, [*softmax.students]) == (
        "softmax-axis",
        "the axis",
        ["ada", "bob"],
    )
    assert softmax.points == 2 + 2  # all of ada's and of bob's
    assert (shape.code, [*shape.students], shape.points) == ("other-shape", ["cy"], 1)


def test_of_failed_tests_of_one_title_the_first_says_the_mistake_and_has_the_points_of_all():
    tests = [
        result("test_it[1]", True, title="It"),
        result("test_it[2]", False, title="It", code="stage-shape", message="conv1"),
        result("test_it[3]", False, title="It", code="stage-before", message="not before conv1 is"),
    ]
    (kind,) = kinds_of([report("ada", *tests, points={"a": 6.0})])
    assert (kind.code, kind.example, kind.points) == ("stage-shape", "conv1", 4)


def test_of_trainings_of_one_title_a_students_first_counts():
    def losses(title: str, *got: float) -> Losses:
        return Losses(title=title, got=got, expected=got, band=0.001)

    tests = [
        result("t0", True, exhibits=(losses("The loss", 2, 1),)),
        result("t1", True, exhibits=(losses("The loss", 3, 1), losses("Another", 4, 1))),
    ]
    found = losses_of([report("ada", *tests), report("bob", result("t0", True))])
    assert {title: [(student, each.got) for student, each in theirs] for title, theirs in found.items()} == {
        "The loss": [("ada", (2, 1))],
        "Another": [("ada", (4, 1))],
    }
