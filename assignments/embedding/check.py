"""Runs the tests of this folder on your notebook: `python check.py`, `python check.py train` for one part.

`python check.py --watch` goes on: it keeps torch loaded and runs them again whenever you save. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAUSE = 0.3  # seconds between two looks at the files


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="check.py", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("part", nargs="?", default="", help="a word of the tests' names, such as train")
    parser.add_argument("--watch", action="store_true", help="run them again whenever you save")
    parser.add_argument("--submission", metavar="FILE", help="the notebook or .py file to test")
    given = parser.parse_args(arguments)
    options = ["-q", "-p", "no:cacheprovider", str(HERE)]
    options += ["-k", given.part] if given.part else []
    options += ["--submission", str(Path(given.submission).resolve())] if given.submission else []
    if not given.watch:
        return int(pytest.main(options))
    try:
        while True:
            before = _saved(given.submission)
            pytest.main(options)
            print("Save your notebook, and they run again; Ctrl-C ends this.", flush=True)
            while _saved(given.submission) == before:
                time.sleep(PAUSE)
            time.sleep(PAUSE)  # until all of it is written
    except KeyboardInterrupt:
        return 0


def _saved(submission: str | None) -> dict[str, tuple[float, int]]:
    """When each file that may be tested was saved, and its size."""
    paths = [Path(submission)] if submission else [*HERE.glob("*.ipynb"), *HERE.glob("*.py")]
    found = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # it is being written
            continue
        found[str(path)] = (status.st_mtime, status.st_size)
    return found


if __name__ == "__main__":
    sys.exit(main())
