"""The sentence a student reads where their code used more than it may."""

from __future__ import annotations

import math

from autograder.sandbox.inside.limits import Limits


def sentences(limits: Limits) -> dict[str, str]:
    """The sentence for a student, by the limit that was exceeded; the limits have the names of grading.yml."""
    return {
        "wall": f"the submission used up its {limits.wall:.3g} seconds",
        "request": f"it did not end within {limits.request:.3g} seconds",
        "cpu": f"the submission used up its {math.ceil(limits.cpu):.3g} seconds of CPU",
        "memory": f"it asked for more than its {_size(limits.memory)} of memory",
        "gpu_memory": f"it asked for more than its {_size(limits.gpu_memory)} of the GPU's memory",
        "processes": f"it started more than its {limits.processes} threads",
        "scratch": f"it wrote more than its {_size(limits.scratch)} of files",
        "files": f"it made more than its {limits.files} files and folders",
        "output": f"it printed more than its {_size(limits.output)} in one call: the rest was dropped",
    }


def _size(count: int) -> str:
    """Bytes as people write them: 64 MiB."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"
