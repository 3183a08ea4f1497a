"""The filter of system calls: a list of what is allowed, everything else is refused with EPERM.

A process behind it makes threads but no processes, opens files but no sockets, signals nobody but itself, locks nothing
and changes no mode and no date. The filter is classic BPF (linux/filter.h, linux/seccomp.h): it sees a call's number,
the architecture and the arguments, never the memory they point to.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from . import kernel
from .syscalls import ALLOWED, CHECKED, FOR_CUDA, MISSING, numbers

LOAD, AND, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_SET, RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in seccomp_data
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE = 0x00050000 | errno.EPERM
ABSENT = 0x00050000 | errno.ENOSYS
NO_TERMINAL = 0x00050000 | errno.ENOTTY
AGAIN = 0x00050000 | errno.EAGAIN
NOBODY = 0x00050000  # an error of 0: a futex at which nobody waits
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000  # the bit of the third set of numbers that x86-64 understands
SECCOMP = {"x86_64": 317, "aarch64": 277}
SET_MODE_FILTER, ALL_THREADS = 1, 1

CLONE_THREAD = 0x00010000
CLONE_NEW = 0x7E020000 | 0x00000080  # a new namespace of any kind
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: all that Python and torch need. Others lock files, by
# which two submissions could talk, or have a file send any signal to any process (F_SETOWN, F_SETSIG, F_NOTIFY).
OF_DESCRIPTORS = (0, 1, 2, 3, 4, 1030)
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
HARMLESS_CONTROLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# A GPU's driver has too many controls to name. So there these kinds are refused: those of terminals, into which one
# could type, of file systems, which give other flags to a file that is only open to read (f, X, v, Btrfs's), and of
# sockets, which could send signals to whom they are told (FIOSETOWN).
KIND, REFUSED_KINDS = 0xFF00, (0x5400, 0x6600, 0x5800, 0x7600, 0x9400, 0x8900)
WRITE, READ_AND_WRITE, TRUNCATE = 1, 2, 0x200  # O_WRONLY, O_RDWR, O_TRUNC
# FUTEX_PRIVATE_FLAG. A futex without it is known by the file and the place in it, which two sandboxes can share.
OF_THIS_PROCESS = 0x80
# FUTEX_WAIT, FUTEX_WAIT_BITSET, also with FUTEX_CLOCK_REALTIME; FUTEX_WAKE, FUTEX_WAKE_BITSET
WAITS, WAKES = (0, 0x100, 9, 0x109), (1, 10)
OTHERS_CLOCKS = 16  # from here on a clock is that of some process or thread; of oneself there are two below
NO_CLOCK = 0x00050000 | errno.EINVAL
AF_UNIX = 1
# PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_GET_SECUREBITS,
# PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS
HARMLESS_OPTIONS = (2, 3, 15, 16, 21, 23, 27, 38, 39)

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


def enter(*, cuda: bool) -> None:
    """Puts the filter on all threads of this process, for good. Its no_new_privs must be set."""
    machine = platform.machine()
    code = b"".join(struct.pack("HBBI", *each) for each in program(os.getpid(), machine, cuda=cuda))
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filter_program = Program(len(code) // 8, ctypes.addressof(buffer))
    reference = ctypes.byref(filter_program)
    kernel.syscall(SECCOMP[machine], SET_MODE_FILTER, ALL_THREADS, reference, what="seccomp")


def program(pid: int, machine: str, *, cuda: bool) -> list[Instruction]:
    """The filter of the process `pid` on a machine. cuda: its driver asks for more."""
    allowed = numbers(ALLOWED, machine) | (numbers(FOR_CUDA, machine) if cuda else {})
    checked = numbers(CHECKED, machine)
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_GREATER_EQUAL, 0, 1, X32),
        (RETURN, 0, 0, KILL),
    ]
    for calls, outcome in ((allowed, ALLOW), (numbers(MISSING, machine), ABSENT)):
        for number in calls.values():
            code += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, outcome)]
    rules = {
        "open": _opening(1),
        "openat": _opening(2),
        "futex": _waiting(),
        "clone": _threads_only(),
        **dict.fromkeys(("clock_gettime", "clock_getres", "clock_nanosleep"), _clocks()),
        "kill": _one_of(0, (pid,)),
        "tgkill": _one_of(0, (pid,)),
        "prlimit64": _one_of(0, (0, pid)),
        "sched_getaffinity": _one_of(0, (0, pid)),
        "fcntl": _one_of(1, OF_DESCRIPTORS),
        "prctl": _one_of(0, HARMLESS_OPTIONS),
        "ioctl": _controls_of_devices() if cuda else _one_of(1, HARMLESS_CONTROLS, NO_TERMINAL),
        "socket": _one_of(0, (AF_UNIX,)) if cuda else [(RETURN, 0, 0, REFUSE)],
    }
    for name, number in checked.items():
        code += [(JUMP_EQUAL, 0, len(rules[name]), number), *rules[name]]
    return [*code, (RETURN, 0, 0, REFUSE)]


def _argument(index: int) -> Instruction:
    """Loads the lower half of an argument: all that the kernel looks at in those that are checked here."""
    return (LOAD, 0, 0, ARGUMENTS + 8 * index)


def _one_of(index: int, values: tuple[int, ...], otherwise: int = REFUSE) -> list[Instruction]:
    rule = [_argument(index)]
    for value in values:
        rule += [(JUMP_EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW)]
    return [*rule, (RETURN, 0, 0, otherwise)]


def _opening(index: int) -> list[Instruction]:
    """Nothing is emptied that is not opened for writing, and nothing is opened in the third way, neither to read nor to
    write: Landlock looks at neither before its version 3.
    """
    return [
        _argument(index),
        (JUMP_SET, 0, 3, WRITE),
        (JUMP_SET, 0, 1, READ_AND_WRITE),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
        (JUMP_SET, 2, 0, READ_AND_WRITE),
        (JUMP_SET, 0, 1, TRUNCATE),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]


def _waiting() -> list[Instruction]:
    """Threads of this process wait for each other and wake each other. What waits for others is told to look again, and
    wakes nobody: libc asks so for the end of a thread, and does look again.
    """
    rule = [_argument(1), (JUMP_SET, 0, 1, OF_THIS_PROCESS), (RETURN, 0, 0, ALLOW)]
    for operations, outcome in ((WAITS, AGAIN), (WAKES, NOBODY)):
        for operation in operations:
            rule += [(JUMP_EQUAL, 0, 1, operation), (RETURN, 0, 0, outcome)]
    return [*rule, (RETURN, 0, 0, REFUSE)]


def _clocks() -> list[Instruction]:
    """By the clock of another process one sleeps until that has computed so much."""
    return [
        _argument(0),
        (JUMP_GREATER_EQUAL, 0, 1, OTHERS_CLOCKS),
        (RETURN, 0, 0, NO_CLOCK),
        (RETURN, 0, 0, ALLOW),
    ]


def _controls_of_devices() -> list[Instruction]:
    rule = _one_of(1, HARMLESS_CONTROLS)[:-1]
    rule += [(AND, 0, 0, KIND)]
    for kind in REFUSED_KINDS:
        rule += [(JUMP_EQUAL, 0, 1, kind), (RETURN, 0, 0, REFUSE)]
    return [*rule, (RETURN, 0, 0, ALLOW)]


def _threads_only() -> list[Instruction]:
    return [
        _argument(0),
        (JUMP_SET, 0, 1, CLONE_NEW),
        (RETURN, 0, 0, REFUSE),
        (JUMP_SET, 0, 1, CLONE_THREAD),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
