"""`grade --watch` grades what arrives or changes, loses nothing, and goes on where it was killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import here
import pytest
import warm
from life import kills
from life.exchange import exchange_in, submit

from autograder import class_grading, watching
from autograder.course.config import Course
from autograder.course.submissions import Found, handed_in
from autograder.grading.progress import Queue
from autograder.grading.report import Report, Verdict
from autograder.nbgrader.inbound import Inbound
from autograder.nbgrader.record import Gradebook
from autograder.watching import Arrivals, Collected

STUDENTS = 12
KILLS = 2


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(watching, "SHARE", 1e9)


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    (tmp_path / "submitted").mkdir()
    return tmp_path / "submitted"


def hand_in(submitted: Path, student: str, text: str = "x = 1\n") -> Found:
    folder = submitted / student / "rnn"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rnn.py").write_text(text)
    return Found(student, "rnn", folder)


def arrivals_in(submitted: Path, students: list[str] | None = None) -> Arrivals:
    return Arrivals(lambda: handed_in(submitted, ["rnn"], students))


@pytest.mark.usefixtures("at_once")
def test_what_is_new_or_changed_is_taken_once_it_is_at_rest(submitted):
    arrivals = arrivals_in(submitted)
    ada = hand_in(submitted, "ada")
    assert arrivals.take() == []
    hand_in(submitted, "ada", "x = 1\ny = 2\n")  # it is still being copied
    assert arrivals.take() == []
    assert arrivals.waiting == 1
    assert arrivals.take() == [ada]
    assert arrivals.take() == []
    grace = hand_in(submitted, "grace")
    hand_in(submitted, "ada", "x = 3\n")
    arrivals.take()
    assert arrivals.take() == [ada, grace]


@pytest.mark.usefixtures("at_once")
def test_a_change_within_the_same_size_and_second_is_seen(submitted):
    arrivals = arrivals_in(submitted)
    ada = hand_in(submitted, "ada")
    status = (ada.folder / "rnn.py").stat()
    arrivals.take()
    assert arrivals.take() == [ada]
    other = submitted.parent / "other.py"
    other.write_text("x = 2\n")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(ada.folder / "rnn.py")
    arrivals.take()
    assert arrivals.take() == [ada]


@pytest.mark.usefixtures("at_once")
def test_what_is_being_graded_waits_and_what_is_withdrawn_and_comes_back_is_taken_again(submitted):
    arrivals = arrivals_in(submitted)
    ada = hand_in(submitted, "ada")
    arrivals.take()
    assert arrivals.take({("ada", "rnn")}) == []
    assert arrivals.take() == [ada]
    shutil.rmtree(submitted / "ada")
    arrivals.take()
    hand_in(submitted, "ada")
    arrivals.take()
    assert arrivals.take() == [ada]


@pytest.mark.usefixtures("at_once")
def test_what_got_no_score_is_taken_again_later_and_later(submitted, monkeypatch):
    arrivals = arrivals_in(submitted)
    ada = hand_in(submitted, "ada")
    now = time.monotonic()
    monkeypatch.setattr(watching.time, "monotonic", lambda: now)

    def taken_after(seconds: float) -> list[Found]:
        nonlocal now
        now += seconds
        return arrivals.take()

    assert [taken_after(1), taken_after(1)] == [[], [ada]]
    for wait in (60, 120):
        arrivals.try_again(ada)
        assert taken_after(wait - 1) == []
        assert taken_after(2) == [ada]
    arrivals.done(ada)
    assert taken_after(10_000) == []


@pytest.mark.usefixtures("at_once")
def test_a_folder_that_is_away_for_a_while_is_told_and_nothing_is_graded_anew(submitted):
    arrivals = arrivals_in(submitted)
    hand_in(submitted, "ada")
    arrivals.take(), arrivals.take()
    submitted.rename(submitted.with_name("away"))
    assert arrivals.take() == []
    assert "is not a folder of submissions" in arrivals.problem
    submitted.with_name("away").rename(submitted)
    assert [arrivals.take(), arrivals.take()] == [[], []]
    assert not arrivals.problem


def test_a_folder_of_many_submissions_is_not_looked_at_all_the_time(submitted, monkeypatch):
    arrivals = arrivals_in(submitted)
    looks = 0

    def slow(folder: Path) -> watching.Look:
        nonlocal looks, now
        looks += 1
        now += 3.0
        return ()

    now = 1000.0
    monkeypatch.setattr(watching.time, "monotonic", lambda: now)
    monkeypatch.setattr(watching, "_look", slow)
    hand_in(submitted, "ada")
    for _ in range(60):
        arrivals.take()
        now += 1.0
    assert looks == 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return kills.make_class(tmp_path_factory.mktemp("watched") / "course", STUDENTS)


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    """The class before anybody has handed in: their work is in later/."""
    shutil.copytree(made.root, tmp_path / "course")
    root = tmp_path / "course"
    (root / "submitted").rename(root / "later")
    (root / "submitted").mkdir()
    return Course.load(root)


def arrive(course: Course, *students: int) -> None:
    for number in students:
        name = f"student{number:03}"
        shutil.copytree(course.root / "later" / name, course.root / "submitted" / name)


def watch_until(
    course: Course, done: Callable[[Report], bool], collected: Collected | None = None
) -> list[Queue]:
    """Watches in this process until `done` says so of a report; how long the queue was meanwhile."""
    output = course.root / "graded"
    plan = class_grading.plan(
        course,
        [],
        output=output,
        gradebook=f"sqlite:///{course.root}/gradebook.db",
        device=None,
        jobs=1,
        arriving=[kills.NAME],
    )
    queues: list[Queue] = []

    def each_done(report: Report) -> None:
        if done(report):
            raise KeyboardInterrupt

    arrivals = Arrivals(lambda: handed_in(course.root / "submitted", [kills.NAME]))
    with pytest.raises(KeyboardInterrupt):
        watching.watch(plan, arrivals, each_done, pytest.fail, queues.append, collected)
    return queues


@pytest.mark.usefixtures("graded_here", "at_once")
def test_what_arrives_changes_or_cannot_be_read_is_graded_and_recorded_as_it_comes(course):
    seen: list[tuple[str, Verdict, float]] = []

    def done(report: Report) -> bool:
        seen.append((report.student, report.verdict, report.score))
        path = course.root / "submitted" / "student001" / kills.NAME / f"{kills.NAME}.ipynb"
        if len(seen) == 1:
            arrive(course, 1)
        elif len(seen) == 2:
            path.write_text("no notebook")
        elif len(seen) == 3:
            shutil.copy(course.root / "later" / "student000" / kills.NAME / path.name, path)
        return len(seen) == 4

    arrive(course, 0)
    queues = watch_until(course, done)
    assert seen[0] == ("student000", Verdict.GRADED, 12)
    assert seen[1][:2] == ("student001", Verdict.GRADED)
    assert 0 < seen[1][2] < 12
    assert seen[2:] == [("student001", Verdict.REFUSED, 0), ("student001", Verdict.GRADED, 12)]
    assert kills.in_gradebook(course) == kills.in_reports(course)
    assert {queue.done for queue in queues} == {0, 1, 2, 3}
    rows = (course.root / "graded" / "scores.csv").read_text()
    assert rows.count("student001") == rows.count("student000") == 4


@pytest.mark.usefixtures("graded_here", "at_once")
def test_a_gradebook_that_fails_for_a_while_loses_nothing(course, monkeypatch):
    monkeypatch.setattr(watching, "RETRY_SECONDS", 0.0)
    record, failures = Gradebook.record, iter(range(5))

    def fails(self: Gradebook, *arguments: object, **options: object) -> None:
        if next(failures, None) is not None:
            raise OSError("the database is away")
        record(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Gradebook, "record", fails)
    verdicts: list[Verdict] = []

    def done(report: Report) -> bool:
        verdicts.append(report.verdict)
        if len(verdicts) == 5:
            arrive(course, 1)
        return report.student == "student001"

    arrive(course, 0)
    watch_until(course, done)
    assert set(verdicts[:5]) == {Verdict.INFRASTRUCTURE}
    assert kills.in_gradebook(course) == kills.in_reports(course)
    assert {student for student, _ in kills.in_gradebook(course)} == {"student000", "student001"}


@pytest.mark.usefixtures("graded_here", "at_once")
def test_what_comes_through_nbgraders_exchange_is_graded_and_a_later_one_replaces_it(
    course, tmp_path, monkeypatch
):
    monkeypatch.chdir(course.root)
    exchange_in(course, tmp_path / "exchange")
    told: list[str] = []
    submitted = course.root / "submitted"
    inbound = Inbound(course, f"sqlite:///{course.root}/gradebook.db", submitted, [kills.NAME], None)
    collected = Collected(inbound, told.append)
    collected.collect()
    collected.collect()
    assert [line.partition(": ")[2] for line in told] == ["`nbgrader release_assignment` makes it"]
    warm.nbgrader("release_assignment", kills.NAME, cwd=course.root)
    seen: list[tuple[str, float]] = []

    def hand_in(student: str, number: int) -> None:
        work = course.root / "later" / f"student{number:03}" / kills.NAME
        submit(course, student, work, tmp_path / student)

    def done(report: Report) -> bool:
        seen.append((report.student, report.score))
        if len(seen) == 1:
            hand_in("ada", 0)  # right
        elif len(seen) == 2:
            hand_in("grace", 0)
        return len(seen) == 3

    hand_in("ada", 1)  # a bug
    queues = watch_until(course, done, collected)
    assert [student for student, _ in seen] == ["ada", "ada", "grace"]
    assert 0 < seen[0][1] < seen[1][1] == seen[2][1] == 12
    assert any(queue.waiting for queue in queues)
    assert kills.in_gradebook(course) == kills.in_reports(course)
    stamps = [path.read_text() for path in sorted(submitted.glob(f"ada/{kills.NAME}/timestamp.txt"))]
    names = sorted(path.name for path in inbound.folder.glob("ada+*"))
    assert stamps == [names[-1].split("+")[2]]
    # root, who runs the tests, owns what ada has handed in: nbgrader warns of it each time, the watch once.
    assert len(told) == len(set(told))


def test_the_command_names_the_exchange_and_collects_from_it(course, tmp_path):
    exchange = exchange_in(course, tmp_path / "exchange")
    warm.nbgrader("release_assignment", kills.NAME, cwd=course.root)
    submit(course, "ada", course.root / "later" / "student000" / kills.NAME, tmp_path / "ada")
    watch = kills.Watch.of(course)
    watch.wait_for(lambda: any(f"ada {kills.NAME}: 12 of 12" in line for line in watch.lines))
    said = watch.ended(signal.SIGTERM)
    assert f"nbgrader's exchange, {exchange / 'inbound'}, for {kills.NAME}" in " ".join(said.split())
    assert watch.program.returncode == 0, said


def test_a_burst_loses_nobody_and_grades_nobody_twice_however_often_it_is_killed(course):
    there = sorted(int(path.name[-3:]) for path in (course.root / "later").iterdir())
    chance = random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", "watch"))
    assert kills.burst(course, lambda: arrive(course, *there), KILLS, chance) == 0
    assert kills.in_gradebook(course) == kills.in_reports(course) == kills.in_notebooks(course)
    assert len(kills.reports(course)) == len(there)


def test_who_would_grade_beside_a_watch_is_told_in_one_line(course):
    """Two at once could put the older of two scores into scores.csv."""
    arrive(course, 0)
    watch = kills.Watch.of(course)
    for command in (["grade"], ["regrade"], ["grade", "--watch"]):
        said = here.autograder(*command, kills.NAME, cwd=course.root, code=2).stderr
        assert f"grades {kills.NAME} in {course.root}/graded now: end that first" in " ".join(said.split())
    watch.ended(signal.SIGKILL)
    here.autograder("grade", kills.NAME, cwd=course.root)


def test_what_cannot_be_watched_is_one_line(course):
    def refused(*options: str) -> str:
        return here.autograder("grade", "--watch", *options, cwd=course.root, code=2).stderr

    assert "--fresh and --watch: grade anew first" in refused("--fresh")
    assert "is not a folder of submissions" in refused("--submitted", "nowhere")
    shutil.rmtree(course.root / "assignments")
    assert "nothing is released yet: run `autograder release`" in refused()
