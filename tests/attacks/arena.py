"""Where attacks are carried out: workers of real sandboxes with chosen walls, or a grader without any."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attacks.attack import LIMITS, OUTPUT, SECONDS, Attack, Context
from autograder.errors import InfrastructureError, WorkerError
from autograder.sandbox.inside.landlock import NEWEST
from autograder.sandbox.inside.walls import ALL, Wall
from autograder.sandbox.sandbox import Sandbox

SCRATCH = 16 << 20  # bytes
LOAD_SECONDS = 10.0
PATIENCE = 3.0  # seconds that a grader without walls waits for an attack that never returns

_leave = os._exit  # whatever an attack makes of the original: a fork must never return to what it was made by

CANARY = """
import builtins, os, random, statistics, sys, threading, torch
def canary():
    return [
        torch.relu(torch.tensor([-1.0, 7.0])).tolist(), torch.rand(2).tolist(), str(torch.get_default_dtype()),
        sorted("ba"), str(3 + 4), statistics.mean([1, 3]), random.random(), threading.active_count(),
        os.listdir("."), os.getcwd(), sorted(os.environ.items()), sys.path,
    ]
"""


@dataclass(frozen=True)
class Outcome:
    """What an attack gave, and how it ended in words: what it raised, or how its process ended."""

    value: Any
    text: str


class Arena:
    """A sandbox with chosen walls, and how a worker of it behaved before any attack."""

    def __init__(self, walls: Iterable[Wall] = ALL, landlock: int = NEWEST) -> None:
        self.sandbox = Sandbox(scratch=SCRATCH, walls=frozenset(walls), warm=False, landlock=landlock)
        try:
            self._at_first = self._canary()
            self._processes = descendants(self.sandbox.pid)
        except BaseException:
            self.sandbox.close()
            raise

    def close(self) -> None:
        self.sandbox.close()

    def carry_out(self, attack: Attack, context: Context) -> Outcome:
        return self._call("attack", attack.source, attack, context)

    def find(self, attack: Attack, context: Context) -> Any:
        """What the next worker meets."""
        outcome = self._call("found", attack.source_after, attack, context)
        assert not outcome.text, outcome
        return outcome.value

    @property
    def is_unharmed(self) -> bool:
        """Whether the next worker is what the first one was, and no process is left."""
        try:
            return self._canary() == self._at_first and descendants(self.sandbox.pid) == self._processes
        except InfrastructureError:
            return False

    def _canary(self) -> Any:
        worker = self.sandbox.worker(LIMITS)
        try:
            worker.request(
                {"do": "load", "cells": [["cell 1", CANARY]], "seconds": LOAD_SECONDS}, LOAD_SECONDS
            )
            return worker.request({"do": "call", "name": "canary", "args": [], "kwargs": {}}, SECONDS)
        finally:
            worker.close()

    def _call(self, name: str, source: str, attack: Attack, context: Context) -> Outcome:
        worker = self.sandbox.worker(attack.limits)
        try:
            loaded = worker.request(
                {"do": "load", "cells": [["cell 1", source]], "seconds": LOAD_SECONDS}, LOAD_SECONDS
            )
            assert loaded["value"] == [], loaded
            answer = worker.request(
                {"do": "call", "name": name, "args": [context], "kwargs": {}}, attack.seconds
            )
            assert len(answer["printed"]) <= OUTPUT
            if "value" in answer:
                return Outcome(answer["value"], "")
            return Outcome(None, str(answer.get("raised") or answer["unsendable"]))
        except (WorkerError, InfrastructureError) as error:
            return Outcome(None, f"{type(error).__name__}: {error}")
        finally:
            with contextlib.suppress(InfrastructureError):
                worker.close()


def descendants(process: int) -> set[int]:
    """All processes that a process started, and these in turn."""
    found = {process}
    for pid in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):  # it has just ended
            continue
        if parent in found:
            found.add(pid)
    return found


def succeeds_without_walls(attack: Attack, context: Context) -> bool:
    """Whether an attack gets what it is after in a grader that runs submissions in its own process, or ends that, or
    keeps it waiting for ever. The grader is a fork of this process, with a folder of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    try:
        return _ends_well_for(attack, context, folder)
    finally:  # which may hold closed folders, and so deep ones that Python's own functions do not get to their end
        subprocess.run(["chmod", "-R", "u+rwx", folder], check=True)
        subprocess.run(["rm", "-rf", folder], check=True)


def _ends_well_for(attack: Attack, context: Context, folder: Path) -> bool:
    verdict, give = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the threads of this process serve sockets
        pid = os.fork()
    if pid == 0:
        try:
            _grade_in_this_process(attack, context, folder, give)
        finally:
            _leave(1)
    os.close(give)
    try:
        answered, _, _ = select.select([verdict], [], [], PATIENCE)
        answer = os.read(verdict, 1) if answered else b""
    finally:
        os.close(verdict)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return answer != b"0"


def sent_without_walls(attack: Attack, context: Context) -> bytes:
    """All that the code of an attack writes into its conversation."""
    ours, theirs = socket.socketpair()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            conversation = theirs.fileno()
            _run(attack.source, "attack", {**context, "conversation": conversation})
        finally:
            _leave(1)
    theirs.close()
    with ours.makefile("rb") as stream:
        data = stream.read()
    ours.close()
    _, status = os.waitpid(pid, 0)
    assert status == 0, "the attack did not come to its end"
    return data


def _grade_in_this_process(attack: Attack, context: Context, folder: Path, give: int) -> None:
    os.chdir(folder)
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    log = os.open("log", os.O_CREAT | os.O_RDWR)
    for standard in (1, 2):
        os.dup2(log, standard)
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - lives as long as the process
    expected = "expected: what a right answer is"
    tests = {"expected": expected, "passed": []}
    value = _run(attack.source, "attack", context)
    if attack.after:
        value = _run(attack.source_after, "found", context)
    os.write(give, b"1" if value and tests else b"0")


def _run(source: str, name: str, context: Context) -> Any:
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    return namespace[name](context)
