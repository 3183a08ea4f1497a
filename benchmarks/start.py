"""What the start of a run costs: one submission from the command to the gradebook, beside `import torch`, in one run.

    python benchmarks/start.py [ASSIGNMENT] [--rounds N]

A course with one right submission is graded; the walls and the suite were checked before, as they are from the second
run on, and nothing else is warm. Beside it, `--help` and `status`, less the start of Python alone. Wall time and CPU of
all processes: medians of the rounds (5), with the least and the most.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from classes import kits_class
from usage import Usage, usage_of


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("assignment", nargs="?", default="rnn")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    name = asked.assignment
    commands = {
        "python -c pass": ["python", "-c", "pass"],
        "python -c 'import torch'": ["python", "-c", "import torch"],
        "autograder --help": ["autograder", "--help"],
        f"autograder status {name}": ["autograder", "status", name],
        f"autograder grade {name}": ["autograder", "grade", name, "--jobs", "1"],
    }
    used: dict[str, list[Usage]] = {each: [] for each in commands}
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        kits_class(course, name, 1)
        for number in range(asked.rounds + 1):
            for each, command in commands.items():
                usage = usage_of(command, course)
                if (
                    number
                ):  # the first time, files are read from the disk, and the walls and the suite are checked
                    used[each].append(usage)
            shutil.rmtree(course / "graded")
            for made in course.glob("gradebook.db*"):
                made.unlink()
    _table(used)


def _table(used: dict[str, list[Usage]]) -> None:
    python, torch = used["python -c pass"], used["python -c 'import torch'"]
    print("| | wall, s | times `import torch` | beyond Python's start, s | CPU, s | times `import torch` |")
    print("|---|---|---|---|---|---|")
    for name, rounds in used.items():
        wall, cpu = [each.wall for each in rounds], [each.cpu for each in rounds]
        of_torch = _ratios(wall, [each.wall for each in torch])
        beyond = [each - start.wall for each, start in zip(wall, python, strict=True)]
        of_cpu = _ratios(cpu, [each.cpu for each in torch])
        print(f"| `{name}` | " + " | ".join(map(_spread, (wall, of_torch, beyond, cpu, of_cpu))) + " |")


def _ratios(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """Of the values of each round."""
    return [value / other for value, other in zip(values, others, strict=True)]


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


if __name__ == "__main__":
    main()
