"""What a submission costs here and with nbgrader's own autograde, grading and recording together, in one run.

    python benchmarks/against_nbgrader.py [ASSIGNMENT ...] [--rounds N]

Both grade a class of few students and one of many; a submission costs the difference divided by the students more, and
what remains is starting up, which a class pays once. The kit works behind all walls, in one slot; its submissions are
so cheap beside its start that it takes many to see them. nbgrader executes the notebook, which trains as the lecture
does and has short tests in its cells, in a kernel without walls. One thread each. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median

from classes import kits_class, nbgraders_class
from usage import Usage, usage_of


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("assignments", nargs="*", default=["rnn", "cnn"])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for name in asked.assignments:
        ours, theirs = [], []
        for _ in range(asked.rounds):
            ours.append(kits_cost(name))
            theirs.append(cost(name, nbgrader, few=1, many=4))
        our, their = median(each for each, _ in ours), median(each for each, _ in theirs)
        starts = [median(start for _, start in costs) for costs in (ours, theirs)]
        print(
            f"{name}: a submission costs {our:.3f} s of CPU, nbgrader's {their:.2f} s: {their / our:.1f} times that"
        )
        print(f"{name}: starting costs {starts[0]:.1f} s and {starts[1]:.1f} s", flush=True)


def kits_cost(name: str) -> tuple[float, float]:
    """Seconds of CPU for one submission, grading and recording, and to start."""
    return cost(name, kit, few=4, many=64)


def cost(name: str, grade: object, few: int, many: int) -> tuple[float, float]:
    """Seconds of CPU for one submission, and to start."""
    assert callable(grade)
    with tempfile.TemporaryDirectory() as folder:
        small: Usage = grade(Path(folder, "small"), name, few)
        large: Usage = grade(Path(folder, "large"), name, many)
    each = (large.cpu - small.cpu) / (many - few)
    return each, small.cpu - few * each


def kit(folder: Path, name: str, students: int) -> Usage:
    kits_class(folder, name, students)
    usage_of(["autograder", "doctor"], folder)
    return usage_of(["autograder", "grade", name, "--jobs", "1"], folder)


def nbgrader(folder: Path, name: str, students: int) -> Usage:
    nbgraders_class(folder, name, students)
    usage_of(["nbgrader", "generate_assignment", name, "--create"], folder)
    return usage_of(["nbgrader", "autograde", name, "--create"], folder)


if __name__ == "__main__":
    main()
