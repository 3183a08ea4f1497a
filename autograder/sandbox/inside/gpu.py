"""A worker's part of a GPU. Nothing here touches CUDA before a request asks for it: a forked process must be the first
to start it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from unittest import mock

import torch


@contextlib.contextmanager
def untouched() -> Iterator[None]:
    """torch says that there is no GPU: where there is one, an optimizer's step asks for its stream, and starts CUDA."""
    with mock.patch.object(torch.cuda, "is_available", return_value=False):
        yield


@contextlib.contextmanager
def without_cudnn() -> Iterator[None]:
    """Its recurrent networks have no step backward in evaluation mode."""
    before = torch.backends.cudnn.enabled
    torch.backends.cudnn.enabled = False
    try:
        yield
    finally:
        torch.backends.cudnn.enabled = before


def compute_exactly() -> None:
    """float32 as it is on the CPU, and the same numbers each time: TF32 alone differs by 1e-3."""
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True


@lru_cache(maxsize=1)
def share(memory: int) -> None:
    """Starts CUDA, and keeps torch from taking more than `memory` bytes of the GPU."""
    total = torch.cuda.get_device_properties(0).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, memory / total))


def exceeded(memory: int) -> bool:
    """Whether torch has taken more than `memory` bytes of the GPU: a student's code may have lifted its share."""
    return torch.cuda.max_memory_reserved() > memory
