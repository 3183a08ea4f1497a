"""What the walls must keep a student's code from, tried: each probe says whether it got what it wanted.

This file runs as it is in two places: as a submission in a real worker, and as a script outside of all walls, as the
control that shows that a probe works. So it imports nothing but the standard library. `context` holds what the
trusted side has prepared: paths, a token in its environment, sizes.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import mmap
import os
import signal
import socket
import stat
import sys
import threading
from typing import Any

CLONE_NEWUSER = 0x10000000
Context = dict[str, Any]
libc = ctypes.CDLL(None, use_errno=True)


def sees_a_file(context: Context) -> bool:
    return os.stat(context["secret"]).st_size > 0


def changes_modes(context: Context) -> bool:
    before = os.stat(context["secret"]).st_mode
    os.chmod(context["secret"], 0o755)
    return os.stat(context["secret"]).st_mode != before


def changes_dates(context: Context) -> bool:
    os.utime(context["secret"], (0, 0))
    return os.stat(context["secret"]).st_mtime == 0


def empties_a_file(context: Context) -> bool:
    for empty in (
        lambda path: os.truncate(path, 0),
        lambda path: os.open(path, os.O_RDONLY | os.O_TRUNC),
        lambda path: os.open(path, os.O_ACCMODE | os.O_TRUNC),
    ):
        with contextlib.suppress(OSError):
            empty(context["secret"])
    return os.stat(context["secret"]).st_size == 0


def locks_a_file(context: Context) -> bool:
    """One that other workers read, too."""
    file = os.open(json.__file__, os.O_RDONLY)
    took = 0
    for lock in (
        lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1),
    ):
        with contextlib.suppress(OSError):
            lock()
            took += 1
    os.close(file)
    return took > 0


def sees_the_machines_processes(context: Context) -> bool:
    return os.path.exists(f"/proc/{context['pid']}")


def sees_any_process(context: Context) -> bool:
    return os.path.exists("/proc/self")


def runs_what_it_wrote(context: Context) -> bool:
    with open("program", "wb") as file:
        file.write(bytes(mmap.PAGESIZE))
    with open("program", "rb") as file:
        mmap.mmap(
            file.fileno(), mmap.PAGESIZE, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC
        ).close()
    return True


def reads_a_file(context: Context) -> bool:
    with open(context["secret"]) as file:
        return bool(file.read())


def reads_a_program(context: Context) -> bool:
    with open("/usr/bin/env", "rb") as file:
        return bool(file.read(1))


def writes_into_shared_memory(context: Context) -> bool:
    path = f"/dev/shm/autograder-doctor-{os.getpid()}"
    with open(path, "w"):
        os.unlink(path)
    return True


def connects_to_the_machine(context: Context) -> bool:
    with socket.create_connection(("127.0.0.1", context["port"]), timeout=3):
        return True


def makes_a_socket(context: Context) -> bool:
    with socket.socket(socket.AF_INET):
        return True


def makes_a_process(context: Context) -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


def makes_a_namespace(context: Context) -> bool:
    return bool(libc.unshare(CLONE_NEWUSER) == 0)


def signals_its_parent(context: Context) -> bool:
    os.kill(os.getppid(), 0)
    return True


def makes_a_file_in_memory(context: Context) -> bool:
    os.close(os.memfd_create("probe"))
    return True


def opens_a_closed_file(context: Context) -> bool:
    if context["control"] and os.getuid() != 0:
        _take_all_capabilities()
    os.close(os.open("closed", os.O_CREAT | os.O_WRONLY, 0))
    with open("closed"):
        return True


def maps_too_much_memory(context: Context) -> bool:
    mmap.mmap(-1, context["memory"], flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    return True


def writes_too_large_a_file(context: Context) -> bool:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open("large", "wb") as file:
        file.truncate(context["scratch"] + 1)
    os.unlink("large")
    return True


def starts_too_many_threads(context: Context) -> bool:
    done = threading.Event()
    threads = [threading.Thread(target=done.wait) for _ in range(context["processes"])]
    started = []
    try:
        for thread in threads:
            thread.start()
            started.append(thread)
    finally:
        done.set()
        for thread in started:
            thread.join()
    return True


def finds_an_open_socket(context: Context) -> bool:
    found = 0
    for descriptor in range(3, 256):
        try:
            found += stat.S_ISSOCK(os.fstat(descriptor).st_mode)
        except OSError:
            continue
    return found > 1  # its own conversation is one


def reads_the_graders_environment(context: Context) -> bool:
    return context["token"] in os.environ.values()


def _take_all_capabilities() -> None:
    """What a worker has in namespaces of its own, unless it gives it up."""
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        return
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as map_file:
            map_file.write(text)


PROBES = (
    sees_a_file,
    sees_the_machines_processes,
    sees_any_process,
    runs_what_it_wrote,
    reads_a_file,
    reads_a_program,
    writes_into_shared_memory,
    connects_to_the_machine,
    makes_a_socket,
    makes_a_process,
    signals_its_parent,
    makes_a_file_in_memory,
    maps_too_much_memory,
    writes_too_large_a_file,
    finds_an_open_socket,
    reads_the_graders_environment,
    changes_modes,
    changes_dates,
    empties_a_file,
    locks_a_file,
    # Those that change the process come last; a thread that has just ended would keep it from a new namespace.
    opens_a_closed_file,
    makes_a_namespace,
    starts_too_many_threads,
)


def run(context: Context) -> dict[str, bool]:
    """The outcome of each probe, by name: whether it got what it wanted."""
    return {probe.__name__: _got_it(probe, context) for probe in PROBES}


def _got_it(probe: Any, context: Context) -> bool:
    try:
        return bool(probe(context))
    except Exception:  # however a wall says no, the probe did not get it
        return False


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.argv[1]))))
