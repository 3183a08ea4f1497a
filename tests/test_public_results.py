"""What public tests say at their end, and `check.py --watch` between two saves: in a folder of three files of tests."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from warm import warm

from autograder.student.public import recorded

ROOT = Path(__file__).parents[1]
KIT = ROOT / "autograder"
RUN = "import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))"
OURS = ("PYTHON", "PYTEST", "CI", "BUILD_NUMBER")
TESTS = """
from _recorded import recorded


def test_double_shape(student):
    assert student.double([1, 2]) is not None, "double(x): expected the shape (2,), got ()"


@recorded("double(x)")
def test_double_values(student):
    return {"double of 1.5": (student.double([1.5]) or [0.0])[0]}


def test_half_values(student):
    assert student.half(3.0) == 1.5, "half(3.0): expected 1.5"
"""
RIGHT = "def double(x):\n    return [2 * each for each in x]\n\ndef half(x):\n    return x / 2\n"
RECORD = {
    "format": recorded.FORMAT,
    "mistakes": [],
    "tests": {"test_double_values": {"right": {"double of 1.5": ["a number", [3.0]]}, "wrong": []}},
}


def markdown(text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def graded(part: str) -> dict[str, object]:
    marks = {"grade": True, "solution": False, "grade_id": f"tiny-{part}", "points": 3}
    return {"cell_type": "code", "metadata": {"nbgrader": marks}, "source": ""}


HINTS = (
    "Write it.\n\n<details><summary>Hint 1</summary>\n\nTwice is two times.\n\n"
    "<details><summary>Hint 2</summary>\n\nUse `*`.\n\n</details>\n</details>"
)


@pytest.fixture
def tiny(tmp_path):
    """Makes the folder of an assignment with one notebook, whose code is in tiny.py, and the released modules."""

    def tiny(code: str = RIGHT, name: str = "tiny") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for source, target in {
            "student/public/conftest.py": "conftest.py",
            "student/public/checking.py": "check.py",
            "student/public/recorded.py": "_recorded.py",
            "sandbox/inside/loading.py": "_loading.py",
            "sandbox/inside/forward_shapes.py": "_forward_shapes.py",
        }.items():
            shutil.copy(KIT / source, folder / target)
        (folder / f"test_{name}.py").write_text(TESTS)
        (folder / "_recorded.json").write_text(json.dumps(RECORD))
        (folder / "answer.py").write_text(code)
        cell = {"cell_type": "code", "metadata": {"nbgrader": {}}, "source": "from answer import *"}
        cells = [markdown(HINTS), cell, graded("double"), markdown("Nothing."), graded("half")]
        (folder / f"{name}.ipynb").write_text(json.dumps({"cells": cells}))
        return folder

    return tiny


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return warm("torch", "numpy", "pytest", without=OURS).run(
        f"import sys; sys.modules['autograder'] = None; {RUN}",
        *("-q", "-p", "no:cacheprovider", *options),
        cwd=folder,
        env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )


def test_parts_points_and_causes_are_told(tiny):
    said = run(tiny(RIGHT.replace("x / 2", "x"))).stdout
    assert (
        "double: 2 of 2 passed, 3 points\nhalf: 0 of 1 passed, worth 3 points\n  - half(3.0): expected 1.5\n"
        in said
    )
    assert said.endswith("1 of 2 parts done, points in sight 3 of 6\n")


def test_values_wait_for_the_shapes_of_their_part(tiny):
    said = run(tiny(RIGHT.replace("return [2 * each for each in x]", "pass"))).stdout
    assert "double: 0 of 2 passed, worth 3 points\n  - double(x): expected the shape (2,), got ()\n" in said
    assert "  - 1 test of values is not looked at yet: first come the shapes\nhalf: 1 of 1" in said
    assert "expected 3, got 0" not in said


def test_values_are_looked_at_where_the_shapes_are_right(tiny):
    said = run(tiny(RIGHT.replace("2 *", "3 *"), "thrice")).stdout
    assert "double: 1 of 2 passed\n  - double(x): double of 1.5: expected 3, got 4.5\n" in said


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        "[]",
        json.dumps(RECORD | {"format": 1}),
        json.dumps(RECORD | {"tests": {}}),
        json.dumps(RECORD | {"tests": {"test_double_values": {"right": {"x": 1}, "wrong": []}}}),
        json.dumps(RECORD | {"tests": {"test_double_values": {"right": {}, "wrong": [[1, 2, 3]]}}}),
    ],
    ids=["none", "cut", "a list", "another version", "other tests", "other values", "other mistakes"],
)
def test_a_record_that_does_not_fit_is_told_in_one_line_and_the_other_tests_run(tiny, text):
    folder = tiny()
    record = folder / "_recorded.json"
    record.unlink()
    if text is not None:
        record.write_text(text)
    done = run(folder)
    line = "  - 1 left out: _recorded.json is missing beside the tests, or does not fit them: fetch the folder again\n"
    assert done.stdout.count("_recorded.json") == 1
    assert f"double: 1 of 1 passed, worth 3 points\n{line}half: 1 of 1 passed, 3 points\n" in done.stdout
    assert done.stdout.endswith("1 of 2 parts done, points in sight 3 of 6\n")  # double may yet be wrong
    assert "Traceback" not in done.stdout + done.stderr


def test_two_assignments_in_one_run_have_a_result_each(tiny, tmp_path):
    tiny(RIGHT, "one")
    tiny(RIGHT.replace("x / 2", "x"), "two")
    (tmp_path / "two" / "two.ipynb").write_text(
        (tmp_path / "two" / "two.ipynb").read_text().replace("from answer", "from other")
    )
    (tmp_path / "two" / "answer.py").rename(tmp_path / "two" / "other.py")
    said = run(tmp_path, "one", "two").stdout
    assert "one:\ndouble: 2 of 2 passed\nhalf: 1 of 1 passed\n2 of 2 parts done\n" in said
    assert (
        "two:\ndouble: 2 of 2 passed\nhalf: 0 of 1 passed\n  - half(3.0): expected 1.5\n1 of 2 parts done\n"
        in said
    )


def test_a_file_of_tests_that_cannot_be_read_is_told(tiny):
    folder = tiny()
    (folder / "test_tiny.py").write_text("from _recorded import nothing_of_this_name\n")
    done = run(folder)
    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert (
        "test_tiny.py cannot be read: ImportError: cannot import name 'nothing_of_this_name'" in done.stdout
    )


def test_a_part_that_is_not_there_is_told_with_those_that_are(tiny):
    done = run(tiny(), "-k", "third")
    assert "no test is of the part that you asked for; there are double, half\n" in done.stdout
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


class Watch:
    """check.py --watch, with a terminal for a keyboard or without one."""

    def __init__(self, folder: Path, with_terminal: bool, part: str = "") -> None:
        self.screen = ""
        self._keyboard, stdin = pty.openpty()
        environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        self._process = subprocess.Popen(
            [sys.executable, "-u", "check.py", "--watch", *([part] if part else [])],
            cwd=folder,
            env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=stdin if with_terminal else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        os.close(stdin)
        os.set_blocking(self._process.stdout.fileno(), False)

    def press(self, key: str) -> None:
        os.write(self._keyboard, key.encode())

    def until(self, words: str) -> str:
        """What it says up to these words."""
        end = time.monotonic() + 240
        while words not in self.screen:
            assert time.monotonic() < end, self.screen
            assert self._process.poll() is None, self.screen
            time.sleep(0.05)
            self.screen += (self._process.stdout.read() or b"").decode()
        said, _, self.screen = self.screen.partition(words)
        return said

    def end(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._keyboard)


@pytest.fixture
def watch():
    watches = []

    def watch(folder: Path, with_terminal: bool, part: str = "") -> Watch:
        watches.append(Watch(folder, with_terminal, part))
        return watches[-1]

    yield watch
    for each in watches:
        each.close()


WAITS = "Ctrl-C ends this.\n"


def test_h_shows_the_hints_one_by_one_and_n_goes_on(tiny, watch):
    watched = watch(tiny(RIGHT.replace("2 *", "3 *")), with_terminal=True)
    assert "h shows a hint, n goes on to the next part, " in watched.until(WAITS)
    watched.press("h")
    assert watched.until("Twice is two times.\n").endswith("double, Hint 1:\n")
    watched.press("h")
    assert watched.until("Use `*`.\n").endswith("double, Hint 2:\n")
    watched.press("h")
    watched.until("The notebook has no other hint for double.\n")
    watched.press("n")  # from all parts to the first that fails
    assert "0 of 1 part done" in (said := watched.until(WAITS))
    assert "half:" not in said
    watched.press("n")
    assert "half: 1 of 1 passed" in (said := watched.until(WAITS))
    assert "double:" not in said
    watched.press("h")
    watched.until("Nothing fails here, so there is nothing to give a hint for.\n")
    watched.press("n")
    assert "1 of 2 parts done" in watched.until(WAITS)
    assert watched.end() == 0


def test_without_a_terminal_it_watches_and_sees_edits_in_modules_of_ones_own(tiny, watch):
    folder = tiny(RIGHT.replace("2 *", "3 *"))
    watched = watch(folder, with_terminal=False)
    said = watched.until(WAITS)
    assert "1 of 2 parts done" in said
    assert "h shows" not in said
    (folder / "answer.py").write_text(RIGHT)  # as long as before, and saved within the same second perhaps
    assert "2 of 2 parts done" in watched.until(WAITS)
    assert watched.end() == 0


def test_ctrl_c_within_a_run_ends_it(tiny, watch):
    folder = tiny("open('started', 'w').close()\nimport time\ntime.sleep(600)\n")
    watched = watch(folder, with_terminal=True)
    end = time.monotonic() + 240
    while not list(folder.rglob("started")):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert watched.end() == 0


def test_an_arrow_is_no_key_of_its_own(tiny, watch):
    watched = watch(tiny(RIGHT.replace("2 *", "3 *")), with_terminal=True)
    watched.until(WAITS)
    watched.press("\x1b[H")  # Home, which ends in an H
    watched.press("h")
    assert watched.until("Twice is two times.\n").endswith("double, Hint 1:\n")


def test_n_goes_on_from_the_part_that_was_asked_for(tiny, watch):
    watched = watch(tiny(RIGHT.replace("2 *", "3 *"), "other"), with_terminal=True, part="double")
    watched.until(WAITS)
    watched.press("h")  # whose notebook has another name than its grade ids
    assert watched.until("Twice is two times.\n").endswith("double, Hint 1:\n")
    watched.press("n")
    assert "half: 1 of 1 passed" in (said := watched.until(WAITS))
    assert "double:" not in said
