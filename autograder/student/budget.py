"""What a submission may use, and the sentence a student reads where it used more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from autograder.sandbox.inside.walls import Limits


@dataclass(frozen=True)
class Budget:
    """What one submission may use in all, and one request of it.

    wall, request, cpu: seconds. memory, scratch, gpu_memory: bytes. files: in scratch. output: characters of an answer.
    """

    wall: float
    request: float
    cpu: int
    memory: int
    processes: int
    scratch: int
    files: int
    output: int
    gpu_memory: int = 2 << 30

    @property
    def limits(self) -> Limits:
        return Limits(self.cpu, self.memory, self.processes, self.scratch, self.files, self.gpu_memory)

    @cached_property  # looked into at every request
    def sentences(self) -> dict[str, str]:
        """What a student reads, by the limit that was passed; their names are those of grading.yml."""
        return {
            "wall": f"the submission used up its {self.wall:.3g} seconds",
            "request": f"it did not end within {self.request:.3g} seconds",
            "cpu": f"the submission used up its {self.cpu:.3g} seconds of CPU",
            "memory": f"it asked for more than its {_size(self.memory)} of memory",
            "gpu_memory": f"it asked for more than its {_size(self.gpu_memory)} of the GPU's memory",
            "processes": f"it started more than its {self.processes} threads",
            "scratch": f"it wrote more than its {_size(self.scratch)} of files",
            "files": f"it made more than its {self.files} files and folders",
            "output": f"it printed more than its {_size(self.output)} in one call: the rest was dropped",
        }


def _size(count: int) -> str:
    """Bytes as people write them: 64 MiB."""
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count} bytes"
