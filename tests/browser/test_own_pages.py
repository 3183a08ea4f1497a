"""The pages that students and instructors get, and what `check` shows in a notebook, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.axe import assert_nothing_keeps_people_out
from browser.driver import CHROMEDRIVER, browser, pictures
from corpus import KNOWN, solved
from hostile.conftest import make_course
from hostile.pages import CHROMIUM
from nbformat import read as read_notebook
from nbformat import write as write_notebook
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from similarity.test_pairs import ADA, COPY, work
from test_in_notebook import LOAD, ROOT, Kernel

from autograder.audit.operators import OPERATORS
from autograder.audit.results import AuditResult, Fate, MutantResult, measured
from autograder.checks.exhibits import Losses, Shapes, Stage
from autograder.course.config import translation
from autograder.course.excerpts import Excerpt
from autograder.course.submissions import Found, read
from autograder.demo.make import fill
from autograder.grading.report import Report, TestResult, Verdict, grades_of
from autograder.nbgrader.record import Gradebook
from autograder.reports import audit_page, similarity_page, why_page
from autograder.reports.why import Appeal, LostPart, LostTest
from autograder.similarity.behaviour import WrongAnswer
from autograder.similarity.comparing import Comparison
from autograder.similarity.fingerprints import own
from autograder.similarity.pairs import pairs as alike

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or CHROMEDRIVER is None, reason="needs Chromium and its driver"
)
NAME = "rnn"
PAGES = ("feedback", "answer", "answer_in_chinese", "pairs", "audit", "check")
LONG = "x" * 300
NOTEBOOK = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title><style>
body {{ background: #fff; color: #000 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #fff }} }}
</style></head><body><main><h1>A notebook</h1>{html}</main></body></html>
"""
"""Around what `check` shows: JupyterLab's colours."""
WIDE, PHONE = 1000, 390  # pixels
EXHIBITS = (
    Losses(title="From hello to ohlol", got=(2.0, 1.5, 1.4), expected=(2.0, 1.2, 0.6), band=0.01),
    Shapes(stages=(Stage(name="rnn", expected="(batch, 5, 4)", got="(batch, 4, 5)", state="other shape"),)),
)


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a submission that lost points in each way, and has a formula of its own."""
    course = make_course(tmp_path_factory.mktemp("pages") / "course", NAME)
    folder = course.root / "submitted" / "ada" / NAME
    folder.mkdir(parents=True)
    notebook = read_notebook(course.root / "assignments" / NAME / f"{NAME}.ipynb", as_version=4)
    fill(notebook, {}, [source for _, source in KNOWN[NAME]["zero_grad is missing"].cells])
    notebook.cells[0].source += "\n\nSo $\\frac{a}{b} < c$, I think."  # no longer as it was released
    write_notebook(notebook, folder / f"{NAME}.ipynb")
    assignment = course.assignment(NAME)
    first, *others = assignment.grades
    tests = [TestResult(name="test_a", grade_id=first, title="It is right", weight=1, passed=True)]
    for number, grade_id in enumerate(others):
        told = {"title": "It learns", "weight": 1, "message": f"the loss is not the expected one {LONG}"}
        tests += [
            TestResult(name="test_b", grade_id=grade_id, passed=False, exhibits=EXHIBITS, **told),
            TestResult(name="test_c", grade_id=grade_id, title="It prints", weight=1, passed=number == 0),
        ]
    report = Report(
        student="ada",
        assignment=NAME,
        verdict=Verdict.GRADED,
        grades=grades_of(assignment, tests),
        tests=tuple(tests),
        digest="",
    )
    book = Gradebook(course, course.root / "graded", "sqlite:///gradebook.db")
    book.prepare(NAME)
    book.record(read(Found("ada", NAME, folder), course.config), report)
    book.feedback(NAME, "ada")
    return course.root / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html"


def appeal() -> Appeal:
    lines = ("def train(net):", "    # </pre><script>document.title = 'ran'</script>", f"    y = '{LONG}'")
    tests = (
        LostTest(
            ("test_b",), "It learns", f"no {LONG}", 2.0, ("train: (5, 4)",), Excerpt("cell 3", 7, lines, 8)
        ),
    )
    part = LostPart("rnn-train", "The loop", 3.0, 5.0, tests, (Excerpt("cell 3", 7, lines),), (), ("decode",))
    return Appeal("ada", NAME, "A network", 3.0, 5.0, (part,), ("a note",))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that `autograder why --html` writes."""
    path = tmp_path_factory.mktemp("why") / "why.html"
    path.write_text(why_page.page([appeal()]))
    return path


