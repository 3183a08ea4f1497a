"""`autograder why`: an instructor answers an appeal, in a small course whose reports a real sandbox has given."""

from __future__ import annotations

import re
from pathlib import Path

import here
import pytest
import torch

from autograder.checks.draws import Draws
from autograder.course import authoring
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.release import release
from autograder.course.submissions import find, read
from autograder.grading.grade import grade, key_of
from autograder.grading.report import Verdict, failed
from autograder.grading.store import Store
from autograder.nbgrader.database import opened
from autograder.sandbox.sandbox import Sandbox

NAME = "own"
STUDENTS = {
    "right": """def standardize(x):
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / (centred**2).mean(dim=1, keepdim=True).sqrt()
""",
    "wrong": """import torch

def standardize(x):
    # </pre><script>document.title = 'ran'</script> $\\sum$ \x1b[2J
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / x.std(dim=1, keepdim=True)
""",
    "raises": """def helper(x):
    y = x.mean(dim=1)
    return x - y.view(-1, 2, 99)


def standardize(x):
    return helper(x)
""",
    "none": "y = 1\n",
    "empty": "",
    "stale": "def standardize(x):\n    return x\n",
    "ungraded": "def standardize(x):\n    return x\n",
    "unlucky": "def standardize(x):\n    return x\n",
}
ATTEMPTS = 5  # a machine that stands still for a while is no verdict
SOLUTIONS_LINE = "centred.pow(2).mean(dim=1, keepdim=True).sqrt()"
NUMBER = re.compile(r"-?\d+\.\d{3,}")


def hand_in(root: Path, student: str, code: str) -> None:
    folder = root / "submitted" / student / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.py").write_text(code)


@pytest.fixture(scope="module")
def course(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("appeal")
    authoring.new(root, NAME, "function")
    course = Course.load(root)
    release(course, [NAME])
    for student, code in STUDENTS.items():
        hand_in(root, student, code)
    material, store = Material.of(course), Store(root / "graded" / "reports")
    for found in find(root / "submitted", [NAME]):
        if found.student == "unlucky":
            store.save(failed(found, course.assignment(NAME), "the disk is full"))
        elif found.student != "ungraded":
            reports = (grade(found, material, sandbox, "cpu") for _ in range(ATTEMPTS))
            store.save(next(each for each in reports if each.verdict is not Verdict.INFRASTRUCTURE))
    hand_in(root, "stale", STUDENTS["right"])
    return course


def why(course: Course, *arguments: str, code: int = 0) -> tuple[str, str]:
    done = here.autograder("why", *arguments, cwd=course.root, code=code)
    return done.stdout, done.stderr


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_wrong_answer_is_shown_with_its_reason_both_codes_and_the_shapes(course):
    said, _ = why(course, "wrong", NAME)
    report = Store(course.root / "graded" / "reports").load(NAME, "wrong")
    (message,) = {test.message for test in report.tests if not test.passed}
    assert "wrong own: 0 of" in said
    assert message in in_one_line(said)
    assert "right is" in said
    assert "Each row has mean 0" in said
    assert "standardize: (4, 3)" in said
    assert "6     return centred / x.std(dim=1" in said
    assert SOLUTIONS_LINE[:20] in said
    assert "test_values[shape0]" in said
    assert "\x1b" not in said
    assert not NUMBER.search(said.replace("0.0", ""))  # no hidden value, neither given nor expected


def test_a_part_has_its_title_of_today(course):
    path = course.root / "grading.yml"
    before = path.read_text()
    title = next(iter(course.assignment(NAME).grades.values())).title
    path.write_text(before.replace(f"title: {title}", "title: One part"))
    try:
        said, _ = why(course, "wrong", NAME)
    finally:
        path.write_text(before)
    assert "One part (" in said
    assert title not in said


def test_the_line_that_a_message_names_is_marked(course):
    said, _ = why(course, "raises")
    assert re.search(r">\s+3 +return x - y\.view\(-1, 2, 99\)", said)


def test_what_is_not_defined_is_said(course):
    assert "standardize is not defined" in why(course, "none")[0]


def test_one_test_alone(course):
    said, _ = why(course, "wrong", NAME, "--test", "test_values[shape1]")
    assert "shape1" in said
    assert "shape2" not in said
    _, problem = why(course, "wrong", NAME, "--test", "test_value", code=2)
    assert "test_values[shape0]" in problem


def test_run_again_it_shows_the_numbers_in_the_terminal_alone(course, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "autograder.doctor.cache.diagnosis_for_grading", lambda course, **of: here._of_the_kit()
    )
    path = tmp_path / "page.html"
    said, _ = why(course, "wrong", "--rerun", "--test", "test_values[shape0]", "--html", str(path))
    (found,) = find(course.root / "submitted", [NAME], ["wrong"])
    key = key_of(read(found, course.config), Material.of(course))
    # checks.agree asks in float64 first, of what the suite draws first
    with_dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        x = 3 + 2 * Draws(f"{key}/test_values[shape0]").normal(4, 3)
    finally:
        torch.set_default_dtype(with_dtype)
    centred = x - x.mean(dim=1, keepdim=True)
    want, got = centred / (centred**2).mean(dim=1, keepdim=True).sqrt(), centred / x.std(dim=1, keepdim=True)
    for line, values in (("expected", want), ("got", got)):
        shown = re.search(rf"^ +{line} +(-?\d.*)$", said, re.MULTILINE)
        assert shown, said
        theirs = [float(each) for each in shown[1].split(", ")]
        assert len(theirs) == 8
        assert all((values - each).abs().min() < 1e-5 for each in theirs)
        for each in shown[1].split(", "):
            assert each not in path.read_text()
            assert each not in (course.root / "graded" / "reports" / NAME / "wrong.json").read_text()


def test_the_students_page_has_neither_the_solution_nor_what_would_run(course, tmp_path):
    path = tmp_path / "page.html"
    said, _ = why(course, "wrong", "--html", str(path))
    page = path.read_text()
    assert str(path) in in_one_line(said)
    assert "x.std(dim=1, keepdim=True)" in page
    assert "standardize: (4, 3)" in page
    assert SOLUTIONS_LINE not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    ("student", "code", "line"),
    [
        ("right", 0, "right own: no points were lost, "),
        ("empty", 0, "empty own: refused (0 of "),
        ("ungraded", 3, "ungraded own: not graded yet: run `autograder grade own --student ungraded`"),
        ("stale", 3, "stale own: its report is out of date"),
        ("unlucky", 3, "unlucky own: has no score: the disk is full; run `autograder grade own"),
        ("nobody", 2, "has no submission of own by nobody"),
    ],
)
def test_where_nothing_is_to_be_explained_one_line_says_why(course, student, code, line):
    said, problem = why(course, student, NAME, code=code)
    assert line in in_one_line(said + problem)
    assert len((said + problem).strip().splitlines()) == 1


