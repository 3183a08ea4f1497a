"""nbgrader's pages of hostile notebooks run nothing of the student's: as they read, and in a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from formgrader import fetched, formgrader
from hostile.conftest import NAME, Cells, with_cells
from hostile.pages import CHROMIUM, active, ran
from hostile.payloads import CODE, MARKDOWN, RAW, script
from nbgrader.api import Gradebook as Database

from autograder.course.config import Course
from autograder.course.submissions import Found, read
from autograder.grading.report import Report, TestResult, Verdict, grades_of
from autograder.grading.store import Store
from autograder.nbgrader import preprocessors, record
from autograder.nbgrader.record import Gradebook

URL = "sqlite:///gradebook.db"
HIGHLIGHTED = "<span class="  # Pygments' colours
HOSTILE: Cells = [
    *(("code", source) for source in CODE.values()),
    *(("raw", source) for source in RAW.values()),
    *(("markdown", source) for source in MARKDOWN.values()),
]
# nbconvert refuses a page that lacks an attachment; what is never closed would swallow the rest of the page.
PLAIN = [
    ("markdown", source)
    for name, source in MARKDOWN.items()
    if name != "attachment" and not name.startswith("unclosed")
]
MESSAGE = (
    f"</td></table><script>{script('message')}</script> [x](javascript:void(0)) $\\href{{javascript:x}}{{y}}$"
)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


def report_of(course: Course, student: str) -> Report:
    """A report in which the student's code has spoken."""
    assignment = course.assignment(NAME)
    tests = tuple(
        TestResult(name="test", grade_id=grade, title="It is right", weight=1, passed=False, message=MESSAGE)
        for grade in assignment.grades
    )
    return Report(
        student=student,
        assignment=NAME,
        verdict=Verdict.GRADED,
        grades=grades_of(assignment, tests),
        tests=tests,
        digest="",
    )


def recorded(course: Course, student: str = "ada") -> Path:
    """The feedback page of a submission."""
    output = course.root / "graded"
    book = Gradebook(course, output, URL)
    book.prepare(NAME)
    found = Found(student, NAME, course.root / "submitted" / student / NAME)
    report = report_of(course, student)
    Store(output / "reports").save(report)
    book.record(read(found, course.config), report)
    book.feedback(NAME, student)
    return output / "feedback" / student / NAME / f"{NAME}.html"


def page_of(course: Course, student: str) -> str:
    """The path of the formgrader's page of a submission."""
    with Database(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        return f"submissions/{book.find_submission_notebook(NAME, NAME, student).id}/"


def test_the_feedback_page_has_nothing_in_it_that_a_page_of_plain_text_has_not(course, hand_in):
    hand_in(HOSTILE)
    hand_in([(kind, "x") for kind, _ in HOSTILE], "bob")
    hostile, harmless = recorded(course).read_text(), recorded(course, "bob").read_text()
    more = active(hostile) - active(harmless)
    assert not {each: count for each, count in more.items() if not each.startswith(HIGHLIGHTED)}
    assert "<script" not in harmless
    assert "<link" not in harmless


def test_the_formgraders_page_has_nothing_in_it_that_a_page_of_plain_text_has_not(course, hand_in, tmp_path):
    hand_in(HOSTILE)
    hand_in([(kind, "x") for kind, _ in HOSTILE], "bob")
    recorded(course), recorded(course, "bob")
    with formgrader(course, tmp_path) as address:
        # its button makes both anew, of the folders as they were handed in
        for student in ("ada", "bob"):
            said = fetched(address(f"api/submission/{NAME}/{student}/autograde"), b"")
            assert json.loads(said)["success"], said
        hostile, harmless = (fetched(address(page_of(course, student))) for student in ("ada", "bob"))
        seen = ran(address(page_of(course, "ada"))) if CHROMIUM else set()
    assert "Submission #" in hostile
    more = active(hostile) - active(harmless)
    ids = ("ada", "bob", "submission_id", "submissions/")  # what differs between any two pages
    assert not {
        each: count
        for each, count in more.items()
        if not each.startswith(HIGHLIGHTED) and not any(name in each for name in ids)
    }
    assert "TeX-AMS_CHTML-full,Safe" in hostile
    assert seen == set()


def test_so_much_code_that_its_colours_would_take_gigabytes_has_none(course, hand_in, monkeypatch):
    most = 8000  # characters: more than are released
    monkeypatch.setattr(preprocessors, "MOST_COLOURED", most)
    released = sum(len(cell.source) for cell in with_cells([]).cells if cell.cell_type == "code")
    code = "a." * ((most - released) // 4)
    hand_in([("code", code)] * 3)
    hand_in([("code", code)], "bob")
    assert recorded(course).read_text().count(code) == 3
    assert recorded(course, "bob").read_text().count(HIGHLIGHTED) > len(code) // 2


@needs_chromium
def test_in_a_browser_nothing_runs(course, hand_in):
    hand_in(HOSTILE)
    assert ran(str(recorded(course))) == set()


@needs_chromium
@pytest.mark.parametrize("name", [name for name in MARKDOWN if name.startswith("unclosed")])
def test_in_a_browser_what_is_never_closed_hides_nothing_that_follows(course, hand_in, name):
    hand_in([("markdown", MARKDOWN[name]), ("markdown", "the end of it all")])
    page = recorded(course)
    assert ran(str(page)) == set()
    assert page.read_text().rstrip().endswith("</html>")
    assert "<p>the end of it all</p>" in page.read_text()


@needs_chromium
def test_without_this_step_about_half_of_the_payloads_do_run(course, hand_in, monkeypatch):
    assert [step.rpartition(".")[2] for step in record.SANITIZE_STAGED] == ["MakeInert"]
    monkeypatch.setattr(record, "SANITIZE_STAGED", ["nbgrader.preprocessors.ClearOutput"])
    hand_in(PLAIN)
    page = str(recorded(course))
    assert len(ran(page)) >= 35
    assert ran(page, keeps_policy=True) == set()  # the second wall, which is the page's own
