"""The wire carries data whole, and whatever a student's process sends instead is a WireError and nothing else."""

from __future__ import annotations

import json
import math
import struct
from enum import IntEnum

import pytest
import torch
from fuzz.frames import read, same
from safetensors.torch import save

from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import (
    MAGIC,
    MAX_BODY,
    MAX_CONTAINERS,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_KIND,
    MAX_TENSORS,
    PREFIX,
    Remote,
    WireError,
)

LARGEST = 2**63 - 1


def frame(header: object, body: bytes = b"") -> bytes:
    """A frame of a header as `encode` spells it, or of these very bytes."""
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return PREFIX.pack(MAGIC, len(text), len(body)) + text + body


def body(layout: object, data: bytes = b"") -> bytes:
    """A safetensors body of any layout, or of these very bytes for one."""
    text = layout if isinstance(layout, bytes) else json.dumps(layout, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def entry(start: int, end: int, dtype: str = "U8", shape: list[int] | None = None) -> dict[str, object]:
    return {"dtype": dtype, "shape": [end - start] if shape is None else shape, "data_offsets": [start, end]}


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -LARGEST - 1,
        LARGEST,
        0.1,
        math.inf,
        -math.inf,
        "",
        "三 → \n\0\U0001f600",
        [],
        {},
        [1, [2.5, [None, ["x"]]]],
        {"a": {"b": [True, {"": 1}]}},
        Remote(3, "CNN"),
        {"net": [Remote(0, "RNN")]},
        nested(MAX_DEPTH),
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_went(value):
    back = read(wire.encode(value))
    assert back == value
    assert type(back) is type(value)


def test_nan_comes_back_as_nan():
    assert math.isnan(read(wire.encode(math.nan)))


def test_a_tuple_comes_back_as_a_list():
    assert read(wire.encode((1, (2,)))) == [1, [2]]


@pytest.mark.parametrize("dtype", sorted(wire.DTYPES, key=str), ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3), (2, 0, 4)], ids=str)
def test_a_tensor_comes_back_with_its_type_shape_and_values(dtype, shape):
    tensor = (torch.randn(shape, generator=torch.Generator().manual_seed(1)) * 3).to(dtype)
    back = read(wire.encode({"x": [tensor]}))["x"][0]
    assert back.dtype == dtype
    assert back.shape == tensor.shape
    assert torch.equal(back, tensor)


def test_views_and_tensors_that_share_memory_are_sent_each_by_itself():
    base = torch.arange(12.0).reshape(3, 4)
    back = read(wire.encode([base.T, base[:, 1], base, base]))
    assert [t.tolist() for t in back] == [base.T.tolist(), base[:, 1].tolist(), base.tolist(), base.tolist()]


def test_a_tensor_with_gradient_history_is_sent_without_it():
    back = read(wire.encode(torch.nn.Parameter(torch.ones(2)) * 3))
    assert not back.requires_grad
    assert back.tolist() == [3, 3]


def test_a_tensor_that_wraps_no_numbers_is_refused():
    class Hollow(torch.Tensor):
        @staticmethod
        def __new__(cls):
            return torch.Tensor._make_wrapper_subclass(cls, (3,))

        @classmethod
        def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
            return cls()

    with pytest.raises(WireError, match="without numbers"):
        wire.encode(Hollow())


def test_a_subclass_of_tensor_arrives_as_a_plain_tensor():
    class Sly(torch.Tensor):
        def __eq__(self, other):
            return True

    assert type(read(wire.encode(torch.ones(2).as_subclass(Sly)))) is torch.Tensor


