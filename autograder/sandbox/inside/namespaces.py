"""Namespaces of a worker's own: a private scratch folder that vanishes with it, and no /proc."""

from __future__ import annotations

import os

from . import kernel

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER = 0x20000, 0x4000000, 0x8000000, 0x10000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REC, MS_PRIVATE = 0x4000, 0x40000


def enter(scratch: str, *, size: int, inodes: int, hide_processes: bool) -> None:
    """Gives this process users, mounts, System V objects and a host name of its own.

    scratch: the folder that becomes private, of `size` bytes and `inodes` files, none of which can be executed.
    hide_processes: /proc becomes an empty folder. The process must be dumpable; it has all capabilities afterwards,
    over what is its own.
    """
    user, group = os.getuid(), os.getgid()
    kernel.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    kernel.mount(None, b"/", MS_REC | MS_PRIVATE)
    options = f"size={size},nr_inodes={inodes},mode=700".encode()
    kernel.mount(b"tmpfs", os.fsencode(scratch), MS_NOSUID | MS_NODEV | MS_NOEXEC, options)
    if hide_processes:
        flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
        kernel.mount(b"tmpfs", b"/proc", flags, b"size=4k,nr_inodes=2")
