"""Makes the documentation's pictures from a demo course, in a terminal and in Chromium:

autograder demo demo && PYTHONPATH=tests python docs/make_images.py demo [SUBJECT…]

SUBJECT: of which, of SUBJECTS below; all of them without one.
"""

from __future__ import annotations

import io
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import pexpect
from browser.driver import HEIGHT, WIDTH, browser, photograph
from formgrader import formgrader
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from rich.console import Console
from rich.text import Text
from selenium.webdriver.remote.webdriver import WebDriver

from autograder import appeal
from autograder.course.config import Course
from autograder.course.source import write_source
from autograder.course.submissions import find
from autograder.doctor.diagnosis import diagnose
from autograder.grading.store import Store
from autograder.nbgrader.settings import feedback_page
from autograder.reports import checkup, terminal, why, why_page
from autograder.sandbox.inside.walls import Wall

IMAGES = Path(__file__).parent / "images"
HIGHER = 1300  # pixels
PARTS = (  # of feedback pages: a picture's name, whose page, and the title of a part of the assignment
    ("feedback-shapes", "rozsa", "cnn", "Feature maps"),
    ("feedback-losses", "srinivasa", "rnn", "From hello to ohlol"),
)
BIN = Path(sys.executable).parent
SIMILAR = "cnn"  # the assignment whose submissions are compared
HEAD = ("rozsa", "cnn")  # whose page's head is shown
CHECKED = ("cnn", "nn.Conv2d(10, 20,", "nn.Conv2d(10, 10,")  # an assignment, and a mistake in its solution
ASSIGNMENTS = Path(__file__).parents[1] / "assignments"
APPEAL = ("rozsa", "cnn", "test_logits")  # whose lost points, and of which test


def main(course: Path, subjects: Sequence[str]) -> None:
    with browser() as driver:
        for name in subjects or SUBJECTS:
            SUBJECTS[name](driver, course)
    for path in IMAGES.glob("*.png"):
        make_smaller(path)


def draw_terminal(driver: WebDriver, course: Path) -> None:
    reports = sorted(
        Store(course / "graded" / "reports"), key=lambda report: (report.student, report.assignment)
    )
    weaker = diagnose(course, given_up=[Wall.LANDLOCK])  # all that hold would show nothing of its advice
    weaker = weaker.model_copy(update={"machine": f"Linux {platform.release().split('-')[0]}, x86_64"})
    draw("demo", "autograder demo", lambda console: terminal.table(reports, console))
    draw("doctor", "autograder doctor --without-wall landlock", lambda console: checkup.show(weaker, console))


def photograph_feedback(driver: WebDriver, course: Path) -> None:
    for name, student, assignment, title in PARTS:
        driver.get(feedback_page(course.resolve() / "graded", student, assignment).as_uri())
        part = driver.find_element("xpath", f"//div[p/strong[starts-with(., '{title}:')]]")
        photograph(driver, part, IMAGES / f"{name}.png")
    driver.get(feedback_page(course.resolve() / "graded", *HEAD).as_uri())
    photograph(driver, driver.find_element("tag name", "header"), IMAGES / "feedback-page.png")


def photograph_why(driver: WebDriver, course: Path) -> None:
    """Of one test in the terminal, and the page for the student."""
    student, assignment, test = APPEAL
    (found,) = find(course / "submitted", [assignment], [student])
    case = appeal.case_of(Course.load(course), found, course / "graded")
    assert isinstance(case, appeal.Case), case
    lost = appeal.appeal_of(case, test)
    title = f"autograder why {student} {assignment} --test {test}"
    draw("why", title, lambda console: why.show(lost, console))
    show(driver, course / "why.html", why_page.page([lost]))
    driver.save_screenshot(str(IMAGES / "why-page.png"))


def photograph_similar(driver: WebDriver, course: Path) -> None:
    """The page's beginning, with the first pair."""
    subprocess.run(
        [BIN / "autograder", "similar", SIMILAR], cwd=course, check=True, stdout=subprocess.DEVNULL
    )
    driver.get((course / "graded" / f"similar_{SIMILAR}.html").resolve().as_uri())
    driver.save_screenshot(str(IMAGES / "similar.png"))


def photograph_formgrader(driver: WebDriver, course: Path) -> None:
    """The submissions of an assignment, with the buttons that grade them through the kit."""
    with tempfile.TemporaryDirectory() as home, formgrader(Course.load(course), Path(home)) as address:
        driver.get(address("../"))  # logs in
        driver.get(address(f"manage_submissions/{HEAD[1]}"))
        driver.find_element("css selector", ".autograde a")  # the rows come from the server a moment later
        driver.save_screenshot(str(IMAGES / "formgrader.png"))


