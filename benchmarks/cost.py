"""What grading one submission costs in CPU, once everything is warm, beside what starting Python with torch costs.

    python benchmarks/cost.py [ROUNDS]

Grades the reference solutions ROUNDS times (5) through the real sandbox and prints medians of this run.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import torch

from autograder.course.config import Course
from autograder.course.submissions import find
from autograder.grading.grade import grade
from autograder.sandbox.sandbox import Sandbox

ROOT = Path(__file__).parent.parent


def main(rounds: int) -> None:
    torch.set_num_threads(1)
    course = Course.load(ROOT)
    with tempfile.TemporaryDirectory() as folder, Sandbox(scratch=course.config.limits.scratch) as sandbox:
        submitted = Path(folder)
        for name in course.config.assignments:
            place = submitted / "reference" / name
            place.mkdir(parents=True)
            (place / f"{name}.py").write_bytes((ROOT / "solutions" / name / f"{name}.py").read_bytes())
        found = find(submitted, list(course.config.assignments))
        for each in found:
            grade(each, course.config, sandbox, "cpu")  # warm
        start = median(_cpu_of([sys.executable, "-c", "import torch"]) for _ in range(rounds))
        print(f"python -c 'import torch': {start:.2f} s of CPU")
        for each in found:
            costs = []
            for _ in range(rounds):
                before = time.process_time()
                report = grade(each, course.config, sandbox, "cpu")
                costs.append((time.process_time() - before, report.cpu))
            ours, theirs = (median(cost) for cost in zip(*costs, strict=True))
            share = (ours + theirs) / start
            print(f"{each.assignment}: grader {ours:.2f} s + worker {theirs:.2f} s = {share:.2f} of that")


def _cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
