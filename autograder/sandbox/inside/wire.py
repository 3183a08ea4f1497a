"""Messages between the grader and a worker: JSON for the structure, safetensors for tensors; no pickle, no code.

A frame is ``MAGIC | header length (u32) | body length (u64) | header | body``, little-endian. The header is the
JSON of one value; the body holds its tensors. In the header ``{"$tensor": "0"}`` stands for the body's tensor "0"
and ``{"$object": 3}`` for an object that lives in the worker.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

MAGIC = b"KIT1"
PREFIX = struct.Struct("<4sIQ")
MAX_HEADER = 4 << 20  # bytes
MAX_BODY = 256 << 20  # bytes
MAX_DEPTH = 32
DTYPES = frozenset(
    {
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.bool,
    }
)

Value = Any
"""None, bool, int, float, str, Tensor, Remote, or a list or str-keyed dict of these."""


class WireError(Exception):
    """A value that cannot be sent, or bytes that are no message."""


@dataclass(frozen=True)
class Remote:
    """A reference to an object that lives in the worker. `kind` is the name of its class, as the worker says."""

    number: int
    kind: str = "object"


def encode(value: Value) -> bytes:
    """The frame of `value`; WireError where it holds something that is no data."""
    tensors: dict[str, torch.Tensor] = {}
    header = json.dumps(_lower(value, tensors, 0), separators=(",", ":")).encode("utf-8", "surrogatepass")
    body = save_tensors(tensors) if tensors else b""
    if len(header) > MAX_HEADER or len(body) > MAX_BODY:
        raise WireError(f"the answer is too large: {(len(header) + len(body)) >> 20} MiB")
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(header: bytes, body: bytes) -> Value:
    """The value of a frame's header and body; WireError for anything that `encode` would not have written."""
    try:
        structure = json.loads(header.decode("utf-8"))
        if int.from_bytes(body[:8], "little") > MAX_HEADER:
            raise WireError("too many tensors")
        tensors = load_tensors(body) if body else {}
    # Whatever the parsers dislike in bytes that a student's process wrote is one thing: no message.
    except Exception as error:
        raise WireError(f"not a message ({type(error).__name__})") from None
    if any(tensor.dtype not in DTYPES for tensor in tensors.values()):
        raise WireError("a tensor has a type that is not sent")
    return _raise(structure, tensors, 0)


def read(receive: Callable[[int], bytes]) -> Value:
    """Reads one frame; `receive(n)` returns exactly n bytes."""
    magic, header_length, body_length = PREFIX.unpack(receive(PREFIX.size))
    if magic != MAGIC or header_length > MAX_HEADER or body_length > MAX_BODY:
        raise WireError("not a message (bad prefix)")
    return decode(receive(header_length), receive(body_length))


def copy(value: Value) -> Value:
    """`value` as the other end of a wire would read it."""
    frame = encode(value)
    _, header_length, _ = PREFIX.unpack(frame[: PREFIX.size])
    header_end = PREFIX.size + header_length
    return decode(frame[PREFIX.size : header_end], frame[header_end:])


def _lower(value: Value, tensors: dict[str, torch.Tensor], depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise WireError("the answer is nested too deeply")
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, int):
        return _bounded(value)
    if isinstance(value, torch.Tensor):
        if value.dtype not in DTYPES or value.layout is not torch.strided:
            raise WireError(f"a tensor of type {value.dtype}, {value.layout} cannot be sent")
        name = str(len(tensors))
        # A copy of its own: safetensors refuses tensors that share memory.
        tensors[name] = value.detach().to("cpu").contiguous().clone().as_subclass(torch.Tensor)
        return {"$tensor": name}
    if isinstance(value, Remote):
        return {"$object": value.number, "kind": value.kind}
    if isinstance(value, (list, tuple)):
        return [_lower(item, tensors, depth + 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) and not key.startswith("$") for key in value):
            raise WireError("a dict with keys that are no plain names cannot be sent")
        return {key: _lower(item, tensors, depth + 1) for key, item in value.items()}
    raise WireError(f"a {type(value).__name__} cannot be sent")


def _raise(value: Value, tensors: dict[str, torch.Tensor], depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    if isinstance(value, int) and not isinstance(value, bool):
        return _bounded(value)
    if isinstance(value, list):
        return [_raise(item, tensors, depth + 1) for item in value]
    if isinstance(value, dict):
        if value.keys() == {"$tensor"}:
            name = value["$tensor"]
            if not isinstance(name, str) or name not in tensors:
                raise WireError("a tensor is missing")
            return tensors[name]
        if value.keys() == {"$object", "kind"}:
            number, kind = value["$object"], value["kind"]
            if type(number) is not int or not isinstance(kind, str):
                raise WireError("a bad reference")
            return Remote(_bounded(number), _writable(kind[:80]))
        if any(key.startswith("$") for key in value):
            raise WireError("an unknown mark")
        return {_writable(key): _raise(item, tensors, depth + 1) for key, item in value.items()}
    return _writable(value) if isinstance(value, str) else value


def _writable(text: str) -> str:
    # JSON can spell half a surrogate pair, which no report could be written with.
    return text.encode("utf-8", "replace").decode("utf-8")


def _bounded(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise WireError("an integer beyond 64 bits")
    return number
