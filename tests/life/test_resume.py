"""A run that was killed, or for which something failed, is gone on with: nothing is graded twice, nothing lost."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
from contextlib import closing

import here
import pytest
from life import kills
from nbgrader.api import Gradebook as Database

from autograder import class_grading
from autograder import regrade as regrade_module
from autograder.class_grading import MOST_FAILURES, Plan
from autograder.course.config import Course
from autograder.course.release import release
from autograder.course.submissions import find
from autograder.grading.report import Verdict
from autograder.grading.store import Store
from autograder.nbgrader.record import Gradebook

KILLS = 2
STUDENTS = 15

pytestmark = pytest.mark.usefixtures("graded_here")  # but for what is killed: those are programs


@pytest.fixture(scope="module")
def undisturbed(sandbox, tmp_path_factory):
    course = kills.make_class(tmp_path_factory.mktemp("undisturbed") / "course", STUDENTS)
    with here.graded_by(sandbox):
        finish(course)
    return course


def finish(course):
    """A run that is left in peace; what it said."""
    return here.autograder("grade", kills.NAME, cwd=course.root).stderr


def agree(course):
    """Whether gradebook, reports and notebooks say the same."""
    scores = kills.in_reports(course)
    assert kills.in_gradebook(course) == scores
    assert kills.in_notebooks(course) == scores
    return len(scores)


def test_after_kills_everything_is_as_if_there_had_been_none(undisturbed, tmp_path):
    course = kills.make_class(tmp_path / "course", STUDENTS)
    chance = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", "kills"))
    for _ in range(KILLS):
        written = kills.reports(course)
        kills.kill_at_random(course, chance, seconds=0.5)
        assert written.items() <= kills.reports(course).items()  # none was graded twice
    finish(course)
    assert written.items() <= kills.reports(course).items()
    table = (course.root / "graded" / "scores.csv").read_bytes()
    assert table == (undisturbed.root / "graded" / "scores.csv").read_bytes()
    assert agree(course) == 4 * STUDENTS


def test_a_class_that_is_graded_is_left_alone(undisturbed):
    written = kills.reports(undisturbed)
    notebook = undisturbed.root / "graded" / "autograded" / "student000" / "rnn" / "rnn.ipynb"
    recorded = notebook.stat().st_mtime_ns
    assert f"{STUDENTS} of {STUDENTS} submissions are graded and have not changed" in finish(undisturbed)
    assert kills.reports(undisturbed) == written
    assert notebook.stat().st_mtime_ns == recorded


@pytest.fixture
def again(undisturbed, tmp_path):
    """A copy of the class as it was graded, and a plan of a run over it that has nothing left to grade."""
    root = tmp_path / "course"
    subprocess.run(["cp", "-a", undisturbed.root, root], check=True)
    course = Course.load(root)
    return course, plan_for(course)


def plan_for(course, fresh=False, prepare=True) -> Plan:
    found = find(course.root / "submitted", [kills.NAME])
    return class_grading.plan(
        course,
        found,
        output=course.root / "graded",
        gradebook="sqlite:///gradebook.db",
        device=None,
        jobs=1,
        fresh=fresh,
        prepare=prepare,
    )


@pytest.mark.parametrize("lost", ["notebook", "half a notebook", "scores", "gradebook"])
def test_what_was_graded_and_is_not_recorded_is_recorded(again, lost):
    course, plan = again
    notebook = course.root / "graded" / "autograded" / "student003" / "rnn" / "rnn.ipynb"
    database = course.root / "gradebook.db"
    if lost == "notebook":
        notebook.unlink()
    elif lost == "half a notebook":
        notebook.write_bytes(notebook.read_bytes()[:1000])
    elif lost == "scores":
        with sqlite3.connect(database) as connection:
            connection.execute("DELETE FROM autograder_recorded")
            connection.execute("UPDATE grade SET auto_score = NULL")
    else:
        database.unlink()
    if lost in ("scores", "gradebook"):
        plan = plan_for(course)  # it reads what is recorded
    written = kills.reports(course)
    assert {report.verdict for report in class_grading.grade_class(plan, lambda report: None)} == {
        Verdict.GRADED
    }
    assert kills.reports(course) == written
    assert agree(course) == 4 * STUDENTS


def test_a_gradebook_that_fails_costs_no_grading(again, monkeypatch):
    course, plan = again
    (course.root / "gradebook.db").write_bytes(b"no database")
    tried = []
    record = Gradebook.record

    def counted(self, found, report, **options):
        tried.append(found)
        (course.root / "graded" / "autograded" / found.student / "rnn" / "rnn.ipynb").unlink()
        record(self, found, report, **options)

    monkeypatch.setattr(Gradebook, "record", counted)
    reports = class_grading.grade_class(plan, lambda report: None)
    assert len(tried) == MOST_FAILURES
    assert {report.verdict for report in reports} == {Verdict.INFRASTRUCTURE}
    assert all("graded, but not recorded" in report.reason for report in reports)
    assert (
        "not recorded: not tried after 3 failures in a row, the last: nbgrader did not" in reports[-1].reason
    )
    assert {report.verdict for report in Store(course.root / "graded" / "reports")} == {Verdict.GRADED}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_told_in_one_line_and_the_next_run_goes_on(undisturbed, tmp_path):
    course = kills.make_class(tmp_path / "course", 6)
    graded = course.root / "graded"
    graded.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", graded], check=True)
    try:
        done = here.autograder("grade", kills.NAME, cwd=course.root, code=None)
        said = done.stdout + done.stderr
        assert done.returncode in (2, 3), said
        assert "No space left on device" in said or "full" in said
        written = kills.reports(course)
        subprocess.run(["mount", "-o", "remount,size=50m", graded], check=True)
        finish(course)
        assert written.items() <= kills.reports(course).items()
        assert agree(course) == 4 * 6
    finally:
        subprocess.run(["umount", "-l", graded], check=True)


def test_status_tells_how_far_a_class_is(again):
    course, _ = again

    def status():
        return here.autograder("status", kills.NAME, cwd=course.root).stdout

    def row(said):
        return [
            word for line in said.splitlines() if "rnn" in line for word in line.split() if word.isdigit()
        ]

    assert row(status()) == [str(STUDENTS), "0", "0", "0"]
    (course.root / "graded" / "reports" / "rnn" / "student001.json").unlink()
    (course.root / "submitted" / "student002" / "rnn" / "rnn.ipynb").write_text("{")
    said = status()
    assert row(said) == [str(STUDENTS - 2), "1", "0", "1"]
    assert "stale: student002 rnn" in said
    assert "pending: student001 rnn" in said
    grading = course.root / "grading.yml"
    grading.write_text(grading.read_text().replace("seed: ", "seed: 1"))
    assert row(status()) == ["0", "1", "0", str(STUDENTS - 1)]


def test_regrade_shows_who_gains_and_loses_before_it_writes(again):
    course, _ = again
    worse = course.root / "submitted" / "student000" / "rnn" / "rnn.ipynb"
    worse.write_text("{")
    better = course.root / "submitted" / "student002" / "rnn" / "rnn.ipynb"
    better.write_bytes((course.root / "submitted" / "student003" / "rnn" / "rnn.ipynb").read_bytes())
    before = kills.in_gradebook(course), kills.reports(course)

    def check_table(said):
        lines = [line.split() for line in said.splitlines() if "student" in line and "rnn" in line]
        assert [[word for word in line if word != "│"] for line in lines] == [
            ["student000", "rnn", "12", "of", "12", "(100.0", "%)", "0", "of", "12", "(0.0", "%)", "−12"],
            ["student002", "rnn", "0", "of", "12", "(0.0", "%)", "12", "of", "12", "(100.0", "%)", "+12"],
        ]
        assert "1 gain 12 points in total, 1 lose 12, 0 keep their score" in said

    said = regrade(course)
    check_table(said)
    assert "Nothing is written" in said
    assert (kills.in_gradebook(course), kills.reports(course)) == before
    beside = course.root / "graded" / "regraded" / "rnn" / "student002.json"
    graded = beside.stat().st_mtime_ns
    said = regrade(course, "--yes")
    check_table(said)
    after = kills.in_reports(course)
    assert kills.in_gradebook(course) == after
    assert sum(score for (student, _), (score, _) in after.items() if student == "student002") == 12
    assert (course.root / "graded" / "reports" / "rnn" / "student002.json").stat().st_mtime_ns > graded
    assert not beside.exists()
    assert "0 gain" in regrade(course)


def regrade(course, *options):
    return here.autograder("regrade", kills.NAME, *options, cwd=course.root).stdout


def dump(course):
    """All that the gradebook holds."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        return list(connection.iterdump())