@pytest.fixture(scope="module")
def answer_in_chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("why") / "why.html"
    path.write_text(why_page.page([appeal()], translation(ROOT, "zh_CN").words, "zh-CN"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of `autograder similar`: a pair to be looked at, and one that shares little."""
    codes = {"ada": ADA, "bob": COPY, "eve": f"y = '{LONG}'\n{work(1)}", "zoe": work(2)}
    found = alike({name: own([code], []) for name, code in codes.items()}, most=3)
    result = Comparison(
        NAME,
        len(codes),
        tuple(found),
        codes,
        {each.both: ("no-activation",) for each in found},
        True,
        {each.both: (WrongAnswer(f"test_{LONG}", 0, 2),) for each in found},
    )
    path = tmp_path_factory.mktemp("pairs") / "pairs.html"
    path.write_text(similarity_page.page(result), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of `autograder audit --html`: mutants of each fate, in two assignments."""
    names = list(OPERATORS)
    mutants = tuple(
        MutantResult(
            key=str(number),
            operator=names[number % 3],
            subject="right.py: spelled out",
            definition="train",
            grade_ids=("rnn-train",),
            diff=f"@@ -1 +1 @@\n-    y = '{LONG}'\n+    y = x  # {number}\n     return y",
            fate=fate,
            killed_by=("test_b",) if fate is Fate.KILLED else (),
            reason="it may be so" if fate is Fate.ALLOWED else "",
        )
        for number, fate in enumerate([*Fate] * 3)
    )
    tests = measured([("test_b", "rnn-train", "It learns"), ("test_idle", "rnn-train", "It prints")], mutants)
    results = [
        AuditResult(assignment=name, title="A network", mutants=mutants, tests=tests, made=20)
        for name in ("rnn", "own")
    ]
    path = tmp_path_factory.mktemp("audit") / "audit.html"
    path.write_text(audit_page.page(results), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `check` shows of parts that are done and one that fails, in a page as light or dark as a notebook is."""
    folder = tmp_path_factory.mktemp("notebook") / NAME
    shutil.copytree(ROOT / "assignments" / NAME, folder)
    kernel = Kernel(folder)
    try:
        kernel.run(LOAD)
        for _, source in solved(NAME, "def decode(outputs, idx2char): return ''"):
            kernel.run(source)
        html = kernel.check()["text/html"]
    finally:
        kernel.close()
    assert "<img" in html
    path = folder / "page.html"
    path.write_text(NOTEBOOK.format(html=html), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    with browser() as driver:
        yield driver


def shown(
    driver: Chrome, page: Path, width: int = WIDE, scheme: str = "light", media: str = "screen"
) -> None:
    measures = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", measures)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
    driver.get(page.as_uri())


def test_the_head_says_what_was_lost_and_leads_there(feedback: Path, driver: Chrome):
    shown(driver, feedback)
    head = driver.find_element(By.TAG_NAME, "header")
    parts = head.find_elements(By.CSS_SELECTOR, ".parts li")
    states = ["passed", "partly", *["failed"] * (len(parts) - 2)]
    assert [each.get_attribute("class") for each in parts] == states
    assert "One next step" in head.text
    assert "the loss is not the expected one" in head.text
    links = head.find_elements(By.CSS_SELECTOR, "a")
    assert len(links) > len(parts)
    for link in links:
        (target,) = [(link.get_attribute("href") or "").partition("#")[2]]
        assert driver.find_elements(By.ID, target), target
    assert len(pictures(driver)) == len(parts) - 1


def test_formulas_are_drawn_without_a_script_or_a_network(feedback: Path, driver: Chrome):
    shown(driver, feedback)
    assert driver.find_elements(By.TAG_NAME, "script") == []
    asked = (
        "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('data:'))"
    )
    assert driver.execute_script(asked) == []
    fraction = driver.find_element(By.TAG_NAME, "mfrac")
    upper, lower = fraction.find_elements(By.CSS_SELECTOR, ":scope > *")
    assert upper.rect["y"] + upper.rect["height"] <= lower.rect["y"] + 1  # one over the other


@pytest.mark.parametrize("page", ["feedback", "answer"])
def test_on_a_phone_no_page_is_wider_than_the_screen(
    page: str, driver: Chrome, request: pytest.FixtureRequest
):
    shown(driver, request.getfixturevalue(page), PHONE)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= PHONE
    assert driver.execute_script("return innerWidth") == PHONE


@pytest.mark.parametrize("page", ["feedback", "answer"])
def test_the_policy_stops_a_script_that_is_there_all_the_same(
    page: str, driver: Chrome, request: pytest.FixtureRequest, tmp_path: Path
):
    path = request.getfixturevalue(page)
    titled = path.read_text().replace("</body>", "<script>document.title = 'ran'</script></body>")
    for name, html, title in (
        ("as-it-is", titled, None),
        ("without", titled.replace("Content-Security-Policy", "x"), "ran"),
    ):
        (tmp_path / f"{name}.html").write_text(html)
        driver.get((tmp_path / f"{name}.html").as_uri())
        assert (driver.title == "ran") is (title == "ran")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: str, scheme: str, driver: Chrome, request: pytest.FixtureRequest):
    shown(driver, request.getfixturevalue(page), scheme=scheme)
    driver.execute_script("for (const each of document.querySelectorAll('details')) each.open = true")
    assert_nothing_keeps_people_out(driver)
