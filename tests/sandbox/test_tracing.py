"""A trace shows every feature map, however the network is spelled, and which weights were used in which order."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.sandbox.inside.tracing import MAX_OPERATIONS, Trace

FEATURE_MAPS = [(2, 10, 24, 24), (2, 10, 12, 12), (2, 20, 8, 8), (2, 20, 4, 4), (2, 320), (2, 10)]


class Modules(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.pool, self.relu, self.out = nn.MaxPool2d(2), nn.ReLU(inplace=True), nn.Linear(320, 10)

    def forward(self, x):
        x = self.relu(self.pool(self.first(x)))
        x = self.relu(self.pool(self.second(x)))
        return self.out(x.view(x.size(0), -1))


class Functional(Modules):
    def forward(self, x):
        x = F.max_pool2d(torch.relu(F.conv2d(x, self.first.weight, self.first.bias)), 2)
        x = F.max_pool2d(torch.relu(F.conv2d(x, self.second.weight, self.second.bias)), (2, 2))
        return F.linear(torch.flatten(x, 1), self.out.weight, self.out.bias)


class OneSequence(nn.Sequential):
    def __init__(self):
        block = [nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2)]
        super().__init__(*block, nn.ReLU(), nn.Flatten(), nn.Linear(320, 10))


class RawParameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Parameter(torch.randn(320, 10) / 20)
        self.kernels = nn.ParameterList([torch.randn(10, 1, 5, 5) / 5, torch.randn(20, 10, 5, 5) / 15])

    def forward(self, x):
        for kernel in self.kernels:
            x = F.max_pool2d(F.conv2d(x, kernel), 2).clamp(min=0)
        return x.reshape(len(x), -1) @ self.head


class PoolByHand(Modules):
    def forward(self, x):
        if x.sum() > 1e9:
            raise ValueError("a branch on the data, which torch.fx cannot follow")
        for conv in (self.first, self.second):
            x = conv(x).relu().unflatten(2, (-1, 2)).unflatten(4, (-1, 2)).amax((3, 5))
        return self.out(x.flatten(1))


class EinsumHead(Modules):
    def forward(self, x):
        x = torch.max_pool2d(nn.functional.relu(self.first(x)), 2)
        x = torch.max_pool2d(nn.functional.relu(self.second(x)), 2)
        return torch.einsum("bi,oi->bo", x.flatten(start_dim=1), self.out.weight) + self.out.bias


def traced(network: nn.Module, *inputs: torch.Tensor) -> Trace:
    with torch.no_grad(), Trace(network.named_parameters()) as trace:
        network(*inputs)
    return trace


@pytest.mark.parametrize(
    "spelling", [Modules, Functional, OneSequence, RawParameters, PoolByHand, EinsumHead]
)
def test_every_feature_map_is_seen_in_order(spelling):
    shapes = iter(
        [tuple(value.shape) for _, value in traced(spelling(), torch.randn(2, 1, 28, 28)).operations]
    )
    for wanted in FEATURE_MAPS:
        assert wanted in shapes  # consumes the iterator: each comes after the one before


def test_operations_have_readable_names():
    names = [name for name, _ in traced(Modules(), torch.randn(2, 1, 28, 28)).operations]
    assert [name for name in names if name in ("conv2d", "linear", "view", "max_pool2d")] == [
        *("conv2d", "max_pool2d", "conv2d", "max_pool2d", "view", "linear")
    ]


def test_the_last_value_is_the_output():
    network, images = EinsumHead(), torch.randn(2, 1, 28, 28)
    with torch.no_grad(), Trace(network.named_parameters()) as trace:
        output = network(images)
    assert torch.equal(trace.operations[-1][1], output)


def test_an_operation_in_place_does_not_change_what_came_before():
    class InPlace(nn.Module):
        def forward(self, x):
            y = x * 2
            y.add_(100)
            y[0] = 7
            return y

    operations = traced(InPlace(), torch.ones(3)).operations
    assert operations[0][1].tolist() == [2, 2, 2]
    assert operations[1][1].tolist() == [102, 102, 102]


def test_weights_are_listed_in_order_of_first_use_whatever_their_names():
    class Backwards(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(4, 5)
            self.b = nn.Linear(3, 4)
            self.unused = nn.Linear(9, 9)

        def forward(self, x):
            return self.a(self.b(x)) + self.a.bias

    assert traced(Backwards(), torch.ones(2, 3)).used == ["b.weight", "b.bias", "a.weight", "a.bias"]


def test_a_view_of_a_weight_counts_as_its_use():
    class Views(nn.Module):
        def __init__(self):
            super().__init__()
            self.late = nn.Parameter(torch.ones(4))
            self.w = nn.Parameter(torch.ones(4, 3))
            self.joint = nn.Parameter(torch.ones(4, 7))

        def forward(self, x):
            left, _ = self.joint.split([3, 4], dim=1)
            columns = [self.w.T[:, i] for i in range(4)]
            return torch.stack(columns) @ x + left @ x + self.late.reshape(4, 1)[:, 0]

    assert traced(Views(), torch.ones(3)).used == ["joint", "w", "late"]


@pytest.mark.parametrize("layers", [1, 2])
def test_the_weights_of_a_recurrent_layer_are_seen_layer_by_layer(layers):
    used = traced(nn.RNN(3, 4, layers), torch.ones(5, 1, 3)).used
    assert used == [
        f"{kind}_l{number}"
        for number in range(layers)
        for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    ]


def test_a_trace_does_not_grow_without_end():
    class Long(nn.Module):
        def forward(self, x):
            for _ in range(MAX_OPERATIONS + 100):
                x = x + 1
            return x

    assert len(traced(Long(), torch.ones(1)).operations) == MAX_OPERATIONS


def test_an_exception_in_a_network_ends_the_trace():
    class Broken(nn.Module):
        def forward(self, x):
            return x @ torch.ones(99, 1)

    with pytest.raises(RuntimeError), Trace([]) as trace:
        Broken()(torch.ones(2, 3))
    before = len(trace.operations)
    torch.ones(2) + 1
    assert len(trace.operations) == before


def test_what_happens_within_vmap_is_no_value_but_its_parameters_are_seen():
    layer = nn.Linear(3, 2)
    with torch.no_grad(), Trace(layer.named_parameters()) as trace:
        torch.vmap(lambda x: layer(x).relu())(torch.ones(4, 3))
    assert trace.used == ["weight", "bias"]
    assert {name for name, _ in trace.operations} <= {"ones"}
