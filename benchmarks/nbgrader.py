"""What grading a class costs here and with nbgrader's own autograde, in CPU and in time, in one run.

    python benchmarks/nbgrader.py [ASSIGNMENT ...] [--students N] [--theirs N]

The kit grades and records N right submissions (20) behind all walls. nbgrader executes the notebooks of fewer students
(4) in its kernels, with tests of the same network in their test cells, one thread to each, and no walls. Starting the
kit's processes is told apart: a class pays it once.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
}
THEIRS = "c = get_config()\nc.CourseDirectory.course_id = 'theirs'\nc.ExecutePreprocessor.timeout = 120\n"

# What the public tests of the lecture ask, as an instructor writes it into a test cell of nbgrader's.
TESTS = {
    "rnn": """
import torch
import datasets
characters = datasets.load("hello")
inputs, labels = characters.inputs, characters.labels
for seed in range(3):
    torch.manual_seed(seed)
    model = Model()
    losses, texts = train(model, inputs, labels, characters.idx2char)
    assert losses[-1] < losses[0]
""",
    "cnn": """
import torch
from torch.utils.data import DataLoader, TensorDataset
import datasets
splits = datasets.load("digits")
torch.manual_seed(0)
model = CNN()
assert model(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
""",
}
