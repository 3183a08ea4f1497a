"""Whether a class that is killed again and again gets the scores of one that is left in peace.

    python benchmarks/kills.py [KILLS] [SUBMISSIONS] [SEED]

Grades SUBMISSIONS (200) once undisturbed, and once more with KILLS (30) at random moments, each followed by another
run; compares scores.csv byte for byte, the gradebook and the notebooks, and tells how many were graded twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from arguments import whole_numbers
from life import kills


def main(number: int, submissions: int, seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        calm = kills.make_class(Path(folder, "calm"), submissions)
        started = time.monotonic()
        kills.finish(calm)
        print(f"undisturbed: {submissions} graded in {time.monotonic() - started:.0f} s", flush=True)
        course = kills.make_class(Path(folder, "course"), submissions)
        twice = 0
        for turn in range(number):
            written = kills.reports(course)
            # So that some are left at the end.
            done = kills.kill_at_random(
                course, chance, seconds=2.0 if len(written) < submissions - 20 else 0.0
            )
            twice += sum(kills.reports(course)[student] != when for student, when in written.items())
            print(f"kill {turn + 1}: {done} reports", flush=True)
        kills.finish(course)
        scores = kills.in_reports(course)
        tables = [(each.root / "graded" / "scores.csv").read_bytes() for each in (calm, course)]
        print(f"scores.csv {'is the same' if tables[0] == tables[1] else 'DIFFERS'}")
        print(f"gradebook and reports {'agree' if kills.in_gradebook(course) == scores else 'DISAGREE'}")
        print(f"notebooks and reports {'agree' if kills.in_notebooks(course) == scores else 'DISAGREE'}")
        print(f"{twice} graded twice, {submissions - len(kills.reports(course))} lost")


if __name__ == "__main__":
    main(*whole_numbers(__doc__, kills=30, submissions=200, seed=1))
