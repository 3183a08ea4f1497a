"""The demo's class: what is handed in, and that a folder which is no demo is left alone."""

from __future__ import annotations

import ast
import json
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import autograder
from autograder.course import kits_course, submissions
from autograder.course.config import FILE, Course
from autograder.demo import make
from autograder.demo.make import make_class
from autograder.errors import CourseError, SubmissionError
from autograder.nbgrader.reading import read_book

SOLUTION_CELLS = {
    "cnn": ("cnn-model-code", "cnn-train-code", "cnn-accuracy-code"),
    "rnn": ("rnn-onehot-code", "rnn-model-code", "rnn-decode-code", "rnn-train-code"),
}
STUB = "raise NotImplementedError"
REPOSITORY = Path(__file__).parent.parent


def released(assignment: str) -> nbformat.NotebookNode:
    cells = [new_code_cell("import torch\nfrom torch import nn"), new_markdown_cell("The lecture's network.")]
    for name in SOLUTION_CELLS[assignment]:
        metadata = {"nbgrader": {"grade_id": name, "solution": True, "grade": False, "schema_version": 3}}
        cells.append(new_code_cell(STUB, metadata=metadata))
    metadata = {
        "nbgrader": {"grade_id": f"{assignment}-train", "solution": False, "grade": True, "schema_version": 3}
    }
    cells.append(new_code_cell("", metadata=metadata))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    notebook: nbformat.NotebookNode = new_notebook(cells=cells)
    return notebook


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with the kit's own grading.yml."""
    root = tmp_path_factory.mktemp("origin")
    (root / FILE).write_bytes((REPOSITORY / FILE).read_bytes())
    for assignment in SOLUTION_CELLS:
        for folder in ("solutions", "assignments"):
            (root / folder / assignment).mkdir(parents=True)
        (root / "solutions" / assignment / f"{assignment}.py").write_text("# %%\n")
        nbformat.write(released(assignment), root / "assignments" / assignment / f"{assignment}.ipynb")
    return root


