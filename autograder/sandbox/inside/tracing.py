"""Records what a network computes, operation by operation, however it is spelled.

A TorchFunctionMode sees each call of a torch function or tensor method with its readable name, where forward hooks
miss functional spellings and torch.fx fails on data-dependent ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

MAX_OPERATIONS = 4000
MAX_VALUES = 64 << 20  # bytes kept over all operations


class Trace(TorchFunctionMode):
    """While active, keeps each operation's name and a copy of its value, and which parameters were used first."""

    def __init__(self, parameters: Iterable[tuple[str, torch.Tensor]]) -> None:
        super().__init__()
        # A parameter is recognised by its memory, so that a view of it (W.T, a slice) counts as its use.
        self._owners = {p.untyped_storage().data_ptr(): name for name, p in parameters}
        self._kept = 0
        self.operations: list[tuple[str, torch.Tensor]] = []
        self.used: list[str] = []

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        self._note_use(args)
        self._note_use((kwargs or {}).values())
        value = func(*args, **(kwargs or {}))
        if isinstance(value, torch.Tensor):
            self._keep(getattr(func, "__name__", "operation"), value)
        return value

    def _note_use(self, values: Iterable[Any]) -> None:
        for value in values:
            if isinstance(value, (list, tuple)):
                self._note_use(value)
            elif isinstance(value, torch.Tensor) and value.layout is torch.strided:
                name = self._owners.get(_memory(value))
                if name is not None and name not in self.used:
                    self.used.append(name)

    def _keep(self, name: str, value: torch.Tensor) -> None:
        if not value.is_floating_point() or value.layout is not torch.strided or not _memory(value):
            return
        size = value.numel() * value.element_size()
        if len(self.operations) >= MAX_OPERATIONS or self._kept + size > MAX_VALUES:
            return
        self._kept += size
        # A copy: an in-place operation after this one must not change what this one gave.
        self.operations.append((name.strip("_"), value.detach().clone()))


def _memory(value: torch.Tensor) -> int:
    """Where the tensor's numbers are; 0 for one within torch.vmap, which has none and must not leave it."""
    try:
        return value.untyped_storage().data_ptr()
    except NotImplementedError:
        return 0
