"""A class graded by real Dask workers, which join, are refused, and are killed."""

from __future__ import annotations

import csv
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import here
import psutil
import pytest
import warm
from cluster.conftest import Cluster, Started
from corpus import of_kind
from test_cli import NO_LANDLOCK, autograder, hand_in, make_course, solution

import autograder as kit
from autograder import class_grading
from autograder.course.config import Course
from autograder.course.material import Cells, Material
from autograder.course.notebooks import Cell
from autograder.course.submissions import Submission
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.grade import grade
from autograder.grading.report import Report, Verdict
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox

pytest.importorskip("distributed", reason="needs the extra `cluster`")

import dask

from autograder.cluster import fleet
from autograder.cluster.handshake import Terms
from autograder.cluster.pool import DEATHS, DaskPool
from autograder.sandbox.inside import data_sets

COURSE = Course.load(Path(__file__).parents[2])
TERMS = Terms(Material.of(COURSE), COURSE.root, ALL)


def submission(student: str, cells: Cells) -> Submission:
    return Submission(student, "rnn", Path("rnn.ipynb"), tuple(Cell(*cell) for cell in cells), None)


RIGHT = [answer.cells for answer in of_kind("rnn", "right")[:4]]
WRONG = [answer.cells for answer in of_kind("rnn", "wrong")[:60:15]]
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
        reports = said([grade(work.submission, Material.of(COURSE), sandbox, "cpu") for work in CLASS])
    assert {report.verdict for report in reports.values()} == {Verdict.GRADED}
    assert len({report.score for report in reports.values()}) > 2
    return reports


@pytest.fixture
def pool() -> Iterator[Callable[..., DaskPool]]:
    made: list[DaskPool] = []

    def pool(cluster: Cluster, terms: Terms = TERMS, **options: object) -> DaskPool:
        made.append(DaskPool(cluster.address, terms, **options))
        return made[-1]

    yield pool
    for each in made:
        each.close()


def grading_processes(worker: Started) -> list[psutil.Process]:
    """Those of a worker, and the sandboxes that they started."""
    children = psutil.Process(worker.process.pid).children(recursive=True)
    grading = [each for each in children if "autograder.cluster.grading_process" in each.cmdline()]
    return [*grading, *(inner for each in grading for inner in each.children(recursive=True))]


def test_a_worker_killed_mid_batch_changes_no_report(home: Cluster, pool, expected):
    doomed = home.join("--no-nanny")
    grader = pool(home)
    grader.ready()
    assert grader.diagnosis.is_full
    reports = grader.run(CLASS)
    first = next(reports)
    left_behind = grading_processes(doomed)
    assert left_behind
    grader._hand_out(iter(()))  # both have work when it is killed
    assert all(member.given for member in grader._fleet.fit)
    assert len(grader._fleet.fit) == 2
    doomed.process.kill()
    assert said([first, *reports]) == expected
    _, alive = psutil.wait_procs(left_behind, timeout=60)
    assert not alive


@pytest.mark.slow
def test_a_grading_process_killed_mid_batch_is_replaced(cluster: Cluster, pool, expected):
    worker = cluster.join()
    grader = pool(cluster)
    grader.ready()
    reports = grader.run(CLASS[:4])
    first = next(reports)
    grading_processes(worker)[0].kill()
    rest = said([first, *reports])
    assert rest == {student: expected[student] for student in rest}
    assert len(rest) == 4


@pytest.mark.slow
def test_a_worker_that_joins_takes_its_share_and_no_more_is_read_than_keeps_them_busy(
    home: Cluster, pool, expected
):
    grader = pool(home)
    grader.ready()
    read = 0

    def endless() -> Iterator[Work]:
        nonlocal read
        while len(grader._fleet.fit) < 2 or not all(member.given for member in grader._fleet.fit):
            yield CLASS[0]
            read += 1

    graded = 0
    joined = None
    for report in grader.run(endless()):
        assert report.score == expected[CLASS[0].submission.student].score
        graded += 1
        assert read - graded <= 4
        joined = joined or home.join()
    assert joined
    joined.end()
    assert graded == read


