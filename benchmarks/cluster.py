"""What a Dask cluster adds to grading one submission, beside this machine's own processes.

    python benchmarks/cluster.py [SUBMISSIONS] [ROUNDS]

Starts a scheduler and one worker on this machine. Grades SUBMISSIONS (100) that hold nothing but the released stub, in
ROUNDS (5) of this machine's one process and the cluster's one worker in turn, and prints medians of this run: the time
for each submission beyond the seconds that its report names, which is what handing it out and taking its report back
costs. A round trip is that of one submission alone that nobody grades.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from arguments import whole_numbers
from distributed import Client

from autograder.cluster import worker
from autograder.cluster.handshake import Terms
from autograder.cluster.pool import DaskPool
from autograder.course.config import Course
from autograder.course.material import Material
from autograder.course.notebooks import notebook
from autograder.course.submissions import Submission
from autograder.grading.batch import LocalPool, Pool
from autograder.grading.work import Work
from autograder.sandbox.inside.walls import ALL

ROOT = Path(__file__).parent.parent
NAME = "rnn"


def main(submissions: int, rounds: int) -> None:
    course = Course.load(ROOT)
    text = (ROOT / "assignments" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    cells = tuple(notebook(text, NAME, NAME, course.config.owners))
    work = [Work(Submission(f"student{n}", NAME, Path(NAME), cells, None), "cpu") for n in range(submissions)]
    with ExitStack() as stack:
        address = stack.enter_context(scheduler())
        cluster = DaskPool(address, Terms(Material.of(course), course.root, ALL))
        stack.callback(cluster.close)
        cluster.ready()
        local = LocalPool(Material.of(course), ALL, 1)
        stack.callback(local.close)
        pools: dict[str, Pool] = {"this machine's process": local, "Dask's worker": cluster}
        for pool in pools.values():
            spent(pool, work[:5])  # warm
        seconds: dict[str, list[float]] = {name: [] for name in pools}
        for _ in range(rounds):
            for name, pool in pools.items():
                seconds[name].append(spent(pool, work))
        client = stack.enter_context(Client(address, set_as_default=False))
        trips = []
        for each in work:
            started = time.perf_counter()
            client.submit(unread, each, pure=False).result()
            trips.append(time.perf_counter() - started)
    for name, values in seconds.items():
        print(f"{name}: {median(values) * 1e3:.1f} ms for each submission beside grading it")
    more = median(
        a - b for a, b in zip(seconds["Dask's worker"], seconds["this machine's process"], strict=True)
    )
    print(f"Dask's worker takes {more * 1e3:+.1f} ms more")
    print(f"a round trip: median {median(trips) * 1e3:.1f} ms")


def unread(work: Work) -> str | None:
    return worker.grade("nobody's", work)


def spent(pool: Pool, work: list[Work]) -> float:
    """Seconds for each submission beyond those that its report names."""
    started = time.perf_counter()
    reports = list(pool.run(work))
    taken = time.perf_counter() - started
    assert all(report.tests for report in reports)
    return (taken - sum(report.wall for report in reports)) / len(work)


@contextmanager
def scheduler() -> Iterator[str]:
    """The address of a scheduler with one worker."""
    with tempfile.TemporaryDirectory() as folder, open(Path(folder, "log"), "w+") as log:
        dask = [sys.executable, "-m", "dask"]
        first = subprocess.Popen(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
            stderr=log,
            cwd=folder,
        )
        try:
            while not (said := re.search(r"Scheduler at:\s+(\S+)", Path(folder, "log").read_text())):
                time.sleep(0.1)
            options = ("--nthreads", "1", "--memory-limit", "0", "--no-dashboard")
            second = subprocess.Popen(
                [*dask, "worker", said[1], *options], stderr=subprocess.DEVNULL, cwd=folder
            )
            try:
                yield said[1]
            finally:
                second.terminate()
                second.wait()
        finally:
            first.terminate()
            first.wait()


if __name__ == "__main__":
    main(*whole_numbers(__doc__, submissions=100, rounds=5))
