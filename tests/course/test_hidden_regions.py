"""A notebook that somebody wrote for nbgrader, imported, released and graded as it is, through the real sandbox."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
import warm
from course import elsewhere
from nbformat import NotebookNode

from autograder.course.config import Course
from autograder.course.importing import import_notebook
from autograder.course.material import Material
from autograder.course.release import release
from autograder.course.submissions import Found
from autograder.grading import self_check
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.nbgrader.database import opened
from autograder.nbgrader.registration import register
from autograder.nbgrader.settings import write_config
from autograder.sandbox.sandbox import Sandbox

HIDDEN = (
    "1234.5",
    "1.118033988749895",
    "77.25",
    "0.125",
    "1.0625",
    "reference(s)",
    "rel_error(softmax",
    "full_like",
)
Fix = Callable[[str], str]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("course")
    notebook = elsewhere.write(root / "source" / "hw3" / "HW3.ipynb")
    (notebook.parent / "net.png").write_bytes(b"\x89PNG")
    import_notebook(root, notebook)
    grading = root / "grading.yml"  # whose seed is drawn: what a cell draws would be other numbers each time
    grading.write_text(re.sub(r"seed: \d+", "seed: 1", grading.read_text()))
    course = Course.load(root)
    assert release(course, ["hw3"]) == []
    return course


@pytest.fixture(scope="module")
def hand_in(course: Course) -> Callable[[str, Fix], Found]:
    """Hands in the released notebook with the solution's answers, after each was changed."""
    released = nbformat.read(course.root / "assignments" / "hw3" / "hw3.ipynb", as_version=4)
    answers = {marks["grade_id"]: source for _, marks, source in elsewhere.CELLS if marks}

    def hand_in(student: str, fix: Fix) -> Found:
        notebook: NotebookNode = copy.deepcopy(released)
        for cell in notebook.cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code":
                cell.source = fix(answers[marks.grade_id] if marks.get("solution") else cell.source)
            elif marks.get("solution"):
                cell.source = "It does not let units rely on each other."
        folder = course.root / "submitted" / student / "hw3"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "hw3.ipynb")
        return Found(student, "hw3", folder)

    return hand_in


@pytest.fixture(scope="module")
def graded(
    course: Course, hand_in: Callable[[str, Fix], Found], sandbox: Sandbox
) -> Iterator[Callable[[str, Fix], Report]]:
    material = Material.of(course)

    def graded(student: str, fix: Fix) -> Report:
        report = grade(hand_in(student, fix), material, sandbox, "cpu")
        assert report.verdict is Verdict.GRADED, report.reason
        said = " ".join([*(test.message + test.title for test in report.tests), *report.problems])
        assert not [hidden for hidden in HIDDEN if hidden in said]
        return report

    return graded


def scores(report: Report) -> dict[str, float | None]:
    return {each.grade_id: each.score for each in report.grades}


FULL = {"test_softmax": 4, "q2-stats": 1.5, "test_net": 3, "test_train": 2}
BUGS = {
    "overflow": (
        "- scores.max(axis=1, keepdims=True)",
        "",
        "test_softmax",
        "does not hold of big (an array of shape (1, 3))",
    ),
    "no_error": (
        'raise ValueError("scores must have two axes")',
        "return scores",
        "test_softmax",
        "softmax of one axis must raise a ValueError",
    ),
    "tensor": ("return e / e", "return torch.tensor(e) / e", "test_softmax", "softmax returns an array"),
    "deviation": (
        ") / len(values)) ** 0.5",
        ") / (len(values) - 1)) ** 0.5",
        "q2-stats",
        "a number is not below a number",
    ),
    "list": (
        "return mean, std",
        "return [mean, std]",
        "q2-stats",
        "a list of 2 is not equal to a tuple of 2",
    ),
    "variable": ("answer = 42", "answer = 43", "q2-stats", "a number, but not the expected value"),
    "no_dropout": ("self.dropout(torch", "(torch", "test_net", "no dropout in training mode"),
    "layers": (
        "self.fc2(self",
        "-self.fc2(self",
        "test_net",
        "does not hold of out (a tensor of shape (4, 2))",
    ),
    "no_step": ("optimizer.step()", "pass", "test_train", "no weight has changed"),
    "crash_for_an_error": (
        'raise ValueError("scores must have two axes")',
        "import os; os._exit(1)",
        "test_softmax",
        "the student's process ended",
    ),
    "crash": ("loss.backward()", "import os; os._exit(1)", "test_train", "the student's process ended"),
}


def test_a_right_submission_has_all_points(graded: Callable[[str, Fix], Report]):
    assert scores(graded("ada", lambda source: source)) == FULL


@pytest.mark.parametrize("name", BUGS)
def test_a_wrong_one_loses_those_of_its_cell_and_reads_why(graded: Callable[[str, Fix], Report], name: str):
    right, wrong, grade_id, said = BUGS[name]
    report = graded(name, lambda source: source.replace(right, wrong))
    assert scores(report) == {**FULL, grade_id: 0}
    (message,) = [test.message for test in report.tests if not test.passed]
    assert said in message


