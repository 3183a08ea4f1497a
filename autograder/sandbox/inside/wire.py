"""Messages between the grader and a worker: JSON for the structure, safetensors for tensors; no pickle, no code.

A frame is ``MAGIC | header length (u32) | body length (u64) | header | body``, little-endian. The header is the
JSON of one value; the body holds its tensors, or is empty where there are none. In the header ``{"$tensor": "0"}``
stands for the body's tensor "0" and ``{"$object": 3, "kind": "CNN"}`` for an object that lives in the worker.

The grader decodes what a student's process may have forged: any bytes are a value of plain types or a WireError.
A value has one frame, but for the order in which its tensors lie in the body.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import TensorSpec, serialize
from safetensors.torch import load as load_tensors

MAGIC = b"KIT1"
PREFIX = struct.Struct("<4sIQ")
MAX_HEADER = 4 << 20  # bytes
MAX_BODY = 256 << 20  # bytes
# A list of 2 bytes of JSON costs Python 88 bytes and a dict of 7 bytes 184; a tensor costs 1.5 kB.
MAX_CONTAINERS = 250_000  # brackets in a header, those in its texts too
MAX_TENSORS = 20_000
MAX_DEPTH = 32
MAX_DIMENSIONS = 16  # of a tensor; torch's own functions fail from 65 on
MAX_KIND = 80  # characters
SMALL = 100_000  # parts and characters; no value of fewer is beyond the limits of a header
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
LAYOUT = {"dtype", "shape", "data_offsets"}  # what safetensors notes of a tensor

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
    """The frame of `value`; WireError where it holds something that is no data. Half a surrogate pair becomes "?"."""
    lowered = _Lowered()
    header = _WRITER.encode(lowered.add(value)).encode("utf-8")
    body = _save(lowered.tensors) if lowered.tensors else b""
    if len(header) > MAX_HEADER or len(body) > MAX_BODY:
        raise WireError(f"the answer is too large: {(len(header) + len(body)) >> 20} MiB")
    if _containers(header) > MAX_CONTAINERS:
        raise WireError("the answer has too many parts")
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(header: bytes, body: bytes) -> Value:
    """The value of a frame's header and body; WireError for anything that `encode` would not have written."""
    try:
        structure = _parse(header)
        tensors = iter(_load(body) if body else ())
    except WireError:
        raise
    # Whatever the parsers dislike in bytes that a student's process wrote is one thing: no message.
    except Exception as error:
        raise WireError(f"not a message ({type(error).__name__})") from None
    value = _raise(structure, tensors, 0)
    if next(tensors, None) is not None:
        raise WireError("a tensor that nothing refers to")
    return value


def read(receive: Callable[[int], bytes]) -> Value:
    """Reads one frame; `receive(n)` returns exactly n bytes."""
    magic, header_length, body_length = PREFIX.unpack(receive(PREFIX.size))
    if magic != MAGIC or header_length > MAX_HEADER or body_length > MAX_BODY:
        raise WireError("not a message (bad prefix)")
    return decode(receive(header_length), receive(body_length))


def copy(value: Value) -> Value:
    """`value` as the other end of a wire would read it. What is small is copied without its bytes: nine tenths of the
    time are theirs.
    """
    lowered = _Lowered()
    structure = lowered.add(value)
    if lowered.size < SMALL and sum(tensor.nbytes for tensor in lowered.tensors.values()) <= MAX_BODY // 2:
        return _raise(structure, iter(lowered.tensors.items()), 0)
    frame = encode(value)
    _, header_length, _ = PREFIX.unpack(frame[: PREFIX.size])
    header_end = PREFIX.size + header_length
    return decode(frame[PREFIX.size : header_end], frame[header_end:])


class _Lowered:
    """A value in plain types of JSON, with marks for its tensors. size: at most so many parts and characters."""

    def __init__(self) -> None:
        self.tensors: dict[str, torch.Tensor] = {}
        self.size = 0

    def add(self, value: Value, depth: int = 0) -> Value:
        """The plain types of `value`; WireError where it holds something that is no data."""
        if depth > MAX_DEPTH:
            raise WireError("the answer is nested too deeply")
        self.size += 1
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, float):
            return float.__add__(value, -0.0)  # a student's own class of numbers becomes a plain one
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int):
            return _bounded(int.__add__(value, 0))
        if isinstance(value, torch.Tensor):
            return {"$tensor": self._tensor(value)}
        if isinstance(value, Remote):
            return {"$object": _bounded(value.number), "kind": self._text(value.kind[:MAX_KIND])}
        if isinstance(value, (list, tuple)):
            return [self.add(item, depth + 1) for item in value]
        if isinstance(value, dict):
            if not all(isinstance(key, str) and not key.startswith("$") for key in value):
                raise WireError("a dict with keys that are no plain names cannot be sent")
            lowered = {self._text(key): self.add(item, depth + 1) for key, item in value.items()}
            if len(lowered) < len(value):
                raise WireError("a dict with keys that cannot be written cannot be sent")
            return lowered
        raise WireError(f"a {type(value).__name__} cannot be sent")

    def _text(self, text: str) -> str:
        """As it can be written: halves of surrogate pairs cannot."""
        self.size += len(text)
        return str.encode(text, "utf-8", "replace").decode("utf-8")

    def _tensor(self, value: torch.Tensor) -> str:
        if value.dtype not in DTYPES or value.layout is not torch.strided:
            raise WireError(f"a tensor of type {value.dtype}, {value.layout} cannot be sent")
        if len(self.tensors) == MAX_TENSORS:
            raise WireError("the answer has too many tensors")
        name = str(len(self.tensors))
        # A copy of its own: safetensors refuses tensors that share memory.
        try:
            copied = value.detach().to("cpu").contiguous().clone().as_subclass(torch.Tensor)
        except RuntimeError as error:  # some torch has no copy of one that wraps nothing
            raise WireError(f"a tensor without numbers of its own cannot be sent: {error}") from None
        _address(copied)
        self.tensors[name] = _checked(copied)
        return name


