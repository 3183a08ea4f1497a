"""The trusted end: a sandbox with its zygote, and the worker that serves one submission at a time."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any

from autograder.errors import BadAnswer, Died, InfrastructureError, TimedOut, WorkerError
from autograder.sandbox import launch
from autograder.sandbox.answer_schema import check_answer, check_greeting
from autograder.sandbox.clock import BIRTH, Allowance, Clock, KeptWaiting, TimeIsUp, Used, own
from autograder.sandbox.ended import Ended
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.landlock import NEWEST
from autograder.sandbox.inside.walls import ALL, Limits, Wall

START_SECONDS = 120  # importing torch from a cold disk takes long
MAX_EVENT = 1 << 16  # bytes
KILL_SECONDS = 30  # for a zygote to answer, however busy the machine
FOREVER = 1e6  # seconds: without a clock
HANG_UP_SECONDS = 2.0  # for a worker to end by itself, so that what ended it is known, on a busy machine, too


class Sandbox:
    """bubblewrap around a zygote. Use as a context manager; `worker()` forks a process for one submission.

    scratch: bytes of the folder that workers without namespaces of their own share. cuda: whether GPUs are bound into
    it. walls: those that are up; a kit that is not asked to take one down has them all. warm: so that workers train
    without delay, for which the sandbox starts half as fast. wait: until it is ready, which takes seconds; else
    `ready()` does. landlock: the newest version of it that is used, to see how an older kernel would do.
    """

    def __init__(
        self,
        *,
        scratch: int,
        cuda: bool = False,
        walls: Collection[Wall] = ALL,
        warm: bool = True,
        wait: bool = True,
        landlock: int = NEWEST,
    ) -> None:
        self.scratch = scratch
        self.cuda = cuda
        self.walls = frozenset(walls)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            wanted = launch.Wanted(self.walls, scratch, cuda, warm, landlock)
            start = launch.prepare(theirs.fileno(), wanted)
            self._folder = start.folder
            self._process = subprocess.Popen(
                start.arguments,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
                cwd="/",
                env=start.environment,
            )
        self._is_ready = False
        self._end: dict[str, Any] | None = None  # of the worker, where it is known before it was asked for
        if wait:
            self.ready()

    def ready(self) -> Sandbox:
        """Itself, once its zygote is warm. Raises InfrastructureError where it does not start."""
        if not self._is_ready:
            self._event(START_SECONDS)
            self._is_ready = True
        return self

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Of the process that was started; the zygote is it or descends from it."""
        return self._process.pid

    def close(self) -> None:
        """Ends the zygote and everything in its sandbox."""
        self._control.close()
        try:
            self._process.wait(KILL_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        if self._folder:
            try:
                self._folder.cleanup()
            except RecursionError:  # folders that a submission has nested, and the zygote has not got to
                subprocess.run(["rm", "-rf", "--", self._folder.name], check=False, stderr=subprocess.DEVNULL)

    def worker(self, limits: Limits, imports: Sequence[str] = (), forbidden: Sequence[str] = ()) -> Worker:
        """Forks a worker. imports: installed modules that the zygote imports first, so that workers need not.
        forbidden: what of torch is not there in it, by full names.
        """
        ours, theirs = socket.socketpair()
        asked = {"imports": list(imports), "forbidden": list(forbidden)}
        command = json.dumps({"do": "fork", "limits": asdict(limits), **asked}).encode()
        with theirs:
            try:
                socket.send_fds(self._control, [command], [theirs.fileno()])
            except OSError:
                ours.close()
                raise self._lost() from None
        return Worker(self, ours)

    def kill_worker(self) -> None:
        with contextlib.suppress(OSError):
            self._control.send(b'{"do": "kill"}')

    def time_used(self) -> Used | None:
        """The worker's time as the kernel reports it; None once the worker has ended."""
        if self._end is None:
            try:
                self._control.send(b'{"do": "time"}')
            except OSError:
                raise self._lost() from None
            event = self._event(KILL_SECONDS)
            if event["event"] == "time":
                return event["cpu"], event["threads"]
            self._end = event
        return None

    def await_end(self, seconds: float) -> None:
        """Waits until the worker is gone, or `seconds`."""
        if self._end is not None:
            return
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.poll(seconds * 1000)

    def ended(self) -> Ended:
        """Waits for the zygote's word that the worker, and all it started, is gone."""
        event, self._end = self._end or self._event(KILL_SECONDS), None
        while event["event"] != "ended":  # whoever asked for the time was interrupted before the answer
            event = self._event(KILL_SECONDS)
        limit = event["over"] or ("cpu" if _is_out_of_cpu(event["status"]) else "")
        return Ended(event["status"], event["cpu"], event.get("threads"), limit)

    def _event(self, seconds: float) -> dict[str, Any]:
        self._control.settimeout(seconds)
        try:
            data = self._control.recv(MAX_EVENT)
        except OSError:
            data = b""
        if not data:
            raise self._lost()
        event: dict[str, Any] = json.loads(data)
        return event

    def _lost(self) -> InfrastructureError:
        self._process.kill()
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace").strip().splitlines()
        return InfrastructureError(f"the sandbox ended: {said[-1] if said else 'it said nothing'}")


class Worker:
    """One forked process that serves requests about one submission."""

    def __init__(self, sandbox: Sandbox, conversation: socket.socket) -> None:
        self._sandbox = sandbox
        self._conversation = conversation
        self._clock = Clock(sandbox.time_used)
        self._spent = 0.0
        self.end: Ended | None = None
        try:
            # The zygote may import modules first, and answers nothing meanwhile.
            greeting = self._exchange(None, START_SECONDS, check_greeting, look_after=START_SECONDS)
        except WorkerError as error:  # no line of the student's code has run yet
            raise InfrastructureError(f"a worker did not start: {error}") from None
        if "ready" not in greeting:
            self.close()
            raise InfrastructureError(f"a worker could not enter its walls: {greeting.get('unready')}")
        self._clock.restart()

    @property
    def open(self) -> float:
        """Seconds for which requests have been open, never less than `spent`, and known at no cost."""
        return self._clock.open

    @property
    def spent(self) -> float:
        """Seconds of its own time that all requests have taken."""
        if self.end is None:
            if reading := self._clock.read():
                return own(BIRTH, reading)
            self.close()
        return self._spent

    def request(self, request: dict[str, wire.Value], seconds: float) -> dict[str, wire.Value]:
        """One answer to one request, within `seconds` of the worker's own time.

        Raises Died when the worker ends or takes longer, BadAnswer for bytes that are no message, InfrastructureError
        where the machine kept it waiting for very long; it is gone then.
        """
        if self.end is not None:
            raise Died(f"the student's process has ended: {self.end}", self.end.limit)
        try:
            frame = wire.encode(request)
        except wire.WireError as error:  # a submission's own text may be all brackets
            raise BadAnswer(f"it cannot be sent to the student's process: {error}") from None
        return self._exchange(frame, seconds, check_answer)

    def close(self) -> Ended:
        """Ends the worker, if it still lives."""
        if self.end is None:
            self._conversation.close()
            self._sandbox.kill_worker()
            try:
                self.end = self._sandbox.ended()
            except InfrastructureError:
                self._clock.close()
                raise
            self._spent = self._clock.end(self.end.cpu, self.end.threads)
        return self.end

    def _exchange(
        self,
        frame: bytes | None,
        seconds: float,
        check: Callable[[wire.Value], dict[str, wire.Value]],
        look_after: float | None = None,
    ) -> dict[str, wire.Value]:
        allowance = self._clock.start(seconds if Wall.CLOCK in self._sandbox.walls else FOREVER, look_after)
        try:
            if frame is not None:
                self._send(frame, allowance)
            return check(wire.read(lambda count: self._receive(count, allowance)))
        except TimeIsUp:
            self.close()
            raise TimedOut(f"it did not end within {seconds:.3g} seconds", "request") from None
        except KeptWaiting as waited:
            self.close()
            reason = f"a call that may take {seconds:.3g} seconds had not used them after {waited.open:.0f}"
            raise InfrastructureError(f"the machine was too busy: {reason}") from None
        except (EOFError, OSError):
            # It hung up: most often because it ends, and the zygote tells how.
            self._sandbox.await_end(HANG_UP_SECONDS)
            end = self.close()
            raise Died(f"the student's process ended: {end}", end.limit) from None
        except wire.WireError as error:
            self.close()
            raise BadAnswer(f"the student's process sent {error}") from None
        finally:
            self._clock.stop()

    def _send(self, frame: bytes, allowance: Allowance) -> None:
        view = memoryview(frame)
        while view:
            self._conversation.settimeout(allowance.left())
            with contextlib.suppress(TimeoutError):
                view = view[self._conversation.send(view) :]

    def _receive(self, count: int, allowance: Allowance) -> bytes:
        data = bytearray()
        while len(data) < count:
            self._conversation.settimeout(allowance.left())
            with contextlib.suppress(TimeoutError):
                part = self._conversation.recv(min(count - len(data), 1 << 20))
                if not part:
                    raise EOFError
                data += part
        return bytes(data)


def _is_out_of_cpu(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
