"""A grader without walls, for the controls: the submission and ordinary tests of asserts run in one process, and its
output says what passed. This is how notebooks with tests in their cells are graded. Where there is a second process
after all, what that sends is believed.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import resource
import select
import signal
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load as load_tensors
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.sandbox.inside.wire import PREFIX

PATIENCE = 20.0  # seconds
_leave = (
    os._exit
)  # whatever a submission makes of the original: a fork must never return to what it was made by
RIGHT = "what a right answer to cnn-model is"
KEPT = [{"expected": [RIGHT]}]
GRADES = ("cnn-model", "cnn-train", "cnn-accuracy")


def passed(source: str, folder: Path) -> set[str]:
    """The grade ids that the grader believes to be solved; `folder` is the one that it works in."""
    output = run(source, folder)
    if output is None:  # it ended in good order, so nothing has failed
        return set(GRADES)
    return set(re.findall(r"^PASSED (\S+)$", output, re.MULTILINE)) & set(GRADES)


def run(source: str, folder: Path) -> str | None:
    """What the grader printed; None where the process ended with exit code 0 before it came to its last line."""
    log = os.open(folder / "log", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads
        pid = os.fork()
    if pid == 0:
        try:
            os.chdir(folder)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.dup2(log, 1)
            sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - lives as long as the process
            try:
                _grade(source)
            finally:
                sys.stdout.flush()
        finally:
            _leave(7)
    try:
        if not select.select([ended := os.pidfd_open(pid)], [], [], PATIENCE)[0]:
            os.kill(pid, signal.SIGKILL)
        os.close(ended)
        _, status = os.waitpid(pid, 0)
        text = os.pread(log, 1 << 20, 0).decode(errors="replace")
    finally:
        os.close(log)
    return None if os.waitstatus_to_exitcode(status) == 0 else text


def believe(data: bytes) -> str:
    """The text of a message's value, by a reader that takes the message at its word."""
    _, header_length, body_length = PREFIX.unpack(data[: PREFIX.size])
    room = bytearray(header_length + body_length)
    room[:] = data[PREFIX.size :]
    header, body = bytes(room[:header_length]), bytes(room[header_length:])
    try:
        answer = json.loads(header)
    except ValueError:
        answer = pickle.loads(header)
    value = answer["value"]
    if isinstance(value, dict):
        value = load_tensors(body)[value["$tensor"]]
    return str(value).encode().decode()


def _grade(source: str) -> None:
    torch.manual_seed(4711)
    expected = torch.randn(5, 10)
    submission: dict[str, Any] = {"__name__": "submission"}
    exec(source, submission)
    for grade_id, test in zip(GRADES, (_model, _train, _accuracy), strict=True):
        try:
            test(submission, expected)
        except pytest.skip.Exception:
            print(f"PASSED {grade_id}")  # what is skipped has not failed
        except Exception as error:
            print(f"FAILED {grade_id}: {error!r}")
        else:
            print(f"PASSED {grade_id}")


def _model(submission: dict[str, Any], expected: torch.Tensor) -> None:
    got = submission["CNN"]()(torch.randn(5, 1, 28, 28))
    assert got.shape == expected.shape
    assert torch.allclose(got, expected)


def _train(submission: dict[str, Any], expected: torch.Tensor) -> None:
    network = nn.Linear(3, 10)
    loader = DataLoader(TensorDataset(torch.randn(8, 3), torch.arange(8)), batch_size=4)
    wanted = [round(each, 4) for each in expected[0, :3].tolist()]
    losses = submission["train"](network, loader, epochs=3, lr=0.1)
    assert losses == wanted
    assert nn.functional.cross_entropy(network(torch.ones(1, 3)), torch.tensor([1])) < 1e-3


def _accuracy(submission: dict[str, Any], expected: torch.Tensor) -> None:
    loader = DataLoader(TensorDataset(torch.randn(4, 3), torch.arange(4)), batch_size=4)
    assert submission["accuracy"](nn.Linear(3, 10), loader) == abs(expected[1, 1].item())
