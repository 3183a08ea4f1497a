"""The page of a class as people see it in a browser: light, dark, on paper, on a phone, and by ear; and that nothing
runs in it but the sorting of its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.axe import assert_nothing_keeps_people_out
from browser.driver import CHROMEDRIVER, CHROMIUM, browser
from hostile.pages import ran
from hostile.payloads import MARKDOWN
from selenium import webdriver

from autograder.checks.exhibits import Losses
from autograder.course.config import Course
from autograder.exports.entries import entries_of
from autograder.exports.overview import overview
from autograder.grading.report import Report, TestResult, Verdict, grades_of
from autograder.reports.page import SORT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="needs Chromium and chromedriver"),
]
NAME = "rnn"
PHONE, PAPER = 390, 794  # pixels


def reports_of(course: Course, students: int) -> list[Report]:
    """A class in which the first is the weakest: tests of all grade ids, mistakes with codes, trainings; one whose
    submission was refused and one whom the kit failed on.
    """
    assignment = course.assignment(NAME)
    reports = []
    for number in range(students):
        tests = []
        for place, grade_id in enumerate(assignment.grades):
            for case in range(3):
                passed = (number * 7 + case * 3 + place) % students < number + case
                expected = tuple(1.4 / (epoch + 1) for epoch in range(20))
                got = expected if passed else tuple(loss * (1 + case) + 0.02 for loss in expected)
                shown = (Losses(title="The loss of each epoch", got=got, expected=expected, band=0.001),)
                tests.append(
                    TestResult(
                        name=f"test_{place}_{case}[{grade_id}]",
                        grade_id=grade_id,
                        title=f"What the lecture says of part {place} holds in case {case}: (batch, 20, 4, 4)",
                        weight=case + 1,
                        passed=passed,
                        message=""
                        if passed
                        else f"CNN()(images) is {case} off: is the softmax over the classes?",
                        code="" if passed else f"kind-{(number + case) % 3}",
                        exhibits=shown if place == 1 else (),
                    )
                )
        reports.append(
            Report(
                student=f"student{number:03}",
                assignment=NAME,
                verdict=Verdict.GRADED,
                grades=grades_of(assignment, tests),
                tests=tuple(tests),
                digest="",
            )
        )
    nothing = {
        "tests": (),
        "grades": grades_of(assignment, ()),
        "reason": "rnn.ipynb is no notebook: it is cut off",
    }
    refused = reports[0].model_copy(update={"student": "refused", "verdict": Verdict.REFUSED, **nothing})
    without = [grade.model_copy(update={"score": None}) for grade in refused.grades]
    failed = {"student": "failed", "verdict": Verdict.INFRASTRUCTURE, "grades": tuple(without)}
    return [*reports, refused, refused.model_copy(update=failed)]


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    with browser() as driver:
        yield driver


@pytest.fixture
def look(driver: webdriver.Chrome, tmp_path: Path):
    """Opens a page at a width, as a screen or as paper, for who prefers light or dark; all of it unfolded."""

    def look(page: str, width: int = 1100, media: str = "screen", scheme: str = "light") -> webdriver.Chrome:
        path = tmp_path / "page.html"
        path.write_text(page, encoding="utf-8")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        driver.get(path.as_uri())
        if media == "screen":
            driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
        return driver

    return look


@pytest.fixture
def page(hand_made) -> str:
    course, _ = hand_made
    return overview(course, [NAME, "cnn"], entries_of(reports_of(course, 40)))


@pytest.mark.parametrize(("width", "scheme"), [(1100, "light"), (1100, "dark"), (PHONE, "dark")])
def test_axe_finds_nothing_that_keeps_people_out(look, page, width, scheme):
    assert_nothing_keeps_people_out(look(page, width, scheme=scheme))


def test_a_phone_shows_all_of_it_without_scrolling_the_page_sideways(look, page):
    driver = look(page, PHONE)
    root = driver.find_element("tag name", "html")
    assert int(root.get_property("scrollWidth")) == PHONE
    # Of each table that is not the students', all cells are within the screen.
    edges = driver.execute_script(
        "return [...document.querySelectorAll('.stacked td')].map(each => each.getBoundingClientRect().right)"
    )
    assert len(edges) > 50
    assert max(edges) <= PHONE


def colours(driver: webdriver.Chrome) -> tuple[str, str]:
    """Of the page and of a word in a picture."""
    return tuple(
        driver.execute_script(
            "return [getComputedStyle(document.body).backgroundColor,"
            " getComputedStyle(document.querySelector('svg text')).fill]"
        )
    )


def test_it_is_light_or_dark_as_the_reader_is_and_light_on_paper(look, page):
    white, black = "rgb(255, 255, 255)", "rgb(17, 24, 39)"
    ink, pale = "rgb(31, 41, 55)", "rgb(229, 231, 235)"
    assert colours(look(page)) == (white, ink)
    assert colours(look(page, scheme="dark")) == (black, pale)
    assert colours(look(page, PAPER, "print", "dark")) == (white, ink)


def test_on_paper_all_is_unfolded_and_as_wide_as_the_paper(look, page):
    driver = look(page, PAPER, "print")
    heights = driver.execute_script(
        "return [...document.querySelectorAll('details p')].map(each => each.getBoundingClientRect().height)"
    )
    assert len(heights) > 20
    assert min(heights) > 0
    assert int(driver.find_element("tag name", "html").get_property("scrollWidth")) <= PAPER


COLUMN = """return [...document.querySelectorAll('table.sortable tbody tr')].map(
  row => [row.cells[0].textContent, row.cells[1].dataset.key])"""


def test_a_click_sorts_the_students_and_who_has_no_score_stays_last(look, hand_made):
    course, _ = hand_made
    reports = reports_of(course, 500)
    driver = look(overview(course, [NAME], entries_of(reports)))
    names = sorted(report.student for report in reports)
    assert [name for name, _ in driver.execute_script(COLUMN)] == names
    heads = driver.find_elements("css selector", "table.sortable th button")
    for way in (1, -1):
        heads[1].click()
        rows = driver.execute_script(COLUMN)
        assert rows.pop() == ["failed", ""]
        scores = [float(key) for _, key in rows]
        assert len(scores) == 501
        assert len({*scores}) > 10
        assert scores == sorted(scores)[::way]
    states = [head.get_attribute("aria-sort") for head in driver.find_elements("css selector", "th")]
    assert [state for state in states if state] == ["descending"]
    heads[0].click()
    assert [name for name, _ in driver.execute_script(COLUMN)] == names
    assert not [line for line in driver.get_log("browser") if line["level"] == "SEVERE"]


def test_without_scripts_the_table_is_there_in_the_order_of_names(look, page, driver):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        look(page)
        assert len(driver.find_elements("css selector", "table.sortable tbody tr")) == 42
        assert not driver.find_elements("css selector", "button")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def hostile(course: Course) -> str:
    """A class whose names, messages and reasons are all that a browser was ever fooled by."""
    model = reports_of(course, 2)[0]
    reports = []
    for number, evil in enumerate(MARKDOWN.values()):
        tests = [
            test.model_copy(update={"message": evil, "passed": False, "code": f"kind-{number}"})
            for test in model.tests
        ]
        reports.append(model.model_copy(update={"student": evil, "tests": tuple(tests)}))
        refused = {"student": f"{evil} again", "verdict": Verdict.REFUSED, "reason": evil}
        reports.append(model.model_copy(update=refused))
    return overview(course, [NAME], entries_of(reports))


@pytest.mark.parametrize("policy", ["with", "without"])
def test_nothing_that_students_write_runs(hand_made, tmp_path, policy):
    """Without its policy, too, which would hide that something was not escaped."""
    course, _ = hand_made
    path = tmp_path / "page.html"
    path.write_text(hostile(course), encoding="utf-8")
    assert ran(str(path), keeps_policy=policy == "with") == set()


def test_the_policy_lets_only_the_kits_own_script_run(hand_made, tmp_path):
    """Were a name not escaped, the browser would still not run it."""
    course, _ = hand_made
    evil = "<script>document.documentElement.dataset.ran = 'yes'</script>"
    text = overview(course, [NAME], entries_of(reports_of(course, 2)))
    assert text.count("</script>") == 1
    assert SORT in text
    path = tmp_path / "broken.html"
    path.write_text(text.replace("student000", evil), encoding="utf-8")
    assert ran(str(path), keeps_policy=True) == set()
    assert ran(str(path)) == {"yes"}
