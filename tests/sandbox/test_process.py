"""A sandbox that one process starts and another one uses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox.inside.walls import ALL, Limits, Wall
from autograder.sandbox.launch import Wanted
from autograder.sandbox.process import SandboxProcess
from autograder.sandbox.sandbox import Sandbox

LIMITS = Limits(cpu=20, memory=1 << 30, processes=64, scratch=1 << 20)
SECONDS = 20.0
WITHOUT_BUBBLEWRAP = ALL - {Wall.BUBBLEWRAP, Wall.NAMESPACES}


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        yield ours, theirs


def start(walls: frozenset[Wall] = ALL) -> SandboxProcess:
    return SandboxProcess.started(Wanted(walls, LIMITS.scratch, warm=False))


@pytest.mark.parametrize("walls", [ALL, WITHOUT_BUBBLEWRAP], ids=["bubblewrap", "without"])
def test_who_takes_it_over_has_a_worker_in_it_and_ends_it(ends, walls):
    ours, theirs = ends
    started = start(walls)
    started.hand_over(ours)
    taken = SandboxProcess.taken_over(theirs)
    assert taken is not None
    assert taken.pid == started.pid
    with Sandbox(scratch=LIMITS.scratch, walls=walls, warm=False, process=taken) as sandbox:
        worker = sandbox.worker(LIMITS)
        cells = [["cell 1", "def double(x): return 2 * x"]]
        worker.request({"do": "load", "cells": cells, "seconds": SECONDS}, SECONDS)
        answer = worker.request({"do": "call", "name": "double", "args": [3], "kwargs": {}}, SECONDS)
        assert answer["value"] == 6
        assert not started.has_ended
        folder = started.folder and started.folder.name
        assert (folder is None) == (walls is ALL)
    assert started.has_ended
    started.end()
    assert not (folder and os.path.exists(folder))


def test_each_is_taken_over_once(ends):
    ours, theirs = ends
    assert SandboxProcess.taken_over(theirs) is None
    both = [start(), start()]
    for each in both:
        each.hand_over(ours)
    ours.close()
    taken = [SandboxProcess.taken_over(theirs) for _ in range(3)]
    assert [each and each.pid for each in taken] == [*(each.pid for each in both), None]
    for each in both:
        each.end()
    for each in filter(None, taken):
        assert each.has_ended
        each.close()


def test_one_that_has_ended_since_is_our_failure(ends):
    ours, theirs = ends
    started = start()
    started.hand_over(ours)
    taken = SandboxProcess.taken_over(theirs)
    os.kill(started.pid, signal.SIGKILL)
    with pytest.raises(InfrastructureError, match="the sandbox ended"):
        Sandbox(scratch=LIMITS.scratch, warm=False, process=taken)
    started.end()


def test_one_that_nobody_takes_over_ends_with_the_sockets(ends):
    ours, theirs = ends
    started = start(WITHOUT_BUBBLEWRAP)
    started.hand_over(ours)
    ours.close()
    theirs.close()
    started.end()
    assert started.has_ended


def test_it_is_started_without_torch():
    code = (
        "import sys, autograder.sandbox.process, autograder.grading.batch; sys.exit('torch' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