def test_what_is_as_it_was_released_has_no_points(course: Course, graded: Callable[[str, Fix], Report]):
    report = graded("stub", lambda source: source if "### BEGIN SOLUTION" not in source else "")
    assert report.score == 0


FORGED = """
import sys
class Always(float):
    def __eq__(self, other): return True
    __lt__ = __gt__ = __sub__ = __rsub__ = lambda self, other: Always(0)
    __hash__ = float.__hash__
def softmax(scores): return Always(1)
def stats(values): return Always(1), Always(1)
answer = Always(1)
np.allclose = torch.allclose = np.testing.assert_allclose = lambda *args, **kwargs: True
def rel_error(a, b): return 0.0
"""


def test_nothing_that_a_student_redefines_gives_points(graded: Callable[[str, Fix], Report]):
    report = graded(
        "forger",
        lambda source: FORGED if source.startswith("def softmax") else source.replace("def stats", "def x"),
    )
    assert scores(report) == {**FULL, "test_softmax": 0, "q2-stats": 0}


LOOKING = """
import gc, glob, linecache, os, sys
def found():
    texts = [each for each in gc.get_objects() if isinstance(each, str)]
    texts += [repr(vars(module)) for module in list(sys.modules.values())]
    texts += [str(value) for frame in sys._current_frames().values() for value in frame.f_locals.values()]
    texts += ["".join(entry[2]) for entry in linecache.cache.values() if len(entry) > 2]
    for folder, _, names in os.walk(os.getcwd()):
        texts += [open(os.path.join(folder, name), errors="replace").read() for name in names]
    return texts
def softmax(scores):
    hidden = [h for h in ("BEGIN " + "HIDDEN", "rel_error(" + "softmax", "1234" + ".5") if any(h in t for t in found())]
    raise ValueError(f"found {hidden}")
"""


def test_a_students_code_finds_nothing_of_the_hidden_region(graded: Callable[[str, Fix], Report]):
    report = graded("reader", lambda source: LOOKING if source.startswith("def softmax") else source)
    (message,) = [test.message for test in report.tests if not test.passed]
    assert message.startswith("ValueError: found []")


def test_students_get_nothing_of_the_hidden_regions(course: Course):
    folder = course.root / "assignments" / "hw3"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(folder).parts[0] for path in files} == {"hw3.ipynb"}
    for path in files:
        content = path.read_bytes()
        assert not [hidden for hidden in (*HIDDEN, "HIDDEN TESTS") if hidden.encode() in content], path
    assert b"Rows add up to one" in (folder / "hw3.ipynb").read_bytes()


def test_the_suite_is_trusted_only_once_it_was_tried(
    course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    self_check.check("hw3", Material.of(course))


def test_nbgraders_own_steps_neither_run_nor_show_hidden_tests(
    course: Course, hand_in: Callable[[str, Fix], Found]
):
    hand_in("eve", lambda source: source.replace("answer = 42", "answer = 43"))
    write_config(course)
    url = f"sqlite:///{course.root}/gradebook.db"
    register(course, "hw3", release=course.root / "again", gradebook=url)
    with opened(url, course.config.course) as gradebook:
        cells = gradebook.find_notebook("hw3", "hw3").source_cells
        assert not [cell.name for cell in cells if "HIDDEN" in cell.source]
        assert len(cells) >= 9
    for command in ("autograde", "generate_feedback"):
        warm.nbgrader(command, "hw3", "--student", "eve", cwd=course.root)
    with opened(url, course.config.course) as gradebook:
        notebook = gradebook.find_submission_notebook("hw3", "hw3", "eve")
        points = {grade.name: grade.auto_score for grade in notebook.grades}
        assert points == {**FULL, "q2-stats": 0, "why": None}
        (why,) = [grade for grade in notebook.grades if grade.name == "why"]
        assert (why.max_score, why.needs_manual_grade) == (5, True)
        why.manual_score = 0.0
        (page,) = (course.root / "graded" / "feedback").rglob("hw3.html")
        assert "waits for a person to grade it, of 5" in page.read_text()
        assert "A person has yet to grade parts of 5 points" in page.read_text()
        gradebook.db.commit()
    warm.nbgrader("generate_feedback", "hw3", "--student", "eve", "--force", cwd=course.root)
    assert "0 of 5 points" in page.read_text()
    assert "person" not in page.read_text()
    written = [path for path in (course.root / "graded").rglob("hw3.*") if path.suffix in (".ipynb", ".html")]
    assert len(written) == 2
    for path in written:
        text = path.read_text()
        assert "softmax returns an array" in text
        assert not [hidden for hidden in (*HIDDEN, "BEGIN HIDDEN") if hidden in text]
