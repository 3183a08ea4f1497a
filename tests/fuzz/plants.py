"""Decoders with one fault each: what the fuzz tests must find."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import torch

from autograder.sandbox.inside import wire


def trusting(mark: dict[str, Any], tensors: Any) -> Any:
    """Takes a mark to be well formed."""
    return next(tensors)[1] if "$tensor" in mark else wire.Remote(mark["$object"], mark["kind"])


def lenient(text: bytes) -> Any:
    """Takes JSON in any spelling."""
    return json.loads(text)


def believing(tensor: torch.Tensor) -> torch.Tensor:
    """Takes a tensor of any type and shape."""
    return tensor


PLANTS: dict[str, dict[str, Callable[..., Any]]] = {
    "marks": {"_marked": trusting},
    "spelling": {"_parse": lenient},
    "tensors": {"_checked": believing},
}
