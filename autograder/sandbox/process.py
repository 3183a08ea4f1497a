"""The process of a sandbox, and the socket to its zygote.

Nothing here needs torch: a program starts sandboxes while the processes that will grade in them still import it, and
hands them over.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, Protocol

from autograder.errors import InfrastructureError
from autograder.sandbox import launch
from autograder.sandbox.inside.walls import Wall

KILL_SECONDS = 30  # for a zygote to end, however busy the machine
LAST_WORDS = 2000  # bytes of what it printed


class _Process(Protocol):
    @property
    def pid(self) -> int: ...
    def wait(self, timeout: float | None = None) -> object: ...
    def kill(self) -> None: ...


@dataclass
class SandboxProcess:
    """A sandbox that has been started. Its zygote imports torch for seconds before it answers.

    control: the socket to the zygote. folder: removed when the sandbox is closed. ends_as_one: whether everything in
    the sandbox ends with its first process.
    """

    control: socket.socket
    _process: _Process
    _errors: IO[bytes]
    folder: tempfile.TemporaryDirectory[str] | None = None
    ends_as_one: bool = False

    @classmethod
    def started(cls, wanted: launch.Wanted) -> SandboxProcess:
        """A new one. InfrastructureError if a program is missing."""
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            start = launch.prepare(theirs.fileno(), wanted)
            process = subprocess.Popen(
                start.arguments,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                cwd="/",
                env=start.environment,
                start_new_session=True,  # Ctrl-C, which a terminal sends to all, is the program's to act on
            )
        return cls(control, process, errors, start.folder, Wall.BUBBLEWRAP in wanted.walls)

    def hand_over(self, through: socket.socket) -> None:
        """Lets another process of this machine speak to the zygote, which gets it by `taken_over`; this process no
        longer can.

        The zygote ends when the other process hangs up. This process still has to `end()` it.
        """
        watched = os.pidfd_open(self.pid)
        try:
            descriptors = [self.control.fileno(), watched, self._errors.fileno()]
            socket.send_fds(through, [str(self.pid).encode()], descriptors)
        finally:
            os.close(watched)
        self.control.close()

    @classmethod
    def taken_over(cls, through: socket.socket) -> SandboxProcess | None:
        """One that was handed over at the other end of a socket; None if there is none left."""
        through.setblocking(False)  # the flags of recv_fds are ignored
        try:
            pid, descriptors, _, _ = socket.recv_fds(through, 32, 3)
        except BlockingIOError:
            return None
        if not descriptors:
            return None
        control, watched, errors = descriptors
        process = _StartedElsewhere(int(pid), watched)
        return cls(socket.socket(fileno=control), process, os.fdopen(errors, "r+b"))

    @property
    def pid(self) -> int:
        """Of the process that was started; the zygote is it or descends from it."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        try:
            self._process.wait(0)
        except subprocess.TimeoutExpired:
            return False
        return True

    def lost(self) -> InfrastructureError:
        """Ends a sandbox that does not answer. The error has the last line that it printed."""
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read()[-LAST_WORDS:].decode(errors="replace").strip().splitlines()
        return InfrastructureError(f"the sandbox ended: {said[-1] if said else 'it said nothing'}")

    def end(self) -> None:
        """As `close`, but without waiting for a zygote that still imports torch, where it can be killed."""
        if self.ends_as_one:
            self._process.kill()
        self.close()

    def close(self) -> None:
        """Hangs up, upon which the zygote ends everything in its sandbox."""
        self.control.close()
        try:
            self._process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        if self.folder:
            try:
                self.folder.cleanup()
            except RecursionError:  # folders that a submission has nested, and the zygote has not got to
                subprocess.run(["rm", "-rf", "--", self.folder.name], check=False, stderr=subprocess.DEVNULL)


def started_ahead(walls: Collection[Wall], scratch: int, *, warm: bool = True) -> SandboxProcess | None:
    """A new one, for a grader that still has to import torch. None if it cannot be started: the grader tries again, and
    tells the reason with a submission.

    scratch, warm: see `Sandbox`.
    """
    try:
        return SandboxProcess.started(launch.Wanted(walls, scratch, warm=warm))
    except (InfrastructureError, OSError):
        return None


class _StartedElsewhere:
    """A process that is no child of this one: it is known by a descriptor, so that no other one can be taken for it."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor
        self._ended = select.poll()
        self._ended.register(descriptor, select.POLLIN)

    def wait(self, timeout: float | None = None) -> None:
        if not self._ended.poll(None if timeout is None else timeout * 1000):
            raise subprocess.TimeoutExpired("the sandbox", timeout or 0.0)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._descriptor)
