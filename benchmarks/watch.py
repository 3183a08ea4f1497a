"""What `grade --watch` does with a burst at the deadline, and how long a single arrival waits.

    python benchmarks/watch.py [SUBMISSIONS] [KILLS] [ARRIVALS]

SUBMISSIONS (1000) arrive at once, and the watch is killed KILLS (5) times meanwhile: tells how many were lost or graded
twice, and whether gradebook and reports agree. Then ARRIVALS (15) come one by one to a watch at rest: tells the seconds
from the last byte of the file to the gradebook, beside those that grading takes of it, as medians of one run.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from life import kills

from autograder.course.config import Course


def recorded(course: Course) -> int:
    """How many submissions the gradebook holds; nbgrader's own way to ask takes longer than grading one."""
    with closing(sqlite3.connect(f"{course.root}/gradebook.db", timeout=60)) as book:
        return int(book.execute("select count(*) from submitted_assignment").fetchone()[0])


def wait_for(course: Course, count: int) -> None:
    while recorded(course) < count:
        time.sleep(0.05)


def main(submissions: int, deaths: int, arrivals: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        course = kills.make_class(Path(folder, "course"), submissions + arrivals)
        handed_in, later = course.root / "submitted", course.root / "later"
        later.mkdir()
        for path in sorted(handed_in.iterdir())[submissions:]:
            path.rename(later / path.name)
        started, twice = time.monotonic(), 0
        for _ in range(deaths):
            written = kills.reports(course)
            kills.kill_at_random(course, chance, submissions / 50, "--watch")
            twice += sum(kills.reports(course)[student] != when for student, when in written.items())
        running = kills.start(course, "--watch")
        wait_for(course, submissions)
        seconds = time.monotonic() - started
        lost = submissions - len(kills.reports(course))
        agree = kills.in_gradebook(course) == kills.in_reports(course)
        print(f"{submissions} at once, {deaths} kills: {seconds:.0f} s, {lost} lost, {twice} graded twice")
        print(f"gradebook and reports {'agree' if agree else 'DISAGREE'}", flush=True)
        waits, own = [], []
        for number, path in enumerate(sorted(later.iterdir()), start=1):
            time.sleep(chance.uniform(1, 2))
            shutil.copytree(path, handed_in / path.name)
            arrived = time.monotonic()
            wait_for(course, submissions + number)
            waits.append(time.monotonic() - arrived)
            report = course.root / "graded" / "reports" / kills.NAME / f"{path.name}.json"
            own.append(json.loads(report.read_text())["wall"])
        running.send_signal(signal.SIGINT)
        running.communicate()
        waited, graded = statistics.median(waits), statistics.median(own)
        print(
            f"{arrivals} one by one: {waited:.1f} s from arrival to gradebook (median; {min(waits):.1f} to "
            f"{max(waits):.1f}), of which {graded:.1f} s are its own grading"
        )


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*given, *(1000, 5, 15)[len(given) :])
