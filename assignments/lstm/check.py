"""Runs the tests of this folder on your notebook: `python check.py`, `python check.py train` for one part.

`python check.py --watch` goes on: it keeps torch loaded and runs them again whenever you save. In a terminal, h shows
the next hint of the part that comes first, n goes on to the next part, and Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

HERE = Path(__file__).parent
try:
    from _words import beside  # type: ignore[import-not-found]

    in_words: Callable[[str], str] = beside(HERE).of
except ImportError:  # the course is in English

    def in_words(text: str) -> str:
        return text


PAUSE = 0.3  # seconds between two looks at the files
ESCAPE = re.compile(r"\x1b(?:[\[O][0-9;]*[A-Za-z~])?")
"""What a terminal sends for an arrow or another key that has no letter."""
# One may lie in the one before.
HINT = re.compile(rf"<summary>({re.escape(in_words('Hint'))}[^<]*)</summary>(.*?)(?=</?details>)", re.S)


def main(arguments: list[str] | None = None) -> int:
    description = __doc__.splitlines()[0] if __doc__ else ""
    parser = argparse.ArgumentParser(prog="check.py", description=in_words(description))
    part = in_words("a word of the tests' names, such as train")
    parser.add_argument("part", nargs="?", default="", help=part)
    watch = in_words("run them again whenever you save")
    parser.add_argument("--watch", action="store_true", help=watch)
    file = in_words("the notebook or .py file to test")
    parser.add_argument("--submission", metavar="FILE", help=file)
    given = parser.parse_args(arguments)
    submission = Path(given.submission).resolve() if given.submission else None
    if not given.watch:
        return _run(given.part, submission)
    with _keys() as key:
        watching = _Watch(given.part, submission, key)
        signal.signal(signal.SIGINT, watching.interrupt)
        try:
            watching.run()
        except KeyboardInterrupt:
            return 0


def _run(part: str, submission: Path | None, *plugins: Any) -> int:
    options = ["-q", "-p", "no:cacheprovider", str(HERE)]
    options += ["-k", part] if part else []
    options += ["--submission", str(submission)] if submission else []
    return int(pytest.main(options, plugins=list(plugins)))


class _Watch:
    """Runs the tests after each save, and does what the keys ask for."""

    def __init__(self, part: str, submission: Path | None, key: Callable[[float], str | None]) -> None:
        self._asked, self._submission, self._key = part, submission, key
        self._parts: list[str] = []
        self._failed: list[str] = []
        self._hints_shown: dict[str, int] = {}
        self._is_interrupted = False

    def run(self) -> NoReturn:
        # A module that is saved twice within a second would be taken for the same.
        sys.dont_write_bytecode = True
        while True:
            self._failed = []
            before = self._saved()
            _run(self._asked, self._submission, self)
            if self._is_interrupted:
                raise KeyboardInterrupt
            _forget_modules(self._folders)
            keys = "" if self._key is _no_key else "h shows a hint, n goes on to the next part, "
            _say(f"Save your notebook, and they run again; {keys}Ctrl-C ends this.")
            while self._saved() == before:
                key = self._key(PAUSE)
                if key == "h":
                    self._show_hint()
                elif key == "n":
                    self._go_on()
                    break
            else:
                time.sleep(PAUSE)  # until all of it is written

    def interrupt(self, *_: object) -> NoReturn:
        """Ends the run and the watch, whatever takes the exception: pytest does, and so does a cell that it meets."""
        self._is_interrupted = True
        raise KeyboardInterrupt

    def pytest_runtest_setup(self) -> None:
        if self._is_interrupted:
            raise KeyboardInterrupt

    @pytest.hookimpl(tryfirst=True)  # before those of other parts are left out
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if not self._parts:
            self._parts = list(dict.fromkeys(_part_of(item.name) for item in items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(_part_of(report.nodeid.rpartition("::")[2]))

    def _show_hint(self) -> None:
        if not self._failed:
            _say("Nothing fails here, so there is nothing to give a hint for.")
            return
        part = self._failed[0]
        hints, shown = _hints(part, self._notebooks), self._hints_shown.get(part, 0)
        self._hints_shown[part] = shown + 1
        if shown < len(hints):
            _say(f"\n{part}, {hints[shown]}\n")
        else:
            more = "no other hint" if hints else "no hint"
            _say(f"The notebook has {more} for {part}.")

    def _go_on(self) -> None:
        """From all parts to the first one that fails, from one part to the next, from the last to all of them."""
        names = [f"test_{part}" for part in self._parts]
        asked = [name for name in names if self._asked and self._asked in name]
        failed = [f"test_{part}" for part in self._failed]
        following = names[names.index(asked[0]) + 1 :] if asked else failed or names
        self._asked = following[0] if following else ""

    @property
    def _notebooks(self) -> list[Path]:
        return [self._submission] if self._submission else sorted(HERE.glob("*.ipynb"))

    @property
    def _folders(self) -> list[Path]:
        return [HERE, *([self._submission.parent] if self._submission else [])]

    def _saved(self) -> dict[str, tuple[int, int]]:
        """When each file that may be tested, or imported there, was saved, and its size."""
        paths = [path for folder in self._folders for path in (*folder.glob("*.py"), *folder.glob("*/*.py"))]
        paths += self._notebooks
        found = {}
        for path in paths:
            with contextlib.suppress(OSError):  # it is being written
                status = path.stat()
                found[str(path)] = (status.st_mtime_ns, status.st_size)
        return found


def _say(text: str) -> None:
    """Prints at once, in the course's language, with ? for what the console cannot show."""
    text = in_words(text)
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def _part_of(test: str) -> str:
    """The part that a test is of: the first word of its name."""
    return test.split("_")[1].partition("[")[0] if test.count("_") else test


