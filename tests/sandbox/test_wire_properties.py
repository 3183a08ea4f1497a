"""Whatever value there is comes back whole, and whatever bytes there are is a value or a WireError."""

from __future__ import annotations

import contextlib
import json
import struct
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import torch
from fuzz.frames import at_the_caps, joined, mended, outcome, parts, read, real, same
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import (
    MAGIC,
    MAX_BODY,
    MAX_DIMENSIONS,
    MAX_HEADER,
    PREFIX,
    Remote,
    WireError,
)

# The same examples everywhere, and no file of theirs in the tree.
steady = settings(derandomize=True, deadline=None, database=None, max_examples=200)

FRAMES = real() + at_the_caps()
NAMES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


@st.composite
def tensors(draw: st.DrawFn) -> torch.Tensor:
    """A tensor of any type and shape, its bits any bits: numbers, infinities, every NaN."""
    dtype = draw(st.sampled_from(sorted(wire.DTYPES, key=str)))
    shape = draw(st.lists(st.integers(0, 3), max_size=4))
    count = torch.zeros(shape).numel()
    size = count * dtype.itemsize
    bits = draw(st.binary(min_size=size, max_size=size))
    if dtype is torch.bool:
        bits = bytes(byte & 1 for byte in bits)
    if not bits:
        return torch.zeros(shape, dtype=dtype)
    return torch.frombuffer(bytearray(bits), dtype=dtype).reshape(shape)


INTEGERS = st.integers(-(2**63), 2**63 - 1)
KEYS = st.text().filter(lambda key: not key.startswith("$"))
LEAVES = (
    st.none()
    | st.booleans()
    | INTEGERS
    | st.floats()
    | st.text()
    | tensors()
    | st.builds(Remote, INTEGERS, st.text(max_size=wire.MAX_KIND))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@steady
@given(VALUES)
def test_every_value_comes_back_as_it_went(value):
    frame = wire.encode(value)
    assert same(read(frame), value)
    assert same(wire.copy(value), value)
    assert outcome(frame) == "value"


HALVES = st.text(st.characters(categories=["Cs", "L", "Cc"]))


def written(value: wire.Value) -> wire.Value:
    """`value` as it can be written; KeyError where two keys differ only in halves of surrogate pairs."""
    if isinstance(value, list):
        return [written(item) for item in value]
    if isinstance(value, dict):
        items = {written(key): written(item) for key, item in value.items()}
        if len(items) < len(value):
            raise KeyError
        return items
    return value.encode("utf-8", "replace").decode("utf-8")


@steady
@given(st.recursive(HALVES, lambda inner: st.lists(inner) | st.dictionaries(HALVES, inner), max_leaves=10))
def test_text_with_half_surrogate_pairs_is_sent_as_text_that_can_be_written(value):
    try:
        expected = written(value)
    except KeyError:
        with pytest.raises(WireError, match="keys"):
            wire.encode(value)
        with pytest.raises(WireError, match="keys"):
            wire.copy(value)
    else:
        assert same(read(wire.encode(value)), expected)
        assert same(wire.copy(value), expected)


Edit = Callable[[bytes], bytes]


def edits() -> st.SearchStrategy[Edit]:
    """Changes of a piece of bytes: of a bit, of a stretch, a cut, a splice of what means something in a frame."""
    place = st.integers(0, 2**31)
    pieces = [
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b'"',
        b"null",
        b"1e999",
        b"-0",
        b" ",
        b'"$tensor":"0"',
        b"\\ud800",
        b"\xff",
    ]

    def flip(at: int, bit: int) -> Edit:
        return lambda data: _set(data, at, lambda byte: byte ^ 1 << bit)

    def cut(at: int, length: int) -> Edit:
        return lambda data: data[: at % (len(data) + 1)] + data[at % (len(data) + 1) + length :]

    def splice(at: int, piece: bytes) -> Edit:
        return lambda data: data[: at % (len(data) + 1)] + piece + data[at % (len(data) + 1) :]

    def double(at: int, length: int) -> Edit:
        return lambda data: (
            data[: at % (len(data) + 1)]
            + data[at % (len(data) + 1) :][:length]
            + data[at % (len(data) + 1) :]
        )

    return (
        st.builds(flip, place, st.integers(0, 7))
        | st.builds(cut, place, st.sampled_from((1, 2, 8, 64)))
        | st.builds(splice, place, st.sampled_from(pieces) | st.binary(max_size=4))
        | st.builds(double, place, st.integers(1, 40))
    )


def _set(data: bytes, at: int, change: Callable[[int], int]) -> bytes:
    changed = bytearray(data)
    if changed:
        changed[at % len(changed)] = change(changed[at % len(changed)])
    return bytes(changed)


def test_a_changed_frame_is_a_value_or_refused():
    seen: Counter[str] = Counter()

    @settings(steady, max_examples=1000)
    @given(st.sampled_from(FRAMES), st.lists(edits(), min_size=1, max_size=4), st.booleans())
    def check(frame: bytes, changes: list[Edit], mend: bool) -> None:
        for change in changes:
            frame = change(frame)
        seen[outcome(mended(frame) if mend else frame)] += 1

    check()
    # Each happens, or the changes are too tame, or too wild, to tell anything.
    assert min(seen[kind] for kind in ("value", "refused", "cut short")) > 20


def test_a_frame_of_which_one_part_is_changed_is_a_value_or_refused():
    seen: Counter[str] = Counter()

    @settings(steady, max_examples=1000)
    @given(st.sampled_from(FRAMES), st.integers(0, 2), st.lists(edits(), min_size=1, max_size=2))
    def check(frame: bytes, number: int, changes: list[Edit]) -> None:
        pieces = parts(frame)
        for change in changes:
            pieces[number] = change(pieces[number])
        seen[outcome(joined(pieces))] += 1

    check()
    assert min(seen[kind] for kind in ("value", "refused")) > 20


@steady
@given(
    st.sampled_from(FRAMES),
    st.sampled_from([MAGIC, b"KIT2", b"\0\0\0\0"]),
    st.integers(0, 2**32 - 1) | st.integers(0, 400) | st.just(MAX_HEADER + 1),
    st.integers(0, 2**64 - 1) | st.integers(0, 400) | st.just(MAX_BODY + 1),
)
def test_a_frame_that_lies_about_its_lengths_is_refused_or_cut_short_and_nothing_is_read_beyond_the_caps(
    frame, magic, header, body
):
    asked = 0

    def receive(count: int) -> bytes:
        nonlocal asked
        asked += count
        if asked > len(data):
            raise EOFError
        return data[asked - count : asked]

    data = PREFIX.pack(magic, header, body) + frame[PREFIX.size :]
    with contextlib.suppress(WireError, EOFError):
        wire.read(receive)
    assert asked <= PREFIX.size + MAX_HEADER + MAX_BODY
    assert outcome(data) in ("value", "refused", "cut short")


# A frame made by the rules of JSON, with marks and layouts of tensors that are right and wrong.
MARKED = st.sampled_from(
    [
        {"$tensor": "0"},
        {"$tensor": "1"},
        {"$tensor": 0},
        {"$tensor": None},
        {"$tensor": ["0"]},
        {"$object": 1, "kind": "CNN"},
        {"kind": "CNN", "$object": 1},
        {"$object": 2**63, "kind": "CNN"},
        {"$object": 1, "kind": "x" * 81},
        {"$object": 1.0, "kind": "CNN"},
        {"$": 1},
        {"$tensor": "0", "$object": 1},
    ]
)
JSON = st.recursive(
    MARKED | st.none() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
NUMBERS = st.sampled_from([0, 1, 2, 4, 8, 16, -1, 2**31, 2**32, 2**62, 2**63, 2**64, 0.5, None, "1"])
ENTRY: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from([*NAMES, "F8_E5M2", "U16", "C64", "F4", "", None]),
        "shape": st.lists(NUMBERS, max_size=3) | st.just([1] * (MAX_DIMENSIONS + 1)) | st.just([0, 2**40]),
        "data_offsets": st.lists(NUMBERS, min_size=2, max_size=2) | st.lists(NUMBERS, max_size=3),
    },
    optional={"more": st.none()},
)


