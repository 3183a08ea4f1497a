"""Landlock: which files and folders a process may open. Linux 5.13 and later; the older the kernel, the fewer rights.

Rights are named in linux/landlock.h. What is not granted is refused: execution everywhere, and special files too.
Landlock does not hide that a path exists, and does not look at modes, dates and locks. Before version 3 it lets files
be emptied, before version 5 devices be controlled: seccomp refuses both in every version.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from . import kernel

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # on every architecture
GET_VERSION = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG, MAKE_SYM = 1 << 7, 1 << 8, 1 << 12
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK = 0b11  # bind and connect of TCP, from version 4
SCOPED = 0b11  # abstract sockets and signals, from version 6
NEWEST = 6  # of the versions whose rights are asked for here

READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER | TRUNCATE
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # the rights that a file can have


def version() -> int:
    """The version of the kernel's Landlock; 0 where it has none, or it is turned off."""
    try:
        return kernel.syscall(CREATE_RULESET, None, 0, GET_VERSION, what="landlock")
    except OSError:
        return 0


def restrict(
    readable: Iterable[str],
    listable: Iterable[str],
    writable: Iterable[str],
    devices: Iterable[str],
    *,
    at_most: int = NEWEST,
) -> None:
    """From now on this thread, and all it starts, opens nothing but what lies in these paths.

    listable: only the names in them are shown. devices: may be read, written and controlled. at_most: the version whose
    rights are asked for where the kernel knows a newer one, too. Paths that do not exist are passed over. OSError
    without Landlock.
    """
    known = min(version(), at_most)
    if known == 0:
        raise OSError("this kernel has no Landlock")
    handled = HANDLED[min(known, 5)]
    fields = (handled, NETWORK, SCOPED)[: 3 if known >= 6 else 2 if known >= 4 else 1]
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    rules = kernel.syscall(CREATE_RULESET, attributes, len(attributes), 0, what="landlock_create_ruleset")
    try:
        for paths, rights in (
            (readable, READ),
            (listable, READ_DIR),
            (writable, WRITE),
            (devices, READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV),
        ):
            for path in paths:
                _allow(rules, path, rights & handled)
        kernel.syscall(RESTRICT_SELF, rules, 0, what="landlock_restrict_self")
    finally:
        os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= OF_FILES
        rule = struct.pack("=Qi", rights, place)
        kernel.syscall(ADD_RULE, rules, PATH_BENEATH, rule, 0, what=f"landlock_add_rule({path})")
    finally:
        os.close(place)
