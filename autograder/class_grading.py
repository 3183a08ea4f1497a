"""One run over a class: submissions on disk become reports, scores.csv and entries of the gradebook."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cluster.extra import require
from autograder.cluster.handshake import Terms
from autograder.course import private
from autograder.course.config import Course, Device
from autograder.course.lock import at_once
from autograder.course.material import Material
from autograder.course.submissions import Found, Submission, stamp_of, submitted_at
from autograder.doctor.cache import diagnosis_for_grading
from autograder.doctor.diagnosis import Diagnosis, Tell
from autograder.errors import CourseError, FilesError, InfrastructureError, KitError, reason_of
from autograder.grading.batch import LocalPool, Pool, slots_of_gpus
from autograder.grading.devices import resolve, wanted
from autograder.grading.progress import State, is_of, state_of
from autograder.grading.report import Report, Verdict, failed
from autograder.grading.store import REPORTS as REPORTS  # for who shows where they are
from autograder.grading.store import SCORES as SCORES
from autograder.grading.store import Store, refresh_scores, update_scores, write_scores
from autograder.grading.work import Work, opened
from autograder.sandbox.inside.walls import ALL, Wall

if TYPE_CHECKING:
    from autograder.cluster.pool import DaskPool
    from autograder.nbgrader.record import Gradebook

FEW = 10  # submissions for each process, for which its sandbox is not warmed up
MOST_FAILURES = 3  # to record, one after another; then the gradebook is left alone


@dataclass(frozen=True)
class Plan:
    """The plan of a run, after every check that is possible before the first submission is opened.

    devices: where the code of each assignment runs, cpu or cuda. current: submissions whose report stands. waiting:
    those to grade, in this order.
    """

    course: Course
    material: Material
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


@dataclass(frozen=True)
class Graded:
    """A submission with its report. is_kept: whether that is in the store; where it is not, it has no score.

    submission: what the report is of, as it was read; None where it could not be.
    """

    found: Found
    report: Report
    submission: Submission | None = None
    is_kept: bool = True


@dataclass
class Recorder:
    """Records reports, until the gradebook has failed too often in a row."""

    plan: Plan
    failures: list[str] = field(default_factory=list)

    @property
    def has_given_up(self) -> bool:
        return len(self.failures) >= MOST_FAILURES

    def record(self, graded: Graded) -> Report:
        """The report; one without a score, for this run, where it could not be recorded."""
        found, report = graded.found, graded.report
        if not graded.is_kept:
            if not self.has_given_up:
                self.plan.gradebook.withdraw(found)
            return report
        if self.has_given_up:
            why = f"not tried after {MOST_FAILURES} failures in a row, the last: {self.failures[-1]}"
        else:
            try:
                self.plan.gradebook.record(graded.submission or found, report, again=self.plan.again)
            except Exception as error:
                why = reason_of(error)
                if not isinstance(error, FilesError):  # which says nothing of the next one
                    self.failures.append(why)
            else:
                self.failures.clear()
                return report
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
    arriving: Collection[str] = (),
    tell: Tell = lambda line: None,
    warn: Tell = lambda line: None,
) -> Plan:
    """Finds out what is left to grade, and checks the suites, the gradebook and, where that has not been done yet, the
    walls of this machine, or of a cluster's.

    device: overrides grading.yml's. jobs: submissions graded at a time. given_up: walls to do without. fresh: grades
    and records also what has been. scheduler: of a Dask cluster that grades instead of this machine. prepare: makes the
    gradebook ready; without, it is only checked, and whoever records must do it. arriving: assignments of which more
    may come while the run goes on. tell: is told what takes seconds; warn: who of the cluster does not grade. Raises
    CourseError or InfrastructureError, in one line.
    """
    names = {*arriving, *(each.assignment for each in found)}
    material = Material.of(course, names)
    cluster = (
        _cluster(scheduler, course, material, device, given_up, tell, warn) if scheduler is not None else None
    )
    pool: Pool | None = cluster
    try:
        devices = _devices(course, names, device, cluster.resolve if cluster else resolve)
        if cluster:
            diagnosis = cluster.diagnosis
        else:
            diagnosis = diagnosis_for_grading(
                course.root, given_up=given_up, cuda="cuda" in devices.values(), tell=tell
            ).checked()
        _check_writable(output)
        store = Store(output / REPORTS)
        states = {
            each: State.PENDING if fresh else _state(each, store, material, devices, diagnosis.walls)
            for each in found
        }
        # By assignment, for a sandbox is changed where another one forbids something else.
        waiting = sorted(
            (each for each, state in states.items() if state is not State.GRADED),
            key=lambda each: each.assignment,
        )
        busy = {*arriving, *(each.assignment for each in waiting)}
        if cluster and not busy:
            cluster.close()
            pool = None
        elif busy and not cluster:
            on_gpu = "cuda" in {devices[name] for name in busy}
            most = jobs if arriving else len(waiting)
            slots = min(jobs, most, slots_of_gpus(course.config) if on_gpu else jobs)
            few = not arriving and len(waiting) <= FEW * slots
            pool = LocalPool(material, diagnosis.walls, slots, few=few)
        from autograder.nbgrader.record import Gradebook  # while the pool imports torch
        from autograder.nbgrader.settings import write_config

        write_config(course)
        book = Gradebook(course, output, gradebook)
        for name in devices:
            (book.prepare if prepare else book.check)(name)
        if pool:
            pool.check(busy)
    except BaseException:
        if pool:
            pool.close()
        raise
    current = [each for each, state in states.items() if state is State.GRADED]
    return Plan(course, material, output, book, devices, diagnosis, pool, current, waiting, fresh)


@contextmanager
def held(plan: Plan, names: Collection[str], *, alone: bool = False) -> Iterator[None]:
    """Keeps others from grading these assignments `alone`, as a watch does: it grades all that is there, and the older
    of two scores could replace the newer one if another run were beside it. CourseError where somebody does so now.
    """
    with ExitStack() as locks:
        try:
            for name in sorted(names):
                who = "somebody grades" if alone else "`autograder grade --watch` grades"
                why = f"{who} {name} in {plan.output} now: end that first, or name other assignments"
                locks.enter_context(at_once(plan.output / f".grading-{name}.lock", why, alone=alone))
        except BaseException:
            if plan.pool:
                plan.pool.close()
            raise
        yield


def undated(plan: Plan) -> int:
    """How many submissions cannot lose anything to lateness, for nothing tells when they were handed in."""
    course = plan.course
    if course.config.lateness is None:
        return 0
    return sum(
        course.assignment(each.assignment).due is not None and submitted_at(each) is None
        for each in (*plan.current, *plan.waiting)
    )


def unreadable_stamps(course: Course, found: Sequence[Found]) -> list[str]:
    """A line for each submission of an assignment with a due date whose timestamp.txt is there and tells no moment."""
    problems = {
        each: stamp_of(each).problem for each in found if course.assignment(each.assignment).due is not None
    }
    return [
        f"{each.student} {each.assignment}: {problem}: it counts as on time until that file has a line such as "
        "2026-10-12 23:59:00 +02:00"
        for each, problem in problems.items()
        if problem
    ]


def open_to_all(plan: Plan) -> list[Path]:
    """Where scores are written that others than their owner and a group may read: they were made so."""
    from autograder.nbgrader.database import file_of

    gradebook = file_of(plan.gradebook.url)
    places = [plan.output, *([gradebook] if gradebook else [])]
    return [path for path in places if private.is_open_to_all(path)]


def states(course: Course, found: Sequence[Found], output: Path, device: Device | None) -> dict[Found, State]:
    """How far each submission is."""
    store = Store(output / REPORTS)
    names = {each.assignment for each in found}
    devices, material = _devices(course, names, device), Material.of(course, names)
    return {each: _state(each, store, material, devices) for each in found}


def state(found: Found, store: Store, plan: Plan) -> State:
    """How far a submission is, by the reports in a store."""
    return _state(found, store, plan.material, plan.devices, plan.diagnosis.walls)


def _state(
    found: Found, store: Store, material: Material, devices: dict[str, str], walls: Collection[Wall] = ()
) -> State:
    stored = store.find(found.assignment, found.student)
    device = devices[found.assignment]
    return state_of(stored, opened(found, material.config), material, device, walls)


def _devices(
    course: Course,
    names: Collection[str],
    device: Device | None,
    resolve: Callable[[Device], str] = resolve,
) -> dict[str, str]:
    """Where the code of each assignment runs."""
    return {name: resolve(wanted(course.config, name, device)) for name in sorted(names)}


def _cluster(
    scheduler: str,
    course: Course,
    material: Material,
    device: Device | None,
    given_up: Collection[Wall],
    tell: Tell,
    warn: Tell,
) -> DaskPool:
    """The workers of a scheduler, once examined: all walls must hold there but those given up by name."""
    require("distributed")
    from autograder.cluster.pool import DaskPool

    cuda = any(wanted(course.config, name, device) != "cpu" for name in material.suites)
    lost = frozenset(given_up)
    pool = DaskPool(scheduler, Terms(material, course.root, ALL - lost, lost, cuda), tell=tell, warn=warn)
    try:
        pool.ready()
    except BaseException:
        pool.close()
        raise
    return pool


def _check_writable(output: Path) -> None:
    """CourseError unless grading can write there: better told now than after a class is graded."""
    try:
        private.make_folder(output, outermost=True)
        with tempfile.TemporaryFile(dir=output):
            pass
    except OSError as error:
        raise CourseError(f"{output} cannot be written to: {error.strerror}; give --output another") from None


def grade_class(
    plan: Plan, each_done: Callable[[Report], None], tell: Tell = lambda line: None
) -> list[Report]:
    """Grades and records what is planned; `each_done` is called with each report as it is there. Returns them in brief.

    Recording goes on beside grading. scores.csv is written anew from all reports in the output folder, also when
    the run is interrupted. tell: is told what keeps scores.csv from being whole. Whatever fails for a submission, its
    files, its report or the gradebook, gives it an infrastructure verdict and leaves the others alone.
    """
    store = Store(plan.output / REPORTS)
    recorder = Recorder(plan)
    reports: list[Report] = []
    known: list[Report] = []
    kept: list[Report] = []
    try:
        for each in graded(plan, store):
            brief = each.report.brief()
            (kept if each.is_kept else known).append(brief)
            try:
                result = recorder.record(each)
            except KeyboardInterrupt:  # which waits until it is recorded: see `record`
                each_done(each.report)
                raise
            reports.append(brief if result is each.report else result.brief())
            each_done(result)
    finally:
        try:
            if plan.pool:
                plan.pool.close()
        finally:
            if known or kept or os.path.isdir(store.folder):
                write_table(store, plan.output / SCORES, known, plan.gradebook.url, tell, kept)
    return sorted(reports, key=lambda report: (report.student, report.assignment))


def write_table(
    store: Store,
    path: Path,
    known: Sequence[Report],
    gradebook: str,
    tell: Tell,
    kept: Sequence[Report] = (),
) -> None:
    """scores.csv, or a line that says why there is none; and one for each thing that it lacks: see `write_scores`."""
    from autograder.nbgrader.reading import read_book

    try:
        standings = read_book(gradebook).standings
    except CourseError as error:
        standings = {}
        tell(
            f"{error}; so {path.name} has only automatic scores, without points that people gave and late penalties"
        )
    try:
        lost = write_scores(store, path, known, standings, kept)
    except CourseError as error:
        tell(f"{error}; fix that and run the same command again, nothing is graded twice")
        return
    for each in lost:
        tell(f"{each}: {path.name} does not contain it; make it readable, or delete it and grade again")


def update_table(store: Store, path: Path, report: Report, gradebook: str, tell: Tell) -> None:
    """As `write_table`, the rows of one report alone."""
    from autograder.nbgrader.reading import read_book

    place = (report.student, report.assignment)
    try:
        lost = update_scores(store, report, path)
        refresh_scores(path, read_book(gradebook, report.student).standings, place)
    except CourseError as error:
        tell(f"{error}; {path.name} is updated when the next submission is graded")
        return
    for each in lost:
        tell(f"{each}: {path.name} does not contain it; make it readable, or delete it and grade again")


Arriving = Callable[[Collection[tuple[str, str]]], Iterable[Found]]
"""What is to be graded now, too; it is given the students and assignments that are still being graded, which wait."""


def graded(plan: Plan, store: Store, arriving: Arriving | None = None) -> Iterator[Graded]:
    """The submissions with their reports. Each is read once: what is graded is what comes with its report.

    arriving: asked again and again for more, so that this ends only with an error.
    """
    config = plan.course.config
    left = {(each.student, each.assignment): each for each in plan.waiting}
    read: dict[tuple[str, str], Submission] = {}
    unreadable: list[Report] = []
    barred = {} if arriving else _barred(store, {each.assignment for each in plan.waiting})
    why = "the grading processes have ended"

    def waiting() -> Iterator[Found | None]:
        yield from plan.waiting
        while arriving:
            more = list(arriving(left))
            left.update({(each.student, each.assignment): each for each in more})
            yield from more
            if not more:
                yield None

    def work() -> Iterator[Work | None]:
        for found in waiting():
            if found is None:
                yield None
                continue
            if found.assignment in barred:
                continue
            submission = opened(found, config)
            if isinstance(submission, Report):
                unreadable.append(submission)
            else:
                read[found.student, found.assignment] = submission
                yield Work(submission, plan.devices[found.assignment])

    def kept(report: Report) -> Graded:
        place = (report.student, report.assignment)
        found, submission = left.pop(place), read.pop(place, None)
        try:
            store.save(report)
        except InfrastructureError as error:
            return Graded(found, _not_kept(found, plan, f"graded, but not kept: {error}"), is_kept=False)
        return Graded(found, report, submission)

    for found in plan.current:
        yield loaded(found, store, plan)
    if plan.pool:
        try:
            for report in plan.pool.run(work()):
                while unreadable:
                    yield kept(unreadable.pop())
                if report:
                    yield kept(report)
        except Exception as error:  # nobody is left to grade with
            why = reason_of(error)
    for report in unreadable:
        yield kept(report)
    for place, found in list(left.items()):
        if found.assignment in barred:
            yield Graded(found, _not_kept(found, plan, barred[found.assignment]), is_kept=False)
            continue
        if place not in read and isinstance(submission := opened(found, config), Submission):
            read[place] = submission
        yield kept(failed(found, config.assignments[found.assignment], why))


def loaded(found: Found, store: Store, plan: Plan) -> Graded:
    """A submission with its report of the store. One that has changed since has none: the next run grades it."""
    try:
        report = store.load(found.assignment, found.student)
    except InfrastructureError as error:
        return Graded(found, _not_kept(found, plan, str(error)), is_kept=False)
    submission = opened(found, plan.material.config)
    standing = report.verdict is Verdict.INFRASTRUCTURE or is_of(
        report, submission, plan.material, plan.devices[found.assignment]
    )
    if not standing:
        reason = "what was handed in has changed since it was graded; grade again"
        if isinstance(submission, Report) and submission.verdict is Verdict.INFRASTRUCTURE:
            reason = f"{submission.reason}; fix that and grade again"
        changed = failed(found, plan.course.assignment(found.assignment), reason)
        return Graded(found, changed, is_kept=False)
    return Graded(found, report, submission if isinstance(submission, Submission) else None)


def _barred(store: Store, names: Collection[str]) -> dict[str, str]:
    """The assignments whose reports cannot be kept, and why: to grade them would be in vain."""
    barred = {}
    for name in names:
        try:
            store.check(name)
        except InfrastructureError as error:
            barred[name] = str(error)
    return barred


def _not_kept(found: Found, plan: Plan, why: str) -> Report:
    reason = f"{why}; fix that and grade again"
    return failed(found, plan.course.assignment(found.assignment), reason)


def write_feedback(plan: Plan, reports: Sequence[Report]) -> tuple[Path, list[str]]:
    """nbgrader's feedback page of each graded or refused submission: the folder they are in, and a line for each page
    that could not be made.
    """
    from autograder.nbgrader.settings import FEEDBACK

    failed_pages = []
    for report in reports:
        if report.verdict is not Verdict.INFRASTRUCTURE:
            try:
                plan.gradebook.feedback(report.assignment, report.student)
            except (KitError, OSError) as error:
                failed_pages.append(f"{report.student} {report.assignment}: {reason_of(error)}")
    return plan.output / FEEDBACK, failed_pages
