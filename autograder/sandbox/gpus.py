"""The GPUs of this machine: which of them students' code uses, and what of the system their driver needs."""

from __future__ import annotations

import ctypes
import glob
import os
from collections.abc import Iterator
from functools import lru_cache

VISIBLE = "CUDA_VISIBLE_DEVICES"
LIBRARIES = ("libcuda.so.1", "libnvidia-ml.so.1")
SYSTEM = (
    *("/sys/bus/pci", "/sys/devices/pci*", "/sys/devices/system/memory", "/sys/devices/system/node"),
    *("/etc/vulkan", "/run/nvidia-persistenced"),
)
WRITABLE = ("/proc/self/task",)
"""What else it writes: CUDA does not start where it cannot name its threads."""

_kept: dict[str, str] | None = None
"""What `of_students` says, in a process whose own torch sees no GPU."""


def devices() -> list[str]:
    """The devices of this machine's GPUs, one each."""
    return sorted(glob.glob("/dev/nvidia[0-9]*"))


def all_devices() -> list[str]:
    """Those, and what their driver is asked by."""
    controls = ("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset", "nvidia-caps")
    return [*(f"/dev/{name}" for name in controls), *devices()]


def names() -> list[str]:
    """The GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them."""
    given = os.environ.get(VISIBLE)
    if given is None:
        return [str(number) for number in range(len(devices()))]
    return [name.strip() for name in given.split(",") if name.strip()]


def of_turn(turn: int) -> dict[str, str]:
    """What the environment of a grading process says of the one GPU that it uses; nothing where there is none."""
    found = names()
    return {VISIBLE: found[turn % len(found)]} if found else {}


def keep_for_students() -> None:
    """This process's own torch sees no GPU from now on: to look for one at each step is slow, to start CUDA takes of
    its memory. Students' code sees those that this process may use.
    """
    global _kept
    _kept = of_students()
    os.environ[VISIBLE] = ""


def of_students() -> dict[str, str]:
    """What the environment of students' code says of the GPUs it may use; nothing where it may use all."""
    if _kept is not None:
        return dict(_kept)
    return {VISIBLE: os.environ[VISIBLE]} if VISIBLE in os.environ else {}


@lru_cache(maxsize=1)
def driver() -> tuple[str, ...]:
    """The folders of the driver's libraries: in a container they may lie anywhere."""
    return tuple(sorted({os.path.dirname(path) for path in _libraries()}))


def system() -> list[str]:
    """Files and folders that the driver reads."""
    return [path for pattern in SYSTEM for path in sorted(glob.glob(pattern))]


def _libraries() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)  # starts nothing
        except OSError:
            continue
        with open("/proc/self/maps") as file:
            yield from {
                line.split(maxsplit=5)[5].strip() for line in file if f"/{name.removesuffix('.1')}" in line
            }
