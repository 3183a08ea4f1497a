"""How grading scales: over slots, over the number of submissions, and what a run costs that has nothing left to grade.

    python benchmarks/scale.py [ASSIGNMENT] [--few N] [--many N] [--class N] [--rounds N]

Slots: classes of few (40) and of many (160) right submissions, graded in one slot on one core, in two on two, and in
one on two, where the second core records what the first has graded; what a submission takes is the difference divided
by the students more, medians of the rounds (3). Few must be enough for all slots to be at work long before they are
done. Beside them, what these two cores can do at most: two classes in two courses, each in one slot on one core, at the
same time. Number: a class of 1000, and the same again.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

from classes import kits_class
from usage import usage_of

MIB = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("assignment", nargs="?", default="rnn")
    parser.add_argument("--few", type=int, default=40)
    parser.add_argument("--many", type=int, default=160)
    parser.add_argument("--class", type=int, default=1000, dest="number")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    name, few, many = asked.assignment, asked.few, asked.many

    if asked.rounds:
        first, second = sorted(os.sched_getaffinity(0))[:2]
        one, two = [(1, [first])], [(2, [first, second])]
        apart, beside = [(1, [first]), (1, [second])], [(1, [first, second])]
        times: list[list[float]] = []
        for _ in range(asked.rounds):
            seconds = []
            for runs in (one, two, apart, beside):
                least, most = (longest(name, students, runs) for students in (few, many))
                seconds.append((most - least) / (many - few) / len(runs))
            times.append(seconds)
        alone, both, most, recording = (median(measured) for measured in zip(*times, strict=True))
        print(
            f"{name}: a submission takes {alone:.3f} s in one slot on one core and {both:.3f} s in two on two, "
            f"{alone / both:.2f} times as fast, where two that share nothing are {alone / most:.2f} times as fast; "
            f"{recording:.3f} s in one slot on two cores, {recording / both:.2f} times",
            flush=True,
        )
    if asked.number:
        with tempfile.TemporaryDirectory() as folder:
            for number in (asked.number // 10, asked.number):
                course = Path(folder, str(number))
                kits_class(course, name, number)
                usage_of(["autograder", "doctor"], course)
                command = ["autograder", "grade", name]
                for what in ("graded", "graded already"):
                    used = usage_of(command, course)
                    print(
                        f"{name}: {number} {what} in {used.wall:.0f} s, {used.cpu:.0f} s of CPU on "
                        f"{os.cpu_count()} cores; the program's memory {used.memory / MIB:.0f} MiB",
                        flush=True,
                    )


def longest(name: str, students: int, runs: list[tuple[int, list[int]]]) -> float:
    """Seconds until classes that are graded at once are graded all, each in so many slots on these cores."""
    with ProcessPoolExecutor(len(runs)) as pool:
        return max(pool.map(partial(wall, name, students), *zip(*runs, strict=True)))


def wall(name: str, students: int, jobs: int, cores: list[int]) -> float:
    """Seconds that grading a class takes in `jobs` slots."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        kits_class(course, name, students)
        usage_of(["autograder", "doctor"], course)
        return usage_of(["autograder", "grade", name, "--jobs", str(jobs)], course, cores).wall


if __name__ == "__main__":
    main()