def test_a_regrade_writes_nothing_before_somebody_says_yes_and_names_the_command_that_does(again):
    course, _ = again
    one = ("--student", "student003")
    path = course.root / "graded" / "reports" / "rnn" / "student003.json"
    before = dump(course), path.read_bytes()
    assert "`autograder regrade --yes rnn --student student003` writes it" in regrade(course, "--fresh", *one)
    assert (dump(course), path.read_bytes()) == before
    shown = (course.root / "graded" / "regraded" / "rnn" / "student003.json").read_bytes()
    assert "0 gain 0 points in total, 0 lose 0, 1 keep their score" in regrade(course, "--yes", *one)
    assert path.read_bytes() == shown != before[1]
    assert agree(course) == 4 * STUDENTS

    grading = course.root / "grading.yml"
    grading.write_text(grading.read_text().replace("rnn-onehot: {points: 1,", "rnn-onehot: {points: 2,"))
    release(Course.load(course.root), ["rnn"])
    before = dump(course)
    assert "1 gain 1 points in total" in regrade(course, *one)
    assert dump(course) == before
    regrade(course, "--yes", *one)
    with Database(f"sqlite:///{course.root}/gradebook.db", course.config.course) as book:
        assert book.find_assignment("rnn").max_score == 13
        assert book.find_submission("rnn", "student003").score == 13


