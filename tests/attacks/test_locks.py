"""Two submissions that run at the same moment, each in a sandbox of its own: no lock of either is felt by the other."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from attacks.arena import Arena
from attacks.attack import Attack
from autograder.sandbox.inside.walls import ALL, Wall

FILE = """
path = os.__file__  # one that both sandboxes read
"""
HOLDING = """
def attack(context):
    try:
        lock()
    except OSError:
        return False
    time.sleep(2)
"""
FUTEX = """
NUMBER, WAIT, WAKE = {"x86_64": 202, "aarch64": 98}[os.uname().machine], 0, 1
libc.mmap.restype, libc.syscall.restype = ctypes.c_void_p, ctypes.c_long
place = ctypes.c_void_p(libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_PRIVATE, os.open(path, os.O_RDONLY), 0))
value = ctypes.c_uint.from_address(place.value).value
"""


QUEUE = """
MINE = signal.SIGRTMIN + 5
def fill(count):
    signal.pthread_sigmask(signal.SIG_BLOCK, [MINE])
    for _ in range(count):
        os.kill(os.getpid(), MINE)

def queued():
    return sum(1 for _ in iter(lambda: signal.sigtimedwait([MINE], 0), None))
"""


@dataclass(frozen=True)
class Lock:
    """says: what one submission does. hears: the other's `attack`, which is true where it notices. wall: stops it."""

    name: str
    says: str
    hears: str
    wall: Wall = Wall.SECCOMP


LOCKS = [
    Lock(
        "all the signals that a user may have waiting",
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
        Wall.LIMITS,
    ),
    Lock(
        "a lock on a file",
        "def lock(): fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX)" + HOLDING,
        """
def attack(context):
    file = os.open(path, os.O_RDONLY)
    for _ in range(100):
        time.sleep(0.02)
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_UN)
        except BlockingIOError:
            return True
""",
    ),
    Lock(
        "a lock on a part of a file",
        "def lock(): fcntl.lockf(os.open(path, os.O_RDONLY), fcntl.LOCK_SH, 1, 7)" + HOLDING,
        """
def attack(context):
    file, asked = os.open(path, os.O_RDONLY), struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 7, 1, 0)
    for _ in range(100):
        time.sleep(0.02)
        if struct.unpack("hhqqi4x", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK:
            return True
""",
    ),
    Lock(
        "a lock of an open file",
        """
F_OFD_SETLK = 37
def lock(): fcntl.fcntl(os.open(path, os.O_RDONLY), F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 9, 1, 0))
"""
        + HOLDING,
        """
F_OFD_GETLK = 36
def attack(context):
    file, asked = os.open(path, os.O_RDONLY), struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 9, 1, 0)
    for _ in range(100):
        time.sleep(0.02)
        if struct.unpack("hhqqi4x", fcntl.fcntl(file, F_OFD_GETLK, asked))[0] != fcntl.F_UNLCK:
            return True
""",
    ),
    Lock(
        "a futex in a file",
        FUTEX
        + """
def attack(context):
    for _ in range(100):
        time.sleep(0.02)
        libc.syscall(NUMBER, place, WAKE, 1, None, None, 0)
""",
        FUTEX
        + """
def attack(context):
    return libc.syscall(NUMBER, place, WAIT, value, struct.pack("ll", 2, 0), None, 0) == 0
""",
    ),
    Lock(
        "a futex in a file, of which the kernel tells that a thread has ended",
        FUTEX
        + """
def attack(context):
    ended = {"x86_64": 218, "aarch64": 96}[os.uname().machine]  # set_tid_address
    def tell():
        libc.syscall(ended, place)
    for _ in range(20):
        time.sleep(0.1)
        thread = threading.Thread(target=tell)
        thread.start()
        thread.join()
""",
        FUTEX
        + """
def attack(context):
    return libc.syscall(NUMBER, place, WAIT, value, struct.pack("ll", 2, 0), None, 0) == 0
""",
    ),
]


def heard(lock: Lock, first: Arena, second: Arena) -> bool:
    """Whether the second submission notices what the first one does."""
    saying = threading.Thread(target=first.carry_out, args=(Attack(lock.name, FILE + lock.says), {}))
    saying.start()
    try:
        return bool(second.carry_out(Attack(lock.name, FILE + lock.hears), {}).value)
    finally:
        saying.join()


@pytest.fixture(scope="module")
def arenas(arena: Arena) -> Iterator[tuple[Arena, Arena]]:
    """Two sandboxes with all walls."""
    other = Arena()
    yield arena, other
    other.close()


@pytest.fixture(scope="module")
def arenas_without() -> Iterator[Callable[[Wall], tuple[Arena, Arena]]]:
    """Two in which one wall is down."""
    with contextlib.ExitStack() as opened:

        @cache
        def without(wall: Wall) -> tuple[Arena, Arena]:
            both = Arena(ALL - {wall}), Arena(ALL - {wall})
            for each in both:
                opened.callback(each.close)
            return both

        yield without


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_submission_feels_the_locks_of_another(lock: Lock, arenas: tuple[Arena, Arena]):
    assert not heard(lock, *arenas)


@pytest.mark.control
@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_where_the_wall_that_stops_it_is_down_it_does(
    lock: Lock, arenas_without: Callable[[Wall], tuple[Arena, Arena]]
):
    assert heard(lock, *arenas_without(lock.wall))
