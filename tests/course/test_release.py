"""What students get: that it is fresh, and holds what it must and nothing else."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
import warm
from course.traces import secrets_of, solution_lines, traces
from nbconvert import HTMLExporter
from nbgrader.api import MissingEntry

from autograder.course.authoring import new
from autograder.course.config import Course
from autograder.course.generation import generate
from autograder.course.release import check, refuse_old_data_name, release
from autograder.course.source import public_files, write_source
from autograder.errors import CourseError
from autograder.nbgrader.database import opened
from autograder.nbgrader.registration import register

ROOT = Path(__file__).parents[2]
NAMES = ("rnn", "cnn", "attention")
DATA = "def double(x):"


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_is_committed_is_what_a_fresh_generation_makes(kit):
    assert check(kit, NAMES) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_assignment_holds_exactly_what_a_student_needs(kit, name, tmp_path):
    generate(kit, name, release=tmp_path)
    modules = {"conftest.py", "check.py", "_loading.py", "_forward_shapes.py"}
    modules |= {"_recorded.py", "_training.py", "_epoch_lines.py"}  # all of these assignments' tests use them
    modules |= {"_in_notebook.py", "_pictures.py", "_plots.py", "_png.py"}  # for `check` in the notebook
    modules |= {"_exhibits.py"} if name != "rnn" else set()
    own = {f"{name}.ipynb", f"test_{name}.py", "_recorded.json", *modules}
    data = {path for path in names_in(ROOT / "datasets") if not path.endswith(".pyc")}
    uses_it = name == "cnn"
    assert names_in(tmp_path / name) == own | {f"exercise_data/{path}" for path in data if uses_it}


OLD_IMPORTS = {
    "from datasets import load, pair": "from exercise_data import load, pair",
    "from datasets.splits import Splits as S": "from exercise_data.splits import Splits as S",
    "import os, datasets as data": "import os, exercise_data as data",
}


@pytest.mark.parametrize(
    "file", ["own.py", "test_own.py", "hidden_own.py", "helpers.py", "../shared/data.py"]
)
@pytest.mark.parametrize(("old", "new"), OLD_IMPORTS.items())
def test_the_datas_old_name_is_refused_in_what_instructors_write(tmp_path, file, old, new):
    name = new_course_with(tmp_path, file, old)
    with pytest.raises(CourseError) as caught:
        refuse_old_data_name(Course.load(tmp_path), ["own"])
    said = f"solutions/{name}, line 1: the kit's data is called exercise_data now: write `{new}`"
    assert str(caught.value) == said
    commands = (["release"], ["release", "--check"])
    if (file, old) == ("own.py", next(iter(OLD_IMPORTS))):
        for command in commands:
            done = warm.autograder(*command, cwd=tmp_path, code=None)
            assert (done.returncode != 0, done.stderr) == (True, f"error: {said}\n")
    new_course_with(tmp_path, file, new)
    refuse_old_data_name(Course.load(tmp_path), ["own"])


def new_course_with(root: Path, file: str, line: str) -> str:
    """Puts a line before a file of an assignment, or instead of the last such; gives its path below solutions/."""
    folder = root / "solutions" / "own"
    if not folder.exists():
        new(root, "own", "function")
        suite = folder / "hidden_own.py"
        suite.write_text(suite.read_text() + "\nfrom shared import data\n")
    path = (folder / file).resolve()
    path.parent.mkdir(exist_ok=True)
    rest = [each for each in path.read_text().splitlines() if "data" not in each] if path.exists() else []
    path.write_text("\n".join([line, *rest, ""]))
    return path.relative_to(root / "solutions").as_posix()


def test_a_suite_may_have_a_module_of_its_own_called_as_the_data_were(tmp_path):
    new_course_with(tmp_path, "hidden_own.py", "from datasets import mine")
    (tmp_path / "solutions" / "own" / "datasets.py").write_text("mine = 1\n")
    refuse_old_data_name(Course.load(tmp_path), ["own"])


def test_the_kits_own_course_uses_the_new_name(kit):
    refuse_old_data_name(kit, kit.config.assignments)


@pytest.mark.parametrize(
    ("imports", "modules"),
    [
        ("import torch\n", set()),
        ("from _recorded import recorded\n", {"_recorded.py"}),
        ("import _training\n", {"_training.py", "_recorded.py", "_epoch_lines.py"}),
    ],
)
def test_an_assignment_gets_only_the_modules_that_its_public_tests_use(tmp_path, imports, modules):
    new(tmp_path, "own", "function")
    (tmp_path / "solutions" / "own" / "test_own.py").write_text(imports)
    always = {"test_own.py", "conftest.py", "check.py", "_loading.py", "_forward_shapes.py"}
    assert set(public_files(Course.load(tmp_path), "own")) == always | modules


@pytest.mark.parametrize("name", NAMES)
def test_no_solution_and_no_hidden_test_is_released(kit, name, tmp_path):
    generate(kit, name, release=tmp_path)
    secret = secrets_of(name)
    assert len(solution_lines(ROOT / "solutions" / name / f"{name}.py") & secret) >= 10
    assert len(secret) >= 1000
    folder = tmp_path / name
    assert traces({each: (folder / each).read_bytes() for each in names_in(folder)}, secret) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_is_valid_and_its_graded_cells_are_worth_what_grading_yml_says(kit, name, tmp_path):
    generate(kit, name, release=tmp_path)
    notebook = nbformat.read(tmp_path / name / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    marks = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    points = {mark.grade_id: mark.points for mark in marks if mark.grade}
    assert points == {grade_id: grade.points for grade_id, grade in kit.assignment(name).grades.items()}
    assert all(mark.locked and not mark.solution for mark in marks if mark.grade)
    assert "raise NotImplementedError()" in "\n".join(cell.source for cell in notebook.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_notebook_marks_nothing_in_it_as_an_error(kit, name, tmp_path):
    generate(kit, name, release=tmp_path)
    page, _ = HTMLExporter().from_filename(str(tmp_path / name / f"{name}.ipynb"))
    assert "-m pytest" in re.sub("<[^>]*>", "", page)
    assert 'class="err"' not in page


def test_the_source_holds_the_solutions_but_not_the_script(kit, tmp_path):
    write_source(kit, "rnn", tmp_path)
    assert "### BEGIN SOLUTION" in (tmp_path / "rnn" / "rnn.ipynb").read_text()
    assert "rnn.py" not in names_in(tmp_path / "rnn")


def test_two_generations_are_the_same_to_the_byte(kit, tmp_path):
    for folder in ("one", "two"):
        generate(kit, "cnn", release=tmp_path / folder)
    one, two = tmp_path / "one" / "cnn", tmp_path / "two" / "cnn"
    assert names_in(one) == names_in(two)
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names_in(one))


def test_generating_prints_nothing_and_returns_to_the_working_directory(
    kit, tmp_path, monkeypatch, capfd, caplog
):
    monkeypatch.chdir(tmp_path)
    generate(kit, "rnn", release=Path("made"))
    assert Path.cwd() == tmp_path
    assert (tmp_path / "made" / "rnn" / "rnn.ipynb").is_file()
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert [path.name for path in tmp_path.iterdir()] == ["made"]  # and no database


def test_stale_missing_and_stray_files_are_told(tiny):
    course = tiny((DATA, f"import exercise_data\n{DATA}"))
    assert release(course, ["tiny"]) == []
    folder = course.root / "assignments" / "tiny"
    (folder / "conftest.py").unlink()
    (folder / "test_tiny.py").write_text("")
    (folder / "exercise_data" / "notes.txt").write_text("mine")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("")
    (course.root / "assignments" / "old").mkdir()
    stray = [
        "assignments/tiny/exercise_data/notes.txt is stray: nothing generates it, delete it",
        "assignments/old is stray: grading.yml has no such assignment",
    ]
    assert check(course, ["tiny"]) == [
        "assignments/tiny/conftest.py is missing: release tiny again",
        stray[0],
        "assignments/tiny/test_tiny.py is stale: release tiny again",
        stray[1],
    ]
    assert release(course, ["tiny"]) == stray
    assert (folder / "exercise_data" / "notes.txt").read_text() == "mine"


def test_an_assignment_never_released_is_missing(tiny):
    assert "assignments/tiny/tiny.ipynb is missing: release tiny again" in check(tiny(), ["tiny"])


def test_the_gradebook_records_cells_points_and_due_date(kit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # a second time updates it
        register(kit, "rnn", release=tmp_path / "release", gradebook="sqlite:///gradebook.db")
    with opened(f"sqlite:///{tmp_path}/gradebook.db", kit.config.course) as gradebook:
        assignment = gradebook.find_assignment("rnn")
        assert assignment.course_id == "pytorch-exercises"
        assert assignment.duedate == datetime(2026, 10, 19, 21, 59)  # in UTC
        notebook = gradebook.find_notebook("rnn", "rnn")
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        assert points == {grade_id: grade.points for grade_id, grade in kit.assignment("rnn").grades.items()}
        codes = {"rnn-onehot-code", "rnn-model-code", "rnn-decode-code", "rnn-train-code"}
        assert {cell.name for cell in notebook.solution_cells} == codes
        assert {cell.name for cell in notebook.source_cells} == codes | points.keys()


def test_the_release_is_the_same_with_and_without_a_gradebook(tiny, tmp_path):
    course = tiny()
    generate(course, "tiny", release=tmp_path / "one")
    register(course, "tiny", release=tmp_path / "two", gradebook=f"sqlite:///{tmp_path}/gradebook.db")
    one, two = (tmp_path / folder / "tiny" / "tiny.ipynb" for folder in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_cells_added_after_submissions_are_refused_in_one_line(tiny, tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    register(tiny(), "tiny", release=tmp_path / "release", gradebook=url)
    with opened(url, "dl") as gradebook:
        gradebook.add_student("ann")
        gradebook.add_submission("tiny", "ann")
    course = tiny(('"double"', '"doubling"'))
    with pytest.raises(CourseError) as caught:
        register(course, "tiny", release=tmp_path / "release", gradebook=url)
    reason = "Cannot add or remove cells for notebook 'tiny' because there are submissions associated with it"
    assert str(caught.value) == f"tiny cannot be released: {reason}"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("gradebook.db", "the gradebook 'gradebook.db' is not a database URL such as sqlite:///gradebook.db"),
        (
            "sqlite:////no/such/folder/g.db",
            "the gradebook sqlite:////no/such/folder/g.db cannot be opened: "
            "(sqlite3.OperationalError) unable to open database file",
        ),
    ],
)
def test_a_gradebook_that_cannot_be_opened_is_told_in_one_line(tiny, tmp_path, url, message):
    with pytest.raises(CourseError) as caught:
        register(tiny(), "tiny", release=tmp_path / "release", gradebook=url)
    assert str(caught.value) == message


def test_without_a_due_date_the_gradebooks_own_is_kept(tiny, tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    course = tiny(due=False)
    with opened(url, "dl") as gradebook:
        with pytest.raises(MissingEntry):
            gradebook.find_assignment("tiny")
        gradebook.add_assignment("tiny", duedate="2030-01-01 00:00:00")
    register(course, "tiny", release=tmp_path / "release", gradebook=url)
    with opened(url, "dl") as gradebook:
        assert gradebook.find_assignment("tiny").duedate == datetime(2030, 1, 1)
        assert gradebook.find_grade_cell("tiny-double", "tiny", "tiny").max_score == 1.5


def test_a_due_date_that_grading_yml_has_lost_is_taken_back(tiny, tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    for due, expected in ((True, datetime(2026, 10, 12, 21, 59)), (False, None)):
        register(tiny(due=due), "tiny", release=tmp_path / "release", gradebook=url)
        with opened(url, "dl") as gradebook:
            assert gradebook.find_assignment("tiny").duedate == expected
    with opened(url, "dl") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2030-01-01 00:00:00")
    register(tiny(due=False), "tiny", release=tmp_path / "release", gradebook=url)
    with opened(url, "dl") as gradebook:
        assert gradebook.find_assignment("tiny").duedate == datetime(2030, 1, 1)


def test_a_released_notebook_can_be_read_as_a_submission(kit, tmp_path):
    """The grader finds the stubs in the cells that students filled."""
    shutil.copytree(ROOT / "assignments" / "cnn", tmp_path / "cnn")
    cells = json.loads((tmp_path / "cnn" / "cnn.ipynb").read_text())["cells"]
    marked = {cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]}
    assert {each for each in marked if kit.config.owners.get(each) == "cnn"} == kit.assignment(
        "cnn"
    ).grades.keys()
