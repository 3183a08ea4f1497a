"""The zygote: a process inside the outer walls that imports torch once, then forks one worker per submission.

Run as ``python -m inside.zygote CONTROL INSIDE`` where CONTROL is the descriptor of its socket to the grader and
INSIDE the JSON of walls.Inside. It takes commands as JSON datagrams, ``{"do": "fork", …}`` with the worker's
conversation attached, ``{"do": "kill"}``, or ``{"do": "time"}`` for what the worker has used so far, and reports what
becomes of the worker. It holds no secret and never runs student code.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import secrets
import selectors
import signal
import socket
import stat
import sys
import time
from typing import Any

# One thread before the first operation of torch: a worker forked from a process that ever had a team of threads hangs.
import torch

torch.set_num_threads(1)

from . import compiler, forbidding, gpu, hugepages, usage, walls, wire, worker  # noqa: E402 - after set_num_threads
from .limits import resident  # noqa: E402

MAX_COMMAND = 1 << 16  # bytes
SWEEP_SECONDS = 5.0
WARM_STEPS = 32
WATCH_SECONDS = 0.05  # between two looks at what a worker uses, where no wall stops it at once
SHARED_MEMORY = "/dev/shm"


class Zygote:
    def __init__(self, control: socket.socket, inside: walls.Inside) -> None:
        self._control = control
        self._inside = inside
        self._alone = walls.Wall.BUBBLEWRAP in inside.walls
        self._posture = walls.posture()
        # Behind the filter of system calls nobody changes a mode.
        changes_none = self._alone or walls.Wall.SECCOMP in inside.walls
        self._modes = {} if changes_none else _own(os.path.dirname(inside.scratch), besides=inside.scratch)
        self._hold = forbidding.Hold()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def serve(self) -> None:
        """Serves commands until the grader hangs up."""
        self._tidy()
        self._report(event="ready")
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
        if preload(request["imports"]):
            share_pages(huge=self._inside.warm)
        self._hold.change(request["forbidden"])
        limits = walls.Limits(**request["limits"])
        pid = os.fork()
        if pid == 0:
            worker.run(conversation.fileno(), self._inside, limits, self._hold)
        conversation.close()
        over = self._watch(pid, limits)
        threads = usage.threads(pid)  # gone with the next line
        _, status, used = os.wait4(pid, 0)
        # Said before the sweep: a submission that leaves much behind must not keep its own outcome from being heard.
        self._report(
            event="ended", status=status, cpu=used.ru_utime + used.ru_stime, threads=threads, over=over
        )
        self._end_all()
        self._tidy()
        if walls.posture() != self._posture:
            sys.exit("a submission changed the limits of its sandbox")

    def _watch(self, pid: int, limits: walls.Limits) -> str:
        """Until the worker ends; a "kill" from the grader, or its hanging up, ends it, and so does using too much. It
        tells meanwhile, when asked, what the worker has used.

        Returns of what it used too much; "" where it did not.
        """
        over = ""
        ended = os.pidfd_open(pid)
        self._selector.register(ended, selectors.EVENT_READ)
        watched = self._inside.cuda or walls.Wall.NAMESPACES not in self._inside.walls
        try:
            while True:
                ready = [key.fileobj for key, _ in self._selector.select(WATCH_SECONDS if watched else None)]
                if ended in ready:
                    return over
                if not ready:
                    over = over or self._too_much(pid, limits)
                    if over:
                        os.kill(pid, signal.SIGKILL)
                    continue
                command = self._command()
                if command and command[0]["do"] == "time":
                    self._report(event="time", cpu=usage.cpu(pid), threads=usage.threads(pid))
                    continue
                os.kill(pid, signal.SIGKILL)
                if not command:
                    sys.exit()
        finally:
            self._selector.unregister(ended)
            os.close(ended)

    def _too_much(self, pid: int, limits: walls.Limits) -> str:
        if walls.Wall.LIMITS not in self._inside.walls:
            return ""
        if self._inside.cuda and resident(pid) > limits.memory:
            return "memory"
        if walls.Wall.NAMESPACES not in self._inside.walls:
            return _crowded(self._inside.scratch, limits)
        return ""

    def _tidy(self) -> None:
        """Makes the sandbox what it was. Where it has no file system of its own and system calls are not filtered, a
        worker of the same user may have closed all of it; where no wall keeps files, it may have taken it away.
        """
        for path, mode in self._modes.items():
            try:
                os.chmod(path, mode)
            except OSError as error:
                sys.exit(f"a submission has spoilt a file of its sandbox: {error}")
        _make(self._inside.scratch)
        for folder in (self._inside.scratch, *((SHARED_MEMORY,) if self._alone else ())):
            _empty(folder)

    def _end_all(self) -> None:
        """Ends whatever the worker left running."""
        deadline = time.monotonic() + SWEEP_SECONDS
        while time.monotonic() < deadline:
            try:
                if self._alone:  # nothing else is in this process space
                    os.kill(-1, signal.SIGKILL)
                elif not (children := _children()):
                    return
                else:
                    for child in children:
                        os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                if self._alone:
                    return
            _reap()
        sys.exit("processes of a submission outlive it")


def _children() -> list[int]:
    """The processes below this one; orphans become its own."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(pid) for pid in file.read().split()]


