"""What the walls ask of Linux through libc. Every failure is an OSError that names the call."""

from __future__ import annotations

import ctypes
import os
import struct

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63  # more than any kernel has

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int, what: str = "") -> None:
    checked(_libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), what or f"prctl({option})")


def syscall(number: int, *arguments: object, what: str) -> int:
    """A system call that libc has no function for; integers are passed as 64 bits."""
    wide = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    return checked(_libc.syscall(ctypes.c_long(number), *wide), what)


def unshare(flags: int) -> None:
    checked(_libc.unshare(flags), "unshare")


def mount(kind: bytes | None, place: bytes, flags: int, options: bytes | None = None) -> None:
    result = _libc.mount(kind, place, kind, ctypes.c_ulong(flags), options)
    checked(result, f"mount on {os.fsdecode(place)}")


def drop_capabilities() -> None:
    """Gives up all capabilities for good."""
    for capability in range(LAST_CAPABILITY + 1):
        if _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) != 0:
            break  # beyond the last one, or not allowed: then there are none to give up
    _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    checked(_libc.capset(header, bytes(24)), "capset")
