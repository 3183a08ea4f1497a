"""Real frames of the wire, and what must hold of any bytes that are read as one."""

from __future__ import annotations

import math
import struct

import torch

from autograder.sandbox.answer_schema import check_answer
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import PREFIX, Remote, WireError


def read(frame: bytes) -> wire.Value:
    """Reads one frame as from a connection; EOFError where it ends early."""
    position = 0

    def receive(count: int) -> bytes:
        nonlocal position
        part = frame[position : position + count]
        position += count
        if len(part) < count:
            raise EOFError
        return part

    return wire.read(receive)


def real() -> list[bytes]:
    """Frames as workers send them, of every kind of answer and every kind of value."""
    chance = torch.Generator().manual_seed(1)
    tensors = [(torch.randn(2, 2, generator=chance) * 3).to(dtype) for dtype in sorted(wire.DTYPES, key=str)]
    return [
        wire.encode({"ready": 7}),
        wire.encode({"value": None, "printed": ""}),
        wire.encode({"value": tensors, "printed": "Epoch 0/1, Loss 0.1\n"}),
        wire.encode({"value": {"weight": tensors[0], "b": torch.zeros(2, 0, 3), "s": torch.tensor(0.5)}}),
        wire.encode({"value": {"steps": [{"kind": "Adam", "lr": 1e-3, "n": -7}], "net": Remote(2, "CNN")}}),
        wire.encode({"value": [True, False, math.nan, -math.inf, 2**63 - 1, -(2**63), -0.0, [[], {}]]}),
        wire.encode({"raised": "ValueError: ✗ 三 \U0001f600", "where": "cell 3, line 2", "over": "memory"}),
        wire.encode({"missing": "CNN", "problems": ['cell 2: "\\"\n'], "notes": ["one process"]}),
        wire.encode({"unsendable": "a Tensor cannot be sent"}),
    ]


def at_the_caps() -> list[bytes]:
    """Frames of values that could not be a little deeper, longer or larger."""
    deep: wire.Value = []
    for _ in range(wire.MAX_DEPTH):
        deep = [deep]
    return [
        wire.encode(deep),
        wire.encode(torch.zeros([1] * wire.MAX_DIMENSIONS, dtype=torch.int16)),
        wire.encode(torch.zeros(0, wire.MAX_BODY // 2, dtype=torch.bfloat16)),
        wire.encode(Remote(2**63 - 1, "x" * wire.MAX_KIND)),
    ]


def parts(frame: bytes) -> list[bytes]:
    """A frame's header, the layout of its tensors and their bytes, as far as its lengths can be true."""
    start, rest = frame[: PREFIX.size].ljust(PREFIX.size, b"\0"), frame[PREFIX.size :]
    end = PREFIX.unpack(start)[1]
    header, body = rest[:end], rest[end:]
    if len(body) < 8:
        return [header, b"", body]
    end = 8 + int.from_bytes(body[:8], "little")
    return [header, body[8:end], body[end:]]


def joined(parts: list[bytes]) -> bytes:
    """The frame of these parts, its lengths those that they have."""
    header, layout, data = parts
    body = len(layout).to_bytes(8, "little") + layout + data if layout else data
    return PREFIX.pack(wire.MAGIC, len(header), len(body)) + header + body


def mended(frame: bytes) -> bytes:
    """`frame` with the lengths that its parts have, so that a change of lengths is a change of content."""
    return joined(parts(frame))


def outcome(frame: bytes) -> str:
    """How `frame` is read: "value", "refused" or "cut short".

    Anything else is a fault: an exception of another type, a value of other than plain types or beyond the caps,
    one that cannot be written to a report, or one that `encode` would have written otherwise.
    """
    try:
        value = read(frame)
    except WireError:
        return "refused"
    except EOFError:
        return "cut short"
    assert_plain(value, 0)
    header_end = PREFIX.size + PREFIX.unpack(frame[: PREFIX.size])[1]
    again = wire.encode(value)
    assert (
        again[PREFIX.size : PREFIX.size + PREFIX.unpack(again[: PREFIX.size])[1]]
        == frame[PREFIX.size : header_end]
    )
    assert same(read(again), value)
    try:
        answer = check_answer(value)
    except WireError:
        return "value"
    assert len(answer.keys() & {"value", "raised", "missing", "unsendable"}) == 1
    return "value"


def assert_plain(value: wire.Value, depth: int) -> None:
    if type(value) is list or type(value) is dict:
        assert depth < wire.MAX_DEPTH or not value
        for item in value.values() if isinstance(value, dict) else value:
            assert_plain(item, depth + 1)
        for key in value if isinstance(value, dict) else ():
            assert type(key) is str
            assert not key.startswith("$")
            key.encode("utf-8")
    elif type(value) is torch.Tensor:
        assert value.dtype in wire.DTYPES
        assert value.layout is torch.strided
        assert value.device.type == "cpu"
        assert not value.requires_grad
        assert value.is_contiguous()
        assert value.dim() <= wire.MAX_DIMENSIONS
        assert math.prod(max(size, 1) for size in value.shape) * value.element_size() <= wire.MAX_BODY
        assert value.dtype is not torch.bool or set(raw(value)) <= {0, 1}
    elif type(value) is Remote:
        assert type(value.number) is int
        assert len(value.kind.encode("utf-8").decode("utf-8")) <= wire.MAX_KIND
    elif type(value) is str:
        value.encode("utf-8")
    elif type(value) is int:
        assert -(2**63) <= value < 2**63
    else:
        assert type(value) in (bool, float, type(None))


def same(one: wire.Value, other: wire.Value) -> bool:
    """Equal in type and, to the bit, in value: NaN is itself, and 0.0 is not -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(map(same, one.values(), other.values()))
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and one.shape == other.shape and raw(one) == raw(other)
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or struct.pack("d", one) == struct.pack("d", other)
    return bool(one == other)


def raw(tensor: torch.Tensor) -> bytes:
    return bytes(tensor.contiguous().reshape(-1).view(torch.uint8).tolist())