@pytest.mark.parametrize(("student", "code"), [("right", 0), ("wrong", 0), ("ungraded", 3)])
def test_what_waits_for_a_person_is_named_until_it_is_graded(course, student, code, tmp_path):
    url, line = (
        f"sqlite:///{tmp_path}/gradebook.db",
        f"{student} {NAME}: points that a person has yet to give",
    )
    assert line not in why(course, student, "--gradebook", url, code=code)[0]  # there is no gradebook yet
    with opened(url, course.config.course) as book:
        book.add_assignment(NAME)
        book.add_notebook(NAME, NAME)
        book.add_grade_cell(f"{NAME}-values", NAME, NAME, max_score=4, cell_type="code")  # not recorded yet
        for task in ("why", "how"):
            book.add_task_cell(task, NAME, NAME, max_score=3, cell_type="markdown")
        book.add_student(student)
        book.add_submission(NAME, student)
    said, _ = why(course, student, NAME, "--gradebook", url, code=code)
    assert (f"{line}: how (up to 3), why (up to 3)" in in_one_line(said)) is (code == 0)
    with opened(url, course.config.course) as book:
        for grade in book.find_submission_notebook(NAME, NAME, student).grades:
            grade.manual_score = 0.0
        book.db.commit()
    assert line not in why(course, student, NAME, "--gradebook", url, code=code)[0]


def test_a_gradebook_that_cannot_be_read_hides_no_reason(course, tmp_path):
    (tmp_path / "gradebook.db").write_text("no database, but a text\n" * 100)
    said, told = why(course, "wrong", NAME, "--gradebook", f"sqlite:///{tmp_path}/gradebook.db")
    assert "right is" in said
    assert "not known whether a person has yet to give points" in in_one_line(told)


def test_asking_changes_nothing(course):
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    why(course, "wrong")
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before
