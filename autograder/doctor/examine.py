"""Tries the walls of one mode on this machine: each probe in a real worker, and outside of all walls as a control."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.doctor import probes
from autograder.doctor.status import OF_WALLS, Status
from autograder.errors import Died, InfrastructureError, TimedOut
from autograder.sandbox.inside.landlock import NEWEST
from autograder.sandbox.inside.walls import Limits, Wall
from autograder.sandbox.launch import UNPRIVILEGED
from autograder.sandbox.sandbox import Sandbox, Worker

LIMITS = Limits(cpu=20, memory=1 << 30, processes=32, scratch=1 << 20, output=1000)
MEMORY_OF_CUDA = 4 << 30  # bytes that a process may hold which has started it
TOKEN = "AUTOGRADER_DOCTOR_TOKEN"
REQUEST_SECONDS = 20.0
PROBE = "probe"  # as messages name the cell

HONEST = """
import torch
def attack():
    torch.manual_seed(0)
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        loss = layer(torch.ones(4, 2)).square().mean()
        loss.backward()
        optimizer.step()
    return loss.item() >= 0
"""
SPIN = "def attack():\n    while True: pass\n"
KEEP = (
    "import time\ndef attack(size):\n    kept = bytearray(b'1') * size\n    time.sleep(2)\n    return True\n"
)
SLEEP = "import time\ndef attack():\n    time.sleep(1)\n    return True\n"


@dataclass(frozen=True)
class Finding:
    """The state of one wall, and the probes that got through."""

    wall: Wall
    status: Status
    through: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """The findings in one mode; `problem` if students' code cannot run in it at all."""

    findings: tuple[Finding, ...]
    problem: str = ""

    def status(self, wall: Wall) -> Status:
        return next((each.status for each in self.findings if each.wall is wall), Status.DOWN)


def examine(walls: frozenset[Wall], *, cuda: bool = False, landlock: int = NEWEST) -> Examination:
    """Tries all walls, also those that are down. Takes some seconds: torch is imported. landlock: see Sandbox."""
    with _surroundings() as context:
        outside = _control(context)
        os.environ[TOKEN] = context["token"]
        try:
            with Sandbox(scratch=LIMITS.scratch, cuda=cuda, walls=walls, landlock=landlock) as sandbox:
                inside = _probe(sandbox, context)
        except (InfrastructureError, OSError) as error:
            return Examination((), str(error))
        finally:
            del os.environ[TOKEN]
    if not inside.pop("honest"):
        return Examination((), "a right submission does not run behind these walls")
    return Examination(tuple(_finding(wall, wall in walls, inside, outside) for wall in Wall))


def _finding(wall: Wall, up: bool, inside: dict[str, bool], outside: dict[str, bool]) -> Finding:
    through = tuple(name for name in OF_WALLS[wall] if inside[name])
    if through:
        return Finding(wall, Status.OPEN, through)
    if not up:
        return Finding(wall, Status.DOWN)
    proven = any(outside[name] for name in OF_WALLS[wall])
    return Finding(wall, Status.HOLDS if proven else Status.UNPROVEN)


@contextlib.contextmanager
def _surroundings() -> Iterator[dict[str, Any]]:
    """What there is to be reached: a file, a process, a listening socket, a variable of the environment."""
    with tempfile.TemporaryDirectory(prefix="autograder-doctor-") as folder:
        os.chmod(folder, 0o755)
        secret = _secret_in(folder)
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield {
                "secret": secret,
                "pid": os.getpid(),
                "port": server.getsockname()[1],
                "token": secrets.token_hex(16),
                "memory": LIMITS.memory + (1 << 30),
                "scratch": LIMITS.scratch,
                "processes": LIMITS.processes + 1,
                "control": False,
            }


def _secret_in(folder: str) -> str:
    """A file that anyone may read and that belongs to the user whom workers are."""
    path = Path(folder, "secret")
    path.write_text("what no student may read")
    path.chmod(0o644)
    if os.getuid() == 0:
        os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
    return str(path)


def _control(context: dict[str, Any]) -> dict[str, bool]:
    """The probes' outcomes without walls. What never ends is not run: that it would go on needs no proof."""
    first, second = socket.socketpair()
    with first, second, tempfile.TemporaryDirectory(prefix="autograder-doctor-") as folder:
        context = {**context, "control": True, "secret": _secret_in(folder)}  # one of its own: it changes it
        done = subprocess.run(
            [sys.executable, "-I", "-S", probes.__file__, json.dumps(context)],
            env={TOKEN: context["token"], "PATH": "/usr/bin:/bin"},
            cwd=folder,
            pass_fds=[first.fileno(), second.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
    try:
        found = dict(json.loads(done.stdout))
    except ValueError:
        raise InfrastructureError("the doctor's own controls did not run") from None
    return {**found, "uses_too_much_cpu": True, "outlasts_its_time": True}


def _probe(sandbox: Sandbox, context: dict[str, Any]) -> dict[str, bool]:
    """The probes' outcomes in workers of `sandbox`, and whether a right submission runs in it."""
    source = Path(probes.__file__).read_text(encoding="utf-8")
    found = _answer(_loaded(sandbox, source), "run", context)
    if not isinstance(found, dict) or found.keys() != {probe.__name__ for probe in probes.PROBES}:
        raise InfrastructureError(f"the doctor's probes did not run: {found!s:.200}")
    if sandbox.cuda:
        # CUDA maps more than it uses: there the zygote ends what holds too much. And it reads /proc.
        found["maps_too_much_memory"] = _keeps(sandbox, context["memory"])
        found["sees_any_process"] = False
    return {
        **{name: bool(value) for name, value in found.items()},
        "uses_too_much_cpu": _goes_on(sandbox),
        "outlasts_its_time": _sleeps(sandbox),
        "honest": _is_served(sandbox),
    }


def _is_served(sandbox: Sandbox) -> bool:
    if not sandbox.cuda:
        return _answer(_loaded(sandbox, HONEST), "attack") is True
    limits = replace(LIMITS, memory=MEMORY_OF_CUDA)
    return _answer(_loaded(sandbox, HONEST, limits), "attack", device="cuda") is True


def _goes_on(sandbox: Sandbox) -> bool:
    if not {Wall.LIMITS, Wall.CLOCK} & sandbox.walls:
        return True  # it would, for ever
    worker = _loaded(sandbox, SPIN, replace(LIMITS, cpu=1))
    try:
        _answer(worker, "attack", seconds=5.0)
    except TimedOut:
        return True
    except Died as death:
        return death.limit != "cpu"
    return True


def _keeps(sandbox: Sandbox, size: int) -> bool:
    try:
        return bool(_answer(_loaded(sandbox, KEEP), "attack", size))
    except Died as death:
        return death.limit != "memory"


def _sleeps(sandbox: Sandbox) -> bool:
    try:
        return bool(_answer(_loaded(sandbox, SLEEP), "attack", seconds=0.2))
    except TimedOut:
        return False


def _loaded(sandbox: Sandbox, source: str, limits: Limits = LIMITS) -> Worker:
    worker = sandbox.worker(limits)
    worker.request({"do": "load", "cells": [[PROBE, source]], "seconds": 5.0}, REQUEST_SECONDS)
    return worker


def _answer(
    worker: Worker, name: str, *args: Any, seconds: float = REQUEST_SECONDS, device: str = "cpu"
) -> Any:
    request = {"do": "call", "name": name, "args": list(args), "kwargs": {}, "device": device}
    try:
        answer = worker.request(request, seconds)
        return answer.get("value", answer.get("raised"))
    finally:
        worker.close()
