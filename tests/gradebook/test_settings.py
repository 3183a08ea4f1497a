"""nbgrader's configuration."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.config import DEMO, Course, Lateness
from autograder.errors import CourseError
from autograder.nbgrader.database import PATIENCE
from autograder.nbgrader.lateness import penalty
from autograder.nbgrader.settings import NBGRADER_CONFIG, absolute, gradebook_of, settings, write_config

GRADING = """
course: demo
seed: 1
assignments:
  cnn:
    title: CNN
    grades: {part: {points: 4, title: A part}}
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "grading.yml").write_text(GRADING)
    return Course.load(tmp_path)


def test_no_step_of_the_pipeline_executes_a_notebook(course):
    config = settings(course, course.root / "graded", "sqlite:///gradebook.db", course.root / "submitted")
    assert not [step for step in config.Autograde.autograde_preprocessors if step.endswith("Execute")]
    assert config.CourseDirectory.autograded_directory == "graded/autograded"
    json.dumps(config)  # the formgrader does so


def test_a_gradebook_beside_the_course_has_an_absolute_path(tmp_path):
    assert absolute("sqlite:///gradebook.db", tmp_path) == f"sqlite:///{tmp_path}/gradebook.db"
    assert absolute(f"sqlite:///{tmp_path}/g.db", Path("/")) == f"sqlite:///{tmp_path}/g.db"
    assert absolute("postgresql://host/db", tmp_path) == "postgresql://host/db"


def test_a_missing_gradebook_folder_is_told_in_one_line(tmp_path):
    with pytest.raises(CourseError, match=r"^the gradebook's folder .*/missing does not exist: make it, or"):
        absolute("sqlite:///missing/gradebook.db", tmp_path)


def test_what_is_no_url_is_told_in_one_line(tmp_path):
    with pytest.raises(CourseError, match="is not a database URL"):
        absolute("gradebook.db", tmp_path)


def test_nbgraders_own_programs_wait_for_a_lock_as_long_as_grading_does(course):
    write_config(course)
    program = """
from nbgrader.api import Gradebook
from sqlalchemy import text
from traitlets.config import PyFileConfigLoader

config = PyFileConfigLoader("nbgrader_config.py", ".").load_config()
with Gradebook(config.CourseDirectory.db_url) as book:
    print(config.CourseDirectory.db_url, book.db.execute(text("PRAGMA busy_timeout")).scalar())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=course.root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},  # for alembic
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"sqlite:///{course.root}/gradebook.db {PATIENCE * 1000}\n"


def test_a_demo_keeps_to_its_own_gradebook(course, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_GRADEBOOK", "sqlite:////elsewhere/gradebook.db")
    assert gradebook_of(course) == "sqlite:////elsewhere/gradebook.db"
    (course.root / DEMO).touch()
    assert gradebook_of(course) == course.config.gradebook == "sqlite:///gradebook.db"


def test_an_nbgrader_config_of_the_instructors_own_is_kept_if_it_calls_the_kit(course):
    path = course.root / NBGRADER_CONFIG
    write_config(course)
    own = path.read_text() + "c.Autograde.force = True\n"
    path.write_text(own)
    write_config(course)
    assert path.read_text() == own


def test_an_nbgrader_config_that_knows_the_bridge_by_its_former_name_goes_on_working(course):
    path = course.root / NBGRADER_CONFIG
    write_config(course)
    former = path.read_text().replace("autograder.nbgrader", "autograder.gradebook")
    assert "from autograder.gradebook.settings import configure" in former
    path.write_text(former)
    write_config(course)
    assert path.read_text() == former
    config = PyFileConfigLoader(NBGRADER_CONFIG, path=str(course.root)).load_config()
    assert config.CourseDirectory.course_id == course.config.course
    assert config.Autograde.exporter_class == "autograder.nbgrader.submission_reader.SubmissionReader"


def test_an_nbgrader_config_that_would_run_students_code_in_a_kernel_is_refused(course):
    (course.root / NBGRADER_CONFIG).write_text("c = get_config()\n")
    with pytest.raises(CourseError, match="would run students' code in a kernel"):
        write_config(course)


def test_an_nbgrader_config_that_cannot_be_read_is_told_in_one_line(course):
    path = course.root / NBGRADER_CONFIG
    write_config(course)
    path.write_bytes(path.read_bytes() + "# für\n".encode("latin-1"))
    with pytest.raises(
        CourseError, match=r"^nbgrader_config\.py, line \d+: expected UTF-8, got another encoding$"
    ):
        write_config(course)
    path.unlink()
    path.mkdir()
    with pytest.raises(CourseError, match=r"nbgrader_config\.py: cannot be read: Is a directory$"):
        write_config(course)


@pytest.mark.parametrize(
    ("late", "lost"),
    [
        (timedelta(minutes=5), 0.0),
        (timedelta(minutes=11), 1.0),
        (timedelta(days=1, minutes=10), 1.0),
        (timedelta(days=1, minutes=11), 2.0),
        (timedelta(days=30), 5.0),
    ],
)
def test_each_day_begun_after_the_grace_costs_its_share(late, lost):
    lateness = Lateness(grace=600, per_day=0.1, at_most=0.5)
    assert penalty(lateness, 10.0, late.total_seconds()) == pytest.approx(lost)
