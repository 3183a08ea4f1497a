"""Plain values on their way: each comes back as what it was, and what a student's process forges is no value."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.sandbox.inside import plain, wire
from autograder.sandbox.inside.wire import Remote


def nothing(value: Any) -> Any:
    raise TypeError(f"a {type(value).__name__} was not to be kept")


def back(value: Any) -> Any:
    return plain.unpack(wire.copy(plain.pack(value, nothing)), nothing)


def sent(value: Any) -> Any:
    return plain.unpack_sent(wire.copy(plain.pack_sent(value, lambda value: None)), {})


VALUES = [
    *(None, True, 3, -(2**63), 2**63, -(2**99), 2.5, math.inf, "text", "", b"\x00a", 1 + 2j, ...),
    *(
        (),
        (1, (2, [3])),
        [],
        [(1,), {"a": (2,)}],
        {1: 2, (1, "a"): [3], "$tensor": {"0": 1}},
        {1, 2},
        frozenset("a"),
    ),
    *(
        range(1, 9, 3),
        slice(1, None, 2),
        torch.float64,
        torch.device("cpu"),
        Counter("aab"),
        OrderedDict(a=1),
    ),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value: Any):
    got = back(value)
    assert got == value
    assert type(got) is (dict if isinstance(value, dict) else type(value))


ARRAYS = [
    *(
        np.arange(6).reshape(2, 3)[:, ::-1],
        np.array(3.5),
        np.zeros((0, 3)),
        np.array([[True]]),
        np.float32([1, 2]),
    ),
    *(
        np.uint16([1, 65535]),
        np.uint64([2**64 - 1]),
        np.complex128([[1 + 2j]]),
        np.array([["a", "bc"]]),
        np.float16([1]),
    ),
    *(np.float64(2.5), np.int32(7), np.bool_(True), np.asfortranarray(np.arange(6.0).reshape(2, 3))),
]


@pytest.mark.parametrize("value", ARRAYS, ids=repr)
def test_an_array_comes_back_with_its_kind_and_shape(value: Any):
    got = back(value)
    assert type(got) is type(value)
    assert (got.dtype, got.shape) == (value.dtype, value.shape)
    assert np.array_equal(got, value)


def test_tensors_and_parameters_keep_what_they_are():
    assert back(torch.arange(3)).dtype == torch.int64
    assert not back(torch.ones(2)).requires_grad
    assert back(torch.ones(2, requires_grad=True) * 2).requires_grad
    packed = plain.pack(nn.Parameter(torch.ones(2)), lambda value: Remote(7, "Parameter"))
    parameter = plain.unpack(wire.copy(packed), nothing)
    assert isinstance(parameter, nn.Parameter)
    assert parameter.origin.number == 7
    assert isinstance(back(torch.max(torch.eye(2), dim=1)), tuple)


def test_what_contains_itself_or_is_nested_deeply_is_kept():
    value: list[Any] = []
    value.append(value)
    kept: list[Any] = []
    plain.pack(value, lambda each: kept.append(each) or Remote(1))
    assert kept == [value]


def test_a_grader_may_send_loaders_losses_optimizers_and_names_of_torch():
    x = torch.arange(5.0).reshape(5, 1)
    loader = sent(DataLoader(TensorDataset(x, x), batch_size=2))
    assert [len(batch) for batch, _ in loader] == [2, 2, 1]
    assert torch.equal(sent(TensorDataset(x)).tensors[0], x)
    assert [batch.tolist() for batch in sent(DataLoader([1, 2, 3], batch_size=2))] == [[1, 2], [3]]
    loss = sent(nn.CrossEntropyLoss(label_smoothing=0.25, reduction="sum"))
    assert (type(loss), loss.label_smoothing, loss.reduction) == (nn.CrossEntropyLoss, 0.25, "sum")
    for each in (
        torch.relu,
        nn.functional.relu,
        np.mean,
        np.sin,
        len,
        math.sqrt,
        nn.Linear,
        torch.optim.Adam,
        float,
    ):
        assert sent(each) is each
    weight = nn.Parameter(torch.ones(2))
    optimizer = plain.pack_sent(
        torch.optim.SGD([weight], lr=0.5, momentum=0.9),
        lambda value: {"object": 3} if isinstance(value, nn.Parameter) else None,
    )
    made = plain.unpack_sent(wire.copy(optimizer), {3: weight})
    assert made.param_groups[0]["params"] == [weight]
    assert (made.param_groups[0]["lr"], made.param_groups[0]["momentum"]) == (0.5, 0.9)
    for each in (lambda x: x, object(), Counter.most_common):
        with pytest.raises(TypeError, match="cannot be handed to the student's code"):
            sent(each)


FORGED = [
    *(
        {},
        {"a": 1, "b": 2},
        {"named": "os.system"},
        {"named": "torch.relu"},
        {"object": 0},
        {"loader": [[], 1, False, False]},
    ),
    *({"loss": ["MSELoss", {}]}, {"optimizer": ["SGD", []]}, {"int": "1" * 10**6}, {"int": 3}, {"int": "zz"}),
    *({"array": [1, "float32"]}, {"array": [torch.ones(2), "object"]}, {"array": [torch.ones(2), "float64"]}),
    *({"array": torch.ones(2)}, {"scalar": [torch.ones(2), "float32"]}, {"texts": [["a"], [10**9]]}),
    *(
        {"texts": [[torch.ones(1)], [1]]},
        {"dict": [[[], 1]]},
        {"dict": [1]},
        {"set": [[1]]},
        {"dtype": "nothing"},
    ),
    *(
        {"grad": 1},
        {"grad": torch.arange(2)},
        {"parameter": [1, True, None]},
        {"range": [0, 1, 0]},
        {"bytes": "x"},
    ),
    *(
        {"array": [torch.ones(3), "complex64"]},
        {"range": [0, 10**9, 1]},
        {"texts": [["a" * 10**6, *"b" * 99], [100]]},
    ),
    *({"device": "nothing"}, {"slice": [1]}, {"complex": "x"}, {"tuple": 3}, [{"tuple": [{"a": 1}]}]),
]


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: repr(forged)[:40])
def test_what_is_forged_is_no_value(forged: Any):
    with pytest.raises(plain.Unpackable):
        plain.unpack(forged, nothing)