@pytest.mark.parametrize(
    "value",
    [
        object(),
        b"bytes",
        {1: 2},
        {"$tensor": "0"},
        {1, 2},
        LARGEST + 1,
        nested(MAX_DEPTH + 1),
        torch.zeros(2, dtype=torch.complex64),
        torch.eye(2).to_sparse(),
        torch.nn.Linear(1, 1),
        torch.zeros([1] * (MAX_DIMENSIONS + 1)),
        torch.zeros(0, MAX_BODY),
        [torch.zeros(())] * (MAX_TENSORS + 1),
        [[]] * MAX_CONTAINERS,
        Remote(2**63, "CNN"),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("send", [wire.encode, wire.copy])
def test_what_is_no_data_is_not_sent(value, send):
    with pytest.raises(WireError):
        send(value)


def test_what_contains_itself_is_not_sent():
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(WireError, match="too deeply"):
        wire.encode(loop)


@pytest.mark.parametrize(
    "value",
    [
        nested(MAX_DEPTH),
        [0] * 100_000,
        [[]] * (MAX_CONTAINERS - 1),
        [torch.zeros(())] * MAX_TENSORS,
        torch.zeros([1] * MAX_DIMENSIONS),
        torch.zeros(0, MAX_BODY // 4),
        "x" * (MAX_HEADER - 2),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_at_a_limit_comes_back(value):
    assert same(read(wire.encode(value)), value)
    assert same(wire.copy(value), value)


@pytest.mark.parametrize("send", [wire.encode, wire.copy])
@pytest.mark.parametrize(
    "make",
    [
        lambda: "x" * MAX_HEADER,
        lambda: "\0" * (MAX_HEADER // 6 + 1),  # each takes six bytes
        lambda: torch.zeros(MAX_BODY + 1, dtype=torch.uint8),
    ],
    ids=["text", "escaped text", "tensor"],
)
def test_a_value_beyond_the_largest_message_is_not_sent(make, send):
    with pytest.raises(WireError, match="too large"):
        send(make())


def test_what_is_copied_is_of_plain_types_and_shares_nothing():
    class Number(float):
        pass

    class Text(str):
        pass

    class Whole(IntEnum):
        ONE = 1

    tensor = torch.nn.Parameter(torch.ones(2, 3))
    value = {Text("a"): [Number(1.5), Text("b"), Whole.ONE, (True, None)], "t": tensor.T}
    back = wire.copy(value)
    assert same(back, read(wire.encode(value)))
    kinds = [type(each) for each in (*back, *back["a"], *back["a"][3])]
    assert kinds == [str, str, float, str, int, list, bool, type(None)]
    assert not back["t"].requires_grad
    back["t"].zero_()
    assert tensor.sum() == 6


TENSORS = save({"0": torch.ones(2, 3)})
TWO = save({"0": torch.ones(2), "1": torch.ones(2)})
ENTRY = json.dumps(entry(0, 1), separators=(",", ":")).encode()
MARKS = [{"$tensor": "0"}, {"$tensor": "1"}]
FOREIGN = save({"0": torch.zeros(2, dtype=torch.float8_e4m3fn)})

MALFORMED = {
    "another magic": PREFIX.pack(b"KIT2", 2, 0) + b"{}",
    "a header beyond the limit": PREFIX.pack(MAGIC, MAX_HEADER + 1, 0),
    "a body beyond the limit": PREFIX.pack(MAGIC, 2, MAX_BODY + 1) + b"{}",
    "the longest lengths there are": PREFIX.pack(MAGIC, 2**32 - 1, 2**64 - 1),
    "an empty header": frame(b""),
    "no JSON": frame(b"{'a': 1}"),
    "two values": frame(b"1 2"),
    "no UTF-8": frame(b'"\xff\xfe"'),
    "a pickle": frame(b"\x80\x04K\x01."),
    "nested too deeply for us": frame(nested(MAX_DEPTH + 1)),
    "nested too deeply for the parser": frame(b"[" * 1_000_000 + b"]" * 1_000_000),
    "objects nested too deeply for the parser": frame(b'{"a":' * 500_000),
    "an integer of 65 bits": frame(b"9223372036854775808"),
    "an integer that takes long to read": frame(b"1" * 1_000_000),
    "an unknown mark": frame({"$code": "print(1)"}),
    "a mark among other keys": frame({"$tensor": "0", "other": 1}, TENSORS),
    "a tensor that is not there": frame({"$tensor": "1"}, TENSORS),
    "a tensor without a body": frame({"$tensor": "0"}),
    "a tensor named by a number": frame({"$tensor": 0}, TENSORS),
    "a tensor named by a list": frame({"$tensor": []}, TENSORS),
    "an object without a kind": frame({"$object": 1}),
    "an object whose number is text": frame({"$object": "1", "kind": "CNN"}),
    "an object whose number is a truth value": frame({"$object": True, "kind": "CNN"}),
    "an object whose number is beyond 64 bits": frame({"$object": 2**70, "kind": "CNN"}),
    "an object whose kind is no text": frame({"$object": 1, "kind": ["CNN"]}),
    "a body that is no safetensors": frame({"$tensor": "0"}, b"garbage!" * 10),
    "a body cut short": frame({"$tensor": "0"}, TENSORS[:-1]),
    "bytes after the tensors": frame({"$tensor": "0"}, TENSORS + b"\0"),
    "a body of a few bytes": frame({"$tensor": "0"}, b"\1"),
    "blanks": frame(b"[1, 2]"),
    "a blank before": frame(b" 1"),
    "a line's end after": frame(b"1\n"),
    "a mark of byte order": frame(b"\xef\xbb\xbf1"),
    "a key twice": frame(b'{"value":1,"value":2}'),
    "an escape that is not needed": frame(rb'"\u0041"'),
    "an escaped slash": frame(rb'"\/"'),
    "half a surrogate pair": frame(rb'{"raised":"a\ud800b"}'),
    "half a surrogate pair in a key": frame(rb'{"\udfff":1}'),
    "half a surrogate pair as bytes": frame(b'"\xed\xa0\x80"'),
    "an overlong zero": frame(b'"\xc0\x80"'),
    "a control character": frame(b'"\x01"'),
    "a negative zero that is an integer": frame(b"-0"),
    "a number with an exponent": frame(b"1e3"),
    "a number beyond the largest": frame(b"1e999"),
    "a number with a zero too many": frame(b"0.10"),
    "a number with many digits": frame(b"0." + b"1" * 1_000_000),
    "too many lists": frame(b"[" + b"[]," * MAX_CONTAINERS + b"0]"),
    "too many dicts": frame(b"[" + b"{}," * MAX_CONTAINERS + b"0]"),
    "a value nested too deeply beside nothing": frame({"a": nested(MAX_DEPTH)}),
    "an object whose name is too long": frame({"$object": 1, "kind": "x" * 81}),
    "an object whose fields are swapped": frame({"kind": "CNN", "$object": 1}),
    "a number that is an object's": frame({"$object": 1.0, "kind": "CNN"}),
    "a tensor used twice": frame([{"$tensor": "0"}, {"$tensor": "0"}], TENSORS),
    "a tensor that is not used": frame(None, TENSORS),
    "one of two tensors used": frame({"$tensor": "0"}, TWO),
    "tensors in another order": frame([{"$tensor": "1"}, {"$tensor": "0"}], TWO),
    "a tensor of another name": frame({"$tensor": "a"}, save({"a": torch.ones(1)})),
    "tensors counted from one": frame({"$tensor": "1"}, save({"1": torch.ones(1)})),
    "a body that says more than tensors": frame({"$tensor": "0"}, save({"0": torch.ones(1)}, {"by": "me"})),
    "a tensor with a note": frame(MARKS[0], body({"0": entry(0, 1) | {"by": "me"}}, b"\0")),
    "a tensor that is laid out as text": frame(MARKS[0], body({"0": "U8"}, b"\0")),
    "a body without tensors": frame(None, body({})),
    "a body whose layout is a list": frame({"$tensor": "0"}, body([])),
    "a layout beyond the limit": frame({"$tensor": "0"}, struct.pack("<Q", MAX_HEADER + 1) + b"{}"),
    "a layout beyond the body": frame({"$tensor": "0"}, struct.pack("<Q", 1000) + b"{}"),
    "a layout with blanks": frame(MARKS[0], body(json.dumps({"0": entry(0, 1)}).encode(), b"\0")),
    "a layout filled up with too many blanks": frame(MARKS[0], body(b'{"0":%b}' % ENTRY + b" " * 8, b"\0")),
    "a tensor twice in the layout": frame(MARKS[0], body(b'{"0":%b,"0":%b}' % (ENTRY, ENTRY), b"\0")),
    "overlapping tensors": frame(MARKS, body({"0": entry(0, 8), "1": entry(4, 12)}, b"\0" * 12)),
    "tensors with a gap": frame(MARKS, body({"0": entry(0, 4), "1": entry(8, 12)}, b"\0" * 12)),
    "two tensors in the same place": frame(MARKS, body({"0": entry(0, 4), "1": entry(0, 4)}, b"\0" * 4)),
    "offsets the wrong way round": frame(MARKS[0], body({"0": entry(4, 0, shape=[4])}, b"\0" * 4)),
    "a shape that is no tensor's": frame(MARKS[0], body({"0": entry(0, 4, shape=[3])}, b"\0" * 4)),
    "a negative shape": frame(MARKS[0], body({"0": entry(0, 4, shape=[-4])}, b"\0" * 4)),
    "a shape that overflows": frame(MARKS[0], body({"0": entry(0, 4, shape=[2**32, 2**32, 4])}, b"\0" * 4)),
    "a shape that overflows to nothing": frame(MARKS[0], body({"0": entry(0, 0, shape=[2**32, 2**32])})),
    "too many dimensions": frame(MARKS[0], body({"0": entry(0, 1, shape=[1] * 17)}, b"\0")),
    "an empty tensor whose sum is huge": frame(MARKS[0], body({"0": entry(0, 0, shape=[0, 2**40])})),
    "an empty tensor whose shape overflows": frame(
        MARKS[0], body({"0": entry(0, 0, shape=[2**62, 0, 2**62])})
    ),
    "a truth value of 2": frame(MARKS[0], body({"0": entry(0, 1, "BOOL")}, b"\2")),
    "too many tensors": frame(
        [{"$tensor": str(number)} for number in range(MAX_TENSORS + 1)],
        body(
            {str(number): entry(number, number + 1) for number in range(MAX_TENSORS + 1)},
            b"\0" * (MAX_TENSORS + 1),
        ),
    ),
    "a type that is not sent": frame({"$tensor": "0"}, FOREIGN),
    "a type that is not sent, in a tensor that is not used": frame({}, FOREIGN),
}


@pytest.mark.parametrize("bad", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_is_a_wire_error(bad):
    with pytest.raises(WireError):
        read(bad)


def test_a_frame_cut_short_anywhere_is_an_end_of_file():
    whole = wire.encode({"x": torch.ones(2), "y": [1, "z"]})
    for length in range(len(whole)):
        with pytest.raises(EOFError):
            read(whole[:length])


def test_what_the_malformed_bodies_are_made_of_is_sound():
    back = read(frame(MARKS, body({"0": entry(0, 4), "1": entry(4, 8, "F32", [1])}, b"\1\2\3\4\0\0\x80?")))
    assert [tensor.tolist() for tensor in back] == [[1, 2, 3, 4], [1.0]]
    assert read(frame(MARKS[0], body(b'{"0":%b}' % ENTRY, b"\7"))).tolist() == [7]
    assert read(frame(MARKS[0], body({"0": entry(0, 2, "BOOL")}, b"\0\1"))).tolist() == [False, True]
    assert read(frame(MARKS[0], body({"0": entry(0, 0, shape=[0, 5])}))).shape == (0, 5)
    assert (
        read(frame(MARKS[0], body({"0": entry(0, 1, shape=[1] * MAX_DIMENSIONS)}, b"\0"))).dim()
        == MAX_DIMENSIONS
    )


def test_the_name_of_a_remote_kind_is_cut():
    assert read(wire.encode(Remote(1, "x" * 10_000))) == Remote(1, "x" * MAX_KIND)


def test_half_a_surrogate_pair_is_not_sent():
    """It could not be written to a report: one such exception text would break the grading of a class."""
    back = read(wire.encode({"raised": "a\ud800b", "\udfff": ["\ud83d", "\U0001f600"]}))
    assert back == {"raised": "a?b", "?": ["?", "\U0001f600"]}


def test_keys_that_differ_only_in_half_a_surrogate_pair_are_not_sent():
    with pytest.raises(WireError):
        wire.encode(dict.fromkeys(["\ud800", "\ud801"], 1))
