"""Grades many submissions side by side: each process holds a warm suite and a sandbox with a warm zygote."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

import torch

from autograder.course.config import Config
from autograder.course.submissions import Found
from autograder.errors import InfrastructureError
from autograder.grading.grade import failed, grade
from autograder.grading.report import Report, Verdict
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.sandbox import Sandbox

ATTEMPTS = 2  # for a submission whose grading failed through no fault of its own


class Grader:
    """Grades submissions one after another through one sandbox, which is started when first needed."""

    def __init__(self, config: Config, walls: frozenset[Wall]) -> None:
        self._config = config
        self._walls = walls
        self._sandbox: Sandbox | None = None

    def grade(self, found: Found, device: str) -> Report:
        """The report of one submission, after a second attempt where the first one failed on our side."""
        assignment = self._config.assignments[found.assignment]
        for _ in range(ATTEMPTS):
            try:
                sandbox = self._sandbox_for(assignment.limits.scratch, device == "cuda")
            except InfrastructureError as error:
                return failed(found, assignment, str(error))
            report = grade(found, self._config, sandbox, device)
            if report.verdict is not Verdict.INFRASTRUCTURE:
                break
            self.close()
        return report

    def close(self) -> None:
        if self._sandbox:
            self._sandbox.close()
            self._sandbox = None

    def _sandbox_for(self, scratch: int, cuda: bool) -> Sandbox:
        if self._sandbox and (self._sandbox.scratch, self._sandbox.cuda) != (scratch, cuda):
            self.close()
        if self._sandbox is None:
            self._sandbox = Sandbox(scratch=scratch, cuda=cuda, walls=self._walls)
        return self._sandbox


def grade_all(
    found: Sequence[Found], config: Config, devices: dict[str, str], jobs: int, walls: frozenset[Wall]
) -> Iterator[Report]:
    """The reports of `found`, as they are done. devices: of each assignment. jobs: processes at a time.

    A process that dies with the submission it works on is replaced, and the submission tried once more.
    """
    waiting = [(each, 1) for each in reversed(found)]
    while waiting:
        with _Pool(min(jobs, len(waiting)), config, walls) as pool:
            yield from pool.run(waiting, config, devices)


class _Pool:
    def __init__(self, jobs: int, config: Config, walls: frozenset[Wall]) -> None:
        # One thread in each process, from the start: see sandbox.inside.zygote.
        os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
        self._jobs = jobs
        self._executor = ProcessPoolExecutor(
            jobs, multiprocessing.get_context("spawn"), _start_process, (config, walls)
        )

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for process in multiprocessing.active_children():
                process.terminate()
        self._executor.shutdown(cancel_futures=True)

    def run(
        self, waiting: list[tuple[Found, int]], config: Config, devices: dict[str, str]
    ) -> Iterator[Report]:
        """Works `waiting` off from its end, until it is empty or a process of the pool dies."""
        running: dict[Future[Report], tuple[Found, int]] = {}
        while waiting or running:
            # More than are worked on, so that none waits while the parent records.
            while waiting and len(running) < 2 * self._jobs:
                each, attempt = waiting.pop()
                try:
                    future = self._executor.submit(_grade_in_process, each, devices[each.assignment])
                except BrokenProcessPool:
                    waiting.append((each, attempt))
                    break
                running[future] = (each, attempt)
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = not running
            for future in done:
                each, attempt = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    broken = True
                    if attempt < ATTEMPTS:
                        waiting.append((each, attempt + 1))
                    else:
                        reason = "the grading process died, twice"
                        yield failed(each, config.assignments[each.assignment], reason)
            if broken and not running:
                return


_grader: Grader | None = None


def _start_process(config: Config, walls: frozenset[Wall]) -> None:
    global _grader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
    torch.set_num_threads(1)
    _grader = Grader(config, walls)


def _grade_in_process(found: Found, device: str) -> Report:
    assert _grader is not None
    return _grader.grade(found, device)
