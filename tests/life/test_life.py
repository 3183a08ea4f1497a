"""A course's life in the real nbgrader: release, collect, grade, review, grade again, feedback, export."""

from __future__ import annotations

import csv
import filecmp
import json
import os
import shutil
import sqlite3
import subprocess
import threading
import time
import zipfile

import pytest
from formgrader import fetched, formgrader
from hostile.conftest import ROOT
from life.conftest import BIN, NAME, write
from life.exchange import as_student, exchange_in
from nbgrader.api import Gradebook

from autograder.course.material import Material
from autograder.course.submissions import find, read
from autograder.grading.grade import grade
from autograder.grading.store import Store


def state(course):
    """All that people and the grader gave, by student and grade id."""
    with Gradebook(os.environ["AUTOGRADER_GRADEBOOK"], course.config.course) as book:
        return {
            (each.student_id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
                tuple(sorted((c.name, c.auto_comment or "", c.manual_comment or "") for c in n.comments)),
            )
            for each in book.assignment_submissions(NAME)
            for n in each.notebooks
            for grade in n.grades
        }


def give(course, home, student, grade_id, scores, comment):
    """A manual score, extra credit and a comment, as the formgrader's page gives them to its server."""
    with formgrader(course, home) as address:

        def asked(path, **query):
            return json.loads(
                fetched("&".join((address(f"api/{path}"), *(f"{k}={v}" for k, v in query.items()))))
            )

        def put(path, **data):
            return json.loads(fetched(address(f"api/{path}"), json.dumps(data).encode(), "PUT"))

        (notebook,) = (
            each["id"] for each in asked(f"submitted_notebooks/{NAME}/{NAME}") if each["student"] == student
        )
        (grade,) = (each for each in asked("grades", submission_id=notebook) if each["name"] == grade_id)
        first = asked("comments", submission_id=notebook)[0]
        for _ in range(2):
            answer = put(f"grade/{grade['id']}", **scores)
            assert scores.items() <= answer.items()
            assert not answer["needs_manual_grade"]
            assert put(f"comment/{first['id']}", manual_comment=comment)["manual_comment"] == comment


def test_what_people_gave_outlives_grading_again(course, run, grade_class, tmp_path):
    shutil.rmtree(course.root / "assignments")
    (course.root / "nbgrader_config.py").unlink()
    for _ in range(2):
        run("autograder", "release")
        assert not filecmp.dircmp(course.root / "assignments" / NAME, ROOT / "assignments" / NAME).diff_files
    exchange = exchange_in(course, tmp_path / "exchange")
    for _ in range(2):
        assert "The gradebook knows rnn" in run("autograder", "init")
    write(course, tmp_path / "ada.ipynb")
    archive = course.root / "downloaded" / NAME / "archive" / "class.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(tmp_path / "ada.ipynb", f"ada_LATE_12_345_{NAME}-1.ipynb")
    run("nbgrader", "db", "student", "add", "ada", "--lms-user-id", "12")
    for _ in range(2):
        run("nbgrader", "zip_collect", NAME, "--force")
    submitted = course.root / "submitted" / "ada" / NAME
    assert [path.name for path in submitted.glob("*.ipynb")] == [f"{NAME}.ipynb"]
    (submitted / "timestamp.txt").write_text("2030-01-01 00:00:00 UTC")

    grade_class()
    right = state(course)
    points = {name: grade.points for name, grade in course.config.assignments[NAME].grades.items()}
    assert {key: auto for key, (auto, *_) in right.items()} == {
        ("ada", name): full for name, full in points.items()
    }
    name = next(iter(points))
    give(course, tmp_path, "ada", name, {"manual_score": 0.5, "extra_credit": 1.0}, "Look at the loop")
    given = state(course)
    assert given["ada", name][:3] == (points[name], 0.5, 1.0)
    grade_class()
    assert state(course) == given

    # Other hidden inputs: the digest changes, the scores do not.
    text = (course.root / "grading.yml").read_text()
    (course.root / "grading.yml").write_text(text.replace(f"seed: {course.config.seed}", "seed: 7"))
    grade_class()
    for key, (*before, flagged, comments) in given.items():
        assert state(course)[key] == (*before, flagged or key[1] == name, comments)

    write(course, submitted / f"{NAME}.ipynb", right=False)
    grade_class()
    changed = state(course)
    auto, manual, extra, flagged, comments = changed["ada", name]
    assert (manual, extra, flagged) == (0.5, 1.0, True)
    assert auto != points[name]
    assert "Look at the loop" in {manual for _, _, manual in comments}
    grade_class()
    assert state(course) == changed

    page = course.root / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html"
    for _ in range(2):
        run("nbgrader", "generate_feedback", NAME, "--force")
        assert "Look at the loop" in page.read_text()
        run("nbgrader", "release_feedback", NAME)
        assert [path.read_text() for path in (exchange / "feedback").iterdir()] == [page.read_text()]
        run("nbgrader", "export", "--to", str(tmp_path / "grades.csv"))
        with (tmp_path / "grades.csv").open() as file:
            (row,) = csv.DictReader(file)
        assert float(row["late_submission_penalty"]) == pytest.approx(0.5 * float(row["raw_score"]))
    assert state(course) == changed


