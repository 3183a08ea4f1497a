"""Who is enrolled, who is late and who got more time, on SQLite and PostgreSQL, by the programs' own commands."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import timedelta

import here
import pytest
from life.conftest import NAME, write
from nbgrader.api import Gradebook as Database

from autograder.nbgrader import extensions, roster
from autograder.nbgrader.settings import gradebook_of

ROSTER = "id,first_name,last_name\nada,Ada,Lovelace\nzoe,Zoe,Doe\n"


@pytest.fixture
def enrolled(course, run):
    """ada and zoe are in the gradebook; ada and mallory hand something in."""
    (course.root / "students.csv").write_text(ROSTER)
    run("autograder", "init")
    run("nbgrader", "db", "student", "import", "students.csv")
    run("nbgrader", "db", "student", "add", "bob")  # no more than an id
    for student in ("ada", "bob", "mallory"):
        write(course, course.root / "submitted" / student / NAME / f"{NAME}.ipynb", right=student != "bob")
    return course


def rows(course, name="canvas.csv"):
    """The last cell of each row, by what a student's folder is called."""
    known_by = {"canvas.csv": 3, "moodle.csv": 0}[name]  # Canvas has names in front
    with (course.root / "graded" / name).open(newline="") as file:
        return {row[known_by]: row[-1] for row in csv.reader(file)}


def book(course):
    return Database(gradebook_of(course), course.config.course)


def set_in(course, old, new):
    path = course.root / "grading.yml"
    text, times = re.subn(old, new, path.read_text())
    assert times
    path.write_text(text)


@pytest.mark.usefixtures("graded_here")
def test_who_is_enrolled_and_missing_and_who_is_unknown_is_told_everywhere(enrolled, run):
    missing, unknown = (
        f"no submission of {NAME} by zoe\n",
        "not enrolled, but handed something in: mallory;",
    )
    for _ in range(2):  # grading adds mallory to the gradebook, and submissions of hers and bob's
        said = run("autograder", "grade", NAME)
        assert missing in said
        assert unknown in said
        said = run("autograder", "status")
        assert missing in said
        assert unknown in said
        assert f"{NAME} 3 0 0 0 1" in " ".join(said.translate(str.maketrans("│┃", "  ")).split())
    one = run("autograder", "grade", NAME, "--student", "ada")
    assert missing not in one
    assert unknown not in one
    assert missing in run("autograder", "status", "--student", "zoe")

    said = run("autograder", "export", "canvas")
    assert f"no submission of {NAME} by zoe: no score there" in said
    assert unknown in said
    assert rows(enrolled)["zoe"] == ""
    assert float(rows(enrolled)["mallory"]) > 0
    said = run("autograder", "export", "canvas", "--missing", "zero")
    assert f"no submission of {NAME} by zoe: 0 there" in said
    assert rows(enrolled)["zoe"] == "0"
    set_in(enrolled, r"\Acourse:", "missing: zero\ncourse:")
    run("autograder", "export", "moodle")
    assert rows(enrolled, "moodle.csv")["zoe"] == "no submission"
    run("autograder", "export", "moodle", "--missing", "empty")
    assert rows(enrolled, "moodle.csv")["zoe"] == ""
    run("autograder", "export", "junit")
    suite = re.search(
        r'<testsuite name="rnn/zoe".*?</testsuite>', (enrolled.root / "graded/junit.xml").read_text(), re.S
    )
    assert '<property name="score" value="0" />' in suite[0]
    assert '<skipped message="no submission" />' in suite[0]
    run("autograder", "export", "overview")
    assert "1 enrolled without a submission" in (enrolled.root / "graded" / "overview.html").read_text()

    run("nbgrader", "db", "student", "add", "mallory", "--last-name", "M")
    assert unknown not in run("autograder", "status")


@pytest.mark.usefixtures("graded_here")
def test_nobody_gets_a_zero_before_it_is_due_or_for_what_waits_to_be_graded(enrolled, run):
    run("autograder", "grade", NAME)
    set_in(enrolled, r"due: .*", "due: 2099-01-01T00:00:00+00:00")
    assert "by zoe: no score there" in run("autograder", "export", "canvas", "--missing", "zero")
    assert rows(enrolled)["zoe"] == ""
    set_in(enrolled, r"due: .*", "due: 2026-01-01T00:00:00+00:00")
    run("autograder", "extend", "zoe", NAME, "2099-01-01")
    run("autograder", "export", "canvas", "--missing", "zero")
    assert rows(enrolled)["zoe"] == ""
    run("autograder", "extend", "zoe", NAME, "none")
    run("autograder", "export", "canvas", "--missing", "zero")
    assert rows(enrolled)["zoe"] == "0"
    write(enrolled, enrolled.root / "submitted" / "zoe" / NAME / f"{NAME}.ipynb")
    said = run("autograder", "export", "canvas", "--missing", "zero")
    assert f"pending: zoe {NAME}" in said
    assert "zoe" not in rows(enrolled)
    shutil.move(enrolled.root / "submitted", enrolled.root / "elsewhere")
    done = here.autograder("export", "canvas", "--missing", "zero", cwd=enrolled.root, code=2)
    assert "--missing zero: it is not known who handed in nothing: " in done.stderr


