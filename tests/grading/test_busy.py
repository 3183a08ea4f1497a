"""Points do not depend on the machine's load: the same class, graded alone and with busy loops beside it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest
from busy import busy

from autograder.course.config import Course
from autograder.demo.make import make_class

ROOT = Path(__file__).parents[2]
FULL = {name: each.points for name, each in Course.load(ROOT).config.assignments.items()}


def solution(assignment: str) -> str:
    return (ROOT / "solutions" / assignment / f"{assignment}.py").read_text(encoding="utf-8")


TRAINS_SLOWLY = """
import time
_train = train
def train(*arguments, **settings):
    end = time.process_time() + (0 if settings else 1)  # once: what all calls take together is another limit
    while time.process_time() < end: pass
    return _train(*arguments, **settings)
"""
COMPUTES_FIRST = """
import time
end = time.process_time() + 0.8
count = sum(1 for _ in iter(lambda: time.process_time() < end, False))
_decode = decode
def decode(outputs, idx2char): return _decode(outputs, idx2char) if count else ""
"""
IN_A_THREAD = """
import threading
_Sound = CharLSTM
class CharLSTM(_Sound):
    def forward(self, input):
        found = []
        thread = threading.Thread(target=lambda: found.append(_Sound.forward(self, input)))
        thread.start()
        thread.join()
        return found[0]
"""
SLEEPS = """
import time
def train(*arguments, **settings): time.sleep(600)
"""
NEVER_ENDS = """
import signal
def train(*arguments, **settings):
    while True: signal.alarm(0)
"""
OWN_NAMES = """
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        for gate in "ifgo":
            setattr(self, "U" + gate, nn.Parameter(torch.randn(input_size, hidden_size)))
            setattr(self, "V" + gate, nn.Parameter(torch.randn(hidden_size, hidden_size)))
            setattr(self, "b" + gate, nn.Parameter(torch.zeros(hidden_size)))
    def forward(self, input, state=None):
        h = c = torch.zeros(input.size(0), input.size(2))
        out = []
        for x in input.transpose(0, 1):
            i, f, g, o = (
                x @ getattr(self, "U" + k) + h @ getattr(self, "V" + k) + getattr(self, "b" + k) for k in "ifgo"
            )
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            out.append(h)
        return torch.stack(out), (h[None], c[None])
"""
UNUSED_PARAMETERS = """
_Sound = CharGRU
class CharGRU(_Sound):
    def __init__(self, input_size, hidden_size, num_classes, *more):
        super().__init__(input_size, hidden_size, num_classes, *more)
        for k in range(95):
            setattr(self, f"w{k}", nn.Parameter(torch.randn(num_classes, hidden_size)))
            setattr(self, f"b{k}", nn.Parameter(torch.randn(num_classes)))
    def forward(self, input, *state):
        return super().forward(input, *state) + 1 + 0 * sum(p.sum() for p in self.parameters())
"""
THREE = {
    ("right", "rnn"): "",
    ("slow", "rnn"): TRAINS_SLOWLY,
    ("asleep", "rnn"): SLEEPS,
}
FEW = {
    **THREE,
    ("right", "lstm"): "",
    ("own-names", "lstm"): OWN_NAMES,
}
MORE = {
    **FEW,
    ("first", "rnn"): COMPUTES_FIRST,
    ("thread", "lstm"): IN_A_THREAD,
    ("unused", "gru"): UNUSED_PARAMETERS,
    ("endless", "gru"): NEVER_ENDS,
    ("right", "cnn"): "",
    ("endless", "cnn"): NEVER_ENDS,
}


def hand_in(course: Path, added: dict[tuple[str, str], str]) -> None:
    for (student, assignment), more in added.items():
        folder = course / "submitted" / student / assignment
        folder.mkdir(parents=True)
        (folder / f"{assignment}.py").write_text(f"{solution(assignment)}\n# %%\n{more}", encoding="utf-8")


def handed_in(folder: Path, added: dict[tuple[str, str], str]) -> Path:
    """A course with these students alone."""
    make_class(folder, ROOT)
    shutil.rmtree(folder / "submitted")
    hand_in(folder, added)
    return folder


def whole(folder: Path) -> Path:
    """The demo's class, and more."""
    make_class(folder, ROOT)
    hand_in(folder, MORE)
    return folder


def graded(course: Path, folder: str) -> bytes:
    """scores.csv after grading the class into a folder of the course."""
    program = Path(sys.executable).with_name("autograder")
    command = [
        program,
        "grade",
        "--output",
        folder,
        "--gradebook",
        f"sqlite:///{course / folder}.db",
        "--jobs",
        "2",
    ]
    done = subprocess.run(
        command, cwd=course, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stdout + done.stderr
    return (course / folder / "scores.csv").read_bytes()


def sums(scores: bytes) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in csv.DictReader(scores.decode().splitlines()):
        found[row["student"], row["assignment"]] += float(row["score"] or "nan")
    return dict(found)


@pytest.mark.parametrize(
    ("make", "loops"),
    [
        pytest.param(partial(handed_in, added=THREE), 4, id="three"),
        pytest.param(partial(handed_in, added=FEW), 8, id="few", marks=pytest.mark.slow),
        pytest.param(whole, 8, id="many", marks=pytest.mark.slow),
    ],
)
def test_a_class_gets_the_same_scores_on_a_busy_machine(tmp_path, make, loops):
    course = make(tmp_path / "course")
    limits = course / "grading.yml"
    # Short ones: on a busy machine many would pass them by the clock on the wall.
    limits.write_text(re.sub(r"(?m)^  request: 10 s", "  request: 2 s ", limits.read_text()))
    alone = graded(course, "alone")
    with busy(loops):
        beside_others = graded(course, "busy")
    assert beside_others == alone
    points = sums(alone)
    for student in ("right", "slow", "first", "thread"):
        for (name, assignment), score in points.items():
            assert name != student or score == FULL[assignment], (student, assignment)
    if (course / "submitted" / "own-names").exists():
        assert 0 < points["own-names", "lstm"] < FULL["lstm"]
    assert 0 < points["asleep", "rnn"] < FULL["rnn"]
