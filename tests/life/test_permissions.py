"""Who may read what grading writes: its owner alone, whatever the umask; a group with which a course is shared, too."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import here
import nbformat
import pytest
import warm
from life import kills

from autograder.course import private
from autograder.course.config import Course
from autograder.course.lock import locked
from autograder.grading.store import write_whole

pytestmark = pytest.mark.usefixtures("graded_here")

OTHERS = stat.S_IRWXG | stat.S_IRWXO
GROUP = 12345 if os.getuid() == 0 else os.getgid()
"""That of the graders."""


def ran(course: Course, umask: int, *command: str) -> str:
    program, *arguments = command
    run = {"autograder": here.autograder, "nbgrader": warm.nbgrader}[program]
    done = run(*arguments, cwd=course.root, umask=umask)
    return done.stdout + done.stderr


def written(course: Course) -> dict[str, int]:
    """The permissions of all that grading has written, by path."""
    graded = course.root / "graded"
    paths = [graded, *graded.rglob("*"), *course.root.glob("gradebook.db*"), *course.root.glob("*.csv")]
    return {
        path.relative_to(course.root).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in paths
        if path.exists()
    }


@pytest.mark.parametrize("umask", [0o000, 0o777 & ~0o750], ids=["open", "group"])
def test_what_is_written_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: int):
    course = kills.make_class(tmp_path / "course", 2)
    os.chmod(course.root, 0o755)  # a course that all may look into
    ran(course, umask, "autograder", "grade", kills.NAME)
    for target in ("overview", "canvas", "moodle", "junit", "gradescope"):
        ran(course, umask, "autograder", "export", target, kills.NAME)
    for command in (["autograde", "--force", kills.NAME], ["generate_feedback", kills.NAME], ["export"]):
        ran(course, umask, "nbgrader", *command)
    found = written(course)
    for name in (
        "graded/scores.csv",
        "graded/overview.html",
        "graded/canvas.csv",
        "graded/gradescope/rnn.zip",
        "graded/reports/rnn/student000.json",
        "graded/autograded/student000/rnn/rnn.ipynb",
        "graded/feedback/student000/rnn/rnn.html",
        "gradebook.db",
        "grades.csv",
    ):
        assert name in found
    assert {name: oct(mode) for name, mode in found.items() if mode & OTHERS} == {}


def test_nbgraders_own_commands_make_private_what_they_are_the_first_to_make(tmp_path: Path):
    course = kills.make_class(tmp_path / "course", 1)
    ran(course, 0o000, "nbgrader", "db", "student", "add", "ada")
    assert written(course) == {"gradebook.db": 0o600}
    ran(course, 0o000, "autograder", "init")
    shutil.rmtree(course.root / "graded")
    ran(course, 0o000, "nbgrader", "autograde", kills.NAME)
    ran(course, 0o000, "nbgrader", "generate_feedback", kills.NAME)
    found = written(course)
    assert {"graded", "gradebook.db", "graded/scores.csv", "graded/feedback"} <= found.keys()
    assert {name: oct(mode) for name, mode in found.items() if mode & OTHERS} == {}


def test_a_course_that_is_shared_stays_so(tmp_path: Path):
    course = kills.make_class(tmp_path / "course", 3)
    late = course.root / "submitted" / "student002"
    late.rename(tmp_path / "late")
    ran(course, 0o077, "autograder", "grade", kills.NAME)
    # As docs/graders.md says it.
    for path in (course.root / "graded", *(course.root / "graded").rglob("*"), course.root / "gradebook.db"):
        os.chown(path, -1, GROUP)
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | (0o2070 if path.is_dir() else 0o060))
    (tmp_path / "late").rename(late)
    other = nbformat.read(course.root / "submitted" / "student000" / "rnn" / "rnn.ipynb", as_version=4)
    other.cells.append(nbformat.v4.new_code_cell("another = 1"))
    nbformat.write(other, course.root / "submitted" / "student000" / "rnn" / "rnn.ipynb")
    ran(course, 0o077, "autograder", "grade", kills.NAME)
    ran(course, 0o077, "autograder", "export", "overview", kills.NAME)
    ran(course, 0o077, "nbgrader", "generate_feedback", kills.NAME)
    for path in (course.root / "graded", *(course.root / "graded").rglob("*"), course.root / "gradebook.db"):
        status = path.stat()
        assert status.st_gid == GROUP, path
        wanted = 0o070 if path.is_dir() else 0o040
        assert status.st_mode & wanted == wanted, (path, oct(status.st_mode))
        assert not status.st_mode & stat.S_IRWXO, (path, oct(status.st_mode))


def test_a_course_that_all_may_read_keeps_its_permissions_and_says_so(tmp_path: Path):
    tmp_path.chmod(0o755)
    course = kills.make_class(tmp_path / "course", 1)
    ran(course, 0o022, "autograder", "grade", kills.NAME)
    for place in ("graded", "graded/scores.csv"):
        (course.root / place).chmod(0o755 if place == "graded" else 0o664)
    said = ran(course, 0o022, "autograder", "grade", kills.NAME, "--fresh")
    assert stat.S_IMODE((course.root / "graded").stat().st_mode) == 0o755
    assert stat.S_IMODE((course.root / "graded" / "scores.csv").stat().st_mode) == 0o664
    reachable = all(folder.stat().st_mode & stat.S_IXOTH for folder in course.root.parents)
    assert ("Every user of this machine may read" in said) is reachable


@pytest.mark.parametrize(
    ("folder", "expected"),
    [(0o700, 0o600), (0o755, 0o600), (0o1777, 0o600), (0o750, 0o640), (0o2770, 0o660), (0o2775, 0o660)],
    ids=oct,
)
def test_a_file_is_for_those_with_whom_its_folder_is_shared(tmp_path: Path, folder: int, expected: int):
    tmp_path.chmod(folder)
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "new.csv", "text")
        write_whole(tmp_path / "inner" / "new.csv", "text")
        with locked(tmp_path / "lock"):
            pass
    finally:
        os.umask(before)
    for name in ("new.csv", "lock", "inner/new.csv"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == expected
    handed_on = folder & stat.S_ISGID
    inner = stat.S_IMODE((tmp_path / "inner").stat().st_mode)
    assert inner == 0o700 | handed_on | (expected & 0o060 and folder & 0o070)


def test_what_is_replaced_keeps_its_permissions_and_can_be_written_again(tmp_path: Path):
    path = tmp_path / "scores.csv"
    for mode, expected in ((0o664, 0o664), (0o600, 0o600), (0o000, 0o600), (0o440, 0o640)):
        path.unlink(missing_ok=True)
        path.touch()
        path.chmod(mode)
        write_whole(path, "text")
        assert stat.S_IMODE(path.stat().st_mode) == expected


def test_the_output_folder_is_private_in_a_folder_that_only_its_group_may_enter(tmp_path: Path):
    """As any folder is where the umask is 027."""
    tmp_path.chmod(0o750)
    private.make_folder(tmp_path / "graded", outermost=True)
    assert stat.S_IMODE((tmp_path / "graded").stat().st_mode) == 0o700
