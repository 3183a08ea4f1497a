"""Whatever fails while a class is graded costs those whom it touches, says why, and ends no run; the next one mends it.

Root may do what modes forbid: what is closed here is tried as a normal user, by tests/attacks/as_user.sh.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import here
import pytest
from life import kills

from autograder import class_grading, regrade
from autograder.course.config import Course
from autograder.course.submissions import find
from autograder.errors import KitError
from autograder.grading.report import Report, Verdict
from autograder.sandbox.sandbox import Sandbox

STUDENTS = 5
WAITING = ("student003", "student004")
ALL = {f"student{number:03}" for number in range(STUDENTS)}
LATER = ALL - {"student000"}
"""Who is not done yet when something breaks."""
IS_ROOT = os.getuid() == 0


pytestmark = pytest.mark.usefixtures("graded_here")  # but for what is under fire


@pytest.fixture(scope="module")
def undisturbed(sandbox: Sandbox, tmp_path_factory) -> Course:
    course = kills.make_class(tmp_path_factory.mktemp("undisturbed") / "course", STUDENTS)
    with here.graded_by(sandbox):
        here.autograder("grade", kills.NAME, cwd=course.root)
    return course


@pytest.fixture
def course(undisturbed: Course, tmp_path: Path) -> Course:
    """The class as it was graded, but for two of whom there are no reports yet."""
    subprocess.run(["cp", "-a", undisturbed.root, tmp_path / "course"], check=True)
    course = Course.load(tmp_path / "course")
    for student in WAITING:
        (course.root / "graded" / "reports" / kills.NAME / f"{student}.json").unlink()
        shutil.rmtree(course.root / "graded" / "autograded" / student)
    return course


def plan_for(course: Course, **options: bool) -> class_grading.Plan:
    found = find(course.root / "submitted", [kills.NAME])
    output = course.root / "graded"
    gradebook = "sqlite:///gradebook.db"
    return class_grading.plan(
        course, found, output=output, gradebook=gradebook, device=None, jobs=1, **options
    )


@dataclass(frozen=True)
class Break:
    """What breaks when the first submission is done. touched: who has no score in this run. told: of scores.csv.

    stands: whether the next run meets it as well, until somebody mends it.
    """

    act: Callable[[Path], Callable[[], object]]
    touched: set[str]
    reason: str = ""
    told: str = ""
    stands: bool = True


def closed(place: str) -> Callable[[Path], Callable[[], object]]:
    """Nobody but root may use a file or folder any more; what is given makes it what it was."""

    def act(root: Path) -> Callable[[], object]:
        path = root / place
        mode = path.stat().st_mode & 0o777
        path.chmod(0)
        return lambda: path.chmod(mode)

    return act


def moved(*places: str, instead: Callable[[Path], object] = lambda path: None) -> Callable[[Path], Callable]:
    """Files or folders are gone, with something else instead of them; what is given puts them back."""

    def act(root: Path) -> Callable[[], object]:
        aside = root / "aside"
        aside.mkdir()
        for number, place in enumerate(places):
            with suppress(FileNotFoundError):
                (root / place).rename(aside / str(number))
            instead(root / place)

        def mend() -> None:
            for number, place in enumerate(places):
                path = root / place
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    (aside / str(number)).rename(path)

        return mend

    return act


def read_only(place: str) -> Callable[[Path], Callable[[], object]]:
    """A disk that takes nothing any more."""

    def act(root: Path) -> Callable[[], object]:
        path = root / place
        subprocess.run(["mount", "--bind", path, path], check=True)
        subprocess.run(["mount", "-o", "remount,ro,bind", path], check=True)
        return lambda: subprocess.run(["umount", "-l", path], check=True)

    return act


REPORTS = f"graded/reports/{kills.NAME}"
ANYBODY = {
    "a submission is renamed": Break(
        moved("submitted/student004"), {"student004"}, "student004/rnn cannot be opened: No such file"
    ),
    "a submission that is recorded is renamed": Break(
        moved("submitted/student002"), {"student002"}, "student002/rnn cannot be opened: No such file"
    ),
    "a link that leads nowhere is in a report's place": Break(
        moved(f"{REPORTS}/student002.json", instead=lambda path: path.symlink_to(path)),
        {"student002"},
        "student002.json cannot be read: Too many levels of symbolic links; fix that and grade again",
        stands=False,  # it is replaced
    ),
    "a folder is in a report's place": Break(
        moved(f"{REPORTS}/student002.json", instead=Path.mkdir),
        {"student002"},
        "student002.json cannot be read: Is a directory",
    ),
    "a folder is in the place of a report to come": Break(
        moved(f"{REPORTS}/student003.json", instead=Path.mkdir),
        {"student003"},
        "graded, but not kept: .*student003.json cannot be written: Is a directory; fix that and grade again",
    ),
    "a file is in the place of the reports": Break(
        moved(REPORTS, instead=Path.touch), LATER, "Not a directory|File exists"
    ),
    "what was graded is gone": Break(
        moved("graded"), {"student001", "student002"}, "cannot be read: No such file", stands=False
    ),
    "files are in the place of three notebooks to record": Break(
        moved(*(f"graded/autograded/student00{n}" for n in (1, 2, 3)), instead=Path.touch),
        {"student001", "student002", "student003"},
        "graded, but not recorded: .*Error",
    ),
    "a folder is in the place of the gradebook": Break(
        moved("gradebook.db", instead=Path.mkdir),
        set(WAITING),
        "graded, but not recorded: .*OperationalError",
    ),
    "the gradebook is no database": Break(
        moved("gradebook.db", instead=lambda path: path.write_text("no database " * 1000)),
        set(WAITING),
        "graded, but not recorded: .*not a database",
        told="not a database; so scores.csv has only automatic scores",
    ),
    "a folder is in the place of the table": Break(
        moved("graded/scores.csv", instead=lambda path: (path / "full").mkdir(parents=True)),
        set(),
        told="scores.csv cannot be written: Is a directory; fix that",
    ),
    "a folder is in the place of the table's lock": Break(
        moved("graded/.scores.csv.lock", instead=Path.mkdir), set(), told="scores.csv.lock cannot be written"
    ),
    "the released notebook is gone": Break(
        moved(f"assignments/{kills.NAME}/{kills.NAME}.ipynb"), LATER, "not recorded: .*is missing"
    ),
}
ROOT = {
    "a disk of reports takes nothing any more": Break(
        read_only("graded/reports"), set(WAITING), "graded, but not kept: .*Read-only file system"
    ),
    "a disk takes nothing any more": Break(
        read_only("graded"), set(WAITING), "graded, but not kept: .*Read-only file system", "Read-only"
    ),
}
USER = {
    "a submission is closed": Break(closed("submitted/student004"), {"student004"}, "Permission denied"),
    "a notebook is closed": Break(
        closed(f"submitted/student004/{kills.NAME}/{kills.NAME}.ipynb"), {"student004"}, "Permission denied"
    ),
    "all submissions are closed": Break(closed("submitted"), LATER, "Permission denied"),
    "a report is closed": Break(
        closed(f"{REPORTS}/student002.json"), {"student002"}, "Permission denied", stands=False
    ),
    "the reports are closed": Break(
        closed(REPORTS), LATER, "Permission denied", "rnn cannot be read: Permission denied"
    ),
    "the folder of reports is closed": Break(
        closed("graded/reports"), LATER, "Permission denied", "reports cannot be read: Permission denied"
    ),
    "what was graded is closed": Break(
        closed("graded"), LATER, "Permission denied", "scores.csv.lock cannot be written: Permission denied"
    ),
    "a notebook to record is closed": Break(
        closed("graded/autograded/student002"), {"student002"}, "not recorded: .*Permission denied"
    ),
    "all notebooks to record are closed": Break(
        closed("graded/autograded"), LATER, "not recorded: .*Permission denied"
    ),
    "the gradebook is closed": Break(
        closed("gradebook.db"),
        set(WAITING),
        "not recorded: .*unable to open database file",
        told="unable to open database file; so scores.csv has only automatic scores",
    ),
    "the table is closed": Break(closed("graded/scores.csv"), set(), stands=False),
}
BREAKS = ANYBODY | (ROOT if IS_ROOT else USER)


def lines(course: Course, students: set[str]) -> list[str]:
    """Of the table of scores."""
    table = (course.root / "graded" / "scores.csv").read_text().splitlines()
    return [line for line in table if line.split(",")[0] in students]


@pytest.mark.parametrize("name", BREAKS)
def test_who_is_not_touched_is_graded_and_recorded(name: str, course: Course, undisturbed: Course):
    broken = BREAKS[name]
    plan = plan_for(course)
    told: list[str] = []
    mend: list[Callable[[], object]] = []

    def done(report: Report) -> None:
        if not mend:
            mend.append(broken.act(course.root))

    try:
        reports = class_grading.grade_class(plan, done, told.append)
        assert {report.student for report in reports} == ALL
        failed = {r.student: r.reason for r in reports if r.verdict is Verdict.INFRASTRUCTURE}
        assert failed.keys() == broken.touched, failed
        for reason in failed.values():
            assert "\n" not in reason
        assert not failed or any(matches(broken.reason, reason) for reason in failed.values()), failed
        assert bool(told) is bool(broken.told)
        assert not told or matches(broken.told, told[0]), told
        if not broken.told:
            untouched = ALL - broken.touched
            assert lines(course, untouched) == lines(undisturbed, untouched)
        if broken.stands:
            # What has not been mended still ends nothing.
            with suppress(KitError):  # told before anything is graded, in one line
                plan = plan_for(course)
                assert len(class_grading.grade_class(plan, lambda report: None)) == plan.total
    finally:
        for each in mend:
            each()
    assert all(
        r.verdict is Verdict.GRADED for r in class_grading.grade_class(plan_for(course), lambda report: None)
    )
    assert lines(course, ALL) == lines(undisturbed, ALL)
    assert kills.in_gradebook(course) == kills.in_reports(course) == kills.in_notebooks(course)


def matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


@pytest.mark.parametrize("name", ["a folder is in a report's place", "a file is in the place of the reports"])
def test_a_regrade_survives_it_too(name: str, course: Course, undisturbed: Course):
    broken = BREAKS[name]
    plan = plan_for(course, prepare=False)
    changes = regrade.regrade(plan, lambda report: None)
    assert {change.found.student for change in changes} == set(WAITING)
    mend = broken.act(course.root)
    told: list[str] = []
    try:
        reports = regrade.write(plan, changes, lambda report: None, told.append)
        assert {report.student for report in reports} == ALL
        assert {r.student for r in reports if r.verdict is Verdict.INFRASTRUCTURE} >= broken.touched & LATER
    finally:
        mend()
    assert all(
        r.verdict is Verdict.GRADED for r in class_grading.grade_class(plan_for(course), lambda report: None)
    )
    assert lines(course, ALL) == lines(undisturbed, ALL)


SECONDS = 0.05


def disturb(course: Course, chance: random.Random, over: threading.Event) -> list[Callable[[], object]]:
    """Breaks one thing after another until it is over; how to mend each."""
    mends: list[Callable[[], object]] = []
    places = ["graded/reports/rnn", "graded/autograded", "gradebook.db", "graded/scores.csv", "submitted"]
    places += [f"{folder}/{student}" for folder in ("submitted", "graded/autograded") for student in ALL]
    places += [f"graded/reports/rnn/{student}.json" for student in ALL]
    while not over.wait(SECONDS):
        path = course.root / chance.choice(places)
        with suppress(OSError):
            if IS_ROOT:
                aside = course.root / f"aside{len(mends)}"
                path.rename(aside)
                over.wait(SECONDS)
                if path.is_dir():  # it was made anew
                    shutil.rmtree(path)
                aside.rename(path)
            else:
                mode = path.stat().st_mode & 0o777
                path.chmod(0)
                mends.append(lambda path=path, mode=mode or 0o700: path.chmod(mode))
                over.wait(SECONDS)
                if chance.random() < 0.7:
                    path.chmod(mode)
    return mends


def test_a_class_under_fire_is_graded_to_its_end(undisturbed: Course, tmp_path: Path):
    course = kills.make_class(tmp_path / "course", STUDENTS)
    chance = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", "fire"))
    running = kills.start(course)
    over = threading.Event()
    mends: list[Callable[[], object]] = []
    while not (course.root / "graded" / "reports" / kills.NAME).is_dir() and running.poll() is None:
        time.sleep(SECONDS)
    thread = threading.Thread(target=lambda: mends.extend(disturb(course, chance, over)))
    thread.start()
    said, _ = running.communicate(timeout=kills.SECONDS)
    over.set()
    thread.join()
    for mend in reversed(mends):  # what lies in a closed folder was closed before it
        mend()
    assert running.returncode in (0, 3), said
    assert "Traceback" not in said
    assert f"{kills.NAME}: " in said  # the summary: nobody is dropped
    assert f"of {STUDENTS} submissions have a score" in said
    here.autograder("grade", kills.NAME, cwd=course.root)
    assert lines(course, ALL) == lines(undisturbed, ALL)
    assert kills.in_gradebook(course) == kills.in_reports(course) == kills.in_notebooks(course)
