"""nbgrader's own exchange in a folder, and students who hand in through it."""

from __future__ import annotations

import shutil
from pathlib import Path

import warm

from autograder.course.config import Course
from autograder.nbgrader.settings import write_config


def exchange_in(course: Course, folder: Path) -> Path:
    """A folder for nbgrader's exchange, named as an instructor would; the course's own folder in it."""
    write_config(course)
    folder.mkdir(mode=0o777)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc = get_config()\nc.Exchange.root = {str(folder)!r}\n")
    return folder / course.config.course


def submit(course: Course, student: str, work: Path, desk: Path) -> None:
    """`nbgrader submit` of a folder with somebody's work, from a desk of their own."""
    shutil.copytree(work, desk / work.name, dirs_exist_ok=True)
    warm.nbgrader("submit", work.name, *as_student(student, desk), cwd=course.root)


def as_student(student: str, desk: Path) -> tuple[str, ...]:
    return (
        f"--Exchange.assignment_dir={desk}",
        f"--Exchange.cache={desk / 'cache'}",
        f"--CourseDirectory.student_id={student}",
    )
