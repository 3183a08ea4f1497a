"""Which reports still stand for what was handed in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission
from autograder.grading import digest
from autograder.grading.digest import digest_of
from autograder.grading.progress import State, state_of
from autograder.grading.report import Report, Verdict, failed, refused
from autograder.grading.work import opened
from autograder.sandbox.inside.walls import Wall

MATERIAL = Material.of(Course.load(Path(__file__).parent), ["rnn"])
CONFIG = MATERIAL.config
ASSIGNMENT = CONFIG.assignments["rnn"]


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[[str], Submission | Report]:
    """What is read of a notebook with this text in it."""

    def hand_in(text: str) -> Submission | Report:
        folder = tmp_path / "ada" / "rnn"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "rnn.py").write_text(text)
        return opened(Found("ada", "rnn", folder), CONFIG)

    return hand_in


def graded(submission: Submission | Report, material: Material = MATERIAL, device: str = "cpu") -> Report:
    assert isinstance(submission, Submission)
    made = failed(submission, ASSIGNMENT, "")
    return made.model_copy(
        update={
            "verdict": Verdict.GRADED,
            "digest": digest_of(submission, material, device),
            "walls": ("bubblewrap", "seccomp"),
        }
    )


def test_a_report_stands_while_nothing_that_it_depends_on_changes(hand_in):
    submission = hand_in("x = 1")
    report = graded(submission)
    assert state_of(report, submission, MATERIAL, "cpu") is State.GRADED
    assert state_of(report, hand_in("x = 2"), MATERIAL, "cpu") is State.STALE
    assert state_of(report, submission, MATERIAL, "cuda") is State.STALE
    other = Material(CONFIG.model_copy(update={"seed": CONFIG.seed + 1}), MATERIAL.suites)
    assert state_of(report, submission, other, "cpu") is State.STALE


@pytest.mark.parametrize("name", ["hello.py", "digits.npz"])
def test_a_report_depends_on_the_data_sets(hand_in, tmp_path, monkeypatch, name):
    submission = hand_in("import datasets")
    report = graded(submission)
    folder = Path(shutil.copytree(digest.data_sets.folder(), tmp_path / "datasets"))
    monkeypatch.setattr(digest.data_sets, "folder", lambda: folder)
    monkeypatch.setattr(digest, "kit", digest.kit.__wrapped__)
    assert state_of(report, submission, MATERIAL, "cpu") is State.GRADED
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    assert state_of(report, submission, MATERIAL, "cpu") is State.STALE


def test_without_a_report_a_submission_is_pending(hand_in):
    assert state_of(None, hand_in("x = 1"), MATERIAL, "cpu") is State.PENDING


def test_our_own_failure_never_stands(hand_in):
    submission = hand_in("x = 1")
    report = failed(submission, ASSIGNMENT, "the sandbox ended")
    assert state_of(report, submission, MATERIAL, "cpu") is State.INFRASTRUCTURE


def test_a_refusal_stands_as_long_as_there_is_the_same_reason_for_it(hand_in):
    unreadable = hand_in("")
    assert isinstance(unreadable, Report)
    assert unreadable.verdict is Verdict.REFUSED
    assert state_of(unreadable, hand_in(""), MATERIAL, "cpu", [Wall.SECCOMP]) is State.GRADED
    other = refused(Found("ada", "rnn", Path()), ASSIGNMENT, "another reason")
    assert state_of(other, unreadable, MATERIAL, "cpu") is State.STALE
    assert state_of(unreadable, hand_in("x = 1"), MATERIAL, "cpu") is State.STALE
    assert state_of(graded(hand_in("x = 1")), unreadable, MATERIAL, "cpu") is State.STALE


def test_a_report_that_was_made_behind_fewer_walls_does_not_stand(hand_in):
    submission = hand_in("x = 1")
    report = graded(submission)
    assert state_of(report, submission, MATERIAL, "cpu", [Wall.SECCOMP]) is State.GRADED
    assert state_of(report, submission, MATERIAL, "cpu", [Wall.SECCOMP, Wall.LANDLOCK]) is State.STALE


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("exports/junit.py", State.GRADED),
        ("cli/app.py", State.GRADED),
        ("reports/terminal.py", State.GRADED),
        ("class_grading.py", State.GRADED),
        ("grading/suite.py", State.STALE),
        ("checks/values.py", State.STALE),
    ],
)
def test_of_the_kit_a_report_depends_on_what_runs_while_it_is_made(
    hand_in, tmp_path, monkeypatch, path, state
):
    kit = Path(shutil.copytree(digest.KIT, tmp_path / "autograder", ignore=shutil.ignore_patterns("demo")))
    monkeypatch.setattr(digest, "KIT", kit)
    monkeypatch.setattr(digest, "kit", digest.kit.__wrapped__)
    submission = hand_in("x = 1")
    report = graded(submission)
    assert state_of(report, submission, MATERIAL, "cpu") is State.GRADED
    with (kit / path).open("a") as file:
        file.write("# edited\n")
    assert state_of(report, submission, MATERIAL, "cpu") is state


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("solutions/cnn/hidden_cnn.py", State.GRADED),
        ("solutions/cnn/cnn.py", State.GRADED),
        ("solutions/rnn/test_rnn.py", State.GRADED),
        ("assignments/rnn/rnn.ipynb", State.GRADED),
        ("solutions/rnn/hidden_rnn.py", State.STALE),
        ("solutions/rnn/rnn.py", State.STALE),
    ],
)
def test_of_the_course_a_report_depends_on_its_own_assignment(hand_in, tmp_path, path, state):
    for name in ("grading.yml", "solutions", "assignments"):
        source = digest.KIT.parent / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    submission = hand_in("x = 1")
    report = graded(submission, Material.of(Course.load(tmp_path), ["rnn"]))
    with (tmp_path / path).open("a") as file:
        file.write("\n")
    edited = Material.of(Course.load(tmp_path), ["rnn"])
    assert state_of(report, submission, edited, "cpu") is state


def test_another_title_makes_nothing_stale_and_other_points_do(hand_in):
    submission = hand_in("x = 1")
    report = graded(submission)
    parts = {
        grade_id: each.model_copy(update={"points": each.points + 1})
        for grade_id, each in ASSIGNMENT.grades.items()
    }
    for change, state in (({"title": "Another"}, State.GRADED), ({"grades": parts}, State.STALE)):
        entry = ASSIGNMENT.model_copy(update=change)
        config = CONFIG.model_copy(update={"assignments": {**CONFIG.assignments, "rnn": entry}})
        assert state_of(report, submission, Material(config, MATERIAL.suites), "cpu") is state


def test_another_assignments_entry_is_none_of_a_reports_business(hand_in):
    submission = hand_in("x = 1")
    report = graded(submission)
    others = {name: each for name, each in CONFIG.assignments.items() if name != "cnn"}
    dearer = CONFIG.assignments["cnn"].model_copy(update={"title": "Another", "forbidden": ("torch.nn.RNN",)})
    other = Material(CONFIG.model_copy(update={"assignments": {**others, "cnn": dearer}}), MATERIAL.suites)
    assert state_of(report, submission, other, "cpu") is State.GRADED