def _forget_modules(folders: list[Path]) -> None:
    """Modules beside the notebook, or in a folder there, are imported anew, since they may have been edited."""
    for name, module in list(sys.modules.items()):
        file = Path(getattr(module, "__file__", None) or os.devnull)
        if name != "__main__" and not set(folders).isdisjoint((file.parent, file.parent.parent)):
            del sys.modules[name]
    importlib.invalidate_caches()


def _hints(part: str, notebooks: list[Path]) -> list[str]:
    """The hints that a notebook gives for a part, in their order: those between the part before and its tests."""
    found: list[str] = []
    for path in notebooks:
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            for cell in json.loads(path.read_text(encoding="utf-8-sig"))["cells"]:
                marks = cell["metadata"].get("nbgrader", {})
                if marks.get("grade") and not marks.get("solution"):
                    if marks["grade_id"].endswith(f"-{part}"):  # whatever the file's name is
                        return found
                    found = []
                hints = HINT.findall("".join(cell["source"])) if cell["cell_type"] == "markdown" else []
                found += [f"{title.strip()}:\n{text.strip()}" for title, text in hints]
        found = []
    return found


@contextlib.contextmanager
def _keys() -> Iterator[Callable[[float], str | None]]:
    """Gives a function that waits for a key: "" where none comes in time; None where there is no keyboard to read."""

    stdin = sys.__stdin__
    if stdin is None or stdin.closed or not stdin.isatty():
        yield _no_key
    elif sys.platform == "win32":
        yield _key_on_windows
    else:
        import select
        import termios
        import tty

        def key(seconds: float) -> str:
            readable, _, _ = select.select([stdin], [], [], seconds)
            typed = os.read(stdin.fileno(), 8).decode(errors="ignore") if readable else ""
            return ESCAPE.sub("", typed)[:1].lower()

        before = termios.tcgetattr(stdin)
        tty.setcbreak(stdin)  # keys come without Enter; Ctrl-C goes on ending this
        try:
            yield key
        finally:
            termios.tcsetattr(stdin, termios.TCSADRAIN, before)


def _no_key(seconds: float) -> None:
    time.sleep(seconds)


def _key_on_windows(seconds: float) -> str:
    import msvcrt

    end = time.monotonic() + seconds
    while not msvcrt.kbhit():  # type: ignore[attr-defined]
        if time.monotonic() >= end:
            return ""
        time.sleep(0.02)
    key = str(msvcrt.getwch())  # type: ignore[attr-defined]
    if key in ("\0", "\xe0"):  # an arrow, whose second half may be an H
        msvcrt.getwch()  # type: ignore[attr-defined]
        return ""
    return key.lower()


if __name__ == "__main__":
    sys.exit(main())