def test_one_that_differs_or_lacks_a_wall_is_refused_and_says_why(cluster: Cluster, pool, tmp_path: Path):
    other = tmp_path / "other"
    shutil.copytree(Path(kit.__file__).parent, other / "autograder")
    shutil.copytree(data_sets.folder(), other / "datasets")
    (other / "autograder" / "text.py").open("a").write("# another kit\n")
    cluster.join("--no-nanny", PYTHONPATH=str(other))
    # As another machine, it has its own doctor's word.
    cluster.join("--no-nanny", prefix=NO_LANDLOCK, XDG_CACHE_HOME=str(tmp_path))
    without = tmp_path / "without" / "autograder"
    without.mkdir(parents=True)
    (without / "__init__.py").write_text("raise ModuleNotFoundError('there is no kit')\n")
    stranger = cluster.join(PYTHONPATH=str(without.parent))
    refusals: list[str] = []
    grader = pool(cluster, warn=refusals.append)
    with pytest.raises(InfrastructureError) as caught:
        grader.ready()
    assert str(caught.value).count("\n") == 0
    for line in (str(caught.value), "; ".join(refusals)):
        assert f"the kit is {kit.__version__} (" in line
        assert "these walls do not hold there: landlock" in line
        assert "ModuleNotFoundError: there is no kit" in line
    assert len(refusals) == 3
    assert "End worker" not in stranger.log.read_text()  # it may be somebody else's, too

    given_up = frozenset({Wall.LANDLOCK})
    lenient = pool(cluster, Terms(Material.of(COURSE), COURSE.root, ALL - given_up, given_up))
    lenient.ready()
    assert len(lenient._fleet.fit) == 1
    assert not lenient.diagnosis.is_full
    (report,) = lenient.run(CLASS[:1])
    assert report.verdict is Verdict.GRADED
    assert "landlock" not in report.walls


@pytest.mark.slow
def test_a_submission_that_workers_die_with_is_given_up_and_so_is_what_nobody_is_left_for(
    cluster: Cluster, pool
):
    workers = [cluster.join("--no-nanny") for _ in range(DEATHS)]
    grader = pool(cluster, patience=3.0)
    grader.ready()
    ended = threading.Event()

    def kill_whoever_has_the_first() -> None:
        while not ended.wait(0.1):
            for key, flight in list(grader._flights.items()):
                # Not where it only waits behind another one.
                if flight.task.work is CLASS[0] and key == next(iter(flight.member.given), None):
                    for worker in workers:
                        if flight.member.address in worker.log.read_text():
                            worker.process.kill()

    killer = threading.Thread(target=kill_whoever_has_the_first)
    killer.start()
    try:
        reports = {report.student: report for report in grader.run(CLASS[:8])}
    finally:
        ended.set()
        killer.join()
    first = reports.pop(CLASS[0].submission.student)
    assert "3 workers died while they graded it" in first.reason
    assert len(reports) == 7
    lost = [report for report in reports.values() if report.verdict is Verdict.INFRASTRUCTURE]
    assert lost
    assert all("has no workers" in report.reason for report in lost)


@pytest.mark.slow
def test_a_scheduler_that_is_lost_ends_the_batch(cluster: Cluster, pool, monkeypatch: pytest.MonkeyPatch):
    cluster.join()
    grader = pool(cluster, patience=3.0)
    grader.ready()
    reports = grader.run(CLASS)
    next(reports)
    cluster.scheduler.process.kill()
    lost = [report for report in reports if report.verdict is Verdict.INFRASTRUCTURE]
    assert lost
    assert all("does not answer" in report.reason for report in lost)
    monkeypatch.setattr(fleet, "LOOK_SECONDS", 0.0)
    grader._fleet._client.close()  # as it does by itself in the end
    grader._fleet.look()
    assert "the connection to it is lost" in grader._fleet.why_nobody()


@pytest.mark.slow
def test_work_for_a_gpu_goes_to_nobody_else_and_suites_are_checked_on_a_worker(
    home: Cluster, pool, tmp_path: Path
):
    assignment = COURSE.config.assignments["cnn"].model_copy(update={"forbidden": ("torch.nothing",)})
    config = COURSE.config.model_copy(
        update={"assignments": {**COURSE.config.assignments, "cnn": assignment}}
    )
    grader = pool(home, Terms(Material(config, Material.of(COURSE).suites), COURSE.root, ALL), patience=2.0)
    grader.ready()
    assert grader.resolve("auto") == "cpu"
    with pytest.raises(CourseError, match="offers the resource GPU"):
        grader.resolve("cuda")
    on_gpu, on_cpu = Work(CLASS[0].submission, "cuda"), CLASS[1]
    reports = {report.student: report for report in grader.run([on_gpu, on_cpu])}
    assert reports[on_cpu.submission.student].verdict is Verdict.GRADED
    assert "offers the resource GPU" in reports[on_gpu.submission.student].reason

    grader.check(["rnn"])
    with pytest.raises(CourseError, match="cnn forbids torch"):
        grader.check(["cnn", "rnn"])

    refused = home.join("--resources", "GPU=1", prefix=NO_LANDLOCK, XDG_CACHE_HOME=str(tmp_path))
    later = pool(home)
    later.ready()
    with pytest.raises(CourseError, match=r"that offers the resource GPU may grade: .*landlock"):
        later.resolve("cuda")
    refused.end()


