"""What lies outside of a sandbox and must stay unharmed: a course on disk, services of the machine, a process of the
grader's. Any user of the machine may read the course and reach the services: file permissions stop no attack here.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import tempfile
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

from attacks.attack import Context
from autograder.sandbox.launch import UNPRIVILEGED

REPOSITORY = Path(__file__).parents[2]
EXPECTED = b"expected: what a right answer is"
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_PTRACER = 1, 4, 0x59616D61
ANYONE = ctypes.c_ulong(-1)
IPC_CREAT, IPC_RMID = 0o1000, 0

_libc = ctypes.CDLL(None, use_errno=True)
_held = ctypes.create_string_buffer(EXPECTED)


class Course:
    """A folder with hidden suites, solutions, submissions and a gradebook, readable and some of it writable by all."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attacked-"))
        self.folder.chmod(0o755)
        for source, target in {
            "solutions/cnn/hidden_cnn.py": "suites/hidden_cnn.py",
            "solutions/cnn/cnn.py": "solutions/cnn/cnn.py",
        }.items():
            (self.folder / target).parent.mkdir(parents=True)
            shutil.copyfile(REPOSITORY / source, self.folder / target)
        answers = self.folder / "suites" / "answers.py"
        answers.write_text("EXPECTED = 42\n")
        compiled = answers.parent / "__pycache__"
        compiled.mkdir()
        compiled.chmod(0o777)
        submission = self.folder / "submitted" / "alan" / "cnn" / "cnn.py"
        submission.parent.mkdir(parents=True)
        submission.write_text("def accuracy(model, loader): return 1.0\n")
        gradebook = self.folder / "gradebook.db"
        with contextlib.closing(sqlite3.connect(gradebook)) as database, database:
            database.execute("create table grade (student text, score real)")
            database.execute("insert into grade values ('alan', 16)")
        self.own = self.folder / "own" / "file"
        self.own.parent.mkdir()
        self.own.write_text("of the user whom the workers are\n")
        if os.getuid() == 0:
            for path in (self.own, self.own.parent):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
        for path in (answers, gradebook):
            path.chmod(0o666)
        submission.parent.chmod(0o777)

    def close(self) -> None:
        shutil.rmtree(self.folder)


def state_of(folder: Path) -> dict[str, tuple[object, ...]]:
    """All that there is to each path in a folder, but for its date of access."""
    return {str(path): _state(path) for path in folder.rglob("*")}


def _state(path: Path) -> tuple[object, ...]:
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else b""
    notes = {name: os.getxattr(path, name) for name in os.listxattr(path)}
    kept = (
        status.st_mode,
        status.st_uid,
        status.st_gid,
        status.st_nlink,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )
    return (content, *kept, notes)


class Victim:
    """A process of the workers' user that holds what is expected in its memory, and has a file open."""

    def __init__(self) -> None:
        self.opened = os.open(__file__, os.O_RDONLY)
        ready, told = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it does nothing after the fork
            self.pid = os.fork()
        if self.pid == 0:
            try:
                self._be(told)
            finally:
                os._exit(1)
        os.close(self.opened)
        os.read(ready, 1)
        os.close(ready)
        os.close(told)

    def _be(self, told: int) -> None:
        # A copy of a sandbox's socket would keep that sandbox from ending.
        for descriptor in map(int, os.listdir("/proc/self/fd")):
            if descriptor not in (self.opened, told):
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getuid() == 0:
            os.setgroups([])
            os.setresgid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
            os.setresuid(UNPRIVILEGED, UNPRIVILEGED, UNPRIVILEGED)
        _libc.prctl(PR_SET_DUMPABLE, 1)
        _libc.prctl(PR_SET_PTRACER, ANYONE)  # where the kernel protects processes from their own user's
        os.write(told, b"x")
        while True:
            signal.pause()

    @property
    def is_unharmed(self) -> bool:
        try:
            with open(f"/proc/{self.pid}/mem", "rb", 0) as memory:
                memory.seek(ctypes.addressof(_held))
                return memory.read(len(EXPECTED)) == EXPECTED
        except OSError:
            return False

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Services:
    """Sockets, a pipe and shared memory of this machine, which note what reaches them and send it back."""

    def __init__(self, folder: Path) -> None:
        self.received: list[bytes] = []
        self.abstract = f"attacked-{secrets.token_hex(8)}"
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._named = self._listening("\0" + self.abstract)
        self._service = self._listening(str(folder / "service"))
        os.chmod(folder / "service", 0o777)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        os.mkfifo(folder / "pipe")
        os.chmod(folder / "pipe", 0o666)
        self._pipe = os.open(folder / "pipe", os.O_RDWR | os.O_NONBLOCK)
        self.key = secrets.randbelow(1 << 30) + 1
        self._memory = _libc.shmget(self.key, 4096, IPC_CREAT | 0o666)
        for serve, listener in (
            (self._accept, self._tcp),
            (self._accept, self._named),
            (self._accept, self._service),
            (self._echo, self._udp),
        ):
            threading.Thread(target=serve, args=(listener,), daemon=True).start()

    @property
    def tcp(self) -> int:
        return int(self._tcp.getsockname()[1])

    @property
    def udp(self) -> int:
        return int(self._udp.getsockname()[1])

    @property
    def is_unharmed(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            self.received.append(os.read(self._pipe, 100))
        return not self.received

    def close(self) -> None:
        for listener in (self._tcp, self._named, self._service, self._udp):
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        os.close(self._pipe)
        _libc.shmctl(self._memory, IPC_RMID, None)

    @staticmethod
    def _listening(address: str) -> socket.socket:
        server = socket.socket(socket.AF_UNIX)
        server.bind(address)
        server.listen()
        return server

    def _accept(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    self.received.append(connection.recv(100))
                    connection.sendall(self.received[-1])

    def _echo(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                data, sender = server.recvfrom(100)
                if sender is None:  # it is shut down
                    return
                self.received.append(data)
                server.sendto(data, sender)


class World:
    """All of it, for one attack."""

    def __init__(self, secret: str) -> None:
        self.course = Course()
        self.services = Services(self.course.folder)
        self._before = state_of(self.course.folder)
        self.victim = Victim()
        self._parts: tuple[Callable[[], None], ...] = (
            self.victim.close,
            self.services.close,
            self.course.close,
        )
        self.context: Context = {
            "course": str(self.course.folder),
            "own": str(self.course.own),
            "own_folder": str(self.course.own.parent),
            "secret": secret,
            "name": f"attack-{secrets.token_hex(8)}",
            "own_key": secrets.randbelow(1 << 30) + 1,
            "tcp": self.services.tcp,
            "udp": self.services.udp,
            "abstract": self.services.abstract,
            "key": self.services.key,
            "victim": self.victim.pid,
            "opened": self.victim.opened,
            "address": ctypes.addressof(_held),
            "length": len(EXPECTED),
        }

    @property
    def is_unharmed(self) -> bool:
        return (
            self.victim.is_unharmed
            and self.services.is_unharmed
            and state_of(self.course.folder) == self._before
        )

    def close(self) -> None:
        for close in self._parts:
            close()
