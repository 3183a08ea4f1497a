"""Many submissions in processes of this machine, also where one of these dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission
from autograder.errors import CourseError
from autograder.grading.batch import LocalPool
from autograder.grading.report import Report, Verdict
from autograder.grading.work import Work, opened
from autograder.sandbox.inside.walls import ALL

MATERIAL = Material.of(Course.load(Path(__file__).parent), ["rnn"])
CONFIG = MATERIAL.config
RIGHT = Path(__file__).parents[2].joinpath("solutions", "rnn", "rnn.py").read_text(encoding="utf-8")
SLOW = "import time\nif time:\n    time.sleep(3)\n"


@pytest.fixture
def work(tmp_path: Path) -> Callable[..., Work]:
    def work(student: str, text: str = RIGHT) -> Work:
        folder = tmp_path / student / "rnn"
        folder.mkdir(parents=True)
        (folder / "rnn.py").write_text(text, encoding="utf-8")
        submission = opened(Found(student, "rnn", folder), CONFIG)
        assert isinstance(submission, Submission)
        return Work(submission, "cpu")

    return work


@pytest.fixture
def pool() -> Iterator[LocalPool]:
    pool = LocalPool(MATERIAL, ALL, jobs=2)
    yield pool
    pool.close()


def by_student(reports: Iterator[Report]) -> dict[str, Report]:
    return {report.student: report for report in reports}


def test_each_submission_gets_its_report_and_no_more_are_taken_than_keep_all_busy(pool, work):
    taken = []

    def handed_in() -> Iterator[Work]:
        for number in range(8):
            taken.append(number)
            yield work(f"student{number}")

    reports = []
    for report in pool.run(handed_in()):
        reports.append(report)
        assert len(taken) <= len(reports) + 4
    assert sorted(report.student for report in reports) == [f"student{number}" for number in range(8)]
    assert {(report.verdict, report.score) for report in reports} == {(Verdict.GRADED, 12.0)}


def test_the_first_processes_grade_in_the_sandboxes_that_were_started_before_them(pool, work):
    (report,) = pool.run(iter([work("student")]))
    assert report
    assert report.score == 12.0
    started = [each.pid for each in pool._sandboxes]
    of_the_program = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert len(started) == 2
    assert {str(pid) for pid in started} <= set(of_the_program)
    for process in multiprocessing.active_children():
        assert process.pid
        assert not Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()


def test_with_a_process_that_dies_nobody_loses_anything(pool, work):
    handed_in = [work("slow", SLOW + RIGHT), *(work(f"student{number}") for number in range(3))]
    reports = {}
    for report in pool.run(handed_in):
        if not reports:
            kill_all()
        reports[report.student] = report
    assert {student: report.score for student, report in reports.items()} == {
        "slow": 12.0,
        **{f"student{number}": 12.0 for number in range(3)},
    }


INTERRUPTED = """
import os, signal, sys, time
from pathlib import Path
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.grading.batch import LocalPool
from autograder.sandbox.inside.walls import ALL

pool = LocalPool(Material.of(Course.load(Path(sys.argv[1])), ["rnn"]), ALL, jobs=1)
signal.signal(signal.SIGINT, signal.SIG_IGN)
for _ in range(40):
    time.sleep(0.05)
    os.killpg(0, signal.SIGINT)
sandboxes = [each.has_ended for each in pool._sandboxes]
pool.close()
sys.exit(sandboxes != [False])
"""


def test_an_interrupt_while_torch_is_imported_shows_no_traceback_and_ends_no_sandbox():
    """A terminal sends Ctrl-C to all processes of a program."""
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(Path(__file__).parent)],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


class Fatal(Submission):
    """Ends the process that is to grade it."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (9,)


def test_a_submission_with_which_two_processes_die_is_left_without_a_score_and_no_other_is(pool, work):
    fatal = Work(Fatal(**vars(work("fatal").submission)), "cpu")
    handed_in = [work("student0"), fatal, *(work(f"student{number}") for number in range(1, 4))]
    reports = by_student(pool.run(handed_in))
    assert reports.keys() == {"fatal", *(f"student{number}" for number in range(4))}
    lost = reports.pop("fatal")
    assert (lost.verdict, lost.reason) == (Verdict.INFRASTRUCTURE, "the grading process died, twice")
    assert {report.score for report in reports.values()} == {12.0}


def test_a_suite_that_does_not_fit_is_told(work):
    other = CONFIG.assignments["rnn"].model_copy(
        update={"grades": {"rnn-style": next(iter(CONFIG.assignments["rnn"].grades.values()))}}
    )
    config = CONFIG.model_copy(update={"assignments": {"rnn": other}})
    pool = LocalPool(Material(config, MATERIAL.suites), ALL, jobs=1)
    try:
        with pytest.raises(CourseError, match="rnn has no grade id rnn-model"):
            pool.check(["rnn"])
    finally:
        pool.close()


def kill_all() -> None:
    for process in multiprocessing.active_children():
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
    time.sleep(0.5)
