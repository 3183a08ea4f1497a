"""One run over a class: submissions on disk become reports, scores.csv and entries of the gradebook."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cluster.extra import require
from autograder.cluster.terms import Terms
from autograder.course.config import Course, Device
from autograder.course.submissions import Found, submitted_at
from autograder.doctor.cache import diagnosis_for_grading
from autograder.doctor.diagnosis import Diagnosis, Tell
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.batch import LocalPool, Pool, slots_of_gpus
from autograder.grading.devices import resolve, wanted
from autograder.grading.progress import State, state_of
from autograder.grading.report import Report, Verdict, failed
from autograder.grading.store import REPORTS as REPORTS  # for who shows where they are
from autograder.grading.store import SCORES as SCORES
from autograder.grading.store import Store, write_scores
from autograder.grading.work import Work, opened
from autograder.sandbox.inside.walls import ALL, Wall

if TYPE_CHECKING:
    from autograder.cluster.pool import DaskPool
    from autograder.gradebook.record import Gradebook

MOST_FAILURES = 3  # to record, one after another; then the gradebook is left alone


@dataclass(frozen=True)
class Plan:
    """What a run will do, with everything checked that can be checked before the first submission is opened.

    devices: where the code of each assignment runs, cpu or cuda. current: submissions whose report stands. waiting:
    those to grade, in this order.
    """

    course: Course
    output: Path
    gradebook: Gradebook
    devices: dict[str, str]
    diagnosis: Diagnosis
    pool: Pool | None
    current: Sequence[Found]
    waiting: Sequence[Found]
    again: bool = False
    """Whether what has been graded and recorded is graded and recorded again."""

    @property
    def total(self) -> int:
        return len(self.current) + len(self.waiting)


@dataclass
class Recorder:
    """Records reports, until the gradebook has failed too often in a row."""

    plan: Plan
    failures: list[str] = field(default_factory=list)

    def record(self, found: Found, report: Report, store: Store) -> Report:
        """The report, which is in the store; one without a score, for this run, where it could not be recorded."""
        try:
            if len(self.failures) < MOST_FAILURES:
                self.plan.gradebook.record(found, report, again=self.plan.again, reports=store.folder)
                self.failures.clear()
                return report
            why = f"not tried after {MOST_FAILURES} failures in a row, the last: {self.failures[-1]}"
        except InfrastructureError as error:
            why = str(error)
            self.failures.append(why)
        reason = f"graded, but not recorded: {why}; grade again to record it"
        return failed(found, self.plan.course.assignment(found.assignment), reason)


def plan(
    course: Course,
    found: Sequence[Found],
    *,
    output: Path,
    gradebook: str,
    device: Device | None,
    jobs: int,
    given_up: Collection[Wall] = (),
    fresh: bool = False,
    scheduler: str | None = None,
    prepare: bool = True,
    tell: Tell = lambda line: None,
    warn: Tell = lambda line: None,
) -> Plan:
    """Finds out what is left to grade, and checks the suites, the gradebook and, where that has not been done yet, the
    walls of this machine, or of a cluster's.

    device: overrides grading.yml's. jobs: submissions graded at a time. given_up: walls to do without. fresh: grades
    and records also what has been. scheduler: of a Dask cluster that grades instead of this machine. prepare: makes the
    gradebook ready; without, it is only checked, and whoever records must do it. tell: is told what takes seconds;
    warn: who of the cluster does not grade. Raises CourseError or InfrastructureError, in one line.
    """
    cluster = (
        _cluster(scheduler, course, found, device, given_up, tell, warn) if scheduler is not None else None
    )
    pool: Pool | None = cluster
    try:
        devices = _devices(course, found, device, cluster.resolve if cluster else resolve)
        if cluster:
            diagnosis = cluster.diagnosis
        else:
            diagnosis = diagnosis_for_grading(
                course.root, given_up=given_up, cuda="cuda" in devices.values(), tell=tell
            ).checked()
        _check_writable(output)
        store = Store(output / REPORTS)
        states = {
            each: State.PENDING if fresh else _state(each, store, course, devices, diagnosis.walls)
            for each in found
        }
        waiting = [each for each, state in states.items() if state is not State.GRADED]
        if cluster and not waiting:
            cluster.close()
            pool = None
        elif waiting and not cluster:
            on_gpu = "cuda" in {devices[each.assignment] for each in waiting}
            slots = min(jobs, len(waiting), slots_of_gpus(course.config) if on_gpu else jobs)
            pool = LocalPool(course.config, diagnosis.walls, slots)
        from autograder.gradebook.record import Gradebook  # while the pool imports torch
        from autograder.gradebook.settings import write_config

        write_config(course)
        book = Gradebook(course, output, gradebook)
        for name in devices:
            (book.prepare if prepare else book.check)(name)
        if pool:
            pool.check({each.assignment for each in waiting})
    except BaseException:
        if pool:
            pool.close()
        raise
    current = [each for each, state in states.items() if state is State.GRADED]
    return Plan(course, output, book, devices, diagnosis, pool, current, waiting, fresh)


def undated(plan: Plan) -> int:
    """How many submissions cannot lose anything to lateness, for nothing tells when they were handed in."""
    course = plan.course
    if course.config.lateness is None:
        return 0
    return sum(
        course.assignment(each.assignment).due is not None and submitted_at(each) is None
        for each in (*plan.current, *plan.waiting)
    )


def states(course: Course, found: Sequence[Found], output: Path, device: Device | None) -> dict[Found, State]:
    """How far each submission is."""
    store = Store(output / REPORTS)
    devices = _devices(course, found, device)
    return {each: _state(each, store, course, devices) for each in found}


def state(found: Found, store: Store, plan: Plan) -> State:
    """How far a submission is, by the reports in a store."""
    return _state(found, store, plan.course, plan.devices, plan.diagnosis.walls)


def _state(
    found: Found, store: Store, course: Course, devices: dict[str, str], walls: Collection[Wall] = ()
) -> State:
    stored = store.find(found.assignment, found.student)
    device = devices[found.assignment]
    return state_of(stored, opened(found, course.config), course.config, device, walls)


def _devices(
    course: Course,
    found: Sequence[Found],
    device: Device | None,
    resolve: Callable[[Device], str] = resolve,
) -> dict[str, str]:
    """Where the code of each assignment runs."""
    names = sorted({each.assignment for each in found})
    return {name: resolve(wanted(device or course.assignment(name).device, name)) for name in names}


def _cluster(
    scheduler: str,
    course: Course,
    found: Sequence[Found],
    device: Device | None,
    given_up: Collection[Wall],
    tell: Tell,
    warn: Tell,
) -> DaskPool:
    """The workers of a scheduler, once examined: all walls must hold there but those given up by name."""
    require("distributed")
    from autograder.cluster.pool import DaskPool

    names = {each.assignment for each in found}
    cuda = any(wanted(device or course.assignment(name).device, name) != "cpu" for name in names)
    lost = frozenset(given_up)
    pool = DaskPool(
        scheduler, Terms(course.config, course.root, ALL - lost, lost, cuda), tell=tell, warn=warn
    )
    try:
        pool.ready()
    except BaseException:
        pool.close()
        raise
    return pool


def _check_writable(output: Path) -> None:
    """CourseError unless grading can write there: better told now than after a class is graded."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        raise CourseError(f"{output} cannot be written to: {error.strerror}; give --output another") from None


