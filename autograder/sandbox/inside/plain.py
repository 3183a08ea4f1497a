"""Python's plain values as data for the wire and back, so that both ends see the same kinds: tuples stay tuples, arrays
arrays, and integers as large as they are.

What the wire carries itself stands for itself; all else is a dict of one key, its kind. A grader unpacks what a
student's process may have forged: `unpack` makes values of the kinds in `_MAKERS`, or raises Unpackable. `unpack_sent`
makes what only a grader sends, too: loaders and losses, functions and classes of torch and NumPy by their names. It is
for a student's process alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, RandomSampler, TensorDataset

from .wire import Remote, Value

MOST_DEPTH = 8  # of containers within each other: each takes up to three of the wire's levels
MOST_BITS = 100_000  # of an integer
MOST_NUMBERS = 10_000_000  # of a range
MOST_CHARACTERS = 10_000_000  # of an array of texts
NAMED_IN = ("torch", "numpy", "math", "operator", "builtins")
"""The packages whose functions and classes a grader may name."""
LOSSES = "torch.nn.modules.loss"

Keep = Callable[[Any], Value]
"""Gives what stands for an object: in a student's process a Remote. A grader gives {"object": number} for what lives
there, and None for what does not.
"""
Make = Callable[[Value], Any]
_SAME = (bool, float, str, type(None), Remote)
_VIEWS = {"uint16": "int16", "uint32": "int32", "uint64": "int64"}  # the wire has no tensors of these
_NUMBERS = frozenset(
    {
        *("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    }
)
_DTYPES = {
    str(each).removeprefix("torch."): each for each in vars(torch).values() if isinstance(each, torch.dtype)
}


class Unpackable(Exception):
    """Data that stands for no value."""


def pack(value: Any, keep: Keep, depth: int = 0) -> Value:
    """`value` as data; what is no data is kept."""
    kind = type(value)
    if kind in _SAME:
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**63 else {"int": _hex(value)}
    if isinstance(value, nn.Parameter):
        return {"parameter": [value, value.requires_grad, keep(value)]}
    if isinstance(value, torch.Tensor):
        return {"grad": value} if value.requires_grad else value
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(value, keep)
    if kind in (range, slice):
        return {kind.__name__: [pack(part, keep) for part in (value.start, value.stop, value.step)]}
    if kind in _ATOMS:
        return {kind.__name__: _ATOMS[kind](value)}
    is_dict = isinstance(value, dict) and kind.__module__ in ("builtins", "collections")
    is_tuple = isinstance(value, tuple) and kind.__module__.partition(".")[0] in ("builtins", "torch")
    if depth < MOST_DEPTH and is_dict:
        return {"dict": [[pack(key, keep, MOST_DEPTH), pack(value[key], keep, depth + 1)] for key in value]}
    if depth < MOST_DEPTH and (is_tuple or kind in (list, set, frozenset)):
        items = [pack(item, keep, depth + 1) for item in value]
        return items if kind is list else {"tuple" if is_tuple else kind.__name__: items}
    if is_tuple and kind is tuple and all(type(item) in (*_SAME, int) for item in value):  # the key of a dict
        return {"tuple": [pack(item, keep) for item in value]}
    return keep(value)


def pack_sent(value: Any, keep: Keep) -> Value:
    """What a grader hands to a student's code: as `pack`, and also loaders, losses, and what torch and NumPy call by
    names. TypeError for what is none of these.
    """

    def sent(value: Any) -> Value:
        kept = keep(value)
        if kept is not None or isinstance(value, nn.Parameter):
            return kept
        if isinstance(value, DataLoader):
            return _loader(value, sent)
        if isinstance(value, TensorDataset):
            return {"dataset": [tensor.detach() for tensor in value.tensors]}
        if isinstance(value, nn.Module) and type(value).__module__ == LOSSES and not list(value.buffers()):
            settings = {
                name: each for name, each in vars(value).items() if name[0] != "_" and name != "training"
            }
            return {
                "loss": [type(value).__name__, {name: pack(each, sent) for name, each in settings.items()}]
            }
        if isinstance(value, Optimizer) and hasattr(torch.optim, type(value).__name__):
            groups = [{**group, "params": list(group["params"])} for group in value.param_groups]
            return {"optimizer": [type(value).__name__, pack(groups, sent)]}
        if name := _name(value):
            return {"named": name}
        what = f"the tests' {value.__name__}" if hasattr(value, "__name__") else f"a {type(value).__name__}"
        raise TypeError(f"{what} cannot be handed to the student's code, only data can")

    return pack(value, sent)


def unpack(value: Value, find: Callable[[Remote], Any]) -> Any:
    """The value that `pack` gave this for; Unpackable for anything else. find: gives what a reference stands for."""
    return _unpack(value, find, _MAKERS)


def unpack_sent(value: Value, objects: Mapping[int, Any]) -> Any:
    """The same of what `pack_sent` gave. objects: those that live here, by their numbers."""
    makers = {**_MAKERS, **_MAKERS_OF_SENT, "object": lambda number, make: objects[number]}
    return _unpack(value, lambda remote: remote, makers)


_Makers = Mapping[str, Callable[[Any, Make], Any]]


def _unpack(value: Value, find: Callable[[Remote], Any], makers: _Makers) -> Any:
    def make(value: Value) -> Any:
        if isinstance(value, Remote):
            return find(value)
        if isinstance(value, list):
            return [make(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) != 1 or not value.keys() <= makers.keys():
            raise Unpackable
        ((kind, content),) = value.items()
        return makers[kind](content, make)

    try:
        return make(value)
    except (TypeError, ValueError, RuntimeError, LookupError, ArithmeticError, AttributeError):
        raise Unpackable from None


def _items(content: Value) -> list[Any]:
    """What a container holds. No tensor is walked through, which is quick to send and slow to take apart."""
    if not isinstance(content, list):
        raise Unpackable
    return content


def _hex(value: int) -> str:
    if value.bit_length() > MOST_BITS:
        raise TypeError(f"an integer of {value.bit_length()} bits cannot be sent")
    return hex(value)


def _array(value: np.ndarray[Any, Any] | np.generic, keep: Keep) -> Value:
    kind = "array" if isinstance(value, np.ndarray) else "scalar"
    array, dtype = np.array(value, order="C"), str(value.dtype)
    if array.dtype.kind == "U":
        return {"texts": [array.ravel().tolist(), list(array.shape)]} if kind == "array" else str(value)
    if dtype not in _NUMBERS or not array.dtype.isnative:
        return keep(value)
    if array.dtype.kind == "c":
        array = np.stack([array.real, array.imag], -1)
    elif dtype in _VIEWS:
        array = array.view(_VIEWS[dtype])
    return {kind: [torch.from_numpy(array), dtype]}


def _loader(value: DataLoader[Any], keep: Keep) -> Value:
    """A loader of tensors as what it is made of, any other as its batches."""
    data, size = value.dataset, value.batch_size
    if isinstance(data, TensorDataset) and size is not None:
        shuffled = isinstance(value.sampler, RandomSampler)
        return {"loader": [[tensor.detach() for tensor in data.tensors], size, shuffled, value.drop_last]}
    return [pack(batch, keep, 1) for batch in value]


def _name(value: Any) -> str:
    """The name by which another process finds a function or class, "" for what it might not find."""
    own = getattr(value, "__name__", None)
    if not callable(value) or not isinstance(own, str):
        return ""
    for module in (getattr(value, "__module__", None), "torch", "numpy", "builtins"):
        try:
            if isinstance(module, str) and _named(f"{module}.{own}") is value:
                return f"{module}.{own}"
        except (ImportError, AttributeError, ValueError):
            continue
    return ""


def _named(name: str) -> Any:
    if name.partition(".")[0] not in NAMED_IN:
        raise ValueError(name)
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def _make_array(content: Any, make: Make) -> Any:
    tensor, dtype = content
    if not isinstance(tensor, torch.Tensor) or dtype not in _NUMBERS:
        raise Unpackable
    array = tensor.cpu().numpy()
    if dtype in _VIEWS and str(array.dtype) == _VIEWS[dtype]:
        array = array.view(dtype)
    elif dtype.startswith("complex") and array.shape[-1] == 2:
        array = (array[..., 0] + 1j * array[..., 1]).astype(dtype)
    if str(array.dtype) != dtype:
        raise Unpackable
    return array


def _make_scalar(content: Any, make: Make) -> Any:
    array = _make_array(content, make)
    if array.shape:
        raise Unpackable
    return array[()]


def _make_texts(content: Any, make: Make) -> Any:
    texts, shape = map(_items, _items(content))
    lengths = [len(text) if isinstance(text, str) else MOST_CHARACTERS + 1 for text in texts]
    if len(texts) * max(lengths, default=0) > MOST_CHARACTERS:  # each takes as much as the longest
        raise Unpackable
    return np.array(texts, dtype=str).reshape(shape)


def _make_parameter(content: Any, make: Make) -> nn.Parameter:
    """A copy, which knows what it is a copy of."""
    tensor, is_trained, origin = content
    parameter = nn.Parameter(tensor, requires_grad=bool(is_trained))
    if isinstance(origin, Remote):
        parameter.origin = origin  # type: ignore[attr-defined]
    return parameter


def _find_parameter(content: Any, make: Make) -> Any:
    """The very parameter where it is known."""
    return make(content[2]) if content[2] else _make_parameter(content, make)


def _make_optimizer(content: Any, make: Make) -> Optimizer:
    name, groups = content
    optimizer: Optimizer = getattr(torch.optim, name)(make(groups))
    return optimizer


def _make_integer(content: Any, make: Make) -> int:
    if len(content) > MOST_BITS // 4 + 4:
        raise Unpackable
    return int(content, 16)


def _make_range(content: Any, make: Make) -> range:
    made = range(*(make(part) for part in _items(content)))
    if len(made) > MOST_NUMBERS:  # whoever makes a list of it
        raise Unpackable
    return made


def _make_slice(content: Any, make: Make) -> slice:
    start, stop, step = _items(content)
    return slice(make(start), make(stop), make(step))


def _make_loader(content: Any, make: Make) -> DataLoader[Any]:
    tensors, size, shuffled, drop_last = content
    return DataLoader(TensorDataset(*tensors), batch_size=size, shuffle=shuffled, drop_last=drop_last)


def _make_loss(content: Any, make: Make) -> nn.Module:
    name, settings = content
    loss: nn.Module = getattr(importlib.import_module(LOSSES), name)()
    for key, value in settings.items():
        setattr(loss, key, make(value))
    return loss


_ATOMS: Mapping[type, Callable[[Any], Value]] = {
    complex: lambda value: [value.real, value.imag],
    bytes: lambda value: value.hex(),
    type(...): lambda value: None,
    torch.dtype: lambda value: str(value).removeprefix("torch."),
    torch.device: str,
}
_MAKERS: _Makers = {
    "int": _make_integer,
    "parameter": _make_parameter,
    "grad": lambda content, make: content.requires_grad_(),
    "array": _make_array,
    "scalar": _make_scalar,
    "texts": _make_texts,
    "complex": lambda content, make: complex(*_items(content)),
    "bytes": lambda content, make: bytes.fromhex(content),
    "range": _make_range,
    "slice": _make_slice,
    "ellipsis": lambda content, make: ...,
    "dtype": lambda content, make: _DTYPES[content],
    "device": lambda content, make: torch.device(content),
    "dict": lambda content, make: {make(key): make(value) for key, value in map(_items, _items(content))},
    "tuple": lambda content, make: tuple(make(item) for item in _items(content)),
    "set": lambda content, make: {make(item) for item in _items(content)},
    "frozenset": lambda content, make: frozenset(make(item) for item in _items(content)),
}
_MAKERS_OF_SENT: _Makers = {
    "named": lambda content, make: _named(content),
    "parameter": _find_parameter,
    "optimizer": _make_optimizer,
    "dataset": lambda content, make: TensorDataset(*content),
    "loader": _make_loader,
    "loss": _make_loss,
}
