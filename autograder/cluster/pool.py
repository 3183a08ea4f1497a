"""Grades a class on a Dask cluster: which worker gets what, and what happens when one is lost.

The kit tells Dask which worker gets a submission. Otherwise Dask would also use workers that nobody has examined.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal

from distributed import Future, KilledWorker

from autograder.cluster import worker
from autograder.cluster.fleet import ANSWER_SECONDS, EXAMINATION_SECONDS, LOOK_SECONDS, Fleet, Member, line
from autograder.cluster.handshake import Terms
from autograder.course.config import Device
from autograder.doctor.diagnosis import Diagnosis, Tell
from autograder.errors import CourseError, InfrastructureError
from autograder.grading.batch import END
from autograder.grading.report import Report, Verdict, failed
from autograder.grading.work import Work

PATIENCE = 60.0  # seconds
ATTEMPTS = 2  # on different workers, for a submission whose grading failed through no fault of its own
DEATHS = 3  # of workers while they graded a submission, after which it is not tried again
AHEAD = 2  # submissions for each slot, so that none waits while the caller records


@dataclass(eq=False)
class _Task:
    work: Work
    deaths: int = 0
    tried: set[str] = field(default_factory=set)
    """The workers on which grading it failed."""


@dataclass(frozen=True)
class _Flight:
    future: Future[str | None]
    task: _Task
    member: Member


class DaskPool:
    """The workers of one scheduler, for one batch. Raises CourseError or InfrastructureError where there is none.

    patience: seconds without a worker, after which what is left is given up. tell: is called with a line on what takes
    long. warn: is called with a line for each worker that is refused.
    """

    def __init__(
        self,
        address: str,
        terms: Terms,
        *,
        patience: float = PATIENCE,
        tell: Tell = lambda line: None,
        warn: Tell = lambda line: None,
    ) -> None:
        self._config = terms.material.config
        self._patience = patience
        self._tell = tell
        self._fleet = Fleet(address, terms, warn)
        self._waiting: deque[_Task] = deque()
        self._flights: dict[Hashable, _Flight] = {}
        self._landed: SimpleQueue[Future[Any]] = SimpleQueue()
        self._reports: deque[Report] = deque()
        self._is_idle = False  # whether there was no work when it was last asked for

    def ready(self) -> None:
        """Waits until all workers that are there are examined. InfrastructureError where none may grade."""
        told = False
        while True:
            self._fleet.look()
            if self._fleet.members and self._fleet.is_examined:
                break
            if self._fleet.without() > self._patience:
                break
            if self._fleet.members and not told:
                self._tell(f"Examining the workers of {self._fleet.address}")
                told = True
            time.sleep(LOOK_SECONDS / 10)
        if not self._fleet.fit:
            raise InfrastructureError(self._fleet.why_nobody())

    @property
    def diagnosis(self) -> Diagnosis:
        """The doctor's diagnosis of the worker with the fewest walls."""
        return self._fleet.diagnosis()

    def resolve(self, device: Device) -> Literal["cpu", "cuda"]:
        """`cuda` where a worker offers a GPU for `auto`; CourseError where `cuda` is asked for and none does."""
        if device == "cpu":
            return "cpu"
        if any(member.slots("cuda") for member in self._fleet.fit):
            return "cuda"
        if device == "cuda":
            raise CourseError(f"--device cuda: {self._fleet.why_nobody('cuda')}; use --device cpu or auto")
        return "cpu"

    def check(self, names: Collection[str]) -> None:
        """CourseError where an assignment and its hidden suite do not fit."""
        answer = self._fleet.submit(self._fleet.fit[0], "cpu", worker.complaint, tuple(sorted(names)))
        try:
            complaint = answer.result(EXAMINATION_SECONDS * (1 + len(names)))
        except Exception as error:  # distributed's have no common base
            raise InfrastructureError(f"a worker could not check the suites: {line(error)}") from None
        if complaint:
            raise CourseError(complaint)

    def run(self, work: Iterable[Work | None]) -> Iterator[Report | None]:
        """As `batch.Pool` has it."""
        source = iter(work)
        while True:
            for member in self._fleet.look():
                self._take_back(member)
            exhausted = self._hand_out(source)
            self._give_up_waiting()
            while self._reports:
                yield self._reports.popleft()
            if exhausted and not self._waiting and not self._flights:
                return
            if self._is_idle:
                yield None
            if self._fleet.without() > self._patience:
                yield from self._give_up(source)
                return
            self._receive()

    def close(self) -> None:
        """Ends at once what is still being graded."""
        for flight in self._flights.values():
            self._cancel(flight.future)
        self._flights.clear()
        self._fleet.close()

    def _hand_out(self, source: Iterator[Work | None]) -> bool:
        """Keeps all workers busy; whether `source` is exhausted."""
        self._is_idle = False
        if self._fleet.lost:
            return False
        for _ in range(len(self._waiting)):
            self._send(self._waiting.popleft())
        # What waits for a worker of its kind must not fill the memory.
        most = sum(member.slots("cpu") for member in self._fleet.fit)
        while len(self._waiting) < most and any(member.load("cpu") < AHEAD for member in self._fleet.fit):
            following = next(source, END)
            if not isinstance(following, Work):
                self._is_idle = following is None
                return following is END
            self._send(_Task(following))
        return False

    def _send(self, task: _Task) -> None:
        device = task.work.device
        able = [member for member in self._fleet.fit if member.slots(device)]
        fresh = [member for member in able if member.address not in task.tried] or able
        free = [member for member in fresh if member.load(device) < AHEAD]
        if not free:
            self._waiting.append(task)
            return
        member = min(free, key=lambda each: each.load(device))
        future = self._fleet.submit(member, device, worker.grade, task.work)
        member.given[future.key] = device
        self._flights[future.key] = _Flight(future, task, member)
        future.add_done_callback(self._landed.put)

    def _receive(self) -> None:
        """Waits a moment for reports."""
        with suppress(Empty):
            self._land(self._landed.get(timeout=LOOK_SECONDS))
            while True:
                self._land(self._landed.get_nowait())

    def _land(self, future: Future[str | None]) -> None:
        flight = self._flights.pop(future.key, None)
        if flight is None:  # it was taken back
            return
        task, member = flight.task, flight.member
        del member.given[future.key]
        if future.cancelled():  # with the scheduler
            self._waiting.append(task)
            return
        try:
            answer = future.result(ANSWER_SECONDS)
            report = Report.model_validate_json(answer) if answer is not None else None
        except KilledWorker:
            self._bereave(task)
        except Exception as error:  # the worker's, or distributed's, which have no common base
            self._fail(task, member, line(error))
        else:
            if report is None:
                self._fleet.forget(member)
                self._waiting.append(task)
                return
            if report.verdict is Verdict.INFRASTRUCTURE:
                self._fail(task, member, report.reason)
            else:
                self._reports.append(report)

    def _take_back(self, member: Member) -> None:
        """What a worker had that is gone; with those that it was working on it may have died."""
        running = list(member.given)[: member.slots("cpu")]
        for key in member.given:
            flight = self._flights.pop(key)
            self._cancel(flight.future)
            if key in running:
                self._bereave(flight.task)
            else:
                self._waiting.append(flight.task)

    def _bereave(self, task: _Task) -> None:
        task.deaths += 1
        if task.deaths < DEATHS:
            self._waiting.append(task)
        else:
            self._report_failure(task.work, f"{DEATHS} workers died while they graded it")

    def _fail(self, task: _Task, member: Member, reason: str) -> None:
        """After a failure that may be this worker's own another one may try."""
        task.tried.add(member.address)
        others = [each for each in self._fleet.fit if each.address not in task.tried]
        if len(task.tried) < ATTEMPTS and any(each.slots(task.work.device) for each in others):
            self._waiting.append(task)
        else:
            self._report_failure(task.work, reason)

    def _give_up_waiting(self) -> None:
        for task in list(self._waiting):
            if self._fleet.without(task.work.device) > self._patience:
                self._waiting.remove(task)
                self._report_failure(task.work, self._fleet.why_nobody(task.work.device))

    def _give_up(self, source: Iterator[Work | None]) -> Iterator[Report]:
        """Reports that all that is left was not graded."""
        reason = self._fleet.why_nobody()
        for flight in self._flights.values():
            self._cancel(flight.future)
            self._report_failure(flight.task.work, reason)
        self._flights.clear()
        yield from self._reports
        self._reports.clear()
        for work in source:
            if work is None:  # there may be more later, which is for another run
                return
            self._report_failure(work, reason)
            yield self._reports.popleft()

    def _report_failure(self, work: Work, reason: str) -> None:
        assignment = self._config.assignments[work.submission.assignment]
        self._reports.append(failed(work.submission, assignment, reason))

    def _cancel(self, future: Future[Any]) -> None:
        with suppress(Exception):  # where there is nobody to tell, nothing has to be stopped
            future.cancel()
