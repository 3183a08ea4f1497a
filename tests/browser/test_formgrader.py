"""An instructor in the formgrader, in a real browser: scores, pictures, a manual score, autograde, and the feedback."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import here
import nbformat
import pytest
import warm
from browser.driver import CHROMEDRIVER, browser, pictures
from corpus import KNOWN, solved
from formgrader import formgrader
from hostile.conftest import make_course
from hostile.pages import CHROMIUM
from nbgrader.api import Gradebook
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from autograder.course.config import Course
from autograder.course.material import Cells
from autograder.demo.make import fill
from autograder.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or CHROMEDRIVER is None, reason="needs Chromium and its driver"
)
NAME, GRADE = "rnn", "rnn-ohlol"
SECONDS = 180.0  # for what a page or the server does: it imports torch, and grades
Address = Callable[[str], str]


def hand_in(course: Course, student: str, cells: Cells) -> None:
    folder = course.root / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(course.root / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)
    fill(notebook, {}, [source for _, source in cells])
    nbformat.write(notebook, folder / f"{NAME}.ipynb")


def run(course: Course, *command: str) -> None:
    program, *arguments = command
    {"autograder": here.autograder, "nbgrader": warm.nbgrader}[program](*arguments, cwd=course.root)


def in_gradebook(course: Course, student: str) -> dict[str, tuple[float | None, float | None]]:
    """The scores that the grader gave and that people gave, by grade id."""
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        notebook = book.find_submission_notebook(NAME, NAME, student)
        return {grade.name: (grade.auto_score, grade.manual_score) for grade in notebook.grades}


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def rows_of(driver: Chrome) -> list[WebElement]:
    """The rows of the page's table, once the server has filled it."""
    wait_for(lambda: "Loading" not in driver.find_element(By.TAG_NAME, "tbody").text)
    return driver.find_elements(By.CSS_SELECTOR, "tbody tr")


@pytest.fixture(scope="module")
def course(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A graded class: ada's answers are right, bob's training never forgets the gradients."""
    course = make_course(tmp_path_factory.mktemp("browser") / "course", NAME)
    hand_in(course, "ada", solved("rnn"))
    hand_in(course, "bob", KNOWN["rnn"]["zero_grad is missing"].cells)
    with here.graded_by(sandbox):
        run(course, "autograder", "grade", "--jobs", "1")
    run(course, "nbgrader", "generate_feedback", NAME)
    return course


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    with browser() as driver:
        yield driver


@pytest.fixture(scope="module")
def address(course: Course, driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with formgrader(course, tmp_path_factory.mktemp("home")) as address:
        driver.get(
            address("../")
        )  # logs in for the whole server; a page of nbgrader's would do so for its folder
        yield address


def open_submission(course: Course, address: Address, driver: Chrome, student: str) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        identity = book.find_submission_notebook(NAME, NAME, student).id
    driver.get(address(f"submissions/{identity}/"))


def test_the_first_page_lists_the_assignment_and_leads_to_its_submissions(address: Address, driver: Chrome):
    driver.get(address("manage_assignments"))
    (row,) = rows_of(driver)
    assert NAME in row.text
    row.find_element(By.CSS_SELECTOR, ".num-submissions a").click()
    wait_for(lambda: driver.current_url.partition("?")[0].endswith(f"manage_submissions/{NAME}"))
    assert len(rows_of(driver)) == 2


def test_the_formgrader_lists_the_scores_of_the_class(course: Course, address: Address, driver: Chrome):
    driver.get(address(f"gradebook/{NAME}/{NAME}"))
    shown = [row.text for row in rows_of(driver)]
    scores = sorted(
        sum(auto or 0.0 for auto, _ in in_gradebook(course, student).values()) for student in ("ada", "bob")
    )
    assert scores[1] == course.config.assignments[NAME].points
    assert scores[0] < scores[1]
    for score in scores:
        assert any(f"{score:g}" in line for line in shown), shown


def test_a_submissions_page_shows_plots_and_what_was_read(course: Course, address: Address, driver: Chrome):
    open_submission(course, address, driver, "ada")
    assert len(pictures(driver)) == 3  # of the losses on a probe, and of each of the two words learned
    assert "they agree." in pictures(driver)[-1].get_attribute("alt")
    page = driver.find_element(By.TAG_NAME, "body").text
    assert "What hello becomes while it learns; wanted: ohlol" in page
    assert "ohlol" in page
    open_submission(course, address, driver, "bob")
    assert any("they differ from epoch" in each.get_attribute("alt") for each in pictures(driver))


def test_a_manual_score_typed_in_is_kept_when_the_button_grades_again(
    course: Course, address: Address, driver: Chrome
):
    automatic = in_gradebook(course, "bob")[GRADE][0]
    open_submission(course, address, driver, "bob")
    boxes = driver.find_elements(By.CSS_SELECTOR, "input.score")
    box = boxes[list(course.config.assignments[NAME].grades).index(GRADE)]
    wait_for(
        lambda: box.get_attribute("placeholder")
    )  # the page asks the server for the scores once it is there
    assert float(box.get_attribute("placeholder")) == automatic
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", box)
    box.send_keys("2.5", Keys.TAB)
    wait_for(lambda: in_gradebook(course, "bob")[GRADE] == (automatic, 2.5))

    hand_in(course, "bob", solved("rnn"))
    driver.get(address(f"manage_submissions/{NAME}"))
    row = next(row for row in rows_of(driver) if "bob" in row.text)
    row.find_element(By.CSS_SELECTOR, ".autograde a").click()
    modal = (By.CSS_SELECTOR, "#success-modal, #error-modal")
    told = WebDriverWait(driver, SECONDS).until(
        lambda _: (
            driver.find_element(*modal).text.partition("Log Output")[0].strip()
        )  # the title comes after the log
    )
    assert "Successfully autograded" in told
    points = course.config.assignments[NAME].grades
    assert in_gradebook(course, "bob") == {
        name: (grade.points, 2.5 if name == GRADE else None) for name, grade in points.items()
    }


def test_a_students_feedback_page_shows_the_plots(course: Course, driver: Chrome):
    driver.get((course.root / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html").as_uri())
    assert len(pictures(driver)) == 3
    page = driver.find_element(By.TAG_NAME, "body").text
    assert "From hello to ohlol: 3 of 3 points" in page
