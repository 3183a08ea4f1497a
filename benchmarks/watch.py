"""What `grade --watch` does with a burst at the deadline, and how long a single arrival waits.

    python benchmarks/watch.py [SUBMISSIONS] [KILLS] [ARRIVALS]

SUBMISSIONS (1000) are copied into submitted/ at once while a program watches. It is killed (SIGKILL) KILLS (5) times
meanwhile, and started again: tells how many were lost or graded twice, and whether gradebook, reports and notebooks
agree. Then ARRIVALS (15) come one by one to a watch at rest: tells the seconds from the last byte of the file to the
gradebook, those that grading takes of it, and the rest, which is the delay. Each is a median of one run.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from arguments import whole_numbers
from life import kills


def main(submissions: int, deaths: int, arrivals: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        course = kills.make_class(Path(folder, "course"), submissions + arrivals)
        handed_in, later = course.root / "submitted", course.root / "later"
        handed_in.rename(later)
        handed_in.mkdir()
        all_of_them = sorted(later.iterdir())

        def arrive() -> None:
            for path in all_of_them[:submissions]:
                shutil.copytree(path, handed_in / path.name)

        started = time.monotonic()
        twice = kills.burst(course, arrive, deaths, chance)
        seconds = time.monotonic() - started
        lost = submissions - len(kills.reports(course))
        scores = kills.in_reports(course)
        agree = kills.in_gradebook(course) == kills.in_notebooks(course) == scores
        print(f"{submissions} at once, {deaths} kills: {seconds:.0f} s, {lost} lost, {twice} graded twice")
        print(f"gradebook, reports and notebooks {'agree' if agree else 'DISAGREE'}", flush=True)
        watch = kills.Watch.of(course)
        waits, own = [], []
        for number, path in enumerate(all_of_them[submissions:], start=1):
            time.sleep(chance.uniform(1, 2))
            shutil.copytree(path, handed_in / path.name)
            arrived = time.monotonic()
            watch.wait_for(lambda: kills.recorded(course) == submissions + number)  # noqa: B023
            waits.append(time.monotonic() - arrived)
            report = course.root / "graded" / "reports" / kills.NAME / f"{path.name}.json"
            own.append(json.loads(report.read_text())["wall"])
        watch.ended(signal.SIGINT)
        delays = [wait - graded for wait, graded in zip(waits, own, strict=True)]
        for what, each in (("arrival to gradebook", waits), ("its own grading", own), ("delay", delays)):
            print(f"{arrivals} one by one, {what}: {_spread(each)}")


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s (median; {min(seconds):.2f} to {max(seconds):.2f})"


if __name__ == "__main__":
    main(*whole_numbers(__doc__, submissions=1000, kills=5, arrivals=15))
