"""What the pages for instructors tell people to type does what they say: each block is run as it stands, by bash."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest
from documentation.makers import DOCS, blocks
from nbgrader.api import Gradebook

BIN = Path(sys.executable).parent
NAME = "rnn"
LEFT = re.compile(r"│ rnn +│ +(\d+) │ +(\d+) │ +(\d+) │ +(\d+) │")  # graded, pending, infrastructure, stale


def commands(page: str) -> list[str]:
    return blocks((DOCS / page).read_text(encoding="utf-8"), "sh")


def typed(script: list[str], folder: Path) -> str:
    """What bash prints that is told these blocks. None of their commands may fail."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(script)],
        cwd=folder,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def scores(course: Path) -> dict[str, tuple[float, float]]:
    """Each student's points, and those there are."""
    totals: dict[str, tuple[float, float]] = defaultdict(lambda: (0, 0))
    with (course / "graded" / "scores.csv").open() as file:
        for row in csv.DictReader(file):
            score, most = totals[row["student"]]
            totals[row["student"]] = (score + float(row["score"]), most + float(row["max_score"]))
    return dict(totals)


def enrolled(course: Path) -> set[str]:
    with closing(Gradebook(f"sqlite:///{course}/gradebook.db")) as book:
        return {student.id for student in book.students}


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course that the tutorial makes, before its last step clears it up."""
    folder = tmp_path_factory.mktemp("monday")
    *steps, _ = commands("first-monday.md")
    said = typed(steps, folder)
    assert "no submission of rnn by alan" in said
    assert "ada" in said[said.rindex("alan") :]  # the answer to why
    return folder / "nets"


@pytest.fixture
def course(monday: Path, tmp_path: Path) -> Path:
    return shutil.copytree(monday, tmp_path / "nets", symlinks=True)


def test_the_first_monday_leads_to_scores_feedback_and_overview(course: Path):
    found = scores(course)
    assert found.keys() == {"ada", "grace"}
    assert found["grace"][0] == found["grace"][1] > 0 == found["ada"][0]
    assert (course / "graded" / "feedback" / "ada" / NAME / f"{NAME}.html").is_file()
    assert (course / "graded" / "overview.html").is_file()
    assert not list((course / "assignments").rglob("hidden*"))
    typed(commands("first-monday.md")[-1:], course)
    assert enrolled(course) == {"ada", "alan", "grace"}
    assert list((course / "submitted").iterdir()) == []
    assert not (course / "graded" / "scores.csv").exists()


def test_a_new_term_has_the_assignments_and_nobody_of_the_old_one(course: Path):
    (course.parent / "students-spring.csv").write_text("id,first_name\nemmy,Emmy\n")
    typed(commands("new-term.md"), course)
    spring = course.parent / "nets-spring"
    assert enrolled(spring) == {"emmy"}
    assert (spring / "assignments" / NAME / f"{NAME}.ipynb").is_file()
    assert not (spring / "submitted").exists()
    with (course / "versions.txt").open() as file:
        assert "torch" in file.read()
    assert (course.parent / "nets-archive.tar.gz").stat().st_mode & 0o077 == 0
    shutil.unpack_archive(course.parent / "nets-archive.tar.gz", course.parent / "unpacked", filter="data")
    assert scores(course.parent / "unpacked" / "nets") == scores(course)


def test_a_backup_brings_back_what_people_gave_and_a_moved_course_is_graded_still(
    course: Path, tmp_path: Path
):
    backup, restore, pack, unpack = commands("moving.md")
    with closing(Gradebook(f"sqlite:///{course}/gradebook.db")) as book:
        grade = next(iter(book.notebook_submissions(NAME, NAME)[0].grades))
        grade.manual_score = 0.25
        cell, student = grade.name, grade.student.id
        book.db.commit()
    typed([backup], course)
    assert (course / "gradebook-backup.db").stat().st_mode & 0o077 == 0
    (course / "gradebook.db").write_bytes(b"")
    typed([restore], course)
    with closing(Gradebook(f"sqlite:///{course}/gradebook.db")) as book:
        assert book.find_grade(cell, NAME, NAME, student).manual_score == 0.25
    typed([pack], course)
    assert (course.parent / "nets.tar.gz").stat().st_mode & 0o077 == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.move(course.parent / "nets.tar.gz", elsewhere)
    found = LEFT.search(typed([unpack], elsewhere))
    assert found is not None
    assert found.groups() == ("2", "0", "0", "0")


def test_a_student_who_is_dropped_is_nowhere_and_one_with_a_new_id_keeps_the_score(course: Path):
    before = scores(course)["grace"]
    drop, rename = commands("dropping.md")
    typed([drop], course)
    assert scores(course) == {"grace": before}
    assert enrolled(course) == {"alan", "grace"}
    assert [path for path in course.rglob("*") if path.name in ("ada", "ada.json")] == []
    typed([rename], course)
    assert scores(course) == {"ghopper": before}
    assert enrolled(course) == {"alan", "ghopper"}
    assert [path for path in course.rglob("*") if path.name in ("grace", "grace.json")] == []
