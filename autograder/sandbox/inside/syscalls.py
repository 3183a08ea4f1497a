"""The system calls that the filter names: their numbers on x86-64 and aarch64, from Linux's unistd.h.

They stand in groups by the wall that judges what they do. A call that no wall judges in some mode stands in none: it is
refused in every mode, so that a submission has the same outcome in each. Other programs make such calls, too:

- chmod, fchmod, fchmodat, utimensat. Landlock does not look at modes and dates, and whoever may write to a device that
  all sandboxes share may set its dates.
- truncate. Landlock looks at it from version 3 on.
- flock. Sandboxes read the same files, so a lock on one of them is felt in all. The locks of fcntl and the futexes that
  processes share are the same: see seccomp.py. Neither Python nor torch locks a file.
- mincore. It tells which parts of a shared file another submission has read.
"""

from __future__ import annotations

Calls = dict[str, tuple[int | None, int | None]]
"""A call's number on each machine of COLUMNS, by its name; None where it has no such call."""

OF_ITS_OWN: Calls = {
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getitimer": (36, 102),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "exit": (60, 93),
    "wait4": (61, 260),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "umask": (95, 166),
    "gettimeofday": (96, 169),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "times": (100, 153),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getgroups": (115, 158),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "arch_prctl": (158, None),
    "gettid": (186, 178),
    "time": (201, None),
    "set_tid_address": (218, 96),
    "restart_syscall": (219, 128),
    "exit_group": (231, 94),
    "waitid": (247, 95),
    "set_robust_list": (273, 99),
    "getcpu": (309, 168),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
"""Calls about the process alone: its memory, its threads, its signals, its time. They need no other wall."""

ON_WHAT_IS_OPEN: Calls = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, None),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "readv": (19, 65),
    "writev": (20, 66),
    "pipe": (22, None),
    "select": (23, None),
    "msync": (26, 227),
    "dup": (32, 23),
    "dup2": (33, None),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    "getdents": (78, None),
    "fstatfs": (138, 44),
    "epoll_create": (213, None),
    "getdents64": (217, 61),
    "fadvise64": (221, 223),
    "epoll_wait": (232, None),
    "epoll_ctl": (233, 21),
    "pselect6": (270, 72),
    "ppoll": (271, 73),
    "epoll_pwait": (281, 22),
    "fallocate": (285, 47),
    "eventfd2": (290, 19),
    "epoll_create1": (291, 20),
    "dup3": (292, 24),
    "pipe2": (293, 59),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "copy_file_range": (326, 285),
    "close_range": (436, 436),
}
"""Calls on a descriptor. What it may be used for was judged when it was opened: to write, empty or lengthen a file it
must be open for writing.
"""

BY_PATH: Calls = {
    "rename": (82, None),
    "mkdir": (83, None),
    "rmdir": (84, None),
    "creat": (85, None),
    "unlink": (87, None),
    "symlink": (88, None),
    "mkdirat": (258, 34),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "symlinkat": (266, 36),
    "renameat2": (316, 276),
}
"""Calls that make, move or remove something by its path. Landlock judges each of them from its first version on, and so
does bubblewrap, which mounts all but the scratch folder read-only.
"""

LOOKING: Calls = {
    "stat": (4, None),
    "lstat": (6, None),
    "access": (21, None),
    "uname": (63, 160),
    "readlink": (89, None),
    "sysinfo": (99, 179),
    "statfs": (137, 43),
    "newfstatat": (262, None),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "statx": (332, 291),
    "faccessat2": (439, 439),
}
"""Calls that tell of a path or of the machine and change nothing. Only bubblewrap judges them: in the container mode
they show which paths exist, with sizes and dates.
"""

ALLOWED: Calls = {**OF_ITS_OWN, **ON_WHAT_IS_OPEN, **BY_PATH, **LOOKING}
"""Calls that every process of Python and torch makes, whatever their arguments."""

CHECKED: Calls = {
    "open": (2, None),
    "ioctl": (16, 29),
    "socket": (41, 198),
    "clone": (56, 220),
    "kill": (62, 129),
    "fcntl": (72, 25),
    "prctl": (157, 167),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "prlimit64": (302, 261),
}
"""Calls that are allowed with some arguments only: see seccomp.py."""

MISSING: Calls = {
    "preadv2": (327, 286),
    "pwritev2": (328, 287),
    "clone3": (435, 435),
    "openat2": (437, 437),
    "futex_waitv": (449, 449),
}
"""Calls that are said not to exist, so that libc falls back on older ones. The arguments of clone3, openat2 and
futex_waitv lie in memory, where no filter can read them; preadv2 tells which parts of a file the machine has in memory.
"""

FOR_CUDA: Calls = {
    "mbind": (237, 235),
    "get_mempolicy": (239, 236),
    "mlock": (149, 228),
    "munlock": (150, 229),
    "bind": (49, 200),
    "listen": (50, 201),
    "setsockopt": (54, 208),
}
"""Calls that the GPU's driver makes. By its socket nobody is reached: to connect, accept and send are refused."""

COLUMNS = {"x86_64": 0, "aarch64": 1}
"""Where in a row of `Calls` each machine's number is."""


def column(machine: str) -> int:
    """The column of a machine's numbers; OSError for an architecture without one."""
    if machine not in COLUMNS:
        raise OSError(f"the system calls of {machine} are not known: only those of {', '.join(COLUMNS)} are")
    return COLUMNS[machine]


def numbers(calls: Calls, machine: str) -> dict[str, int]:
    """The calls that a machine has, by name."""
    index = column(machine)
    return {name: number for name, pair in calls.items() if (number := pair[index]) is not None}
