"""A worker: one process for one submission, forked by the zygote; answers requests until the grader hangs up."""

from __future__ import annotations

import gc
import os
import random
import socket
import sys

import numpy as np
import torch

from . import walls, wire
from .loading import describe
from .operations import Operations

STDERR = 2


def run(conversation: socket.socket, limits: walls.Limits, output_limit: int) -> None:
    """Enters the walls and serves `conversation`. Its first frame says that the walls stand; never returns."""
    try:
        _keep_only(conversation.fileno())
        walls.enter(limits)
        os.chdir(os.environ["HOME"])
    except BaseException as error:
        _send(conversation, {"unready": f"{type(error).__name__}: {error}"})
        os._exit(1)
    _send(conversation, {"ready": os.getpid()})
    serve(conversation, Operations(output_limit))
    os._exit(0)


def serve(conversation: socket.socket, operations: Operations) -> None:
    gc.enable()
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    with conversation.makefile("rb") as stream:
        while True:
            try:
                request = wire.read(lambda count: _exactly(stream.read(count), count))
            except EOFError:
                return
            _send(conversation, operations.answer(request))


def _send(conversation: socket.socket, answer: dict[str, wire.Value]) -> None:
    try:
        frame = wire.encode(answer)
    except wire.WireError as error:
        frame = wire.encode({"unsendable": str(error)})
    except Exception as error:  # a student's own class of tensors may raise anything, and memory may run out
        frame = wire.encode({"unsendable": f"the answer cannot be sent: {describe(error)}"})
    conversation.sendall(frame)


def _exactly(data: bytes, count: int) -> bytes:
    if len(data) < count:
        raise EOFError
    return data


def _keep_only(descriptor: int) -> None:
    """Closes everything else; standard input, output and error go nowhere: prints travel in the answers."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(STDERR + 1):
        os.dup2(null, standard)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lives as long as the process
    os.closerange(STDERR + 1, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))
