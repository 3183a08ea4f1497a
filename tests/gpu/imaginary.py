"""A GPU that is not there: tensors in this machine's memory that follow a GPU's rules.

They say that they are on another device, mix with the CPU's as little as a GPU's do, and NumPy cannot take them. What
the kit itself does with a student's tensors on a GPU can be tested so where there is none; what a GPU computes, and
how CUDA gets on with the walls, cannot. The device is torch's `lazy`, which nobody uses: for a step backward on
`cuda` torch starts CUDA.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, NoReturn

import torch
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("lazy:0")
CPU = torch.device("cpu")
FROM_ANYWHERE = {"aten::copy_", "aten::_to_copy"}
INDEXING = {"aten::index": (0,), "aten::index_put_": (0, 2), "aten::_index_put_impl_": (0, 2)}
"""Operations that take indices from the CPU, and which of their arguments must be on the device."""


class Elsewhere(torch.Tensor):
    """A tensor on the device that is not there; `here` has its numbers."""

    here: torch.Tensor

    @staticmethod
    def __new__(cls, here: torch.Tensor) -> Elsewhere:
        tensor = torch.Tensor._make_subclass(
            cls, here.detach(), False, dispatch_device=True, device_for_backend_keys=DEVICE
        )
        tensor.here = here
        return tensor

    @classmethod
    def __torch_dispatch__(
        cls, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return run(operation, args, kwargs or {})

    def tolist(self) -> Any:
        return self.detach().cpu().tolist()

    def numpy(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() first.")

    __array__ = numpy

    def __repr__(self, **kwargs: Any) -> str:  # type: ignore[override]
        return repr(self.detach().cpu())


class Mode(TorchDispatchMode):
    """Sees the operations that make tensors on the device out of none."""

    _mode_key = torch._C._TorchDispatchModeKey.FAKE  # torch then looks for no driver

    def __torch_dispatch__(
        self, operation: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return run(operation, args, kwargs or {})


@contextlib.contextmanager
def gpu() -> Iterator[None]:
    """While active, the device is there."""
    lifting = torch._C._only_lift_cpu_tensors()
    torch._C._set_only_lift_cpu_tensors(True)  # torch.tensor([1, 2]) is made on the CPU, then moved
    try:
        with Mode():
            yield
    finally:
        torch._C._set_only_lift_cpu_tensors(lifting)


def run(operation: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """One operation, carried out here."""
    if operation is torch.ops.prim.device.default:
        return DEVICE if isinstance(args[0], Elsewhere) else CPU
    if torch._C._dispatch_has_kernel_for_dispatch_key(
        operation.name(), torch._C.DispatchKey.CompositeImplicitAutograd
    ):  # made of others, which come here one by one
        with Mode():
            return operation.decompose(*args, **kwargs)
    if torch.Tag.inplace_view in operation.tags:
        raise NotImplementedError(f"{operation.name()} changes the shape of a tensor that is elsewhere")
    tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
    owners = {id(tensor.here): tensor for tensor in tensors if isinstance(tensor, Elsewhere)}
    _check_together(operation, args, tensors)
    device = kwargs.get("device")
    leaves_here = device == CPU if device is not None else not owners
    if device is not None:
        kwargs = {**kwargs, "device": CPU}
    with _disable_current_modes():
        value = operation(*tree_map(_here, args), **tree_map(_here, kwargs))

    def placed(result: Any) -> Any:
        if not isinstance(result, torch.Tensor) or any(result is tensor for tensor in tensors):
            return result
        if id(result) in owners:
            return owners[id(result)]
        return result if leaves_here else Elsewhere(result)

    return tree_map(placed, value)


def _check_together(operation: Any, args: tuple[Any, ...], tensors: list[torch.Tensor]) -> None:
    """RuntimeError, as torch has it, where tensors of both devices meet. A number on the CPU may go anywhere."""
    name = operation._schema.name
    if name in FROM_ANYWHERE:
        return
    if name in INDEXING:
        tensors = [args[position] for position in INDEXING[name]]
    if len({isinstance(tensor, Elsewhere) for tensor in tensors if tensor.dim()}) == 2:
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! "
            f"({name})"
        )


def _here(value: Any) -> Any:
    return value.here if isinstance(value, Elsewhere) else value