@pytest.mark.usefixtures("graded_here")
def test_without_a_roster_nobody_is_missing_or_unknown(course, run):
    for student in ("ada", "bob"):
        write(course, course.root / "submitted" / student / NAME / f"{NAME}.ipynb", right=False)
    said = [run("autograder", *command) for command in (("grade",), ("status",), ("export", "canvas"))]
    assert not [each for each in said if "enrolled" in each or "no submission" in each]
    assert not roster.enrolled(gradebook_of(course))


def test_a_status_before_there_is_anything_is_no_error(course, run, tmp_path):
    for _ in range(2):
        said = run("autograder", "status")
        assert (
            f"There are no submissions yet: they are expected in {course.root}/submitted/<student>/" in said
        )
        assert NAME in said
        (course.root / "submitted").mkdir(exist_ok=True)
    done = here.autograder("status", "--submitted", "typo", cwd=course.root, code=2)
    assert "typo is not a folder of submissions" in done.stderr
    done = here.autograder("status", "--student", "nobody", cwd=course.root, code=2)
    assert f"has no submission of {NAME} by nobody" in done.stderr


def test_a_gradebook_that_cannot_be_read_is_told_and_keeps_no_status_back(course, run):
    write(course, course.root / "submitted" / "ada" / NAME / f"{NAME}.ipynb")
    (course.root / "text.db").write_text("no database at all, " * 100)
    url = f"sqlite:///{course.root}/text.db"
    done = here.autograder("status", "--gradebook", url, cwd=course.root)
    assert "cannot be read: " in done.stderr
    assert "so it is not known who is enrolled" in done.stderr
    assert f"pending: ada {NAME}" in done.stdout


def granted(course):
    """What nbgrader has."""
    with book(course) as gradebook:
        return {each.student_id: each.extension for each in gradebook.find_assignment(NAME).submissions}


def penalties(course):
    with book(course) as gradebook:
        return {
            each.student_id: each.late_submission_penalty
            for each in gradebook.find_assignment(NAME).submissions
        }


@pytest.mark.usefixtures("graded_here")
def test_more_time_takes_the_penalty_away_before_and_after_something_is_handed_in(enrolled, run):
    set_in(enrolled, r"due: .*", "due: 2026-10-19T23:59:00+02:00")
    for student in ("ada", "mallory"):
        (enrolled.root / "submitted" / student / NAME / "timestamp.txt").write_text("2026-10-21 12:00:00 UTC")
    said = run(
        "autograder", "extend", "mallory", NAME, "+3d"
    )  # before there is a submission of theirs in nbgrader
    assert f"mallory may hand in {NAME} until 2026-10-22 23:59+02:00" in said
    assert granted(enrolled) == {}
    run("autograder", "grade", NAME)
    full = enrolled.config.assignments[NAME].points
    late = {"ada": pytest.approx(full * 0.2), "bob": 0, "mallory": 0}
    assert penalties(enrolled) == late
    assert granted(enrolled) == {"ada": None, "bob": None, "mallory": timedelta(days=3)}

    assert "until 2026-10-21 23:59+02:00" in run("autograder", "extend", "ada", NAME, "2026-10-21")
    run("autograder", "export", "canvas", "--late")
    assert float(rows(enrolled)["ada"]) == full
    run("autograder", "grade", NAME)
    assert penalties(enrolled) == {**late, "ada": 0}
    run("autograder", "extend", "ada", NAME, "+12h")  # instead of, not beyond, what was given
    run("autograder", "grade", NAME)
    assert penalties(enrolled)["ada"] == pytest.approx(full * 0.2)
    assert "ada has no extension" in run("autograder", "extend", "ada", NAME, "none")
    assert granted(enrolled)["ada"] is None
    run("nbgrader", "autograde", NAME, "--force")
    assert penalties(enrolled) == late


