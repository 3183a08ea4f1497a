"""A class graded by real Dask workers, which join, are refused, and are killed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import psutil
import pytest
from cluster.conftest import Started
from corpus import rnn
from test_cli import NO_LANDLOCK

import autograder
from autograder.course.config import Course
from autograder.course.notebooks import Cell
from autograder.course.submissions import Submission
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox

pytest.importorskip("distributed", reason="needs the extra `cluster`")

from autograder.cluster.pool import DaskPool
from autograder.cluster.terms import Terms

COURSE = Course.load(Path(__file__).parents[2])
TERMS = Terms(COURSE.config, COURSE.root, ALL)
Join = Callable[..., Started]


def submission(student: str, cells: list[tuple[str, str]]) -> Submission:
    return Submission(student, "rnn", Path("rnn.ipynb"), tuple(Cell(*cell) for cell in cells), None)


RIGHT = [answers.cells for answers in islice(rnn.RIGHT.values(), 6)]
WRONG = [bug.answers.cells for bug in islice(rnn.BUGS.values(), 0, 60, 10)]
CLASS = [
    Work(submission(f"student{number:02}", cells), "cpu")
    for number, cells in enumerate(cells for pair in zip(RIGHT, WRONG, strict=True) for cells in pair)
]


def said(reports: list[Report]) -> dict[str, Report]:
    """All of each report but how long it took."""
    assert len({report.student for report in reports}) == len(reports)
    return {report.student: report.model_copy(update={"wall": 0.0, "cpu": 0.0}) for report in reports}


@pytest.fixture(scope="module")
def expected() -> dict[str, Report]:
    with Sandbox(scratch=COURSE.config.limits.scratch) as sandbox:
        reports = said([grade(work.submission, COURSE.config, sandbox, "cpu") for work in CLASS])
    assert {report.verdict for report in reports.values()} == {Verdict.GRADED}
    assert len({report.score for report in reports.values()}) > 2
    return reports


@pytest.fixture
def pool(scheduler: str) -> Iterator[Callable[..., DaskPool]]:
    made: list[DaskPool] = []

    def pool(terms: Terms = TERMS, **options: object) -> DaskPool:
        made.append(DaskPool(scheduler, terms, **options))
        return made[-1]

    yield pool
    for each in made:
        each.close()


def grading_processes(worker: Started) -> list[psutil.Process]:
    """Those of a worker, and the sandboxes that they started."""
    children = psutil.Process(worker.process.pid).children(recursive=True)
    grading = [each for each in children if "autograder.cluster.child" in each.cmdline()]
    return [*grading, *(inner for each in grading for inner in each.children(recursive=True))]


def test_a_worker_killed_mid_batch_changes_no_report(join: Join, pool, expected):
    workers = [join("--no-nanny"), join("--no-nanny")]
    grader = pool()
    grader.ready()
    assert grader.diagnosis.is_full
    reports = grader.run(CLASS)
    first = next(reports)
    assert [len(flights) for flights in in_flight(grader)] == [2, 2]
    left_behind = grading_processes(workers[0])
    assert left_behind
    workers[0].process.kill()
    assert said([first, *reports]) == expected
    _, alive = psutil.wait_procs(left_behind, timeout=60)
    assert not alive


def in_flight(grader: DaskPool) -> list[dict[object, str]]:
    """What each worker has been given and has not answered."""
    for _ in range(2):
        grader._hand_out(iter(()))
    return [member.given for member in grader._fleet.members.values()]


def test_a_grading_process_killed_mid_batch_is_replaced(join: Join, pool, expected):
    worker = join()
    grader = pool()
    grader.ready()
    reports = grader.run(CLASS[:4])
    first = next(reports)
    grading_processes(worker)[0].kill()
    rest = said([first, *reports])
    assert rest == {student: expected[student] for student in rest}
    assert len(rest) == 4


def test_a_worker_that_joins_takes_its_share_and_no_more_is_read_than_keeps_them_busy(
    join: Join, pool, expected
):
    join()
    grader = pool()
    grader.ready()
    read = 0

    def endless() -> Iterator[Work]:
        nonlocal read
        while len(grader._fleet.fit) < 2 or not all(member.given for member in grader._fleet.fit):
            yield CLASS[0]
            read += 1

    graded = 0
    for report in grader.run(endless()):
        assert report.score == expected[CLASS[0].submission.student].score
        graded += 1
        assert read - graded <= 4
        if graded == 1:
            join()
    assert graded == read


def test_one_that_differs_or_lacks_a_wall_is_refused_and_says_why(join: Join, pool, expected, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(Path(autograder.__file__).parent, other / "autograder")
    (other / "autograder" / "text.py").open("a").write("# another kit\n")
    join(PYTHONPATH=str(other))
    join(prefix=NO_LANDLOCK, XDG_CACHE_HOME=str(tmp_path))  # as another machine, it has its own doctor's word
    refusals: list[str] = []
    grader = pool(warn=refusals.append)
    with pytest.raises(InfrastructureError) as caught:
        grader.ready()
    assert str(caught.value).count("\n") == 0
    for line in (str(caught.value), "; ".join(refusals)):
        assert "the kit is 0.1.0 (" in line
        assert "these walls do not hold there: landlock" in line
    assert len(refusals) == 2

    join()
    able = pool()
    able.ready()
    assert len(able._fleet.fit) == 1
    reports = said(list(able.run(CLASS[:2])))
    assert reports == {student: expected[student] for student in reports}


def test_what_is_given_up_by_name_is_said_in_the_report(join: Join, pool, tmp_path: Path):
    join(prefix=NO_LANDLOCK, XDG_CACHE_HOME=str(tmp_path))
    given_up = frozenset({Wall.LANDLOCK})
    grader = pool(Terms(COURSE.config, COURSE.root, ALL - given_up, given_up))
    grader.ready()
    assert not grader.diagnosis.is_full
    (report,) = grader.run(CLASS[:1])
    assert report.verdict is Verdict.GRADED
    assert "landlock" not in report.walls


def test_what_nobody_is_left_to_grade_gets_no_score(join: Join, pool):
    worker = join("--no-nanny")
    grader = pool(patience=3.0)
    grader.ready()
    reports = grader.run(CLASS)
    first = next(reports)
    worker.process.kill()
    rest = list(reports)
    assert len(rest) == len(CLASS) - 1
    assert said([first, *rest]).keys() == {work.submission.student for work in CLASS}
    lost = [report for report in rest if report.verdict is Verdict.INFRASTRUCTURE]
    assert lost
    assert all("has no workers" in report.reason for report in lost)


def test_a_scheduler_that_is_lost_ends_the_batch(start, pool, join: Join, scheduler_process: Started):
    join()
    grader = pool(patience=3.0)
    grader.ready()
    reports = grader.run(CLASS)
    next(reports)
    scheduler_process.process.kill()
    lost = [report for report in reports if report.verdict is Verdict.INFRASTRUCTURE]
    assert lost
    assert all("does not answer" in report.reason for report in lost)


def test_work_for_a_gpu_goes_to_nobody_else(join: Join, pool):
    join()
    grader = pool(patience=2.0)
    grader.ready()
    assert grader.resolve("auto") == "cpu"
    with pytest.raises(CourseError, match="offers the resource GPU"):
        grader.resolve("cuda")
    on_gpu, on_cpu = Work(CLASS[0].submission, "cuda"), CLASS[1]
    reports = {report.student: report for report in grader.run([on_gpu, on_cpu])}
    assert reports[on_cpu.submission.student].verdict is Verdict.GRADED
    assert "offers the resource GPU" in reports[on_gpu.submission.student].reason


def test_suites_are_checked_on_a_worker(join: Join, pool):
    assignment = COURSE.config.assignments["rnn"].model_copy(update={"forbidden": ("torch.nothing",)})
    config = COURSE.config.model_copy(
        update={"assignments": {**COURSE.config.assignments, "rnn": assignment}}
    )
    join()
    grader = pool(Terms(config, COURSE.root, ALL))
    grader.ready()
    grader.check(["cnn"])
    with pytest.raises(CourseError, match="rnn forbids torch"):
        grader.check(["cnn", "rnn"])


@pytest.mark.parametrize(
    ("address", "kind"),
    [("tcp://127.0.0.1:9", InfrastructureError), ("nonsense://x", CourseError)],
)
def test_an_address_without_a_scheduler_is_told_in_one_line(address: str, kind: type[Exception]):
    with pytest.raises(kind) as caught:
        DaskPool(address, TERMS)
    assert address in str(caught.value)
    assert "\n" not in str(caught.value)
