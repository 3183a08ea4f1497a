"""Where students' code runs: resolves `auto`, and says clearly when there is no GPU."""

from __future__ import annotations

import os
from typing import Literal

from autograder.course.config import Device
from autograder.errors import CourseError

# Their networks take thousands of tiny steps one after another, each of which a GPU begins later than a CPU ends it.
SLOWER_ON_A_GPU = frozenset({"backprop", "rnn", "embedding", "lstm", "gru"})


def wanted(device: Device, assignment: str) -> Device:
    """`auto` as `cpu` for an assignment that a GPU makes slower."""
    return "cpu" if device == "auto" and assignment in SLOWER_ON_A_GPU else device


def resolve(device: Device) -> Literal["cpu", "cuda"]:
    """`cuda` where a GPU is there for `auto`; CourseError where `cuda` is asked for and there is none.

    Asks torch in a way that does not initialise CUDA, which must stay untouched until after the fork.
    """
    if device == "cpu":
        return "cpu"
    if _gpu_is_there():
        return "cuda"
    if device == "cuda":
        raise CourseError("--device cuda: torch sees no GPU on this machine; use --device cpu or auto")
    return "cpu"


def _gpu_is_there() -> bool:
    import torch

    os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"
    return torch.cuda.is_available()
