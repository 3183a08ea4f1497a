"""Keeps a student's code from what an exercise asks it to write itself: nn.LSTM in lstm, autograd in backprop.

It holds while a request runs, not while a submission is loaded: comparing one's own layer with nn.LSTM in a cell
below is good practice. A class may neither be made nor subclassed into use, and the operations it ends in, whatever
path leads there, are refused.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

AUTOGRAD = "torch.autograd"
OPERATIONS = {  # by what their functions call themselves
    "torch.nn.RNN": {"rnn_tanh", "rnn_relu"},
    "torch.nn.RNNCell": {"rnn_tanh_cell", "rnn_relu_cell"},
    "torch.nn.LSTM": {"lstm", "mkldnn_rnn_layer"},
    "torch.nn.LSTMCell": {"lstm_cell", "_thnn_fused_lstm_cell"},
    "torch.nn.GRU": {"gru"},
    "torch.nn.GRUCell": {"gru_cell", "_thnn_fused_gru_cell"},
}


class Forbidden(RuntimeError):
    """The student's code used what the assignment forbids."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name.removeprefix('torch.')} is not allowed in this assignment")


# As a student reads it in messages.
Forbidden.__name__ = Forbidden.__qualname__ = "RuntimeError"


def find(name: str) -> Any:
    """What a full name such as torch.nn.LSTM stands for; LookupError where torch has nothing of that name."""
    module, _, attribute = name.rpartition(".")
    try:
        if name == AUTOGRAD:
            return torch.autograd
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        raise LookupError(name) from None


@contextlib.contextmanager
def forbid(names: Iterable[str]) -> Iterator[None]:
    """While active, using one of `names` raises Forbidden."""
    functions: dict[Any, str] = {}
    operations: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for name in names:
            found = find(name)
            if name == AUTOGRAD:
                stack.enter_context(_without_autograd())
            elif isinstance(found, type):
                stack.enter_context(_replaced(found, "__init__", _refusing(name)))
                operations |= dict.fromkeys(OPERATIONS.get(name, ()), name)
            else:
                functions[found] = name
        if functions or operations:
            stack.enter_context(_Refuse(functions, operations))
        yield


class _Refuse(TorchFunctionMode):
    """Sees each call of a torch function, by whatever path it comes."""

    def __init__(self, functions: dict[Any, str], operations: dict[str, str]) -> None:
        super().__init__()
        self._functions = functions
        self._operations = operations

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        operation = getattr(func, "__name__", "").partition(".")[0]  # torch.ops.aten.lstm.input is one, too
        name = self._functions.get(func) or self._operations.get(operation)
        if name:
            raise Forbidden(name)
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def _without_autograd() -> Iterator[None]:
    """No graph is recorded, and all that walks one or makes one anew is refused."""
    from torch._functorch import eager_transforms

    refuse = _refusing(AUTOGRAD)
    engine = type("Engine", (), {"run_backward": refuse, "queue_callback": refuse})()
    with (
        torch.inference_mode(),
        _replaced(torch.autograd.Variable, "_execution_engine", engine),
        _replaced(eager_transforms, "grad_increment_nesting", refuse),  # of torch.func.grad, vjp, jacrev
        _replaced(eager_transforms, "jvp_increment_nesting", refuse),  # of torch.func.jvp, jacfwd
        # What torch.autograd.functional's jacobian, vjp and the like begin with: without a graph they give zeros.
        _replaced(torch.autograd.functional, "_grad_preprocess", refuse),
    ):
        yield


def _refusing(name: str) -> Callable[..., Any]:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise Forbidden(name)

    return refuse


@contextlib.contextmanager
def _replaced(owner: Any, attribute: str, value: Any) -> Iterator[None]:
    before = getattr(owner, attribute)
    setattr(owner, attribute, value)
    try:
        yield
    finally:
        setattr(owner, attribute, before)
