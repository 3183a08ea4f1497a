"""A student's time is the student's: what others keep a worker waiting for is not, what it sleeps through is."""

from __future__ import annotations

import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import replace

import pytest
from busy import busy, on_one_processor

from autograder.errors import Died, InfrastructureError, TimedOut
from autograder.sandbox import clock
from autograder.sandbox.clock import BIRTH, Clock, Reading, own
from autograder.sandbox.inside import usage
from autograder.sandbox.sandbox import Sandbox
from autograder.student.budget import Budget
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student

BUDGET = Budget(
    wall=60, request=2, cpu=30, memory=1 << 30, processes=16, scratch=1 << 20, files=99, output=1000
)
CODE = """
import threading, time
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return "computed"
def compute_beside(seconds):
    thread = threading.Thread(target=compute, args=(seconds,))
    thread.start()
    thread.join()
    return "computed"
def sleep(seconds):
    time.sleep(seconds)
def contend_and_sleep():
    threads = [threading.Thread(target=compute, args=(1,)) for _ in range(12)]
    for thread in threads: thread.start()
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sandbox]:
    """A sandbox that has one processor, and shares it with eight loops."""
    with on_one_processor(), Sandbox(scratch=BUDGET.scratch, warm=False) as sandbox, busy():
        yield sandbox


@pytest.fixture
def student(crowded: Sandbox) -> Iterator[Student]:
    connection = SandboxConnection(crowded, [("cell 1", CODE)], BUDGET)
    yield Student(connection)
    connection.close()


@pytest.mark.parametrize("compute", ["compute", "compute_beside"])
def test_who_computes_within_the_limit_is_waited_for_however_busy_the_machine(student, compute):
    assert getattr(student, compute)(1.0) == "computed"


def test_who_computes_or_sleeps_longer_is_stopped_there_too(student):
    with pytest.raises(TimedOut, match="compute: it did not end within 2 seconds"):
        student.compute(60)
    with pytest.raises(TimedOut, match="sleep: it did not end within 2 seconds"):
        student.sleep(60)


def test_short_requests_are_charged_for_what_they_computed_alone(crowded):
    connection = SandboxConnection(crowded, [("cell 1", CODE)], replace(BUDGET, wall=4, request=1))
    try:
        for _ in range(10):
            assert Student(connection).compute(0.2) == "computed"
        assert connection._worker is not None
        assert connection._worker.open > 4  # which would be over the limit
    finally:
        connection.close()


def test_cells_that_compute_within_their_limit_define_the_same_on_a_busy_machine(crowded):
    code = """
    import time
    end = time.process_time() + 1.5
    count = sum(1 for _ in iter(lambda: time.process_time() < end, False))
    def f(): return count > 0
    """
    cells = [("cell 1", textwrap.dedent(code))]
    connection = SandboxConnection(crowded, cells, replace(BUDGET, request=20))
    try:
        assert Student(connection).f() is True
        assert connection.problems == []
    finally:
        connection.close()


def test_threads_that_keep_each_other_waiting_win_no_time_to_sleep(sandbox):
    connection = SandboxConnection(sandbox, [("cell 1", CODE)], BUDGET)
    try:
        with pytest.raises(TimedOut):
            Student(connection).contend_and_sleep()
    finally:
        connection.close()


def test_a_request_that_the_machine_keeps_waiting_for_ever_is_nobodys_zero(crowded, monkeypatch):
    monkeypatch.setattr(clock, "PATIENCE", 1)
    monkeypatch.setattr(clock, "MORE_PATIENCE", 0.5)
    connection = SandboxConnection(crowded, [("cell 1", CODE)], replace(BUDGET, request=4))
    try:
        with pytest.raises(InfrastructureError, match="the machine was too busy"):
            Student(connection).compute(3.5)
    finally:
        connection.close()


def test_computing_and_sleeping_count_and_waiting_does_not():
    start = Reading(10.0, 1.0, {"7": 2.0})
    assert own(start, Reading(14.0, 5.0, {"7": 2.0})) == 4.0
    assert own(start, Reading(14.0, 1.0, {"7": 2.0})) == 4.0
    assert own(start, Reading(14.0, 2.0, {"7": 5.0})) == 1.0
    assert own(start, Reading(14.0, 3.0, {"7": 9.0})) == 2.0  # a wait may be told late
    # Of two threads one may do the work while the other waits for it; two that work at once take no longer.
    assert own(start, Reading(14.0, 2.0, {"7": 2.0, "8": 3.0})) == 1.0
    assert own(start, Reading(14.0, 9.0, {"7": 2.0})) == 4.0


@pytest.mark.parametrize(("share", "expected"), [(1.0, 1.0), (0.1, 0.1), (0.0, 1.0), (0.01, 1.0)])
def test_where_the_kernel_does_not_tell_who_gets_next_to_nothing_is_asleep(monkeypatch, share, expected):
    now = 0.0
    monkeypatch.setattr(clock.ThreadClock, "now", lambda self: now)
    watched = Clock(lambda: (share * now, None))
    watched.start(99)
    for now in (3.0, 8.0):
        reading = watched.read()
        assert reading is not None
        assert own(BIRTH, reading) == pytest.approx(expected * now)


def test_a_sleeper_and_a_loop_are_stopped_where_the_kernel_does_not_tell(sandbox, monkeypatch):
    told = sandbox.told
    monkeypatch.setattr(sandbox, "told", lambda: (found := told()) and (found[0], None))
    connection = SandboxConnection(sandbox, [("cell 1", CODE)], BUDGET)
    try:
        for name in ("compute", "sleep"):
            with pytest.raises(TimedOut, match=f"{name}: it did not end within 2 seconds"):
                getattr(Student(connection), name)(60)
        assert Student(connection).compute(0.7) == "computed"
    finally:
        connection.close()


def test_what_ended_a_worker_is_told_though_its_time_was_asked_for_meanwhile(sandbox):
    code = "import os, time\ndef f():\n    time.sleep(0.6)\n    os._exit(3)"
    connection = SandboxConnection(sandbox, [("cell 1", textwrap.dedent(code))], BUDGET)
    try:
        for _ in range(3):
            with pytest.raises(Died, match="exited with code 3"):
                Student(connection).f()
    finally:
        connection.close()


def test_a_process_that_is_gone_has_no_time():
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    with pytest.raises(OSError, match=r"Invalid argument|No such process"):
        usage.cpu(gone.pid)
    assert usage.waited(gone.pid) is None
