"""One submission on disk becomes a report, through the real sandbox."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.course import submissions
from autograder.course.config import Course
from autograder.course.material import HiddenSuite, Material
from autograder.course.submissions import Found
from autograder.grading import standstill, suite
from autograder.grading.digest import digest_of
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.sandbox.sandbox import Sandbox

COURSE = Course.load(Path(__file__).parent)
MATERIAL = Material.of(COURSE, ["rnn"])
CONFIG = MATERIAL.config
RIGHT = (COURSE.root / "solutions" / "rnn" / "rnn.py").read_text(encoding="utf-8")
HandIn = Callable[..., Found]


@pytest.fixture
def hand_in(tmp_path: Path) -> HandIn:
    def hand_in(text: str, student: str = "ada", name: str = "rnn.py") -> Found:
        folder = tmp_path / "submitted" / student / "rnn"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return Found(student, "rnn", folder)

    return hand_in


def asking(**changes: Any) -> Material:
    """grading.yml with other keys."""
    return Material(CONFIG.model_copy(update=changes), MATERIAL.suites)


def limited(**limits: float) -> Material:
    assignment = CONFIG.assignments["rnn"]
    assignment = assignment.model_copy(update={"limits": replace(assignment.limits, **limits)})
    return asking(assignments={"rnn": assignment})


def titled(title: str) -> Material:
    """With this title for the assignment and for each of its grade ids."""
    assignment = CONFIG.assignments["rnn"]
    grades = {
        grade_id: each.model_copy(update={"title": title}) for grade_id, each in assignment.grades.items()
    }
    return asking(assignments={"rnn": assignment.model_copy(update={"title": title, "grades": grades})})


def scores(report: Report) -> dict[str, float | None]:
    return {each.grade_id: each.score for each in report.grades}


def test_the_solution_gets_full_marks_and_its_report_says_how_it_came_about(
    hand_in: HandIn, sandbox: Sandbox
):
    report = grade(hand_in(RIGHT), MATERIAL, sandbox, "cpu")
    assert (report.verdict, report.reason, report.problems) == (Verdict.GRADED, "", ())
    assert report.score == report.max_score == 12
    assert (report.student, report.assignment, report.device) == ("ada", "rnn", "cpu")
    assert {test.grade_id for test in report.tests} == set(scores(report))
    assert len(report.digest) == 64
    assert "bubblewrap" in report.walls
    assert report.engine.keys() == {"autograder", "torch", "python"}
    assert 0 < report.cpu < report.wall + 1


def test_who_is_graded_while_the_process_is_stopped_gets_no_score_of_it(
    hand_in: HandIn, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    """By Ctrl-Z, or with a container: the clock that limits go by goes on."""
    run = suite.run

    def stopped(*of: Any) -> None:
        me = os.getpid()
        subprocess.run(["/bin/sh", "-c", f"kill -STOP {me}; sleep 2; kill -CONT {me}"], check=True)
        run(*of)

    monkeypatch.setattr(standstill, "LONGEST_SECONDS", 1.5)
    monkeypatch.setattr(suite, "run", stopped)
    report = grade(hand_in(RIGHT), MATERIAL, sandbox, "cpu")
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert report.reason == "the grading process was paused for 2 seconds meanwhile"


def test_a_submission_that_cannot_be_read_is_refused_with_zero(hand_in: HandIn, sandbox: Sandbox):
    report = grade(hand_in("{", name="rnn.ipynb"), MATERIAL, sandbox, "cpu")
    assert report.verdict is Verdict.REFUSED
    assert "rnn.ipynb" in report.reason
    assert set(scores(report).values()) == {0.0}
    assert report.max_score == 12


def test_a_sandbox_that_has_ended_is_no_zero(hand_in: HandIn):
    with Sandbox(scratch=1 << 20, warm=False) as ended:
        ended._process.lost()
        report = grade(hand_in(RIGHT), MATERIAL, ended, "cpu")
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert report.reason
    assert set(scores(report).values()) == {None}


def test_an_exception_of_the_suites_own_is_no_zero(hand_in: HandIn, sandbox: Sandbox):
    source = b"import pytest\n@pytest.mark.grade('rnn-model')\ndef test_it(student): student.shape[0]\n"
    own = HiddenSuite("rnn", "hidden_rnn.py", {"rnn/hidden_rnn.py": source})
    report = grade(hand_in(RIGHT), Material(CONFIG, {"rnn": own}), sandbox, "cpu")
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert "test_it: TypeError" in report.reason
    assert set(scores(report).values()) == {None}


def test_a_failure_of_the_kits_own_is_no_zero_and_does_not_end_the_class(
    hand_in: HandIn, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise KeyError("hidden")

    monkeypatch.setattr(suite, "run", fails)
    report = grade(hand_in(RIGHT), MATERIAL, sandbox, "cpu")
    assert report.verdict is Verdict.INFRASTRUCTURE
    assert report.reason.startswith("the kit failed: KeyError in test_grade.py, line ")
    assert "hidden" not in report.reason


def test_a_submission_out_of_processor_time_is_graded_with_what_it_had(hand_in: HandIn, sandbox: Sandbox):
    greedy = RIGHT + "\ndef decode(outputs, idx2char):\n    while True: pass\n"
    report = grade(hand_in(greedy), limited(cpu=3.0, request=60.0), sandbox, "cpu")
    assert report.verdict is Verdict.GRADED
    assert scores(report)["rnn-onehot"] == 1
    assert scores(report)["rnn-ohlol"] == 0
    assert any("CPU" in test.message for test in report.tests)


HOSTILE = {
    "leaves": "import os\nos._exit(0)\n",
    "kills what it can": "import os, signal\nos.kill(-1, signal.SIGKILL)\n",
    "kills the zygote": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
    "nests folders": "import os\nfor _ in range(2000):\n    os.mkdir('d'); os.chdir('d')\n",
    "hangs up": "import os, time\nos.closerange(3, 100)\ntime.sleep(60)\n",
    "says what cannot be written": "def one_hot(i, n): raise ValueError('\\ud800')\n",
}


@pytest.mark.parametrize("act", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_submission_is_graded_and_leaves_the_sandbox_usable(
    hand_in: HandIn, sandbox: Sandbox, act: str
):
    material = limited(request=3.0)
    report = grade(hand_in(f"if len('x'):\n    pass\n{act}"), material, sandbox, "cpu")
    assert report.verdict is Verdict.GRADED, report.reason
    assert report.score == 0
    report.model_dump_json()
    assert grade(hand_in(RIGHT), material, sandbox, "cpu").score == 12


def test_the_digest_is_of_all_that_a_report_depends_on(hand_in: HandIn):
    submission = submissions.read(hand_in(RIGHT), CONFIG)
    same = submissions.read(hand_in(RIGHT, "alan"), CONFIG)
    other = submissions.read(hand_in(RIGHT + "\nx = 1\n"), CONFIG)
    digest = digest_of(submission, MATERIAL, "cpu")
    assert digest_of(same, MATERIAL, "cpu") == digest
    assert digest_of(submission, asking(lateness=None), "cpu") == digest
    assert digest_of(submission, titled("Another"), "cpu") == digest
    own = HiddenSuite("rnn", "hidden_rnn.py", {**MATERIAL.suites["rnn"].files, "rnn/more.py": b"x = 1\n"})
    changed = [
        digest_of(other, MATERIAL, "cpu"),
        digest_of(submission, MATERIAL, "cuda"),
        digest_of(submission, asking(seed=2), "cpu"),
        digest_of(submission, limited(wall=61.0), "cpu"),
        digest_of(submission, Material(CONFIG, {"rnn": own}), "cpu"),
    ]
    assert len({digest, *changed}) == 6
