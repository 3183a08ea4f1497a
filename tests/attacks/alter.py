"""Altering what is not the submission's without writing to it: modes, dates, sizes, owners, attributes, locks.

`own` is a file of the workers' user, in the folder `own_folder`, which is that user's, too: where a course is graded
without bubblewrap by a user without privileges, all files of that user are like it.
"""

from __future__ import annotations

from attacks.attack import OUTSIDE, Attack, walls
from autograder.sandbox.inside.walls import Wall

MOUNTS = walls(Wall.BUBBLEWRAP, Wall.SECCOMP)
"""What keeps modes and the like as they are: read-only mounts, and that there is no call to change them."""
ALL_THREE = OUTSIDE | {Wall.SECCOMP}

ALTER = [
    Attack(
        "changes modes",
        """
def attack(context):
    before = os.stat(context["own"]).st_mode
    os.chmod(context["own"], 0)
    return os.stat(context["own"]).st_mode != before
""",
        MOUNTS,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "changes the mode of a folder",
        """
def attack(context):
    os.chmod(context["own_folder"], 0o777)
    return stat.S_IMODE(os.stat(context["own_folder"]).st_mode) == 0o777
""",
        MOUNTS,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "changes the mode of what it has open",
        """
def attack(context):
    return can(os.fchmod, os.open(context["own"], os.O_RDONLY), 0)
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "changes dates",
        """
def attack(context):
    os.utime(context["own"], (0, 0))
    return os.stat(context["own"]).st_mtime == 0
""",
        MOUNTS,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "changes the dates of a device that all sandboxes share",
        """
def attack(context):
    return can(os.utime, "/dev/null")
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "changes the owner",
        """
def attack(context):
    os.chown(context["own"], -1, os.stat(context["own"]).st_gid)
    return True
""",
        MOUNTS,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "notes something in the attributes of a file",
        """
def attack(context):
    os.setxattr(context["own"], "user.note", b"hidden")
    return os.getxattr(context["own"], "user.note")
""",
        MOUNTS,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "has a file kept out of backups",
        """
FS_IOC_SETFLAGS, NODUMP = 0x40086602, 0x40
def attack(context):
    return can(fcntl.ioctl, os.open(context["own"], os.O_RDONLY), FS_IOC_SETFLAGS, struct.pack("l", NODUMP))
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "notes how long the content of a file will live",
        """
F_SET_RW_HINT = 1036
def attack(context):
    return can(fcntl.fcntl, os.open(context["own"], os.O_RDONLY), F_SET_RW_HINT, struct.pack("Q", 2))
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "empties a file",
        """
def attack(context):
    os.truncate(context["own"], 0)
    return os.stat(context["own"]).st_size == 0
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "empties a file that it opens to read",
        """
def attack(context):
    os.open(context["own"], os.O_RDONLY | os.O_TRUNC)
    return os.stat(context["own"]).st_size == 0
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "empties a file that it opens neither to read nor to write",
        """
def attack(context):
    os.open(context["own"], os.O_ACCMODE | os.O_TRUNC)
    return os.stat(context["own"]).st_size == 0
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError",
    ),
    Attack(
        "moves a file",
        """
def attack(context):
    return can(os.rename, context["own"], context["own"] + "-moved")
""",
        OUTSIDE,
    ),
    Attack(
        "gives a file a second name in its own folder",
        """
def attack(context):
    return can(os.link, context["own"], "mine")
""",
        OUTSIDE | {Wall.NAMESPACES, Wall.SECCOMP},
    ),
    Attack(
        "makes a pipe beside a file",
        """
def attack(context):
    return can(os.mkfifo, context["own_folder"] + "/left")
""",
        ALL_THREE,
    ),
    # Locks. Sandboxes read the same files of the Python environment, and so does the machine.
    Attack(
        "locks a file",
        """
def attack(context):
    return can(fcntl.flock, os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "locks a part of a file",
        """
def attack(context):
    return can(fcntl.lockf, os.open(os.__file__, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 7)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "locks a part of a file for all who share its descriptor",
        """
F_OFD_SETLK = 37
def attack(context):
    lock = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 1, 0)
    return can(fcntl.fcntl, os.open(os.__file__, os.O_RDONLY), F_OFD_SETLK, lock)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "asks who holds a lock on a file",
        """
def attack(context):
    lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 1, 0)
    return can(fcntl.fcntl, os.open(os.__file__, os.O_RDONLY), fcntl.F_GETLK, lock)
""",
        walls(Wall.SECCOMP),
    ),
    Attack(
        "takes a lease on a file, to hear of who opens it to write",
        """
def attack(context):
    path = context["own"] if os.path.exists(context["own"]) else os.__file__
    return can(fcntl.fcntl, os.open(path, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)
""",
        ALL_THREE,
        held="FileNotFoundError|PermissionError|^$",
    ),
    Attack(
        "sleeps at a place of a file that all sandboxes share, until another one wakes it",
        """
import errno
FUTEX, WAIT = {"x86_64": 202, "aarch64": 98}[os.uname().machine], 0
def attack(context):
    libc.mmap.restype = ctypes.c_void_p
    place = libc.mmap(None, 4096, mmap.PROT_READ, mmap.MAP_PRIVATE, os.open(os.__file__, os.O_RDONLY), 0)
    value = ctypes.c_uint.from_address(place).value
    soon = struct.pack("ll", 0, 100_000_000)
    libc.syscall.restype = ctypes.c_long
    libc.syscall(FUTEX, ctypes.c_void_p(place), WAIT, value, soon, None, 0)
    return ctypes.get_errno() == errno.ETIMEDOUT
""",
        walls(Wall.SECCOMP),
    ),
]
