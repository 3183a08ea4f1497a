"""A course's life in the real nbgrader: collect, grade, review, grade again, feedback, export."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import threading
import time
import zipfile

import pytest
from life.conftest import BIN, NAME, write
from nbgrader.api import Gradebook


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


def test_what_people_gave_outlives_grading_again(course, run, grade_class, tmp_path):
    for _ in range(2):
        assert "The gradebook knows rnn" in run("autograder", "init")
    write(course, tmp_path / "ada.ipynb")
    archive = course.root / "downloaded" / NAME / "archive" / "class.zip"
    archive.parent.mkdir(parents=True)
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(tmp_path / "ada.ipynb", f"ada_LATE_12_345_{NAME}-1.ipynb")
    for _ in range(2):
        run("nbgrader", "zip_collect", NAME, "--force")
    submitted = course.root / "submitted" / "ada" / NAME
    assert [path.name for path in submitted.glob("*.ipynb")] == [f"{NAME}.ipynb"]
    (submitted / "timestamp.txt").write_text("2030-01-01 00:00:00 UTC")

    grade_class()
    with Gradebook(os.environ["AUTOGRADER_GRADEBOOK"], course.config.course) as book:
        notebook = book.find_submission_notebook(NAME, NAME, "ada")
        grade, comment = notebook.grades[0], notebook.comments[0]
        name, full = grade.name, grade.auto_score
        assert all(each.auto_score == each.max_score for each in notebook.grades)
        # As the formgrader's handlers do; tests/browser types a score into the page itself.
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 0.5, 1.0, False
        comment.manual_comment = "Look at the loop"
        book.db.commit()
    given = state(course)
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
    assert auto != full
    assert "Look at the loop" in {manual for _, _, manual in comments}
    grade_class()
    assert state(course) == changed

    for _ in range(2):
        run("nbgrader", "generate_feedback", NAME, "--force")
        run("nbgrader", "export", "--to", str(tmp_path / "grades.csv"))
        with (tmp_path / "grades.csv").open() as file:
            (row,) = csv.DictReader(file)
        assert float(row["late_submission_penalty"]) == pytest.approx(0.5 * float(row["raw_score"]))
    assert (course.root / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html").is_file()


def test_two_graders_share_a_gradebook_that_neither_has_made(course):
    running = []
    for student in ("ada", "bob"):
        write(course, course.root / "submitted" / student / NAME / f"{NAME}.ipynb", right=False)
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
