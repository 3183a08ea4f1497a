"""The zygote: a process inside the outer walls that imports torch once, then forks one worker per submission.

Run as ``python -m inside.zygote CONTROL SCRATCH`` where CONTROL is the descriptor of its socket to the grader. It
takes commands as JSON datagrams, ``{"do": "fork", …}`` with the worker's conversation attached, or
``{"do": "kill"}``, and reports what becomes of the worker. It holds no secret and never runs student code.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import secrets
import selectors
import signal
import socket
import sys
import time
from typing import Any

# One thread before the first operation of torch: a worker forked from a process that ever had a team of threads hangs.
import torch

torch.set_num_threads(1)

from . import walls, worker  # noqa: E402 - after set_num_threads

MAX_COMMAND = 1 << 16  # bytes
SWEEP_SECONDS = 5.0
SHARED_MEMORY = "/dev/shm"


class Zygote:
    def __init__(self, control: socket.socket, scratch: str) -> None:
        self._control = control
        self._scratch = scratch
        self._posture = walls.posture()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serves commands until the grader hangs up."""
        self._report(event="ready", torch=torch.__version__, cuda=torch.version.cuda)
        while (command := self._command()) is not None:
            request, descriptors = command
            if request["do"] == "fork":
                self._fork(request, socket.socket(fileno=descriptors[0]))

    def _command(self) -> tuple[dict[str, Any], list[int]] | None:
        data, descriptors, _, _ = socket.recv_fds(self._control, MAX_COMMAND, 1)
        return (json.loads(data), descriptors) if data else None

    def _report(self, **event: Any) -> None:
        self._control.send(json.dumps(event).encode())

    def _fork(self, request: dict[str, Any], conversation: socket.socket) -> None:
        preload(request["imports"])
        pid = os.fork()
        if pid == 0:
            worker.run(conversation, walls.Limits(**request["limits"]), request["output"])
        conversation.close()
        status, used = self._watch(pid)
        # Said before the sweep: a submission that leaves much behind must not keep its own outcome from being heard.
        self._report(
            event="ended", status=status, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss << 10
        )
        self._end_all()
        for folder in (self._scratch, SHARED_MEMORY):
            _empty(folder)
        if walls.posture() != self._posture:
            sys.exit("a submission changed the limits of its sandbox")

    def _watch(self, pid: int) -> tuple[int, Any]:
        """Waits for the worker to end; a "kill" from the grader, or its hanging up, ends it."""
        ended = os.pidfd_open(pid)
        self._selector.register(ended, selectors.EVENT_READ)
        try:
            while True:
                ready = [key.fileobj for key, _ in self._selector.select()]
                if ended in ready:
                    break
                if self._command() is None:
                    os.kill(pid, signal.SIGKILL)
                    sys.exit()
                os.kill(pid, signal.SIGKILL)
        finally:
            self._selector.unregister(ended)
            os.close(ended)
        _, status, used = os.wait4(pid, 0)
        return status, used

    def _end_all(self) -> None:
        """Ends whatever the worker left running. This process space is the sandbox's own: nothing else is in it."""
        deadline = time.monotonic() + SWEEP_SECONDS
        while time.monotonic() < deadline:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                return
            _reap()
        sys.exit("processes of a submission outlive it")


def _reap() -> None:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _empty(folder: str) -> None:
    """Removes all that is in a folder. Folders may be closed, or nested too deeply to walk through: what is in one is
    moved up before it is removed.
    """
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            os.chmod(entry.path, 0o700)
            for inner in list(os.scandir(entry.path)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner.path, 0o700)  # a closed one cannot be moved
                os.rename(inner.path, os.path.join(folder, secrets.token_hex(16)))
            os.rmdir(entry.path)


def warm_up() -> None:
    """Pays once what the first training step costs: torch.optim alone imports a second's worth of modules."""
    network = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(2 * 6 * 6, 2))
    recurrent = torch.nn.RNN(2, 2)
    for dtype in (torch.float32, torch.float64):
        optimizer = torch.optim.Adam([*network.to(dtype).parameters(), *recurrent.to(dtype).parameters()])
        logits = (
            network(torch.zeros(2, 1, 8, 8, dtype=dtype)) + recurrent(torch.zeros(1, 2, 2, dtype=dtype))[0][0]
        )
        torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1])).backward()
        optimizer.step()


def preload(modules: list[str]) -> None:
    """Imports what a submission imports, once for it and all that come after: torchvision costs more than all else."""
    for module in modules:
        if module not in sys.modules:
            with contextlib.suppress(ImportError):  # the submission itself will say so
                importlib.import_module(module)
            gc.freeze()


def main() -> None:
    if os.environ.get("AUTOGRADER_SANDBOX") != "bubblewrap":
        sys.exit("the zygote ends every process it can see: it runs inside bubblewrap only")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one signal that Python makes the first process heed
    walls.hide_from_siblings()
    walls.adopt_orphans()
    warm_up()
    gc.collect()
    gc.freeze()  # the workers share these pages until they write to them
    Zygote(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]).serve()


if __name__ == "__main__":
    main()
