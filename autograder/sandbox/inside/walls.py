"""The walls around a student's code, and the order in which a worker enters those that are its own.

A worker enters them before the first line of a student's code; one that cannot be entered is the kit's failure,
never the student's. Each is in a file of its own beside this one, but bubblewrap, the environment and the clock,
which the trusted side builds (sandbox/launch.py, sandbox/clock.py), and the descriptors (worker.py).
"""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Collection
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from . import kernel, landlock, limits, namespaces, seccomp
from .limits import Limits

__all__ = ["ALL", "Inside", "Limits", "Wall", "adopt_orphans", "enter", "hide_from_siblings", "posture"]


class Wall(str, Enum):
    """What each keeps a student's code from."""

    BUBBLEWRAP = "bubblewrap"
    """The machine: its network, its processes and its files are not there."""
    ENVIRONMENT = "environment"
    """The grader's environment variables."""
    DESCRIPTORS = "descriptors"
    """Files and sockets that the zygote has open."""
    NAMESPACES = "namespaces"
    """What other workers of the sandbox left or see; running what was written; /proc."""
    LIMITS = "limits"
    """More CPU, memory, threads and files than a submission may use."""
    CAPABILITIES = "capabilities"
    """Privileges, of which a user namespace of one's own gives all."""
    LANDLOCK = "landlock"
    """Opening anything but the Python environment and the private folder."""
    SECCOMP = "seccomp"
    """System calls that no exercise needs: processes, sockets, signals to others, modes, dates, locks."""
    CLOCK = "clock"
    """Making the grader wait, with or without using CPU."""

    def __str__(self) -> str:
        return self.value


ALL = frozenset(Wall)


@dataclass(frozen=True)
class Inside:
    """What the zygote is told about its sandbox when it starts; paths are as it sees them.

    readable: with all that lies in them. listable: only the names of what lies in them. warm: whether it trains a
    little before it forks workers. landlock: the newest version of it that is used.
    """

    walls: tuple[Wall, ...]
    scratch: str
    readable: tuple[str, ...]
    listable: tuple[str, ...]
    devices: tuple[str, ...]
    cuda: bool
    warm: bool
    landlock: int = landlock.NEWEST

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Inside:
        fields: dict[str, Any] = json.loads(text)
        lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
        return cls(**{**fields, **lists, "walls": tuple(map(Wall, fields["walls"]))})


def hide_from_siblings() -> None:
    """No process of the same user may trace this one or read its memory, and it leaves no core file."""
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def adopt_orphans() -> None:
    """Processes that a worker leaves behind become this one's children, so that it can end and reap them."""
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)


def posture() -> tuple[object, ...]:
    """What a process of the same user could change of this one, and the workers forked after that would inherit."""
    kinds = sorted(value for name, value in vars(resource).items() if name.startswith("RLIMIT_"))
    values = tuple(resource.getrlimit(kind) for kind in kinds)
    scheduling = (
        os.sched_getscheduler(0),
        os.getpriority(os.PRIO_PROCESS, 0),
        frozenset(os.sched_getaffinity(0)),
    )
    return (*values, *scheduling)


def enter(inside: Inside, allowed: Limits) -> None:
    """Called by a worker, once, with all descriptors but its own closed."""
    up: Collection[Wall] = inside.walls
    os.setsid()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    _be_first_to_go()
    # CUDA maps far more address space than it uses memory, and reads /proc.
    mapped = None if inside.cuda else limits.mapped()
    others = 0
    if Wall.NAMESPACES in up:
        size, files = allowed.scratch, allowed.files
        namespaces.enter(inside.scratch, size=size, inodes=files, hide_processes=not inside.cuda)
    else:
        others = limits.threads_of_user() - 1
    if Wall.LIMITS in up:
        limits.enter(allowed, mapped=mapped, others=others)
    if Wall.CAPABILITIES in up:
        kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if Wall.LANDLOCK in up:
        landlock.restrict(
            inside.readable, inside.listable, [inside.scratch], inside.devices, at_most=inside.landlock
        )
    hide_from_siblings()
    if Wall.SECCOMP in up:
        seccomp.enter(cuda=inside.cuda)


def _be_first_to_go() -> None:
    # When memory runs out the kernel picks the worker, not the grader. The file is root's while the process hides,
    # and so are those that map the users of a namespace.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")