@pytest.fixture(scope="module")
def course(origin: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("demo")
    make_class(root, origin)
    return Course.load(root)


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def found(course: Course) -> list[submissions.Found]:
    return submissions.find(course.root / make.SUBMITTED, list(course.config.assignments))


def sources(student: str, assignment: str, course: Course) -> list[str]:
    folder = course.root / make.SUBMITTED / student / assignment
    submission = submissions.read(submissions.Found(student, assignment, folder), course.config)
    return [cell.source for cell in submission.cells]


def test_at_least_twelve_students_hand_in_each_assignment(course: Course) -> None:
    for assignment in SOLUTION_CELLS:
        assert len([each for each in found(course) if each.assignment == assignment]) >= 12


def test_every_solution_cell_is_filled_by_a_student_who_answers_it_all(course: Course) -> None:
    for assignment, names in SOLUTION_CELLS.items():
        answers = make.read(make.STUDENTS / "ada" / f"{assignment}.py").answers
        assert set(answers) == set(names)
        assert set(answers.values()) < set(sources("ada", assignment, course))
        assert STUB not in sources("ada", assignment, course)


@pytest.mark.parametrize("assignment", SOLUTION_CELLS)
def test_the_kits_own_notebooks_have_the_cells_that_students_fill(assignment: str) -> None:
    notebook = nbformat.read(
        make.template() / "assignments" / assignment / f"{assignment}.ipynb", nbformat.NO_CONVERT
    )
    answers = make.read(make.STUDENTS / "ada" / f"{assignment}.py").answers
    make.fill(notebook, answers, [])
    assert not [
        cell.source for cell in notebook.cells if "YOUR CODE HERE" in cell.source and cell.cell_type == "code"
    ]


def test_cells_that_a_student_leaves_out_stay_stubs(course: Course) -> None:
    assert sources("hypatia", "cnn", course).count(STUB) == len(SOLUTION_CELLS["cnn"])


def test_free_cells_come_last(course: Course) -> None:
    assert sources("stanislaw", "rnn", course)[-1] == "exit()"


def test_what_a_file_says_about_itself_does_not_reach_its_submission(course: Course) -> None:
    for path in (course.root / make.SUBMITTED).rglob("*.*"):
        assert not {"# Right", "# Bug", "# hands in"} & {
            line[:10].rstrip(":,s") for line in path.read_text().splitlines()
        }


def test_a_script_holds_the_cells_in_their_order(course: Course) -> None:
    (script,) = sources("alan", "cnn", course)
    compile(script, "cnn.py", "exec")
    assert script.index("import torch") < script.index("class CNN") < script.index("def accuracy")


def test_only_the_broken_submissions_cannot_be_read(course: Course) -> None:
    refused = {}
    for each in found(course):
        try:
            submissions.read(each, course.config)
        except SubmissionError as error:
            refused[each.student, each.assignment] = str(error)
    assert refused.keys() == {("evariste", "rnn"), ("evariste", "cnn")}
    assert "is not JSON" in refused["evariste", "rnn"]
    assert "this is the notebook of rnn, handed in as cnn" in refused["evariste", "cnn"]


def test_only_one_student_has_a_syntax_error_in_an_answer() -> None:
    wrong = set()
    for work in make.students():
        for name, source in work.answers.items():
            try:
                ast.parse(source)
            except SyntaxError:
                wrong.add((work.student, name))
    assert wrong == {("donald", "rnn-model-code")}


def test_all_are_in_time_but_one(course: Course) -> None:
    late = {}
    for each in found(course):
        due = course.assignment(each.assignment).due
        assert due is not None
        stamp = (each.folder / "timestamp.txt").read_text()
        try:
            submitted = submissions.read(each, course.config).submitted_at
        except SubmissionError:
            continue
        assert submitted is not None, stamp
        if submitted > due:
            late[each.student, each.assignment] = submitted - due
    assert late == {("edsger", "rnn"): timedelta(days=3)}
    assert (
        course.root / make.SUBMITTED / "edsger" / "rnn" / "timestamp.txt"
    ).read_text() == "2026-10-22 21:59:00 UTC"


def test_notebooks_are_valid(course: Course) -> None:
    for path in (course.root / make.SUBMITTED).rglob("*.ipynb"):
        if path.parent.parent.name != "evariste":
            nbformat.validate(json.loads(path.read_text()), relax_add_props=False)


def test_made_twice_it_is_the_same_bytes(course: Course, origin: Path, tmp_path: Path) -> None:
    make_class(tmp_path / "new", origin)
    assert contents(tmp_path / "new") == contents(course.root)
    (tmp_path / "new" / make.SUBMITTED / "zeno" / "cnn").mkdir(parents=True)
    (tmp_path / "new" / make.SUBMITTED / "zeno" / "cnn" / "cnn.py").write_text("pass\n")
    make_class(tmp_path / "new", origin)
    assert contents(tmp_path / "new") == contents(course.root)


def test_a_folder_that_is_no_demo_is_refused_and_left_alone(origin: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(
        CourseError, match="exists and is no demo: name a new folder, or an empty one"
    ) as raised:
        make_class(tmp_path, origin)
    assert "\n" not in str(raised.value)
    assert contents(tmp_path) == {"thesis.txt": b"years of work"}


def test_a_file_in_the_folders_place_is_refused(origin: Path, tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(CourseError, match="exists and is no demo"):
        make_class(tmp_path / "demo", origin)


def test_an_answer_without_a_cell_is_the_instructors_to_mend() -> None:
    with pytest.raises(
        CourseError, match="has no solution cell rnn-gates: it has rnn-decode-code, rnn-model-code"
    ):
        make.fill(released("rnn"), {"rnn-gates": "pass"}, [])


def test_an_installed_kit_carries_the_course_with_it(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = tmp_path / "site-packages" / "autograder"
    monkeypatch.setattr(autograder, "__file__", str(kit / "__init__.py"))
    with pytest.raises(CourseError, match="missing"):
        make.template()
    for name in kits_course.PARTS:
        (kit / "demo" / "course" / name).mkdir(parents=True)
    assert make.template() == kit / "demo" / "course"


def test_the_class_is_enrolled_with_names_in_its_own_gradebook(origin: Path, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_class(tmp_path / "demo", origin)
    course = Course.load(tmp_path / "demo")
    make.enroll(course)
    people = read_book(f"sqlite:///{course.root}/gradebook.db").people
    assert people.keys() == {each.student for each in make.students()}
    assert all(each.first_name and each.last_name for each in people.values())
    assert not (tmp_path / "gradebook.db").exists()
