"""What a submission does to limits and clocks that are its user's, or the machine's, and no file's: nobody feels it.

Each is open at this commit: where a mend closes one, its mark goes.
"""

from __future__ import annotations

import os
import threading
import time

import pytest

from attacks.arena import Arena
from attacks.attack import Attack
from attacks.test_locks import Lock, arenas, heard  # noqa: F401 - arenas is a fixture
from autograder.sandbox.modes import MODES

CONTAINER = next(mode for mode in MODES if mode.name == "container")
QUEUE = """
MINE = signal.SIGRTMIN + 5
def fill(count):
    signal.pthread_sigmask(signal.SIG_BLOCK, [MINE])
    for _ in range(count):
        os.kill(os.getpid(), MINE)

def queued():
    return sum(1 for _ in iter(lambda: signal.sigtimedwait([MINE], 0), None))
"""
FULL_QUEUE = Lock(
    "all signals that a user may have waiting",
    QUEUE
    + """
def attack(context):
    fill(resource.getrlimit(resource.RLIMIT_SIGPENDING)[0] + 1000)
    time.sleep(4)
""",
    QUEUE
    + """
def attack(context):
    fewest = 100
    for _ in range(30):
        time.sleep(0.1)
        fill(100)
        fewest = min(fewest, queued())
    return 0 < fewest < 100 and resource.getrlimit(resource.RLIMIT_SIGPENDING)[0] > 100
""",
)
CLOCK = """
def attack(context):
    clock = (~context["pid"] << 3) | 2  # what clock_getcpuclockid(3) gives
    later = time.clock_gettime(clock) + 0.3
    until = struct.pack("ll", int(later), int(later % 1 * 1e9))
    return libc.clock_nanosleep(clock, 1, until, None) == 0  # returns when the other process has computed so much
"""


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="RLIMIT_SIGPENDING is left as it was: the count is that of the user",
)
def test_no_submission_feels_how_many_signals_another_has_waiting(arenas: tuple[Arena, Arena]):  # noqa: F811
    assert not heard(FULL_QUEUE, *arenas)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="clock_gettime and clock_nanosleep take the clock of any process",
)
def test_no_submission_sleeps_until_another_process_has_computed():
    arena = Arena(CONTAINER.walls)
    over = threading.Event()

    def compute() -> None:
        end = time.monotonic() + 15
        while not over.is_set() and time.monotonic() < end:
            pass

    computing = threading.Thread(target=compute)
    computing.start()
    try:
        outcome = arena.carry_out(Attack("another's clock", CLOCK), {"pid": os.getpid()})
    finally:
        over.set()
        computing.join()
        arena.close()
    assert not outcome.value
