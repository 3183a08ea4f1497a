"""Keeps a student's code from what an exercise asks it to write itself: nn.LSTM, say, or autograd.

A worker forbids for good, before the first line of the student's code runs: the zygote takes away what a submission may
not use (Hold), and the worker that is forked then has nothing to put it back from. A process that is not the student's
own, for the kit's tests, forbids while a request runs (forbid). It is weaker: code may undo it, and of torch.autograd
only what asks for a gradient is refused, for the recording of graphs takes longer to take away than requests last.

docs/grading-yml.md says what forbidding each kind of name does, docs/security.md what it cannot do.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import torch

from .. import compiler
from . import gradients, recurrent
from .refusal import Forbidden, refusing
from .taken import Taken, definitions, overloads

__all__ = ["AUTOGRAD", "Forbidden", "Hold", "find", "forbid"]

AUTOGRAD = gradients.NAME
BACKENDS = "(?:native_|fused_|thnn_|cudnn_|miopen_|mkldnn_|special_)?"
"""How operators are called that compute what another does: `native_layer_norm`, `_fused_rms_norm`."""
ALSO = {  # operators in which a function ends under another name
    "torch.nn.functional.cross_entropy": ("cross_entropy_loss",),
    "torch.nn.functional.nll_loss": ("nll_loss_nd", "nll_loss2d", "nll_loss_forward", "nll_loss2d_forward"),
    "torch.nn.functional.scaled_dot_product_attention": (
        "_scaled_dot_product_attention_math",
        "_scaled_dot_product_attention_math_for_mps",
        "_scaled_dot_product_cudnn_attention",
        "_scaled_dot_product_efficient_attention",
        "_scaled_dot_product_flash_attention",
        "_scaled_dot_product_flash_attention_for_cpu",
        "_scaled_dot_product_fused_attention_overrideable",
        "_cudnn_attention_forward",
        "_efficient_attention_forward",
        "_flash_attention_forward",
        "_triton_scaled_dot_attention",
    ),
    "torch.nn.functional.multi_head_attention_forward": ("_native_multi_head_attention",),
    "torch.nn.MultiheadAttention": ("_native_multi_head_attention", "_transformer_encoder_layer_fwd"),
    "torch.nn.TransformerEncoderLayer": ("_transformer_encoder_layer_fwd",),
}


def find(name: str) -> Any:
    """What a full name such as torch.nn.LSTM stands for; LookupError where torch has nothing of that name."""
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        raise LookupError(name) from None


def like(name: str) -> list[str]:
    """The full names that torch has beside one that it does not have; none where it has not even the module."""
    module = name.rpartition(".")[0]
    try:
        return [f"{module}.{each}" for each in dir(importlib.import_module(module)) if each[0] != "_"]
    except (ImportError, ValueError):
        return []


class Hold:
    """What this process forbids to the workers that are forked from it."""

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._taken = Taken()

    def change(self, names: Iterable[str]) -> None:
        """Forbids `names`, and nothing else any more."""
        if (names := tuple(names)) == self._names:
            return
        self._taken.put_back()
        self._names = ()
        if names:
            compiler.load()  # what it brings later would not be taken
        for name in names:
            if name == AUTOGRAD:
                gradients.take(self._taken)
            else:
                _take(self._taken, name)
        self._names = names

    def keep(self) -> None:
        """In a worker: for good."""
        self._taken.keep()


@contextlib.contextmanager
def forbid(names: Iterable[str]) -> Iterator[None]:
    """While active, using one of `names` raises Forbidden, in every thread; code that means to can undo it."""
    taken = Taken()
    if names := tuple(names):
        compiler.load()
    with contextlib.ExitStack() as stack:
        stack.callback(taken.put_back)
        for name in names:
            if name == AUTOGRAD:
                gradients.take_entrances(taken)
                stack.enter_context(torch.inference_mode())  # of this thread, as long as it does not leave it
            else:
                _take(taken, name)
        yield


def _take(taken: Taken, name: str) -> None:
    operators, spelled = _reach(name, len(sys.modules))
    for overload in operators:
        taken.operator(overload, name)
    if "aten::_cudnn_rnn" in operators:
        # The layers that may be used take the way that is theirs alone.
        taken.kernel(recurrent.ACCEPTABLE, "CompositeImplicitAutograd", lambda *arguments: False)
    for value in spelled:
        (taken.cls if isinstance(value, type) else taken.function)(value, name)
    if not operators and not isinstance(find(name), (types.FunctionType, type)):
        # It is written in C, and no operator.
        module, _, attribute = name.rpartition(".")
        taken.attribute(importlib.import_module(module), attribute, refusing(name))


@lru_cache(maxsize=64)
def _reach(name: str, modules: int) -> tuple[list[str], list[Any]]:
    """The operators, and the functions and classes in Python, that a forbidden name takes with it. modules: how many
    are loaded, since each may bring more.
    """
    found = find(name)
    is_operator, is_spelled = _rules(name, found)
    operators = [overload for overload, plain in overloads() if is_operator(plain)]
    spelled = {id(value): value for value in definitions() if is_spelled(value.__name__)}
    if isinstance(found, (types.FunctionType, type)) and found.__module__.startswith("torch"):
        spelled[id(found)] = found
    return operators, list(spelled.values())


def _rules(name: str, found: Any) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """Which operators, by their plain names, and which functions and classes, by theirs, a forbidden name is."""
    if name in recurrent.OPERATORS:
        return recurrent.is_operator(name), recurrent.is_spelled(name)
    also = ALSO.get(name, ())
    own = getattr(found, "__name__", name).rpartition(".")[2]
    if isinstance(found, type):
        return also.__contains__, own.__eq__
    same = re.compile(rf"_?{BACKENDS}{re.escape(own)}_?")
    return lambda operator: operator in also or same.fullmatch(operator), own.__eq__
