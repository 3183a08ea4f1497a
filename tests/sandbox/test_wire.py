"""The wire carries data whole, and whatever a student's process sends instead is a WireError and nothing else."""

from __future__ import annotations

import json
import math
import random

import pytest
import torch
from safetensors.torch import save

from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import MAGIC, MAX_BODY, MAX_DEPTH, MAX_HEADER, PREFIX, Remote, WireError

LARGEST = 2**63 - 1


def read(frame: bytes) -> wire.Value:
    """Reads one frame, which ends early where `frame` does."""
    position = 0

    def receive(count: int) -> bytes:
        nonlocal position
        part = frame[position : position + count]
        position += count
        if len(part) < count:
            raise EOFError
        return part

    return wire.read(receive)


def frame(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return PREFIX.pack(MAGIC, len(text), len(body)) + text + body


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
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_data_is_not_sent(value):
    with pytest.raises(WireError):
        wire.encode(value)


def test_what_contains_itself_is_not_sent():
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(WireError, match="too deeply"):
        wire.encode(loop)


def test_a_value_beyond_the_largest_message_is_not_sent():
    with pytest.raises(WireError, match="too large"):
        wire.encode("x" * MAX_HEADER)


TENSORS = save({"0": torch.ones(2, 3)})
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


def test_the_name_of_a_remote_kind_is_cut():
    assert len(read(frame({"$object": 1, "kind": "x" * 10_000})).kind) <= 80


def test_half_a_surrogate_pair_does_not_get_through():
    """It could not be written to a report: one such exception text would break the grading of a class."""
    back = read(frame(rb'{"raised": "a\ud800b", "\udfff": ["\ud83d\ude00"]}'))
    json.dumps(back, ensure_ascii=False).encode("utf-8")
    assert "\U0001f600" in json.dumps(back, ensure_ascii=False)


def seeds_of_mutants() -> list[bytes]:
    return [
        wire.encode({"value": [torch.randn(2, 3), torch.arange(4)], "printed": "Epoch 0/1, Loss 0.1"}),
        wire.encode({"value": {"steps": [{"kind": "Adam", "lr": 1e-3, "n": -7}], "net": Remote(2, "CNN")}}),
        wire.encode({"raised": "ValueError: ✗", "where": "cell 3, line 2", "x": [None, True, [[]]]}),
    ]


def mutant(source: bytes, chance: random.Random) -> bytes:
    """`source` with a few bytes changed, dropped, doubled or put in, lengths mended in half of all cases."""
    data = bytearray(source[PREFIX.size :])
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(data)) if data else 0
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.choice((1, 2, 8, 64))]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randrange(1, 40)]
        elif kind == 3:
            data[at:at] = chance.choice((b"[", b"{", b"1e999", b"-", b'"$', b"null,", b"\\u0000", b"99999"))
        elif data:
            data[at] ^= 1 << chance.randrange(8)
    _, header, body = PREFIX.unpack(source[: PREFIX.size])
    if chance.random() < 0.5:
        header = min(header, len(data))
        body = len(data) - header
    return PREFIX.pack(MAGIC, header, body) + bytes(data)


@pytest.mark.parametrize("seed", range(3))
def test_a_mutant_of_a_frame_is_a_value_or_a_wire_error(seed):
    chance = random.Random(seed)
    outcomes = {"value": 0, "refused": 0}
    for source in seeds_of_mutants():
        for _ in range(700):
            try:
                value = read(mutant(source, chance))
            except WireError:
                outcomes["refused"] += 1
            except EOFError:
                pass
            else:
                outcomes["value"] += 1
                wire.encode(value)  # what was let in is data through and through
    # Both happen, or the mutants are too tame, or too wild, to tell anything.
    assert min(outcomes.values()) > 100
