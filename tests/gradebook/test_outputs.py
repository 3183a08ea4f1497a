"""What students read in the cells, and what nbgrader reads there."""

from __future__ import annotations

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from autograder.grading.report import GradeResult, Report, TestResult, Verdict
from autograder.nbgrader.outputs import as_note, cell_outputs, comment


def a_report(
    score: float | None, verdict: Verdict = Verdict.GRADED, reason: str = "", message: str = "no"
) -> Report:
    tests = [
        TestResult(name="test_a", grade_id="part", title="a holds", weight=1, passed=True),
        TestResult(
            name="test_b[1]", grade_id="part", title="b holds", weight=1, passed=False, message=message
        ),
        TestResult(name="test_b[2]", grade_id="part", title="b holds", weight=1, passed=True),
        TestResult(name="test_c", grade_id="other", title="c holds", weight=1, passed=True),
    ]
    grades = (
        GradeResult(grade_id="part", title="A part", score=score, max_score=4.0),
        GradeResult(grade_id="other", title="Other", score=None if score is None else 2.0, max_score=2.0),
    )
    return Report(
        student="ada",
        assignment="cnn",
        verdict=verdict,
        reason=reason,
        grades=grades,
        tests=tuple(tests),
        digest="",
    )


def nbgraders_score(report: Report) -> float:
    cell = new_code_cell("")
    cell.metadata = from_dict(
        {"nbgrader": {"grade": True, "solution": False, "points": 4, "grade_id": "part"}}
    )
    cell.outputs = cell_outputs(report, report.grades[0])
    score, maximum = determine_grade(cell)
    assert maximum == 4
    return float(score)


@pytest.mark.parametrize("score", [0.0, 2.6667, 4.0, 1e-4])
def test_nbgrader_reads_the_score_that_the_report_has(score):
    assert nbgraders_score(a_report(score)) == score


def test_a_part_without_a_score_can_never_be_read_as_points():
    assert nbgraders_score(a_report(None, Verdict.INFRASTRUCTURE, "no bubblewrap")) == 0


def test_tests_of_a_title_stand_in_one_row_with_their_reasons():
    (output,) = cell_outputs(a_report(2.5), a_report(2.5).grades[0])
    page = output["data"]["text/html"]
    assert "A part: 2.5 of 4 points" in page
    assert page.count("b holds") == 1
    assert "1 of 2 passed" in page
    assert "c holds" not in page


def test_what_a_students_code_says_is_text_in_the_page():
    (output,) = cell_outputs(a_report(1.0, message="<script>alert(1)</script>"), a_report(1.0).grades[0])
    assert "<script" not in output["data"]["text/html"]
    assert "&lt;script&gt;" in output["data"]["text/html"]


def test_a_refused_submission_says_why():
    report = a_report(0.0, Verdict.REFUSED, "cnn.ipynb is empty")
    assert "cnn.ipynb is empty" in cell_outputs(report, report.grades[0])[0]["data"]["text/html"]
    assert comment(report) == "refused: cnn.ipynb is empty"


def test_the_comment_is_text_where_nbgrader_reads_markdown():
    report = a_report(2.5, message="__init__ <img src=x> [a](javascript:b)")
    assert comment(report) == r"part 2.5/4: \_\_init\_\_ \<img src=x\> \[a\](javascript:b)"


def test_the_comment_names_each_part_that_lost_points():
    assert comment(a_report(2.5)) == "part 2.5/4: no"


def test_the_comment_tells_of_a_limit_that_was_passed_once():
    sentence = "it printed more than its 1 MiB in one call: the rest was dropped"
    report = a_report(2.5).model_copy(update={"limits": {"output": sentence}})
    assert comment(report) == f"part 2.5/4: no\n\nnote: {sentence}"
    failed = report.tests[1].model_copy(update={"limit": "output", "message": sentence})
    report = report.model_copy(update={"tests": (*report.tests[:1], failed, *report.tests[2:])})
    assert comment(report) == f"part 2.5/4: {sentence}"


def test_a_message_is_no_formula_for_mathjax():
    (output,) = cell_outputs(a_report(1.0, message="$x$"), a_report(1.0).grades[0])
    assert output["data"]["text/html"].startswith('<div class="tex2jax_ignore mathjax_ignore">')


def test_the_note_is_text_where_it_names_files():
    assert as_note(Verdict.REFUSED, "<img src=x> [a](b)\x1b") == (r"**refused**: \<img src=x\> \[a\](b)\\x1b")
