"""What runs in a Dask worker: tasks that hand submissions to grading processes of its own.

Several graders may use a worker at once: each has a batch of its own, known by a name that nobody else has.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from distributed import get_worker

from autograder.cluster.grading_process import GRACE_SECONDS, Start
from autograder.cluster.handshake import Standing
from autograder.doctor.diagnosis import Diagnosis
from autograder.errors import InfrastructureError
from autograder.grading.batch import ATTEMPTS
from autograder.grading.work import Work
from autograder.sandbox import gpus
from autograder.sandbox.launch import ONE_THREAD

GPU = "GPU"
"""The resource by which a Dask worker offers its GPUs: `dask worker --resources GPU=1`."""

_crews: dict[str, _Crew] = {}


def admit(batch: str, versions: dict[str, str], terms: bytes, with_gpu: bytes) -> Standing:
    """Examines this worker, and makes it one of the batch where it passes. with_gpu: the terms for one with a GPU."""
    worker = get_worker()
    offered = int(worker.state.total_resources.get(GPU, 0))
    crew = _Crew(Start(versions, with_gpu if offered else terms))
    standing = replace(crew.examine(), slots=worker.state.nthreads, gpus=offered)
    if not standing.refusal:
        _crews[batch] = crew
    return standing


class Admission:
    """`admit` and its arguments: unpickling it calls it, and gives what it answers."""

    def __init__(self, batch: str, versions: dict[str, str], terms: bytes, with_gpu: bytes) -> None:
        self._arguments = batch, versions, terms, with_gpu

    def __reduce__(self) -> tuple[Callable[..., Standing], tuple[object, ...]]:
        return admit, self._arguments


def grade(batch: str, work: Work) -> str | None:
    """The report of a submission, as JSON; None where this process is not, or no longer, one of the batch."""
    return _ask(batch, work)


def complaint(batch: str, names: tuple[str, ...]) -> str | None:
    """What does not fit between these assignments and their suites; "" if all fits, None as in `grade`."""
    return _ask(batch, names)


async def dismiss(batch: str) -> None:
    """Ends the processes of the batch, also those that grade."""
    if crew := _crews.pop(batch, None):
        await asyncio.to_thread(crew.end)


def _ask(batch: str, job: Work | tuple[str, ...]) -> str | None:
    crew = _crews.get(batch)
    return crew.ask(job) if crew else None


class _Crew:
    """The grading processes of one batch in this worker: as many as Dask runs tasks here at a time."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._all: set[_Process] = set()
        self._idle: list[_Process] = []
        self._ended = False
        self._lock = threading.Lock()

    def examine(self) -> Standing:
        """What the first process finds; it stays for the first submission."""
        process = _Process(0)
        try:
            standing: Standing = process.ask(self._start)
        except (EOFError, OSError):
            process.end()
            return Standing("its grading process ended before it said a word: the worker's log tells why")
        if standing.refusal:
            process.end()
            return standing
        found = Diagnosis.model_validate_json(standing.diagnosis)
        self._start = replace(self._start, walls=tuple(wall.value for wall in found.walls))
        self._all.add(process)
        self._idle.append(process)
        return standing

    def ask(self, job: Work | tuple[str, ...]) -> str:
        """A process's answer. One that dies is replaced, and the job tried once more."""
        for _ in range(ATTEMPTS):
            try:
                process = self._take()
                answer: str = process.ask(job)
            except (EOFError, OSError):
                continue
            with self._lock:
                self._idle.append(process)
            return answer
        raise InfrastructureError("the grading process died, twice")

    def end(self) -> None:
        with self._lock:
            self._ended = True
            processes, self._all, self._idle = self._all, set(), []
        for process in processes:
            process.hang_up()
        for process in processes:
            process.end()

    def _take(self) -> _Process:
        with self._lock:
            if self._ended:
                raise InfrastructureError("the batch has ended")
            while self._idle:
                process = self._idle.pop()
                if process.lives:
                    return process
                self._all.discard(process)
            turn = len(self._all)
        process = _Process(turn)
        standing: Standing = process.ask(self._start)
        if standing.refusal:  # the kit on its disk is another now
            process.end()
            raise InfrastructureError(standing.refusal)
        with self._lock:
            if not self._ended:
                self._all.add(process)
                return process
        process.end()
        raise InfrastructureError("the batch has ended")


class _Process:
    """One grading process, which ends when this end of its socket is closed: also when the worker is killed."""

    def __init__(self, turn: int) -> None:
        """turn: how many the worker has: each takes the next GPU."""
        self._conversation, theirs = multiprocessing.Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.cluster.grading_process", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd="/",  # Python looks for modules where it is started
                env={**os.environ, **ONE_THREAD, **gpus.of_turn(turn)},
            )

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, job: object) -> Any:
        try:
            self._conversation.send(job)
            return self._conversation.recv()
        except (EOFError, OSError):
            self.end()
            raise

    def hang_up(self) -> None:
        # To close it would not do: another thread may be reading.
        with suppress(OSError), socket.socket(fileno=os.dup(self._conversation.fileno())) as ours:
            ours.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.hang_up()
        try:
            self._process.wait(GRACE_SECONDS + 1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
