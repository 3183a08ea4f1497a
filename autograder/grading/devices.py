"""Where students' code runs: resolves `auto`, and says clearly when there is no GPU."""

from __future__ import annotations

import os
from typing import Literal

from autograder.course import kits_course
from autograder.course.config import Config, Device
from autograder.errors import CourseError


def wanted(config: Config, assignment: str, device: Device | None = None) -> Device:
    """The device that is asked for, or grading.yml's; `auto` as `cpu` for an assignment that a GPU makes no faster.

    A GPU is started anew for each submission, which may take as long as grading it on the CPU: docs/performance.md.
    """
    device = device or config.assignments[assignment].device
    return "cpu" if device == "auto" and not _is_faster_on_gpu(config, assignment) else device


def _is_faster_on_gpu(config: Config, assignment: str) -> bool:
    """What grading.yml says; otherwise what the kit's own grading.yml says for an assignment of that name, which has
    its suite, too; otherwise yes.
    """
    theirs = kits_course.assignments().get(assignment)
    said = (config.assignments[assignment].faster_on_gpu, theirs.faster_on_gpu if theirs else None)
    return next((each for each in said if each is not None), True)


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
