"""What the walls cost: an empty submission behind all of them and behind fewer, and many in a row through one zygote.

    python benchmarks/walls.py [ROUNDS] [IN_A_ROW]

Loads an empty submission ROUNDS times (300) behind each set of walls, the sets in turn, and prints medians of this
run; then IN_A_ROW (3,000) through one zygote behind all walls, and the memory and descriptors of the grader and of the
zygote before and after.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import median, quantiles

from arguments import whole_numbers

from autograder.sandbox.inside.walls import ALL, Limits, Wall
from autograder.sandbox.sandbox import Sandbox

SCRATCH = 16 << 20  # bytes
LIMITS = Limits(cpu=20, memory=1 << 30, processes=64, scratch=SCRATCH, output=1000)
INNER = frozenset({Wall.NAMESPACES, Wall.CAPABILITIES, Wall.LANDLOCK, Wall.SECCOMP})
SETS = {
    "all walls": ALL,
    "without namespaces": ALL - {Wall.NAMESPACES},
    "without Landlock": ALL - {Wall.LANDLOCK},
    "without seccomp": ALL - {Wall.SECCOMP},
    "bubblewrap and limits alone": ALL - INNER,
    "no walls": frozenset({Wall.CLOCK}),
}


def main(rounds: int, in_a_row: int) -> None:
    with ExitStack() as stack:
        sandboxes = {
            name: stack.enter_context(Sandbox(scratch=SCRATCH, walls=walls)) for name, walls in SETS.items()
        }
        seconds = defaultdict(list)
        for number in range(rounds + 5):
            for name, sandbox in sandboxes.items():
                taken = empty(sandbox)
                if number >= 5:  # warm
                    seconds[name].append(taken)
    whole = median(seconds["all walls"])
    for name, values in seconds.items():
        ninth = quantiles(values, n=10)[-1]
        print(
            f"{name}: median {median(values) * 1e3:.1f} ms, 90% below {ninth * 1e3:.1f} ms, "
            f"{median(values) / whole:.2f} of all walls"
        )

    with Sandbox(scratch=SCRATCH, output=1000) as sandbox:
        for _ in range(50):
            empty(sandbox)
        before = footprint(sandbox)
        taken = [empty(sandbox) for _ in range(in_a_row)]
        after = footprint(sandbox)
    print(f"{in_a_row} in a row: {sum(taken):.0f} s, median {median(taken) * 1e3:.1f} ms")
    for what, value in before.items():
        print(f"{what}: {value} before, {after[what]} after")


def empty(sandbox: Sandbox) -> float:
    """Seconds for a submission that does nothing."""
    started = time.perf_counter()
    worker = sandbox.worker(LIMITS)
    worker.request({"do": "load", "cells": [["cell 1", "pass"]], "seconds": 1.0}, 10)
    worker.close()
    return time.perf_counter() - started


def footprint(sandbox: Sandbox) -> dict[str, int]:
    """Memory (KiB) and descriptors of this process and of the zygote."""
    result = {}
    for name, pid in (("grader", os.getpid()), ("zygote", zygote(sandbox.pid))):
        status = Path(f"/proc/{pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        result[f"{name}'s own memory (KiB)"] = int(fields["RssAnon"].split()[0])
        with suppress(PermissionError):  # the zygote hides, and only root may look
            result[f"{name}'s descriptors"] = len(os.listdir(f"/proc/{pid}/fd"))
    return result


def zygote(pid: int) -> int:
    """The process at the end of the chain that starts with bubblewrap's."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return pid


if __name__ == "__main__":
    main(*whole_numbers(__doc__, rounds=300, in_a_row=3000))