def run(plan: Plan, each_done: Callable[[Report], None]) -> list[Report]:
    """Grades and records what is planned; `each_done` is called with each report as it is there. Gives them in brief.

    Recording goes on beside grading. scores.csv is written anew from all reports in the output folder, also when
    the run is interrupted.
    """
    store = Store(plan.output / REPORTS)
    recorder = Recorder(plan)
    reports = []
    try:
        for found, report in graded(plan, store):
            result = recorder.record(found, report, store)
            reports.append(result.brief())
            each_done(result)
    finally:
        if plan.pool:
            plan.pool.close()
        if store.folder.is_dir():
            write_scores(store, plan.output / SCORES)
    return sorted(reports, key=lambda report: (report.student, report.assignment))


def graded(plan: Plan, store: Store) -> Iterator[tuple[Found, Report]]:
    """The submissions with their reports, which are in the store."""
    config = plan.course.config
    places = {(each.student, each.assignment): each for each in plan.waiting}
    unreadable: list[Report] = []

    def work() -> Iterator[Work]:
        for found in plan.waiting:
            submission = opened(found, config)
            if isinstance(submission, Report):
                unreadable.append(submission)
            else:
                yield Work(submission, plan.devices[found.assignment])

    for found in plan.current:
        yield found, store.load(found.assignment, found.student)
    if plan.pool:
        for report in plan.pool.run(work()):
            store.save(report)
            yield places[report.student, report.assignment], report
    for report in unreadable:
        store.save(report)
        yield places[report.student, report.assignment], report


def write_feedback(plan: Plan, reports: Sequence[Report]) -> tuple[Path, list[str]]:
    """nbgrader's feedback page of each graded or refused submission: the folder they are in, and a line for each page
    that could not be made.
    """
    failed_pages = []
    for report in reports:
        if report.verdict is not Verdict.INFRASTRUCTURE:
            try:
                plan.gradebook.feedback(report.assignment, report.student)
            except InfrastructureError as error:
                failed_pages.append(f"{report.student} {report.assignment}: {error}")
    return plan.output / "feedback", failed_pages
