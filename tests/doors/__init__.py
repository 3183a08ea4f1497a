"""Doors: ways to what an assignment forbids, each tried by code of a student's in a worker.

A door is the body of `attack()`, which gives what the forbidden thing gives for the numbers of its kind; it may fail in
any way where it is closed. tests/sandbox/test_doors.py tries each with the forbidding and without.

Found a new one? Add it to its kind. One that cannot be closed stands in OPEN instead, and by its name in
docs/security.md.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from doors import autograd, embedding, recurrent

NUMBERS = '''
import sys
import torch
from torch import nn

def numbers(*shape):
    """The same ones in each process, without a pattern."""
    line = torch.linspace(-1, 1, torch.Size(shape).numel())
    return (line**3 + 0.5 * (9 * line).cos()).reshape(shape)
'''


@dataclass(frozen=True)
class Kind:
    """Doors to one thing. prelude: the code above each; wanted: an expression for what an open door gives."""

    forbidden: tuple[str, ...]
    prelude: str
    wanted: str
    doors: Mapping[str, str]

    def code(self, door: str) -> str:
        return f"{NUMBERS}{self.prelude}\ndef attack():\n{textwrap.indent(textwrap.dedent(door), '    ')}\n"

    def expected(self) -> torch.Tensor:
        names: dict[str, Callable[[], torch.Tensor]] = {}
        exec(self.code(f"return {self.wanted}"), names)
        return names["attack"]().detach()


KINDS = {
    "lstm": Kind(
        ("torch.nn.LSTM", "torch.nn.LSTMCell"),
        recurrent.PRELUDE_OF_LSTM,
        "torch.lstm(X, (STATE, STATE), W, *FLAGS)[0]",
        recurrent.LSTM,
    ),
    "gru": Kind(
        ("torch.nn.GRU", "torch.nn.GRUCell"),
        recurrent.PRELUDE_OF_GRU,
        "torch.gru(X, STATE, W, *FLAGS)[0]",
        recurrent.GRU,
    ),
    "autograd": Kind(
        ("torch.autograd",), autograd.PRELUDE, "torch.autograd.grad(f(w := leaf()), w)[0]", autograd.DOORS
    ),
    "embedding": Kind(("torch.nn.Embedding",), embedding.PRELUDE, "ROWS[IDS]", embedding.DOORS),
}
OPEN: dict[str, Mapping[str, str]] = {
    "lstm": recurrent.OPEN,
    "gru": {},
    "autograd": autograd.OPEN,
    "embedding": {},
}
