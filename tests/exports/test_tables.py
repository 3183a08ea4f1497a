"""The CSV files, read back as Canvas, Moodle and a spreadsheet would."""

from __future__ import annotations

import csv
import io

import pytest
from exports.conftest import EVIL, NAME, refused

from autograder.exports.canvas import canvas
from autograder.exports.collect import collect
from autograder.exports.entries import after_lateness, entries_of
from autograder.exports.moodle import moodle
from autograder.exports.tables import FORMULA, guarded, number
from autograder.nbgrader.database import opened


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_canvas_gets_its_columns_its_row_of_points_and_no_zero_for_the_kits_failure(graded):
    head, points, *students = rows(
        canvas(graded, [NAME], entries_of(collect(graded, [NAME], graded.root / "graded")))
    )
    title = graded.assignment(NAME).title
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    assert points == ["    Points Possible", "", "", "", "", "12"]
    assert students == [
        ["ada", "", "", "ada", "", "12"],
        ["carl", "", "", "carl", "", students[1][-1]],
        ["kurt", "", "", "kurt", "", "0"],
        ["max", "", "", "max", "", ""],
    ]
    assert 0 < float(students[1][-1]) < 12


def test_canvas_knows_students_by_another_column_on_demand(graded, reports):
    table = rows(canvas(graded, [NAME], entries_of([reports["ada"]]), "sis-user-id"))
    assert table[2] == ["ada", "", "ada", "", "", "12"]


def test_a_student_without_a_submission_has_an_empty_cell(graded, reports):
    table = rows(canvas(graded, ["cnn", NAME], entries_of([reports["ada"]])))
    assert table[2][-2:] == ["", "12"]


def test_moodle_gets_scores_and_reasons_and_both_cells_empty_for_the_kits_failure(graded):
    head, *students = rows(
        moodle([NAME], entries_of(collect(graded, [NAME], graded.root / "graded")), "email")
    )
    assert head == ["email", NAME, f"{NAME} feedback"]
    by_student = {row[0]: row[1:] for row in students}
    assert by_student["ada"] == ["12", "all tests passed"]
    assert "rnn-ohlol" in by_student["carl"][1]
    assert by_student["kurt"][0] == "0"
    assert "<" not in by_student["kurt"][1]
    assert by_student["max"] == ["", ""]


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_of_a_students_is_a_formula(hand_made, start):
    course, save = hand_made
    save(refused(course, f"{start}1+1", f"{start}1+1"))
    entries = entries_of(collect(course, [NAME], course.root / "graded"))
    tables = rows(canvas(course, [NAME], entries))[2:] + rows(moodle([NAME], entries))[1:]
    assert not [cell for row in tables for cell in row if cell.startswith(FORMULA)]
    assert guarded(f"{start}1").startswith("'")


def test_what_a_student_says_stays_in_one_cell():
    said = 'a,"b"\r\nc;\x1b[2J'
    assert guarded(said) == 'a,"b" c;\\x1b[2J'
    assert guarded(EVIL) == f"'{EVIL}"


@pytest.mark.parametrize(
    ("score", "text"), [(None, ""), (0.0, "0"), (6.0, "6"), (100.0, "100"), (5.55556, "5.5556"), (1e-05, "0")]
)
def test_scores_are_plain_numbers(score, text):
    assert number(score) == text


def test_lateness_is_subtracted_on_demand_only(graded):
    entries = entries_of(collect(graded, [NAME], graded.root / "graded"))
    assert not any(entry.lost for entry in entries)
    late = after_lateness(graded, entries, graded.root / "submitted")
    by_student = {entry.student: entry for entry in late}
    # two days begun, a tenth each
    assert by_student["ada"].score == pytest.approx(12 * 0.8)
    assert by_student["ada"].before_lateness == 12
    carl = by_student["carl"]
    assert carl.score == carl.report.score  # no timestamp: in time, as in nbgrader
    assert rows(canvas(graded, [NAME], late))[2][-1] == "9.6"
    assert rows(moodle([NAME], late))[1][1:] == ["9.6", "late: 2.4 points less"]


def test_lateness_begins_after_the_extension_that_the_gradebook_has(graded, tmp_path):
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with opened(url, graded.config.course) as book:
        book.add_assignment(NAME)
        for student, days in (("ada", 1), ("carl", 9)):
            book.add_student(student)
            book.add_submission(NAME, student)
            book.grant_extension(NAME, student, days=days)
    entries = entries_of(collect(graded, [NAME], graded.root / "graded"))
    late = after_lateness(graded, entries, graded.root / "submitted", url)
    assert {entry.student: entry.score for entry in late}["ada"] == pytest.approx(10.8)
