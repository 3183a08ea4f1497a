"""What to install or set so that a wall can stand on this machine."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from autograder.sandbox.inside import landlock
from autograder.sandbox.inside.syscalls import COLUMNS
from autograder.sandbox.inside.walls import Wall
from autograder.sandbox.launch import PROGRAMS

APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
MOST_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")
CLONE = Path("/proc/sys/kernel/unprivileged_userns_clone")  # Debian's own
SECURITY_MODULES = Path("/sys/kernel/security/lsm")
EMPTYING = 3  # Landlock's version from which on it keeps files from being emptied
CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))


def advice(wall: Wall) -> str:
    """One line for a wall that does not stand: what to do, as root; "" where nothing is known."""
    if wall in (Wall.BUBBLEWRAP, Wall.NAMESPACES):  # no mode makes namespaces without bubblewrap
        if shutil.which("bwrap", path=PROGRAMS) is None:
            return "install bubblewrap: apt-get install bubblewrap, or dnf install bubblewrap"
        return _about_user_namespaces()
    if wall is Wall.LANDLOCK:
        return _about_landlock()
    if wall is Wall.SECCOMP and platform.machine() not in COLUMNS:
        return f"the system calls of {platform.machine()} are not known: use {' or '.join(COLUMNS)}"
    if wall is Wall.SECCOMP:
        return "use a kernel with seccomp filters (CONFIG_SECCOMP_FILTER)"
    return ""


def _about_user_namespaces() -> str:
    if _number(APPARMOR) == 1:  # Ubuntu 24.04: bubblewrap is there, its profile is not
        return (
            "AppArmor keeps users from making namespaces: apt-get install apparmor-profiles, then "
            "ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ and "
            "apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict; or sysctl "
            "kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if _number(CLONE) == 0:
        return "users may not make namespaces: sysctl kernel.unprivileged_userns_clone=1"
    if _number(MOST_NAMESPACES) == 0:
        return "users may not make namespaces: sysctl user.max_user_namespaces=10000"
    if any(mark.exists() for mark in CONTAINER_MARKS):
        return (
            "this container may not make namespaces: start it with --security-opt seccomp=unconfined "
            "--security-opt systempaths=unconfined --security-opt apparmor=unconfined, or grade outside of it"
        )
    return "let users make user namespaces"


def _about_landlock() -> str:
    release = platform.release()
    version = tuple(int(part) for part in release.split("-")[0].split(".")[:2] if part.isdigit())
    if version < (5, 13):
        return f"Landlock needs Linux 5.13, this is {release}: update the kernel"
    if 0 < landlock.version() < EMPTYING:
        return f"before Linux 6.2 Landlock lets files be emptied, and this is {release}: update the kernel"
    if landlock.version() == 0 and SECURITY_MODULES.exists():
        modules = SECURITY_MODULES.read_text().strip()
        return f"add landlock to the kernel's parameter lsm= and start anew: lsm=landlock,{modules}"
    return "use a kernel with Landlock (CONFIG_SECURITY_LANDLOCK, lsm=landlock,...)"


def _number(path: Path) -> int | None:
    try:
        return int(os.fsdecode(path.read_bytes()))
    except (OSError, ValueError):
        return None