def photograph_overview(driver: WebDriver, course: Path) -> None:
    """Its beginning, and from the trainings of an assignment on."""
    driver.set_window_size(WIDTH, HEIGHT)
    driver.get((course / "graded" / "overview.html").resolve().as_uri())
    driver.find_element("xpath", "//td//summary").click()
    driver.save_screenshot(str(IMAGES / "overview.png"))
    driver.set_window_size(WIDTH, HIGHER)
    tests = driver.find_element("xpath", "//h2[@id='rnn']/following::h3[.='Trainings']")
    driver.execute_script("arguments[0].scrollIntoView()", tests)
    driver.save_screenshot(str(IMAGES / "overview-tests.png"))
    driver.set_window_size(WIDTH, HEIGHT)


def photograph_checks(driver: WebDriver, course: Path) -> None:
    """What `check` shows in a notebook: a part that fails in a light one, then all parts done in a dark one."""
    driver.set_window_size(WIDTH, HIGHER)
    with tempfile.TemporaryDirectory() as folder:
        for theme, broken, part in (("light", CHECKED[1:], "shapes"), ("dark", (), "")):
            driver.get(executed(Path(folder), theme, broken, part).as_uri())
            # Not above the outputs, where the page fades in what is scrolled.
            shown = driver.find_elements("css selector", ".jp-OutputArea-output[data-mime-type='text/html']")
            photograph(driver, shown[-1], IMAGES / f"check-{theme}.png")


def executed(folder: Path, theme: str, broken: tuple[str, ...], part: str) -> Path:
    """The page of a notebook whose solution has run, and then a check. broken: words of the solution, and others."""
    notebook = nbformat.reads(solved(folder / theme), as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and "\ncheck(" not in cell.source]
    notebook.cells = [cell for cell in cells if "!python" not in cell.source]
    for cell in notebook.cells:
        cell.source = cell.source.replace(*broken) if broken else cell.source
    if broken:
        del notebook.cells[-1]  # which trains
    notebook.cells.append(nbformat.v4.new_code_cell(f'check("{part}")'))
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder / theme)}}).execute()
    page = folder / f"{theme}.html"
    page.write_text(HTMLExporter(theme=theme).from_notebook_node(notebook)[0], encoding="utf-8")
    return page


def solved(folder: Path) -> str:
    """The text of the assignment's solved notebook. folder: gets the files that students have."""
    name = CHECKED[0]
    shutil.copytree(ASSIGNMENTS / name, folder)
    source = folder.with_name(f"{folder.name}-source")
    write_source(Course.load(ASSIGNMENTS.parent), name, source)
    return (source / name / f"{name}.ipynb").read_text(encoding="utf-8")


def draw_watch(driver: WebDriver, course: Path) -> None:
    """What `python check.py --watch` says of a mistake, then its hint, then what it says once that is mended."""
    name, right, wrong = CHECKED
    command = ["check.py", "shapes", "--watch"]
    waiting = "Ctrl-C ends this."
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder) / name / f"{name}.ipynb"
        solution = solved(notebook.parent)
        notebook.write_text(solution.replace(right, wrong), encoding="utf-8")
        with pexpect.spawn(
            sys.executable,
            command,
            cwd=notebook.parent,
            encoding="utf-8",
            timeout=300,
            dimensions=(60, 120),
        ) as program:
            said = io.StringIO()
            program.logfile_read = said
            program.expect_exact(waiting)
            program.send("h")
            program.expect("Hint.*\n")
            program.expect(pexpect.TIMEOUT, timeout=1)  # the rest of the hint
            notebook.write_text(solution, encoding="utf-8")
            program.expect_exact(waiting)
    text = said.getvalue().replace("\r\n", "\n")
    draw(
        "watch",
        " ".join(["python", *command]),
        lambda console: console.print(Text.from_ansi(text)),
    )


def show(driver: WebDriver, path: Path, html: str) -> None:
    path.write_text(html, encoding="utf-8")
    driver.get(path.resolve().as_uri())


def make_smaller(path: Path) -> None:
    """A picture with no more colours than a palette has: pages have few, and a reader waits for each."""
    with Image.open(path) as picture:
        if picture.mode != "P":
            picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def draw(name: str, title: str, show: Callable[[Console], None]) -> None:
    """What `show` puts on a terminal, as images/<name>.svg."""
    console = Console(record=True, width=120, file=io.StringIO())
    show(console)
    svg = console.export_svg(title=title)
    # rich names a font on somebody's server; the fallback does.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.svg").write_text(svg, encoding="utf-8")


SUBJECTS: dict[str, Callable[[WebDriver, Path], None]] = {
    "terminal": draw_terminal,
    "feedback": photograph_feedback,
    "overview": photograph_overview,
    "why": photograph_why,
    "similar": photograph_similar,
    "formgrader": photograph_formgrader,
    "checks": photograph_checks,
    "watch": draw_watch,
}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
