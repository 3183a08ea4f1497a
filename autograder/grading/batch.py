"""Grades many submissions side by side: each process holds warm suites and a sandbox with a warm zygote."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver, resource_tracker
from typing import Protocol

from autograder.course.config import Config
from autograder.course.material import Material
from autograder.errors import CourseError, InfrastructureError, reason_of
from autograder.grading import slot
from autograder.grading.report import Report, failed
from autograder.grading.work import Work
from autograder.sandbox import gpus
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.launch import ONE_THREAD
from autograder.sandbox.process import SandboxProcess, started_ahead

ATTEMPTS = 2  # for a submission during which a process died
MOST_AHEAD = 64  # sandboxes, which wait in a socket for their processes
IDLE_SECONDS = 0.25  # after which more work is asked for, where there was none
END = object()
"""Of an iterator that has no more."""


class Pool(Protocol):
    """Processes that grade many submissions: this machine's or a cluster's."""

    def check(self, names: Collection[str]) -> None:
        """CourseError where an assignment and its hidden suite do not fit."""

    def run(self, work: Iterable[Work | None]) -> Iterator[Report | None]:
        """The reports, in the order in which they are ready; takes only as much of `work` as keeps all processes busy.
        If `work` gives None, there is no work now: it is asked again after IDLE_SECONDS, and meanwhile this gives None.
        """

    def close(self) -> None:
        """Ends everything that is still being graded, immediately."""


def warm_up() -> None:
    """Starts the process that all grading processes are forked from, so that they import torch once, and it does so
    while this process is doing something else.
    """
    os.environ.update(ONE_THREAD)
    multiprocessing.set_forkserver_preload([slot.QUIET, "autograder.cli", slot.WARM])
    # Python looks for modules where it is started, and a student's files may lie where the user stands.
    with _inside("/"), _uninterrupted():
        forkserver.ensure_running()


def slots_of_gpus(config: Config) -> int:
    """How many submissions are graded at a time where their code runs on this machine's GPUs."""
    return max(1, len(gpus.names())) * config.gpu_slots


class LocalPool:
    """Processes of this machine. If one dies during a submission, the submission is tried once more, alone.

    jobs: how many there are. few: whether so few submissions are graded that a quick start is worth more than what each
    of them costs.
    """

    def __init__(self, material: Material, walls: Collection[Wall], jobs: int, *, few: bool = False) -> None:
        self._material = material
        self._walls = frozenset(walls)
        self._jobs = jobs
        warm_up()
        self._sandboxes: list[SandboxProcess] = []
        self._theirs, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            self._start_sandboxes(ours, warm=not few)
        self._executor = self._started()

    def check(self, names: Collection[str]) -> None:
        """CourseError where an assignment and its hidden suite do not fit."""
        try:
            for _ in range(self._jobs):  # the executor would start its processes one by one, as there is work
                self._executor.submit(slot.ready)
            complaint = self._executor.submit(slot.complaint, sorted(names)).result()
        except BrokenProcessPool:
            raise InfrastructureError(
                "a grading process died before it was given anything to grade"
            ) from None
        if complaint:
            raise CourseError(complaint)

    def run(self, work: Iterable[Work | None]) -> Iterator[Report | None]:
        waiting = iter(work)
        suspects: deque[_Task] = deque()
        running: dict[Future[Report], _Task] = {}
        while True:
            is_idle = False
            # Twice as many as are worked on, so that none waits while the caller records.
            while len(running) < (1 if suspects else 2 * self._jobs):
                if suspects:
                    task = suspects.popleft()
                else:
                    following = next(waiting, END)
                    if not isinstance(following, Work):
                        is_idle = following is None
                        break
                    task = _Task(following)
                running[self._submit(task)] = task
                if task.deaths:
                    break
            if is_idle:
                yield None
                if not running:
                    time.sleep(IDLE_SECONDS)
                    continue
            elif not running:
                return
            done, _ = wait(running, IDLE_SECONDS if is_idle else None, FIRST_COMPLETED)
            dead = []
            for future in done:
                task = running.pop(future)
                try:
                    report = future.result()
                except BrokenProcessPool:
                    dead.append(task)
                    continue
                except Exception as error:
                    report = self._failed(task, reason_of(error))
                yield report
            if dead:
                dead += running.values()  # the pool tells only that one of its processes died
                running.clear()
                self._restart()
                for task in dead:
                    task.deaths += 1
                    if task.deaths < ATTEMPTS:
                        suspects.append(task)
                    else:
                        yield self._failed(task, "the grading process died, twice")

    def close(self) -> None:
        for process in multiprocessing.active_children():
            process.terminate()
        self._executor.shutdown(cancel_futures=True)
        self._theirs.close()
        for sandbox in self._sandboxes:
            sandbox.end()

    def _start_sandboxes(self, ours: socket.socket, *, warm: bool) -> None:
        """Starts those of the first processes. They import torch while the processes' ancestor does so, too."""
        scratch = self._material.config.limits.scratch
        for _ in range(min(self._jobs, MOST_AHEAD)):  # a process that gets none starts its own
            if sandbox := started_ahead(self._walls, scratch, warm=warm):
                sandbox.hand_over(ours)
                self._sandboxes.append(sandbox)

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        # How many processes there are: each takes the next GPU.
        turn = context.Value("i", 0)
        given = (self._material, self._walls, turn, self._theirs)
        return ProcessPoolExecutor(self._jobs, context, slot.start, given)

    def _failed(self, task: _Task, reason: str) -> Report:
        submission = task.work.submission
        return failed(submission, self._material.config.assignments[submission.assignment], reason)

    def _submit(self, task: _Task) -> Future[Report]:
        try:
            return self._executor.submit(slot.grade, task.work)
        except BrokenProcessPool as error:  # since the last look at it
            lost: Future[Report] = Future()
            lost.set_exception(error)
            return lost

    def _restart(self) -> None:
        self._executor.shutdown(cancel_futures=True)
        warm_up()
        self._executor = self._started()


@dataclass(eq=False)
class _Task:
    work: Work
    deaths: int = 0  # of processes, while it was graded or waited to be


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that is started in the `with` block gets Ctrl-C only after it has imported `quiet`."""
    resource_tracker.ensure_running()  # it is started first, and lets interrupts through then
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _inside(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
