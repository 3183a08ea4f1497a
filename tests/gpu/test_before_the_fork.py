"""CUDA starts in a worker or not at all: a process that is forked from one where it runs cannot use it.

Whether it starts is seen without a GPU as well: the first thing it does is to look for the driver's library.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from autograder.sandbox import gpus

DRIVER = "find library=libcuda.so.1 "
BEFORE = """
import os, torch, autograder.sandbox.inside.zygote, autograder.grading.grader
torch.set_num_threads(1)
os.write(2, b"imported")
"""
STEP = "torch.optim.Adam([torch.zeros(1, requires_grad=True)]).step()"


def looks_for_the_driver(code: str) -> bool:
    environment = {name: value for name, value in os.environ.items() if name != gpus.VISIBLE}
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code],
        env={**environment, "LD_DEBUG": "libs"},
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=True,
    )
    _, imported, after = done.stderr.partition("imported")
    assert imported
    return DRIVER in after


@pytest.mark.skipif(bool(gpus.devices()), reason="`import torch` has found the driver already")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="LD_DEBUG is glibc's")
@pytest.mark.parametrize(
    ("code", "starts"),
    [
        (STEP, True),
        ("autograder.sandbox.inside.zygote.warm_up(cuda=True)", False),
        ("import autograder.grading.warm", False),
    ],
    ids=["a step", "a zygote", "the ancestor of grading processes"],
)
def test_nothing_before_the_fork_starts_cuda(code: str, starts: bool):
    assert looks_for_the_driver(code) == starts
