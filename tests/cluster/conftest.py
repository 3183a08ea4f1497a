"""Dask on this machine: a scheduler and workers as the processes that an instructor would start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra `cluster`")

QUIET = ("--no-dashboard",)


class Started:
    """One of Dask's programs, and what it wrote."""

    def __init__(self, log: Path, prefix: Sequence[str], *command: str, **environment: str) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "dask", *command],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                cwd=log.parent,
                env={**os.environ, **environment},
                start_new_session=True,
            )

    def said(self, pattern: str) -> str:
        """The first match of a pattern's group in what it writes, now or later."""
        while True:
            ended = self.process.poll() is not None
            if found := re.search(pattern, self.log.read_text()):
                return found[1]
            assert not ended, self.log.read_text()
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue

    def kill(self) -> None:
        """Without a chance to say goodbye; it and all that it started in its session."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Started]]:
    started: list[Started] = []

    def start(*command: str, prefix: Sequence[str] = (), **environment: str) -> Started:
        log = tmp_path / f"{command[0]}-{len(started)}.log"
        started.append(Started(log, prefix, *command, **environment))
        return started[-1]

    yield start
    for each in reversed(started):
        if each.process.poll() is None:
            each.end()


@pytest.fixture
def scheduler_process(start: Callable[..., Started]) -> Started:
    return start("scheduler", "--host", "127.0.0.1", "--port", "0", *QUIET)


@pytest.fixture
def scheduler(scheduler_process: Started) -> str:
    """The address of a running scheduler."""
    return scheduler_process.said(r"Scheduler at:\s+(tcp://\S+)")


@pytest.fixture
def join(start: Callable[..., Started], scheduler: str) -> Callable[..., Started]:
    """Starts a worker, and waits until the scheduler knows it."""

    def join(*options: str, prefix: Sequence[str] = (), **environment: str) -> Started:
        command = ("worker", scheduler, "--nthreads", "1", "--memory-limit", "0", *QUIET, *options)
        worker = start(*command, prefix=prefix, **environment)
        worker.said(r"(Registered to:)")
        return worker

    return join
