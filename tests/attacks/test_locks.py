"""Two submissions that run at the same moment, each in a sandbox of its own: no lock of either is felt by the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Lock:
    """says: what one submission does. hears: the other's `attack`, which is true where it notices."""

    name: str
    says: str
    hears: str


LOCKS = [
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
def arenas_without() -> Iterator[tuple[Arena, Arena]]:
    """Two in which system calls are not filtered."""
    both = Arena(ALL - {Wall.SECCOMP}), Arena(ALL - {Wall.SECCOMP})
    yield both
    for each in both:
        each.close()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_submission_feels_the_locks_of_another(lock: Lock, arenas: tuple[Arena, Arena]):
    assert not heard(lock, *arenas)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_without_the_filter_of_system_calls_it_does(lock: Lock, arenas_without: tuple[Arena, Arena]):
    assert heard(lock, *arenas_without)
