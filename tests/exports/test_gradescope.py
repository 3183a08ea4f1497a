"""The zip for Gradescope, unpacked and run as Gradescope does, elsewhere and with the packages that are here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from exports.conftest import NAME, RIGHT, ROOT, WRONG, make_course

from autograder.course.choosing import choose
from autograder.course.config import Course
from autograder.errors import CourseError
from autograder.exports.gradescope import archive, container
from autograder.exports.gradescope.results import VISIBILITIES, results, shares
from autograder.grading.report import GradeResult, TestResult

# What Gradescope's specification allows, with the types it asks for.
TOP = {
    "score": float,
    "execution_time": int,
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "stdout_visibility": str,
    "tests": list,
    "extra_data": dict,
}
TEST = {
    "score": float,
    "max_score": float,
    "status": str,
    "name": str,
    "number": str,
    "output": str,
    "visibility": str,
}
METADATA = {"users": [{"id": 5, "email": "ada@example.org", "name": "Ada"}, {"id": 7}]}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gradescope's folder after setup.sh, without a submission."""
    folder = tmp_path_factory.mktemp("gradescope")
    course = make_course(folder / "course")
    path = course.root / "graded" / "gradescope" / f"{NAME}.zip"
    archive.build(course, NAME, path)
    root = folder / "autograder"
    with zipfile.ZipFile(path) as opened:
        opened.extractall(root / "source")
    (root / "source").chmod(0o700)
    (root / "submission_metadata.json").write_text(json.dumps(METADATA))
    return root


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The doctor remembers the course of these tests only as long as they last."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def submit(root: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(root / "submission", ignore_errors=True)
    for name, data in files.items():
        path = root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def graded(root: Path, files: dict[str, bytes], *options: str, code: int = 0) -> dict:
    """results.json of a submission, graded through the entry in this process."""
    submit(root, files)
    assert container.main([NAME, "--root", str(root), *options]) == code
    return json.loads((root / "results" / "results.json").read_text())


def check_shape(found: dict) -> None:
    assert set(found) <= set(TOP)
    assert all(isinstance(value, TOP[name]) for name, value in found.items())
    for test in found["tests"]:
        assert set(test) - {"extra_data"} == set(TEST)
        assert all(isinstance(value, {**TEST, "extra_data": dict}[name]) for name, value in test.items())
        assert ("extra_data" in test) == (test["status"] == "failed" and bool(test["output"]))
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
        assert 0 <= test["score"] <= test["max_score"]
    assert sum(test["score"] for test in found["tests"]) == pytest.approx(found["score"], abs=1e-9)
    assert sum(test["max_score"] for test in found["tests"]) == pytest.approx(12, abs=1e-9)


def test_the_zip_holds_what_runs_and_nothing_that_students_must_not_get(root):
    names = {str(path.relative_to(root / "source")) for path in (root / "source").rglob("*")}
    assert names >= {"setup.sh", "run_autograder", "requirements.txt", "grading.yml", "datasets/digits.npz"}
    assert not [name for name in names if "demo" in name or name.endswith(".ipynb")]
    solutions = {name for name in names if name.startswith("solutions/") and name.count("/") == 2}
    own = {name for name in solutions if not name.startswith("solutions/shared/")}
    names = (f"{NAME}.py", f"hidden_{NAME}.py", "messages.yml", "answers")
    assert own == {f"solutions/{NAME}/{name}" for name in names}


def test_the_scripts_are_bash_and_name_no_registry(root):
    for name in ("setup.sh", "run_autograder"):
        path = root / "source" / name
        subprocess.run(["bash", "-n", path], check=True)
        text = path.read_text()
        assert "http" not in text
        assert "index" not in text
    with zipfile.ZipFile(root.parent / "course" / "graded" / "gradescope" / f"{NAME}.zip") as opened:
        assert opened.getinfo("run_autograder").external_attr >> 16 & 0o111


def test_run_autograder_gives_a_right_submission_full_marks(root):
    submit(root, {f"{NAME}.py": RIGHT})
    environment = {**os.environ, "AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}
    subprocess.run(["bash", root / "source" / "run_autograder"], env=environment, check=True, cwd=root)
    found = json.loads((root / "results" / "results.json").read_text())
    check_shape(found)
    assert found["score"] == 12
    assert found["output"] == ""
    assert {test["status"] for test in found["tests"]} == {"passed"}
    assert {test["visibility"] for test in found["tests"]} == {"visible"}
    assert found["extra_data"]["verdict"] == "graded"
    assert found["extra_data"]["digest"]


def test_a_wrong_submission_under_another_name_loses_points_and_is_told_why(root):
    found = graded(root, {"my work.py": WRONG, "notes.txt": b""}, "--visibility", "after_published")
    check_shape(found)
    assert 0 < found["score"] < 12
    assert found["output"].startswith("my work.py was graded: there is no rnn.ipynb or rnn.py.")
    assert all(test["output"] for test in found["tests"] if test["status"] == "failed")
    assert {test["visibility"] for test in found["tests"]} == {"after_published"}


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({f"{NAME}.ipynb": b"{"}, "rnn.ipynb"),
        ({}, "the folder is empty"),
        ({"a.py": RIGHT, "b.py": RIGHT}, "which one to grade is not clear: a.py, b.py"),
    ],
)
def test_what_cannot_be_read_is_zero_with_its_reason(root, files, reason):
    found = graded(root, files)
    check_shape(found)
    assert found["score"] == 0
    assert reason in found["output"]
    assert found["extra_data"]["verdict"] == "refused"