def _raise(value: Value, tensors: Iterator[tuple[str, torch.Tensor]], depth: int) -> Value:
    """`value` with what its marks stand for; lists and dicts are filled in place, a second tree would cost as much."""
    if not isinstance(value, (list, dict)):
        return value
    if isinstance(value, dict) and any(key.startswith("$") for key in value):
        return _marked(value, tensors)
    if value and depth == MAX_DEPTH:
        raise WireError("nested too deeply")
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, (list, dict)):
            value[key] = _raise(item, tensors, depth + 1)
    return value


def _marked(mark: dict[str, Value], tensors: Iterator[tuple[str, torch.Tensor]]) -> torch.Tensor | Remote:
    """What a mark stands for. The tensors come in the order in which they were numbered."""
    if tuple(mark) == ("$tensor",):
        name, tensor = next(tensors, (None, None))
        if tensor is None or mark["$tensor"] != name:
            raise WireError("a tensor is missing")
        return tensor
    if tuple(mark) == ("$object", "kind"):
        number, kind = mark.values()
        if type(number) is not int or not isinstance(kind, str) or len(kind) > MAX_KIND:
            raise WireError("a bad reference")
        return Remote(number, kind)
    raise WireError("an unknown mark")


def _save(tensors: dict[str, torch.Tensor]) -> bytes:
    """What safetensors.torch.save gives, which looks at each tensor for so long that it would cost most of a frame."""
    return serialize({name: _spec(tensor) for name, tensor in tensors.items()})


def _spec(tensor: torch.Tensor) -> TensorSpec:
    """Where the numbers of a contiguous tensor lie."""
    return TensorSpec(
        dtype=str(tensor.dtype).removeprefix("torch."),
        shape=tensor.shape,
        data_ptr=_address(tensor),
        data_len=tensor.nbytes,
    )


def _address(tensor: torch.Tensor) -> int:
    address = tensor.data_ptr()
    if not address and tensor.numel():  # a student's own class may have none
        raise WireError("a tensor without numbers cannot be sent")
    return address


def _load(body: bytes) -> list[tuple[str, torch.Tensor]]:
    """The body's tensors by their names "0", "1", ... in this order."""
    length = int.from_bytes(body[:8], "little")
    if length > MAX_HEADER:
        raise WireError("too many tensors")
    text = body[8 : 8 + length].rstrip(b" ")
    if length - len(text) >= 8:  # safetensors fills up with blanks, to a multiple of 8
        raise WireError("not a message (blanks)")
    layout = _parse(text)
    names = [str(number) for number in range(min(len(layout), MAX_TENSORS + 1))]
    if not 0 < len(names) <= MAX_TENSORS or layout.keys() != set(names):
        raise WireError("a body with other names than it should have")
    if any(entry.keys() != LAYOUT for entry in layout.values()):
        raise WireError("a body that says more than tensors")
    tensors = load_tensors(body)
    return [(name, _checked(tensors[name])) for name in names]


def _checked(tensor: torch.Tensor) -> torch.Tensor:
    if tensor.dtype not in DTYPES:
        raise WireError("a tensor has a type that is not sent")
    if tensor.dim() > MAX_DIMENSIONS:
        raise WireError("a tensor has too many dimensions")
    if tensor.numel() == 0:
        # One of shape (0, 10**12) takes no room on the wire, but its sum over the first dimension does.
        if math.prod(size or 1 for size in tensor.shape) * tensor.element_size() > MAX_BODY:
            raise WireError("an empty tensor is too large")
    # torch takes the bytes of a bool for 0 or 1; what it makes of others is not defined.
    elif tensor.dtype is torch.bool and tensor.view(torch.uint8).max() > 1:
        raise WireError("a truth value is neither true nor false")
    return tensor


def _parse(text: bytes) -> Value:
    """The JSON in `text`, in the one spelling that `encode` uses: no blanks, no key twice, no other escapes."""
    if _containers(text) > MAX_CONTAINERS:
        raise WireError("too many parts")
    structure = _READER.decode(text.decode("utf-8"))
    if _WRITER.encode(structure).encode("utf-8") != text:
        raise WireError("not a message (another spelling)")
    return structure


def _containers(text: bytes) -> int:
    return text.count(b"[") + text.count(b"{")


def _integer(digits: str) -> int:
    # Python takes long to read many digits.
    if len(digits) > len(str(-(2**63))):
        raise WireError("an integer beyond 64 bits")
    return _bounded(int(digits))


def _bounded(number: int) -> int:
    if not -(2**63) <= number < 2**63:
        raise WireError("an integer beyond 64 bits")
    return number


_READER = json.JSONDecoder(parse_int=_integer)
_WRITER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
