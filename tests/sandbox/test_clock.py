"""A student's time is the student's: what others keep a worker waiting for is not, what it sleeps through is."""

from __future__ import annotations

import os
import signal
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
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.student.connection import SandboxConnection
from autograder.student.student import Student

LIMITS = Limits(
    wall=60, request=2, cpu=30, memory=1 << 30, processes=16, scratch=1 << 20, files=99, output=1000
)
CODE = """
import os, threading, time
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return "computed"
def compute_beside(seconds):
    thread = threading.Thread(target=compute, args=(seconds,))
    thread.start()
    thread.join()
    return "computed"
def compute_in_turns(seconds):
    for _ in range(10): compute_beside(seconds / 10)
    return "computed"
def sleep_in_turns():
    while True:
        compute_beside(0)
        time.sleep(0.1)
def end_soon():
    threading.Timer(0.5, os._exit, (3,)).start()
def sleep(seconds):
    time.sleep(seconds)
def contend_and_sleep():
    threads = [threading.Thread(target=compute, args=(1,)) for _ in range(12)]
    for thread in threads: thread.start()
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sandbox]:
    """A sandbox that has one processor, and shares it with four loops."""
    with on_one_processor(), Sandbox(scratch=LIMITS.scratch, warm=False) as sandbox, busy(4):
        yield sandbox


@pytest.fixture
def student(crowded: Sandbox) -> Iterator[Student]:
    connection = SandboxConnection(crowded, [("cell 1", CODE)], LIMITS)
    yield Student(connection)
    connection.close()


@pytest.mark.parametrize("compute", ["compute", "compute_beside"])
def test_who_computes_within_the_limit_is_waited_for_however_busy_the_machine(student, compute):
    assert getattr(student, compute)(1.0) == "computed"


@pytest.mark.skipif(not clock.pressure(), reason="this kernel does not tell how busy the machine is")
def test_threads_one_after_another_are_waited_for_and_a_sleeper_with_such_threads_is_stopped(sandbox):
    connection = SandboxConnection(sandbox, [("cell 1", CODE)], LIMITS)
    try:
        with busy(
            4 * (os.cpu_count() or 1)
        ):  # all processors: what is told of the machine is a mean over them
            assert Student(connection).compute_in_turns(1.0) == "computed"
            with pytest.raises(TimedOut, match="sleep_in_turns: it did not end within 2 seconds"):
                Student(connection).sleep_in_turns()
    finally:
        connection.close()


def test_who_computes_or_sleeps_longer_is_stopped_there_too(student):
    with pytest.raises(TimedOut, match="compute: it did not end within 2 seconds"):
        student.compute(60)
    with pytest.raises(TimedOut, match="sleep: it did not end within 2 seconds"):
        student.sleep(60)


def test_short_requests_are_charged_for_what_they_computed_alone(crowded):
    connection = SandboxConnection(crowded, [("cell 1", CODE)], replace(LIMITS, wall=4, request=1))
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
    connection = SandboxConnection(crowded, cells, replace(LIMITS, request=20))
    try:
        assert Student(connection).f() is True
        assert connection.problems == []
    finally:
        connection.close()


def test_threads_that_keep_each_other_waiting_win_no_time_to_sleep(sandbox):
    connection = SandboxConnection(sandbox, [("cell 1", CODE)], LIMITS)
    try:
        with pytest.raises(TimedOut):
            Student(connection).contend_and_sleep()
    finally:
        connection.close()


def test_a_request_that_the_machine_keeps_waiting_for_ever_is_nobodys_zero(crowded, monkeypatch):
    monkeypatch.setattr(clock, "PATIENCE", 1)
    monkeypatch.setattr(clock, "MORE_PATIENCE", 0.5)
    connection = SandboxConnection(crowded, [("cell 1", CODE)], replace(LIMITS, request=4))
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


@pytest.mark.parametrize(
    ("computed", "pressed", "expected"),
    # by threads that have ended, by the one that is left; how long anything waited on the machine; own seconds
    [((2, 0), 9, 2), ((2, 0), 3, 7), ((2, 0), 0, 10), ((0, 2), 9, 10), ((0.2, 1), 9, 10)],
)
def test_threads_that_ended_waited_no_longer_than_anything_on_the_machine(
    monkeypatch, computed, pressed, expected
):
    now = 0.0
    monkeypatch.setattr(clock.ThreadClock, "now", lambda self: now)
    monkeypatch.setattr(clock, "pressure", lambda: pressed * now / 10)
    by_ended, by_main = computed
    watched = Clock(lambda: ((by_ended + by_main) * now / 10, {"1": (by_main * now / 10, 0.0)}))
    watched.start(99)
    for moment in (4.0, 10.0):
        now = moment
        reading = watched.read()
        assert reading is not None
    assert own(BIRTH, reading) == pytest.approx(expected)


def test_waits_of_one_thread_after_another_add_up(monkeypatch):
    now = 0.0
    monkeypatch.setattr(clock.ThreadClock, "now", lambda self: now)
    monkeypatch.setattr(clock, "pressure", lambda: now)
    # At each look one has just begun to work, and the one before it has ended since the last look, or not.
    looks = {
        5.0: (1.0, {"1": (0.0, 0.0), "2": (1.0, 4.0)}),
        10.0: (2.0, {"1": (0.0, 0.0), "3": (0.2, 0.8)}),
        14.0: (2.8, {"1": (0.0, 0.0), "3": (1.0, 4.0)}),
        15.0: (3.0, {"1": (0.0, 0.0), "4": (0.1, 0.4)}),
        16.0: (3.2, {"1": (0.0, 0.0), "4": (0.3, 1.2)}),
    }
    watched = Clock(lambda: looks[now])
    watched.start(99)
    found = []
    for moment in looks:
        now = moment
        reading = watched.read()
        assert reading is not None
        found.append(own(BIRTH, reading))
    assert found == pytest.approx([1.0, 2.0, 2.8, 3.0, 3.2])


def test_what_a_thread_waited_is_not_forgotten_once_it_has_ended(monkeypatch):
    now = 0.0
    monkeypatch.setattr(clock.ThreadClock, "now", lambda self: now)
    monkeypatch.setattr(clock, "pressure", lambda: 0.0)
    watched = Clock(lambda: (2.0, {"1": (0.1, 0.0), "2": (1.9, 7.0)}))
    watched.start(99)
    now = 10.0
    watched.read()
    now = 11.0
    assert watched.end(2.5, {"1": (0.1, 0.5)}) == 4.0


def test_a_sleeper_and_a_loop_are_stopped_where_the_kernel_does_not_tell(sandbox, monkeypatch):
    time_used = sandbox.time_used
    monkeypatch.setattr(sandbox, "time_used", lambda: (found := time_used()) and (found[0], None))
    connection = SandboxConnection(sandbox, [("cell 1", CODE)], LIMITS)
    try:
        for name in ("compute", "sleep"):
            with pytest.raises(TimedOut, match=f"{name}: it did not end within 2 seconds"):
                getattr(Student(connection), name)(60)
        assert Student(connection).compute(0.7) == "computed"
    finally:
        connection.close()


def test_what_ended_a_worker_is_told_though_its_time_was_asked_for_meanwhile(sandbox):
    code = "import os, time\ndef f():\n    time.sleep(0.6)\n    os._exit(3)"
    connection = SandboxConnection(sandbox, [("cell 1", textwrap.dedent(code))], LIMITS)
    try:
        for _ in range(3):
            with pytest.raises(Died, match="exited with code 3"):
                Student(connection).f()
    finally:
        connection.close()


def test_what_a_worker_used_is_known_though_it_ended_between_two_requests(crowded):
    connection = SandboxConnection(crowded, [("cell 1", CODE)], LIMITS)
    try:
        student = Student(connection)
        assert student.compute(0.5) == "computed"
        student.end_soon()
        worker = connection._worker
        assert worker is not None
        crowded.await_end(60)
        assert worker.spent < worker.open
        assert worker.end is not None
        assert "code 3" in str(worker.end)
        with pytest.raises(Died, match="exited with code 3"):
            student.compute(0.1)
        assert connection.passed == set()
    finally:
        connection.close()


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_end(sandbox):
    worker = sandbox.worker(LIMITS)
    sandbox._control.send(b'{"do": "time"}')  # whoever asked was interrupted
    assert worker.close().status == signal.SIGKILL
    assert sandbox.worker(LIMITS).close().status == signal.SIGKILL


def test_a_clock_leaves_no_file_open():
    before = os.listdir("/proc/self/fd")
    watched = Clock(lambda: None)
    assert len(os.listdir("/proc/self/fd")) == len(before) + 1
    watched.close()
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_kernel_that_does_not_count_waits_says_0_to_all(monkeypatch, tmp_path):
    monkeypatch.setattr(usage, "PROC", tmp_path)
    for thread, line in (("7", "0 0 0"), ("8", "0 0 0")):
        (tmp_path / "7" / "task" / thread).mkdir(parents=True)
        (tmp_path / "7" / "task" / thread / "schedstat").write_text(f"{line}\n")
    assert usage.threads(7) is None
    (tmp_path / "7" / "task" / "8" / "schedstat").write_text("2000000000 1000000000 3\n")
    assert usage.threads(7) == {"8": (2.0, 1.0)}


def test_a_process_that_is_gone_has_no_time():
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    with pytest.raises(OSError, match=r"Invalid argument|No such process"):
        usage.cpu(gone.pid)
    assert usage.threads(gone.pid) is None
