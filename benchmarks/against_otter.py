"""What a submission costs here and with otter-grader's `otter run`, in CPU, in one run.

    python benchmarks/against_otter.py OTTER [ASSIGNMENT ...] [--rounds N]

OTTER is the program, in an environment of its own that has torch, torchvision and ipykernel beside it: otter-grader and
the kit need not fit into one. It grades each notebook in a process of its own, with the same short tests as
against_nbgrader.py. The kit grades and records behind all walls, in one slot, without its start, which a class pays
once. One thread each. Medians of the rounds (3).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from statistics import median

import nbformat
from against_nbgrader import kits_cost
from classes import TESTS, bring_data, solved
from usage import usage_of

from autograder.sandbox.inside import data_sets


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("otter", type=Path)
    parser.add_argument("assignments", nargs="*", default=["rnn", "cnn"])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for name in asked.assignments:
        with tempfile.TemporaryDirectory() as folder:
            theirs = [otter_run(asked.otter, Path(folder, str(turn)), name) for turn in range(asked.rounds)]
        our = median(kits_cost(name)[0] for _ in range(asked.rounds))
        their = median(theirs)
        print(
            f"{name}: a submission costs {our:.3f} s of CPU, otter's {their:.2f} s: {their / our:.1f} times that"
        )


def otter_run(otter: Path, folder: Path, name: str) -> float:
    """Seconds of CPU that `otter run` takes for a right submission."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for grade_id, source in TESTS.items():
        if grade_id.startswith(name):
            case = {"code": f">>> {source}", "hidden": False, "locked": False}
            suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
            test = {"name": grade_id, "points": 1, "suites": [suite]}
            (tests / f"{grade_id}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n")
    nbformat.write(solved(name), folder / f"{name}.ipynb")
    bring_data(folder)
    usage_of(
        [str(otter), "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment", *data_sets.NAMES],
        folder,
    )
    used = usage_of([str(otter), "run", "-a", "autograder.zip", f"{name}.ipynb"], folder)
    results = json.loads((folder / "results.json").read_text())
    assert all(test.get("score") == test.get("max_score") for test in results["tests"][1:]), results
    return used.cpu


if __name__ == "__main__":
    main()
