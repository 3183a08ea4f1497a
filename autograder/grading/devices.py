"""Where students' code runs: resolves `auto`, and says clearly when there is no GPU."""

from __future__ import annotations

import os
from typing import Literal

from autograder.course.config import Device
from autograder.errors import CourseError

# A GPU is started anew for each submission, which takes as long as grading it on the CPU: see docs/performance.md.
NO_FASTER_ON_A_GPU = frozenset({"backprop", "mlp", "cnn", "rnn", "embedding", "lstm", "gru"})


def wanted(device: Device, assignment: str) -> Device:
    """`auto` as `cpu` for an assignment that a GPU makes no faster."""
    return "cpu" if device == "auto" and assignment in NO_FASTER_ON_A_GPU else device


def resolve(device: Device) -> Literal["cpu", "cuda"]:
    """`cuda` where a GPU is there for `auto`; CourseError where `cuda` is asked for and there is none.

    Asks torch in a way that does not initialise CUDA, which must stay untouched until after the fork.
    """
    if device == "cpu":
        return "cpu"
    if _gpu_is_there():
        return "cuda"
    if device == "cuda":
        raise CourseError("--device cuda: torch sees no GPU on this machine; use --device cpu")
    return "cpu"


def _gpu_is_there() -> bool:
    import torch

    os.environ["PYTORCH_NVML_BASED_CUDA_CHECK"] = "1"
    return torch.cuda.is_available()