@pytest.mark.parametrize("course", ["sqlite"], indirect=True)
def test_feedback_finds_its_student_through_the_exchange_also_where_others_came_another_way(
    course, run, grade_class, tmp_path
):
    exchange_in(course, tmp_path / "exchange")
    run("autograder", "init")
    run("nbgrader", "release_assignment", NAME)
    write(course, course.root / "submitted" / "ada" / NAME / f"{NAME}.ipynb", right=False)

    desk = tmp_path / "desk"
    write(course, desk / NAME / f"{NAME}.ipynb", right=False)
    as_bob = as_student("bob", desk)
    run("nbgrader", "submit", NAME, *as_bob)
    for _ in range(2):
        run("nbgrader", "collect", NAME)
    grade_class()
    run("nbgrader", "generate_feedback", NAME)
    run("nbgrader", "release_feedback", NAME)
    run("nbgrader", "fetch_feedback", NAME, *as_bob)
    (page,) = (desk / NAME / "feedback").glob(f"*/{NAME}.html")
    assert page.read_text() == (course.root / "graded" / "feedback" / "bob" / NAME / page.name).read_text()


def test_two_graders_share_a_gradebook_that_neither_has_made(course, sandbox):
    students = ("ada", "bob")
    for student in students:
        write(course, course.root / "submitted" / student / NAME / f"{NAME}.ipynb", right=False)
    # There are reports, so that both record at once.
    for found in find(course.root / "submitted", [NAME]):
        report = grade(read(found, course.config), Material.of(course), sandbox, "cpu")
        Store(course.root / "graded" / "reports").save(report)
    running = []
    for student in students:
        running.append(
            subprocess.Popen(
                [BIN / "autograder", "grade", NAME, "--student", student, "--jobs", "1"],
                cwd=course.root,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
    for each in running:
        output, _ = each.communicate(timeout=300)
        assert each.returncode == 0, output
        assert "1 of 1 submissions are graded" in output
    assert {student for student, _ in state(course)} == {"ada", "bob"}


@pytest.mark.parametrize("course", ["sqlite"], indirect=True)
def test_recording_waits_for_a_lock_that_another_program_holds(course, run, grade_class):
    run("autograder", "init")
    write(course, course.root / "submitted" / "ada" / NAME / f"{NAME}.ipynb", right=False)
    holder = sqlite3.connect(course.root / "gradebook.db", check_same_thread=False, isolation_level=None)
    held = threading.Event()

    def hold():
        holder.execute("BEGIN IMMEDIATE")
        held.set()
        time.sleep(7)  # SQLite's own patience is 5 s
        holder.rollback()
        holder.close()

    def hold_once_graded():
        other = threading.Thread(target=hold)
        other.start()
        held.wait()

    grade_class(before_recording=hold_once_graded)
    assert {student for student, _ in state(course)} == {"ada"}