def _crowded(folder: str, limits: walls.Limits) -> str:
    """Which limit of a shared scratch folder is passed."""
    if os.path.ismount(folder):  # its bytes are limited by the mount
        status = os.statvfs(folder)
        return "files" if status.f_files - status.f_ffree > limits.files else ""
    count = size = 0
    waiting = [folder]
    while waiting:
        try:
            for entry in os.scandir(waiting.pop()):
                count += 1
                size += entry.stat(follow_symlinks=False).st_blocks * 512
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                if count > limits.files:
                    return "files"
                if size > limits.scratch:
                    return "scratch"
        except FileNotFoundError:  # it has just gone
            continue
        except OSError:  # closed, or too deep: nobody knows what it holds
            return "files"
    return ""


def _reap() -> None:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _own(folder: str, *, besides: str) -> dict[str, int]:
    """The modes of a folder and of all that lies in it but for one, each after the one that holds it: of those that
    this user could change.
    """
    modes: dict[str, int] = {}
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        status = os.lstat(path)
        if status.st_uid == os.getuid() and not stat.S_ISLNK(status.st_mode):
            modes[path] = stat.S_IMODE(status.st_mode)
        if stat.S_ISDIR(status.st_mode):
            waiting += [each.path for each in os.scandir(path) if each.path != besides]
    return modes


def _make(folder: str) -> None:
    """Makes a folder where there is none, or something else in its place."""
    if os.path.lexists(folder) and not stat.S_ISDIR(os.lstat(folder).st_mode):
        os.unlink(folder)
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)


def _empty(folder: str) -> None:
    """Removes all that is in a folder. Folders may be closed, or nested too deeply to walk through: what is in one is
    moved up before it is removed.
    """
    os.chmod(folder, 0o700)  # a worker's user owns it
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


def warm_up(*, cuda: bool) -> None:
    """Pays once what the first training steps and messages cost: Python makes code that it runs often quicker, which
    workers inherit.

    cuda: whether there is a GPU, which a step backward would start.
    """
    network = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(2 * 6 * 6, 2))
    recurrent = torch.nn.RNN(2, 2)
    for dtype in (torch.float32, torch.float64):
        optimizer = torch.optim.Adam([*network.to(dtype).parameters(), *recurrent.to(dtype).parameters()])
        images, sequence = torch.zeros(2, 1, 8, 8, dtype=dtype), torch.zeros(1, 2, 2, dtype=dtype)
        for _ in range(WARM_STEPS):
            optimizer.zero_grad()
            logits = network(images) + recurrent(sequence)[0][0]
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1]))
            if cuda:
                for parameter in optimizer.param_groups[0]["params"]:
                    parameter.grad = torch.zeros_like(parameter)
            else:
                loss.backward()
            with gpu.untouched():
                optimizer.step()
            frame = wire.encode({"do": "call", "args": [logits, [1, 0.5, "text", None]], "kwargs": {}})
            wire.read(io.BytesIO(frame).read)


def preload(modules: list[str]) -> bool:
    """Imports what a submission imports, once for it and all that come after: torchvision costs more than all else.

    Returns whether there was anything to import.
    """
    missing = [module for module in modules if module not in sys.modules]
    for module in missing:
        with contextlib.suppress(ImportError):  # the submission itself will say so
            importlib.import_module(module)
    return bool(missing)


def share_pages(*, huge: bool) -> None:
    """Readies memory for workers, which share it until they write to it: when they end, too, they leave it alone.

    huge: moved into huge pages, which takes half a second and makes each worker cheaper.
    """
    gc.collect()
    gc.freeze()
    if huge:
        hugepages.collapse()


def main() -> None:
    inside = walls.Inside.from_json(sys.argv[2])
    if walls.Wall.BUBBLEWRAP in inside.walls and os.getpid() != 1:
        sys.exit("the zygote would end every process it can see: it runs as the first one of its own space")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one signal that Python makes the first process heed
    walls.hide_from_siblings()
    walls.adopt_orphans()
    gpu.compute_exactly()
    compiler.defer()
    if inside.warm:
        warm_up(cuda=inside.cuda)
    share_pages(huge=inside.warm)
    Zygote(socket.socket(fileno=int(sys.argv[1])), inside).serve()


if __name__ == "__main__":
    main()
