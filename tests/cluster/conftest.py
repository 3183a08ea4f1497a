"""Dask on this machine: a scheduler and workers as the processes that an instructor would start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra `cluster`")


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


class Cluster:
    """A scheduler, and the workers that join it."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        """options: more of the scheduler's."""
        self._folder = folder
        self._started: list[Started] = []
        command = ("scheduler", "--host", "127.0.0.1", "--port", "0", *options)
        self.scheduler = self._start(*command, **environment)
        self.address = self.scheduler.said(r"Scheduler at:\s+(t\S+://\S+)")

    def join(self, *options: str, prefix: Sequence[str] = (), **environment: str) -> Started:
        """Starts a worker, and waits until the scheduler knows it."""
        command = ("worker", self.address, "--nthreads", "1", "--memory-limit", "0", *options)
        worker = self._start(*command, prefix=prefix, **environment)
        worker.said(r"(Registered to:)")
        return worker

    @property
    def worker(self) -> Started:
        """The first one that joined."""
        return self._started[1]

    def end(self) -> None:
        for each in reversed(self._started):
            if each.process.poll() is None:
                each.end()

    def _start(self, *command: str, prefix: Sequence[str] = (), **environment: str) -> Started:
        log = self._folder / f"{command[0]}-{len(self._started)}.log"
        self._started.append(Started(log, prefix, *command, "--no-dashboard", **environment))
        return self._started[-1]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with one worker that no test ends."""
    cluster = Cluster(tmp_path_factory.mktemp("home"))
    try:
        cluster.join()
        yield cluster
    finally:
        cluster.end()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster without workers."""
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.end()
