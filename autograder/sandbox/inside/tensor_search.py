"""Finds the tensors that an object holds, whatever it is made of: plain classes, lists of layers, dicts, modules."""

from __future__ import annotations

import functools
import types
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch

MOST_OBJECTS = 10_000  # looked through
MOST_TENSORS = 1000
PLAIN = (str, bytes, int, float, complex, type(None), type, types.ModuleType)


def tensors(root: Any) -> dict[str, torch.Tensor]:
    """Each floating-point tensor that `root` leads to, once, by the way there: "layers.0.weight".

    The nearest come first. An array of numpy's counts as the tensor that shares its memory.
    """
    found: dict[str, torch.Tensor] = {}
    memory: set[tuple[object, ...]] = set()
    seen = {id(root)}
    waiting: deque[tuple[str, Any]] = deque([("", root)])
    while waiting and len(seen) < MOST_OBJECTS and len(found) < MOST_TENSORS:
        place, value = waiting.popleft()
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.flags.writeable:
            value = torch.from_numpy(value)
        if isinstance(value, torch.Tensor):
            if value.is_floating_point() and value.layout is torch.strided:
                # A weight that is kept in two places is one weight; its transpose is another view.
                key = (value.data_ptr() or id(value), value.shape, value.stride())
                if key not in memory:
                    memory.add(key)
                    found[place] = value
            continue
        for name, item in _parts(value):
            if not isinstance(item, PLAIN) and id(item) not in seen:
                seen.add(id(item))
                waiting.append((f"{place}.{name}" if place else name, item))
    return found


def _parts(value: Any) -> Iterable[tuple[str, Any]]:
    """What an object is made of, by name."""
    if isinstance(value, Mapping):
        return [(str(key), item) for key, item in value.items()]
    if isinstance(value, (list, tuple, set, frozenset, deque)):
        return [(str(number), item) for number, item in enumerate(value)]
    if isinstance(value, types.MethodType):
        return [("self", value.__self__)]
    if isinstance(value, types.FunctionType):
        cells = [cell for cell in value.__closure__ or () if _is_full(cell)]
        return [(str(n), cell.cell_contents) for n, cell in enumerate(cells)] + _parts_of_defaults(value)
    if isinstance(value, functools.partial):
        return [("func", value.func), ("args", value.args), ("keywords", value.keywords)]
    attributes = dict(getattr(value, "__dict__", None) or {})
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(value, name):
                attributes.setdefault(name, getattr(value, name))
    return attributes.items()


def _parts_of_defaults(function: types.FunctionType) -> list[tuple[str, Any]]:
    return [(f"default{number}", item) for number, item in enumerate(function.__defaults__ or ())]


def _is_full(cell: types.CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - a variable that is not set yet has none
    except ValueError:
        return False
    return True
