"""How well the hidden suites tell right submissions from wrong ones, and what one submission costs.

    python benchmarks/discrimination.py [ASSIGNMENT ...] [--runs N] [--folder FOLDER] [--verbose]

Grades the known answers in solutions/<name>/answers/ through the real sandbox: right submissions on three seeds, bugs
on one. A row for each assignment: right submissions refused, bugs accepted, bugs told by the codes that they ask for,
CPU of the grader and the worker together: of right ones, and of bugs as multiples of a right one's median. --runs also
grades right submissions in turn, N times in all, with other hidden weights each time, and counts the runs that lose a
point by chance. --folder grades <assignment>/right*.py and <assignment>/bug*.py in FOLDER instead.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from corpus import COURSE, KNOWN, of_kind
from corpus.grading import Graded, grade_sandboxed

from autograder.course.answers import KnownAnswer
from autograder.sandbox.sandbox import Sandbox

STARTS = {"right": "right", "bug": "wrong"}
SEEDS = (1, 20260901, 7)


@dataclass
class Row:
    """The outcome for one assignment."""

    right: int = 0
    refused: list[str] = field(default_factory=list)
    bugs: int = 0
    accepted: list[str] = field(default_factory=list)
    named: int = 0
    unlucky: list[str] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    """Seconds of CPU of the right ones."""
    costs_of_bugs: list[tuple[float, str]] = field(default_factory=list)
    """And of the bugs, with their names."""

    @property
    def multiples(self) -> list[tuple[float, str]]:
        """What bugs cost as multiples of what a right one does, the dearest first."""
        of_right = median(self.costs) if self.costs else float("nan")
        return sorted(((cost / of_right, name) for cost, name in self.costs_of_bugs), reverse=True)


def answers_to(assignment: str, folder: Path | None) -> Iterator[KnownAnswer]:
    """The right submissions and bugs."""
    if folder is None:
        yield from of_kind(assignment, "right")
        yield from of_kind(assignment, "wrong")
        return
    for path in sorted((folder / assignment).glob("*.py")):
        kind = next((kind for start, kind in STARTS.items() if path.stem.startswith(start)), "")
        if kind:
            code = path.read_text(encoding="utf-8-sig")
            yield KnownAnswer(path.stem, kind, code, ((path.name, code),), str(path))


def measure(sandbox: Sandbox, assignment: str, folder: Path | None, runs: int, verbose: bool) -> Row:
    row = Row()

    def grade(answer: KnownAnswer, seed: int) -> Graded:
        graded = grade_sandboxed(sandbox, answer.cells, assignment, seed)
        if answer.kind == "right":
            row.costs.append(graded.cpu)
        else:
            row.costs_of_bugs.append((graded.cpu, answer.name))
        return graded

    for answer in answers_to(assignment, folder):
        if answer.kind == "right":
            for seed in SEEDS:
                row.right += 1
                graded = grade(answer, seed)
                if not graded.full:
                    row.refused.append(f"{answer.name} (seed {seed}): {graded.complaints[0]}")
            continue
        row.bugs += 1
        graded = grade(answer, SEEDS[0])
        if graded.full:
            row.accepted.append(answer.name)
        # A bug of which no mistake is known is not counted as named.
        row.named += bool(answer.code) and graded.tells(answer.code, answer.says, answer.grade_id)
        if verbose:
            lost = ", ".join(sorted(graded.losing)) or "nothing"
            print(f"    {assignment} {answer.name}: loses {lost}", *graded.complaints, sep="\n        ")
    spellings = of_kind(assignment, "right")
    for number in range(runs):
        answer = spellings[number % len(spellings)]
        graded = grade(answer, 1000 + number)
        if not graded.full:
            row.unlucky.append(f"{answer.name} (seed {1000 + number}): {graded.complaints[0]}")
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all of the course by default")
    parser.add_argument("--runs", type=int, default=0, help="runs of right submissions, other seeds")
    parser.add_argument("--folder", type=Path, help="submissions to grade instead")
    parser.add_argument("--verbose", action="store_true", help="what each bug is told")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    names = arguments.assignments or list(KNOWN)
    for name in names:
        COURSE.assignment(name)
    print(
        f"{'':11} {'right':>6} {'refused':>8} {'bugs':>5} {'accepted':>9} {'named':>6} {'CPU median, max':>16} "
        f"{'bugs, times that: median, 95 %, max':>36}"
    )
    failed = False
    with Sandbox(scratch=COURSE.config.limits.scratch) as sandbox:
        for name in names:
            row = measure(sandbox, name, arguments.folder, arguments.runs, arguments.verbose)
            cost = f"{median(row.costs):.2f} s, {max(row.costs):.2f} s" if row.costs else ""
            dearest = row.multiples
            times = ", ".join(
                f"{dearest[int(len(dearest) * part)][0]:.2f}" for part in (0.5, 0.05, 0) if dearest
            )
            named = "" if arguments.folder else row.named
            outcome = f"{row.right:6} {len(row.refused):8} {row.bugs:5} {len(row.accepted):9} {named:>6}"
            print(f"{name:11} {outcome} {cost:>16} {times:>36}", flush=True)
            for multiple, bug in dearest if arguments.verbose else dearest[:3]:
                print(f"    {multiple:.2f} times: {bug}")
            for line in row.refused:
                print(f"    refused: {line}")
            for line in row.accepted:
                print(f"    accepted: {line}")
            if arguments.runs:
                print(
                    f"    {len(row.unlucky)} of {arguments.runs} other runs of right ones lost a point by chance"
                )
            for line in row.unlucky:
                print(f"    unlucky: {line}")
            failed |= bool(row.refused or row.accepted or row.unlucky)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
