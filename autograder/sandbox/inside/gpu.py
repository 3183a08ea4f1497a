"""A worker's part of a GPU. Nothing here touches CUDA before a request asks for it: a forked process must be the first
to start it.
"""

from __future__ import annotations

from functools import lru_cache

import torch


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
