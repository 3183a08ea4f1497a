"""Coverage-guided fuzzing of the decoder finds no fault, and finds one where there is one.

By hand for longer: python tests/fuzz/fuzz_wire.py FOLDER -max_total_time=3600
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import frames
from fuzz.plants import PLANTS

FUZZER = Path(__file__).with_name("fuzz_wire.py")
RUNS = 60_000
SECONDS = 120  # far more than it takes

SEEDS = frames.real() + frames.at_the_caps()

needs_atheris = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="Atheris is not installed: it has wheels for Python 3.11 to 3.13 on Linux x86-64 only",
)


def fuzz(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    # The peak of memory is that of whoever starts the fuzzer, a large pytest: it is no limit here.
    command = [sys.executable, str(FUZZER), str(folder), f"-runs={RUNS}", "-rss_limit_mb=0", *options]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, errors="replace"
    )


@needs_atheris
def test_no_input_breaks_the_decoder(tmp_path):
    done = fuzz(tmp_path, "-seed=1")
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr
    assert not list(tmp_path.glob("crash-*"))
    # It is guided: it kept inputs that reach code which the frames it began with do not.
    assert len(list((tmp_path / "corpus").iterdir())) > 2 * len(SEEDS)


@needs_atheris
@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_found(tmp_path, plant):
    done = fuzz(tmp_path, "-seed=1", "--plant", plant)
    assert done.returncode != 0
    assert "Uncaught Python exception" in done.stdout
    [crash] = tmp_path.glob("crash-*")
    # The fault is the plant's: the decoder proper takes the same input.
    assert frames.outcome(crash.read_bytes())
    assert frames.outcome(frames.mended(crash.read_bytes()))


@pytest.mark.parametrize("frame", SEEDS)
def test_a_real_frame_is_a_value(frame):
    assert frames.outcome(frame) == frames.outcome(frames.mended(frame)) == "value"
