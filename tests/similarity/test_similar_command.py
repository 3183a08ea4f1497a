"""`autograder similar` on a class, and its page."""

from __future__ import annotations

import shutil
from pathlib import Path

import here
import pytest
from hostile.conftest import make_course
from similarity.test_pairs import ADA, COPY, work

from autograder.course.config import Course

NAME = "backprop"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course", NAME)
    solution = (course.root / "solutions" / NAME / f"{NAME}.py").read_text()
    hand_in(course, "ada", solution + ADA)
    hand_in(course, "bob", COPY + solution)
    for number in range(8):
        hand_in(course, f"s{number}", solution + work(number))
    return course


def hand_in(course: Course, student: str, code: str) -> None:
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.py").write_text(code)


def test_a_pair_is_shown_side_by_side_and_who_is_not_compared_is_told(course):
    hand_in(course, "eve", "<script>alert(1)</script>\n" + "x = 1 + 2 + 3 + 4\n" * 3)
    folder = course.root / "submitted" / "zoe" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text("no notebook")
    done = here.autograder("similar", NAME, cwd=course.root)
    assert "ada and bob" in done.stdout.splitlines()[3]
    assert "A share is no proof." in done.stdout
    assert "zoe is not compared" in done.stderr
    page = (course.root / "graded" / f"similar_{NAME}.html").read_text()
    assert page.count("<mark>") > 10
    assert "mu = sum(xs) / len(xs)" in page
    assert "<script>alert" not in page


def test_one_submission_is_nothing_to_compare_and_a_page_goes_where_it_is_wanted(course):
    here.autograder("similar", NAME, "--html", "pairs.html", "--most", "1", cwd=course.root)
    assert (course.root / "pairs.html").read_text().count('<h2 id="') == 1
    for path in (course.root / "submitted").glob("[bs]*"):
        shutil.rmtree(path)
    said = here.autograder("similar", NAME, cwd=course.root, code=2).stderr
    assert f"{NAME} has 1 submissions that can be read: two are needed" in said


def with_slope(course: Course, slope: str) -> str:
    """The solution with another slope of ReLU."""
    solution = (course.root / "solutions" / NAME / f"{NAME}.py").read_text()
    right = "return grad_output * (self.x > 0)"
    assert right in solution
    return solution.replace(right, slope)


def test_the_same_wrong_answers_are_found_however_they_are_written(course):
    shutil.rmtree(course.root / "submitted")
    hand_in(course, "ada", with_slope(course, "return grad_output * torch.where(self.x > 0.3, 1.0, 0.0)"))
    hand_in(
        course,
        "bob",
        with_slope(
            course,
            "slope = torch.ones_like(self.x)\n        slope[self.x - 0.3 <= 0] = 0\n        return slope * grad_output",
        ),
    )
    hand_in(course, "eve", with_slope(course, "return grad_output * (self.x > 0.4)"))
    hand_in(course, "zoe", with_slope(course, "return grad_output * (self.x > 0)"))
    plain = here.autograder("similar", NAME, cwd=course.root).stdout
    assert "wrong answers" not in plain
    here.autograder("grade", NAME, "--student", "ada", cwd=course.root)  # what passed does not run again
    said = here.autograder("similar", NAME, "--rerun", "--most", "1", cwd=course.root).stdout
    (line,) = [line for line in said.splitlines() if "test_relu" in line]
    assert "ada and bob" in line
    assert "(2 students)" in line
    page = (course.root / "graded" / f"similar_{NAME}.html").read_text()
    assert "Rare wrong answers of both" in page
    assert "ada and bob" in page