@settings(steady, max_examples=500)
@given(
    JSON,
    st.dictionaries(st.sampled_from(["0", "1", "2", "01", "", "__metadata__"]), ENTRY, max_size=3) | JSON,
    st.sampled_from([0, 1, 4, 8, 16]),
    st.booleans(),
)
def test_a_frame_of_any_json_is_a_value_or_refused(structure, layout, size, compact):
    separators = (",", ":") if compact else None
    header = json.dumps(structure, ensure_ascii=not compact, separators=separators)
    text = json.dumps(layout, separators=separators).encode()
    text += b" " * (-len(text) % 8)
    frame = joined([header.encode("utf-8", "replace"), text, b"\0" * size])
    assert outcome(frame) in ("value", "refused")


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """The layout of tensors that fill their body, but for one number."""
    layout: dict[str, Any] = {}
    end = 0
    for number in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(NAMES)))
        shape = draw(st.lists(st.integers(0, 2), max_size=2))
        size = torch.zeros(shape).numel() * NAMES[name].itemsize
        layout[str(number)] = {"dtype": name, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    return layout, end


def test_a_layout_that_is_wrong_in_one_number_is_refused():
    seen: Counter[str] = Counter()

    @settings(steady, max_examples=500)
    @given(
        laid_out(), st.sampled_from(["nothing", "shape", "data_offsets", "dtype"]), NUMBERS, st.integers(0, 5)
    )
    def check(laid: tuple[dict[str, Any], int], field: str, number: Any, at: int) -> None:
        layout, size = laid
        header = json.dumps([{"$tensor": name} for name in layout], separators=(",", ":")).encode()
        entry = layout[str(at % len(layout))]
        if field == "dtype":
            entry[field] = number
        elif field != "nothing" and entry[field]:
            entry[field][at % len(entry[field])] = number
        text = json.dumps(layout, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        how = outcome(joined([header, text, b"\1" * size]))
        seen[how] += 1
        if field == "nothing":
            assert how == "value"
        if field == "dtype":
            assert how == "refused"

    check()
    assert min(seen[kind] for kind in ("value", "refused")) > 50


@steady
@given(st.binary(max_size=64), st.binary(max_size=64))
def test_any_bytes_at_all_are_a_value_or_refused(header, body):
    assert outcome(PREFIX.pack(MAGIC, len(header), len(body)) + header + body) in ("value", "refused")


@pytest.mark.parametrize("bits", [0x7FC00000, 0x7F800001, 0xFFC12345], ids=hex)
def test_a_nan_keeps_its_bits(bits):
    tensor = torch.frombuffer(bytearray(struct.pack("<I", bits)), dtype=torch.float32)
    assert same(read(wire.encode(tensor)), tensor)
