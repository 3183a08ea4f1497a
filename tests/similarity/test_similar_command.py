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