def test_a_link_and_a_folder_in_place_of_the_file_are_zero_and_not_the_kits_failure(root):
    submit(root, {f"{NAME}.py/inner.txt": b"", "b.txt": b""})
    assert container.main([NAME, "--root", str(root)]) == 0
    assert f"{NAME}.py is no regular file" in (root / "results" / "results.json").read_text()
    submit(root, {"b.txt": b""})
    (root / "submission" / f"{NAME}.py").symlink_to(root / "source" / "grading.yml")
    assert container.main([NAME, "--root", str(root)]) == 0
    found = json.loads((root / "results" / "results.json").read_text())
    assert (found["score"], found["extra_data"]["verdict"]) == (0, "refused")
    assert "link" in found["output"]


def test_a_machine_that_cannot_grade_gives_no_score_and_a_non_zero_exit(root):
    config = root / "source" / "grading.yml"
    before = config.read_text()
    config.write_text(before.replace("device: cpu ", "device: cuda "))
    try:
        found = graded(root, {f"{NAME}.py": RIGHT}, code=1)
    finally:
        config.write_text(before)
    assert "score" not in found
    assert "tests" not in found
    assert "through no fault of yours" in found["output"]
    assert "\n" not in found["output"]


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["rnn.py", "rnn.ipynb", "a.ipynb"], "rnn.ipynb"),
        (["rnn.py", "a.ipynb"], "rnn.py"),
        (["a.ipynb", "helper.py"], "a.ipynb"),
        (["week/rnn.py"], "week/rnn.py"),
        ([".ipynb_checkpoints/x.ipynb", "a.py"], "a.py"),
        (["a.ipynb", "b.ipynb", "c.py"], None),
        (["notes.txt"], None),
    ],
)
def test_the_file_to_grade_is_chosen_by_its_name(tmp_path, files, chosen):
    submit(tmp_path, dict.fromkeys(files, b""))
    submission = tmp_path / "submission"
    chosen_here = choose(files, NAME, {}, lambda path: (submission / path).read_bytes())
    assert chosen_here.path == (chosen or "")


def test_folders_in_folders_beyond_what_a_path_may_be_are_refused_and_no_failure_of_ours(root, monkeypatch):
    submit(root, {"a.txt": b""})
    monkeypatch.chdir(root / "submission")
    for _ in range(30):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    monkeypatch.chdir(root)
    assert container.main([NAME, "--root", str(root)]) == 0
    found = json.loads((root / "results" / "results.json").read_text())
    assert (found["score"], found["extra_data"]["verdict"]) == (0, "refused")
    assert "lies too deep" in found["output"]


def test_a_link_beside_the_file_that_is_graded_does_no_harm(root):
    submit(root, {f"{NAME}.ipynb": b"{}"})
    (root / "submission" / "data").symlink_to("/etc")
    assert container.main([NAME, "--root", str(root)]) == 0
    assert "it holds no cells" in (root / "results" / "results.json").read_text()


@pytest.mark.parametrize("passed", [0b000, 0b001, 0b101, 0b110, 0b111])
def test_the_tests_shares_add_up_to_the_grades_score_to_its_last_decimal(passed):
    tests = [
        TestResult(name=str(i), grade_id="g", title="t", weight=1, passed=bool(passed >> i & 1))
        for i in range(3)
    ]
    count = sum(test.passed for test in tests)
    grade = GradeResult(grade_id="g", title="t", score=round(2 * count / 3, 4), max_score=2)
    worth = shares(grade, tests)
    assert round(sum(worth), 4) == 2
    assert round(sum(w for w, test in zip(worth, tests, strict=True) if test.passed), 4) == grade.score


def test_results_of_a_stored_report_are_those_of_its_tests(reports):
    found = results(reports["carl"], "visible")
    check_shape(found)
    assert len(found["tests"]) == len(reports["carl"].tests)


def test_an_installed_kit_without_its_lock_file_pins_what_is_here():
    lines = archive.pinned().splitlines()
    names = {line.split("==")[0] for line in lines}
    assert {"torch", "pytest", "nbgrader"} <= names
    assert not [line for line in lines if "+" in line]


def test_an_assignment_without_a_suite_is_told_in_one_line(tmp_path):
    course = make_course(tmp_path / "course")
    text = (course.root / "grading.yml").read_text()
    (course.root / "grading.yml").write_text(text.replace("  gru:\n", "  gruu:\n"))
    with pytest.raises(CourseError, match="gruu has no hidden suite: write "):
        archive.build(Course.load(course.root), "gruu", tmp_path / "gruu.zip")


def test_the_requirements_are_the_lock_files(root):
    assert (root / "source" / "requirements.txt").read_bytes() == (ROOT / "requirements.lock").read_bytes()
