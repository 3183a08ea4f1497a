"""Makes the documentation's pictures from a demo course, in a terminal and in Chromium:

autograder demo demo && PYTHONPATH=tests python docs/make_images.py demo
"""

from __future__ import annotations

import io
import platform
import re
import sys
from collections.abc import Callable
from pathlib import Path

from browser.driver import WIDTH, browser, photograph
from rich.console import Console
from selenium.webdriver.remote.webdriver import WebDriver

from autograder import appeal
from autograder.course.config import Course
from autograder.course.submissions import find
from autograder.doctor.diagnosis import diagnose
from autograder.grading.store import Store
from autograder.reports import checkup, terminal, why
from autograder.sandbox.inside.walls import Wall

IMAGES = Path(__file__).parent / "images"
HIGHER = 1300  # pixels
PARTS = (  # of feedback pages: a picture's name, whose page, and the title of a part of the assignment
    ("feedback-shapes", "rozsa", "cnn", "Feature maps"),
    ("feedback-losses", "srinivasa", "rnn", "From hello to ohlol"),
)
HEAD = ("rozsa", "cnn")  # whose page's head is shown
APPEAL = ("rozsa", "cnn", "test_logits")  # whose lost points, and of which test


def main(course: Path) -> None:
    reports = sorted(
        Store(course / "graded" / "reports"), key=lambda report: (report.student, report.assignment)
    )
    weaker = diagnose(course, given_up=[Wall.LANDLOCK])  # all that hold would show nothing of its advice
    weaker = weaker.model_copy(update={"machine": f"Linux {platform.release().split('-')[0]}, x86_64"})
    draw("demo", "autograder demo", lambda console: terminal.table(reports, console))
    with browser() as driver:
        for name, student, assignment, title in PARTS:
            page = course / "graded" / "feedback" / student / assignment / f"{assignment}.html"
            driver.get(page.resolve().as_uri())
            part = driver.find_element("xpath", f"//div[p/strong[starts-with(., '{title}:')]]")
            photograph(driver, part, IMAGES / f"{name}.png")
        student, assignment = HEAD
        driver.get(
            (course / "graded/feedback" / student / assignment / f"{assignment}.html").resolve().as_uri()
        )
        photograph(driver, driver.find_element("tag name", "header"), IMAGES / "feedback-page.png")
        photograph_overview(driver, course)
    student, assignment, test = APPEAL
    (found,) = find(course / "submitted", [assignment], [student])
    case = appeal.case_of(Course.load(course), found, course / "graded")
    assert isinstance(case, appeal.Case), case
    lost = appeal.appeal_of(case, test)
    draw(
        "why", f"autograder why {student} {assignment} --test {test}", lambda console: why.show(lost, console)
    )
    draw("doctor", "autograder doctor --without-wall landlock", lambda console: checkup.show(weaker, console))


def photograph_overview(driver: WebDriver, course: Path) -> None:
    """Its beginning, and from the trainings of an assignment on."""
    driver.get((course / "graded" / "overview.html").resolve().as_uri())
    driver.find_element("xpath", "//td//summary").click()
    driver.save_screenshot(str(IMAGES / "overview.png"))
    driver.set_window_size(WIDTH, HIGHER)
    tests = driver.find_element("xpath", "//h2[@id='rnn']/following::h3[.='Trainings']")
    driver.execute_script("arguments[0].scrollIntoView()", tests)
    driver.save_screenshot(str(IMAGES / "overview-tests.png"))


def draw(name: str, title: str, show: Callable[[Console], None]) -> None:
    """What `show` puts on a terminal, as images/<name>.svg."""
    console = Console(record=True, width=120, file=io.StringIO())
    show(console)
    svg = console.export_svg(title=title)
    # rich names a font on somebody's server; the fallback does.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
