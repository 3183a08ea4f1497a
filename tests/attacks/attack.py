"""What an attack is, and the few helpers that each one's code finds defined."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.inside.walls import Limits, Wall

Context = dict[str, Any]
"""What an attack may know of the machine, as its author could have found out or guessed: paths, ports, process ids."""

OUTPUT = 1000  # characters that an attack may print
LIMITS = Limits(cpu=20, memory=1 << 30, processes=64, scratch=16 << 20, output=OUTPUT)
SECONDS = 20.0

NOWHERE: frozenset[Wall] = frozenset()
OUTSIDE = frozenset({Wall.BUBBLEWRAP, Wall.LANDLOCK})
"""What keeps the files of the machine away: they are not there, and could not be opened."""
OTHERS = frozenset({Wall.BUBBLEWRAP, Wall.NAMESPACES, Wall.LANDLOCK})
"""What keeps the processes of the machine away: not seen, of another user namespace, outside of the domain."""

PRELUDE = '''
import contextlib, ctypes, fcntl, mmap, os, resource, signal, socket, stat, struct, sys, threading, time

libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": dict(io_uring_setup=425, userfaultfd=323, kcmp=312, pidfd_getfd=438, add_key=248, keyctl=250,
                   mq_open=240, mq_unlink=241),
    "aarch64": dict(io_uring_setup=425, userfaultfd=282, kcmp=272, pidfd_getfd=438, add_key=217, keyctl=219,
                    mq_open=180, mq_unlink=181),
}[os.uname().machine]

def call(name, *arguments):
    """What a system call, or a function of the C library, gives; less than 0 where it fails."""
    if name in NUMBERS:
        function, arguments = libc.syscall, (NUMBERS[name], *arguments)
    else:
        function = getattr(libc, name)
    function.restype = ctypes.c_long if name in NUMBERS or name.startswith("process_vm") else ctypes.c_int
    return function(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])

def can(act, *arguments):
    """Whether a function does its work instead of failing."""
    try:
        act(*arguments)
    except (OSError, RuntimeError, MemoryError, ValueError):
        return False
    return True

def conversation():
    """The socket between the worker and the grader, which the worker's own code has in a variable."""
    frame = sys._getframe()
    while not isinstance(frame.f_locals.get("conversation"), int):
        frame = frame.f_back
    return frame.f_locals["conversation"]

def sockets():
    return [fd for fd in range(3, 256) if can(os.fstat, fd) and stat.S_ISSOCK(os.fstat(fd).st_mode)]
'''


@dataclass(frozen=True)
class Attack:
    """Code that defines `attack(context)`, which gives something true where it got what it is after.

    stopped_by: the walls that stop it. Where there are several, each does alone, and only with all of them down it
        succeeds. Without any it is stopped by running in a process of its own: its control is a grader that has none.
    after: code that defines `found(context)`, run in the next worker: true where it meets what the attack left.
    held: how it ends behind the walls, where `attack` does not just give something false: a pattern.
    ruins: with its walls down it takes its sandbox with it.
    learns: what it learns, or does to itself alone, where it gets through: a mode that grades lets no other through.
    """

    name: str
    code: str
    stopped_by: frozenset[Wall] = NOWHERE
    after: str = ""
    held: str = ""
    limits: Limits = field(default=LIMITS)
    seconds: float = SECONDS
    ruins: bool = False
    learns: str = ""
    machine: str = ""
    """The only one on which it can be tried; "" for all."""

    @property
    def source(self) -> str:
        return PRELUDE + self.code

    @property
    def source_after(self) -> str:
        return PRELUDE + self.after


def walls(*names: Wall) -> frozenset[Wall]:
    return frozenset(names)