def test_a_worker_is_examined_for_a_gpu_only_where_code_may_run_on_it(home: Cluster, pool, monkeypatch):
    given: list[Terms] = []

    def noted(address: str, terms: Terms, **options: object) -> DaskPool:
        given.append(terms)
        return pool(home)

    monkeypatch.setattr("autograder.cluster.pool.DaskPool", noted)
    material = Material.of(COURSE, ["rnn"])
    for device in ("auto", "cuda", "cpu"):
        class_grading._cluster(
            home.address, COURSE, material, device, (), lambda line: None, lambda line: None
        )
    assert [terms.cuda for terms in given] == [False, True, False]


def test_the_program_grades_on_a_cluster_and_goes_on_from_there_without_one(home: Cluster, tmp_path: Path):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", solution("rnn"))
    hand_in(course, "broken", "rnn", b"{")
    autograder("grade", "rnn", "--scheduler", home.address, cwd=course)
    with (course / "graded" / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {(row["student"], row["verdict"]) for row in rows} == {("ada", "graded"), ("broken", "refused")}
    assert all(row["score"] == row["max_score"] for row in rows if row["student"] == "ada")
    assert "2 of 2 submissions are graded" in here.autograder("grade", "rnn", cwd=course).stderr


def test_wrong_options_are_told_in_one_line(tmp_path: Path):
    course = make_course(tmp_path / "course")
    hand_in(course, "ada", "rnn", b"{")
    done = warm.autograder("grade", "--scheduler", "tcp://x", "--jobs", "2", cwd=course, code=2)
    assert done.stderr.count("\n") == 1
    done = warm.autograder("grade", "--scheduler", "nonsense://x", cwd=course, code=2)
    assert done.stderr.count("\n") == 1
    assert "--scheduler nonsense://x" in done.stderr
    done = warm.autograder("grade", "--scheduler", "tcp://127.0.0.1:9", cwd=course, code=3)
    assert done.stderr.count("\n") == 1
    assert "tcp://127.0.0.1:9 cannot be reached" in done.stderr


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes connections, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}"


def test_what_listens_and_is_no_scheduler_is_told_in_one_line(
    home: Cluster, silent: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fleet, "CONNECT_SECONDS", 1.0)
    worker = home.worker.said(r"Start worker at:\s+(tcp://\S+)")
    certain = f"tls{home.address.removeprefix('tcp')}"
    for address, kind, told in (
        (silent, InfrastructureError, "cannot be reached: what listens there does not answer as Dask does"),
        (worker, InfrastructureError, "cannot be reached: it is the address of a worker"),
        (certain, CourseError, "names no certificates, see docs/clusters.md"),
    ):
        with pytest.raises(kind, match=told) as caught:
            DaskPool(address, TERMS)
        assert address in str(caught.value)
        assert "\n" not in str(caught.value)
    missing = {f"distributed.comm.tls.client.{part}": "/nowhere.pem" for part in ("key", "cert")}
    missing["distributed.comm.tls.ca-file"] = "/nowhere.pem"
    with (
        dask.config.set(missing),
        pytest.raises(CourseError, match=r"comm\.tls of Dask's configuration: .*No such file"),
    ):
        DaskPool(certain, TERMS)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_a_class_is_graded_where_certificates_are_asked_for(pool, tmp_path: Path, expected):
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -keyout authority.key -out authority.pem -subj /CN=authority",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=grading",
        "x509 -req -in request.pem -CA authority.pem -CAkey authority.key -CAcreateserial -out certificate.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=tmp_path, check=True, capture_output=True)
    tls = {"ca-file": str(tmp_path / "authority.pem")} | {
        f"{role}.{part}": str(tmp_path / f"{name}.pem")
        for role in ("scheduler", "worker", "client")
        for part, name in (("key", "key"), ("cert", "certificate"))
    }
    variables = {
        f"DASK_DISTRIBUTED__COMM__TLS__{name.replace('.', '__').replace('-', '_').upper()}": path
        for name, path in tls.items()
    }
    cluster = Cluster(tmp_path, "--protocol", "tls", **variables)
    try:
        cluster.join(**variables)
        assert cluster.address.startswith("tls://")
        with dask.config.set({f"distributed.comm.tls.{name}": path for name, path in tls.items()}):
            grader = pool(cluster)
            grader.ready()
            reports = said([*grader.run(CLASS[:2])])
        assert reports == {student: expected[student] for student in reports}
        assert len(reports) == 2
    finally:
        cluster.end()
