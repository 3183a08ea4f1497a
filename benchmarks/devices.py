"""What the GPU changes: the seconds that a submission takes on it and on the CPU, and by how much right answers differ.

    python benchmarks/devices.py [ROUNDS] [ANSWERS]

Grades the first right answer of each assignment ROUNDS times (3) on each device, one after another, once more before
they count, and ANSWERS of them (all) once, through the real sandbox. Medians of this run; differences are the largest,
relative as the tolerances are.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from arguments import whole_numbers
from corpus import KNOWN, of_kind
from corpus.grading import grade_sandboxed

from autograder.checks import values
from autograder.grading import devices
from autograder.sandbox import gpus
from autograder.sandbox.sandbox import Sandbox


def main(rounds: int, most: int | None) -> None:
    torch.set_num_threads(1)
    if devices.resolve("auto") != "cuda":
        sys.exit("torch sees no GPU on this machine")
    gpus.keep_for_students()
    largest = Largest()
    print(
        "| assignment | seconds on the CPU | on the GPU | largest difference: float32, CPU | GPU | float64, CPU | GPU |"
    )
    print("|---|---|---|---|---|---|---|")
    with Sandbox(scratch=1 << 26) as cpu, Sandbox(scratch=1 << 26, cuda=True) as cuda:
        for assignment in KNOWN:
            seconds, differences = [], []
            for sandbox, device in ((cpu, "cpu"), (cuda, "cuda")):
                largest.clear()
                times = []
                for number, answer in enumerate(of_kind(assignment, "right")[:most]):
                    for turn in range(1 + rounds if number == 0 else 1):
                        started = time.monotonic()
                        graded = grade_sandboxed(sandbox, answer.cells, assignment, device=device)
                        if turn:  # the first loads what later ones find loaded
                            times.append(time.monotonic() - started)
                    if not graded.full:
                        print(f"{assignment} on {device}, right answer {number}: {graded.complaints[0]}")
                seconds.append(f"{median(times):.2f}")
                differences.append((largest.of[torch.float32], largest.of[torch.float64]))
            by_type = (f"{difference:.1e}" for pair in zip(*differences, strict=True) for difference in pair)
            print(f"| {assignment} | {' | '.join([*seconds, *by_type])} |", flush=True)


class Largest:
    """The largest difference within its tolerance, by number type: one beyond is no right answer's rounding."""

    def __init__(self) -> None:
        self.clear()
        self._difference = values.difference
        values.difference = self._noted

    def clear(self) -> None:
        self.of = dict.fromkeys(values.TOLERANCES, 0.0)

    def _noted(self, got: torch.Tensor, want: torch.Tensor) -> float:
        found = self._difference(got, want)
        dtype = torch.get_default_dtype()
        if found <= values.TOLERANCES[dtype]:
            self.of[dtype] = max(self.of[dtype], found)
        return found


if __name__ == "__main__":
    main(*whole_numbers(__doc__, rounds=3, answers=None))
