"""A worker: one process for one submission, forked by the zygote; answers requests until the grader hangs up."""

from __future__ import annotations

import gc
import os
import random
import sys

import numpy as np
import torch

from . import dataloader, forbidding, walls, wire
from .loading import describe
from .operations import Operations

STDERR = 2


def run(conversation: int, inside: walls.Inside, limits: walls.Limits, hold: forbidding.Hold) -> None:
    """Enters the walls and serves the socket `conversation`. Its first frame says that the walls stand; never returns.
    hold: what the submission may not use, from its first line on.

    Behind the walls there are no system calls for sockets: one is read and written as any file is.
    """
    try:
        _close_others(conversation, everything=walls.Wall.DESCRIPTORS in inside.walls)
        walls.enter(inside, limits)
        hold.keep()
        os.chdir(inside.scratch)
    except BaseException as error:
        _send(conversation, {"unready": f"{type(error).__name__}: {error}"})
        os._exit(1)
    _send(conversation, {"ready": os.getpid()})
    operations = Operations(limits.output, limits.gpu_memory)
    dataloader.load_in_one_process(operations.notes)
    serve(conversation, operations)
    os._exit(0)


def serve(conversation: int, operations: Operations) -> None:
    gc.enable()
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    with open(conversation, "rb", closefd=False) as stream:
        while True:
            try:
                request = wire.read(lambda count: _exactly(stream.read(count), count))
            except EOFError:
                return
            _send(conversation, operations.answer(request))


def _send(conversation: int, answer: dict[str, wire.Value]) -> None:
    try:
        frame = wire.encode(answer)
    except wire.WireError as error:
        frame = wire.encode({"unsendable": str(error)})
    except Exception as error:  # a student's own class of tensors may raise anything, and memory may run out
        frame = wire.encode({"unsendable": f"the answer cannot be sent: {describe(error)[:2000]}"})
    view = memoryview(frame)
    while view:
        view = view[os.write(conversation, view) :]


def _exactly(data: bytes, count: int) -> bytes:
    if len(data) < count:
        raise EOFError
    return data


def _close_others(descriptor: int, *, everything: bool) -> None:
    """Closes what the zygote has open; standard input, output and error go nowhere: prints travel in the answers."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(STDERR + 1):
        os.dup2(null, standard)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lives as long as the process
    if everything:
        os.closerange(STDERR + 1, descriptor)
        os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