@pytest.mark.parametrize("moment", ["before it records", "before it stores"])
def test_a_regrade_that_is_killed_while_it_writes_is_gone_on_with(again, monkeypatch, moment):
    course, _ = again
    (course.root / "submitted" / "student003" / "rnn" / "rnn.ipynb").write_text("{")
    plan = plan_for(course, prepare=False)
    (change,) = regraded = regrade_module.regrade(plan, lambda report: None)
    assert change.difference < 0

    def end(self, *of, **options):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(
            *((Gradebook, "record", end) if moment == "before it records" else (Store, "save", end))
        )
        with pytest.raises(SystemExit):
            regrade_module.write(plan, regraded, lambda report: None)
    plan = plan_for(course, prepare=False)
    assert regrade_module.regrade(plan, lambda report: None) == regraded
    regrade_module.write(plan, regraded, lambda report: None)
    assert agree(course) == 4 * STUDENTS


@pytest.mark.parametrize("fresh", [False, True])
def test_a_regrade_leaves_what_was_shown_of_others(again, fresh):
    course, _ = again
    for student in ("student000", "student003"):
        (course.root / "submitted" / student / "rnn" / "rnn.ipynb").write_text("{")
    assert "2 lose 24" in regrade(course)
    beside = course.root / "graded" / "regraded" / "rnn"
    shown = (beside / "student000.json").stat().st_mtime_ns
    regrade(course, "--yes", "--student", "student003", *(["--fresh"] if fresh else []))
    assert [path.stem for path in beside.glob("*.json")] == ["student000"]
    assert "1 lose 12" in regrade(course)
    assert (beside / "student000.json").stat().st_mtime_ns == shown


def test_a_regrade_records_also_what_a_killed_run_has_not(again):
    course, _ = again
    with sqlite3.connect(course.root / "gradebook.db") as connection:
        connection.execute("DELETE FROM autograder_recorded")
        connection.execute("UPDATE grade SET auto_score = NULL")
    assert "15 have not changed" in regrade(course, "--yes")
    assert agree(course) == 4 * STUDENTS