@pytest.mark.usefixtures("graded_here")
def test_late_days_take_the_penalty_away_and_are_counted_anew_each_time(course, run):
    text = (course.root / "grading.yml").read_text()
    rules = "lateness:\n  grace: 10 min\n  per_day: 0.1\n  at_most: 0.5\n  late_days: 3\n"
    text = re.sub(r"(?m)^lateness:\n(  .*\n)*", rules, text)
    (course.root / "grading.yml").write_text(text)
    set_in(course, r"due: .*", "due: 2026-10-19T23:59:00+02:00")
    moments = {
        "ada": "2026-10-21 12:00:00 UTC",
        "bob": "2026-10-24 12:00:00 UTC",
        "eve": "2026-10-19 22:05:00 UTC",
    }
    for student, moment in moments.items():
        folder = course.root / "submitted" / student / NAME
        write(course, folder / f"{NAME}.ipynb")
        (folder / "timestamp.txt").write_text(moment)
    assert "`autograder extend --late-days` spends" in run("autograder", "grade", NAME)
    full = course.config.assignments[NAME].points
    assert penalties(course) == {"ada": pytest.approx(full * 0.2), "bob": pytest.approx(full * 0.5), "eve": 0}

    set_in(
        course,
        r"(?m)^assignments:\n",
        "assignments:\n  later: {title: Later, grades: {later-it: {points: 1, title: It}}}\n",
    )
    for _ in range(2):  # although one of the assignments is not released yet
        said = run("autograder", "extend", "--late-days")
        assert f"ada takes 2 late days for {NAME}, and has 1 left" in said
        assert f"bob takes 3 late days for {NAME}, and has 0 left" in said
        assert "eve" not in said
        assert granted(course) == {"ada": timedelta(days=2), "bob": timedelta(days=3), "eve": None}
    set_in(course, r"  later: .*\n", "")
    run("autograder", "grade", NAME)
    assert penalties(course) == {"ada": 0, "bob": pytest.approx(full * 0.2), "eve": 0}

    run("autograder", "extend", "bob", NAME, "+4d")  # what a person grants comes first
    assert f"bob takes 1 late day for {NAME}, and has 2 left" in run("autograder", "extend", "--late-days")
    assert granted(course)["bob"] == timedelta(days=5)
    run("autograder", "grade", NAME)
    assert penalties(course) == {"ada": 0, "bob": 0, "eve": 0}
    run("autograder", "export", "canvas", "--late")
    assert set(map(float, (rows(course)[student] for student in moments))) == {full}


@pytest.mark.parametrize(("start", "delimiter", "end"), [("", ",", "\n"), ("\ufeff", ";", "\r\n")])
def test_a_file_of_extensions_is_granted_as_a_whole_or_not_at_all(enrolled, run, start, delimiter, end):
    def write_file(*lines):
        text = end.join(delimiter.join(line) for line in (("until", "student", "why", "assignment"), *lines))
        (enrolled.root / "more.csv").write_text(start + text + end, newline="")

    good = ("+3d", "ada", "ill", NAME), ("2099-01-01T12:00+01:00", "zoe", "", NAME)
    write_file(
        *good, ("+3d", "nobody", "", NAME), ("tomorrow", "bob", "", NAME), ("2020-01-01", "bob", "", NAME)
    )
    said = here.autograder("extend", "--file", "more.csv", cwd=enrolled.root, code=2).stderr.splitlines()
    assert len(said) == 3
    assert said[0].startswith("error: more.csv, line 4: no student 'nobody'")
    assert "more.csv, line 5: there are several lines for bob's" in said[1]
    assert "more.csv, line 6: there are several lines" in said[2]
    with book(enrolled) as gradebook:
        assert extensions.granted(gradebook, NAME) == {}
    write_file(*good)
    assert "zoe may hand in" in run("autograder", "extend", "--file", "more.csv")
    with book(enrolled) as gradebook:
        assert extensions.granted(gradebook, NAME).keys() == {"ada", "zoe"}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("ada", NAME), "expected `extend STUDENT ASSIGNMENT UNTIL`, or `extend --file FILE`"),
        (("ada", "rmm", "+3d"), "grading.yml has no assignment 'rmm'"),
        (("adda", NAME, "+3d"), "no student 'adda' (did you mean ada?)"),
        (("ada", NAME, "+3 fortnights"), "expected a date such as 2026-10-15,"),
        (("ada", NAME, "yesterday"), "expected a date such as 2026-10-15,"),
        (("ada", NAME, "2020-01-01"), "'2020-01-01' is not after the due date, 20"),
        (("--file", "none.csv"), "none.csv: cannot be read: "),
        (
            ("--file", "students.csv"),
            "expected the columns student, assignment, until, there is none called student",
        ),
        (("ada", NAME, "+3d", "--file", "students.csv"), "expected `extend STUDENT"),
        (("--late-days",), "grading.yml grants no late days: write `late_days: 3` under `lateness`"),
        (("ada", "--late-days"), "expected `extend --late-days` alone"),
    ],
)
def test_what_cannot_be_granted_is_told_in_one_line(course, run, arguments, line):
    (course.root / "students.csv").write_text(ROSTER)
    run("autograder", "init")
    run("nbgrader", "db", "student", "import", "students.csv")
    said = here.autograder("extend", *arguments, cwd=course.root, code=2).stderr
    assert line in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("graded_here")
def test_a_timestamp_that_tells_nothing_is_told_with_the_students_name(course, run):
    write(course, course.root / "submitted" / "ada" / NAME / f"{NAME}.ipynb", right=False)
    (course.root / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-10-21 12:00:00 CEST")
    line = (
        f"ada {NAME}: timestamp.txt names the time zone CEST, which is not known: it counts as on time until"
    )
    for command in (("grade",), ("status",), ("export", "canvas")):
        assert line in run("autograder", *command)
