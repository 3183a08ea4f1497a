"""What an assignment forbids cannot be used, by whatever path; all else goes on working."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.sandbox.inside import forbidding
from autograder.sandbox.inside.forbidding import Forbidden, forbid

X, H = torch.ones(2, 3), torch.zeros(2, 4)
MADE = nn.LSTM(3, 4)


class Mine(nn.LSTM):
    pass


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.modules.rnn.RNNBase("LSTM", 3, 4)

    def forward(self, x):
        b = self.base
        state = torch.zeros(1, 1, 4)
        return torch._VF.lstm(
            x.unsqueeze(1), (state, state), b._flat_weights, True, 1, 0.0, False, False, False
        )


def cell(x):
    weights = torch.ones(16, 3), torch.ones(16, 4)
    return torch._C._VariableFunctions.lstm_cell(x, (H, H), *weights)


@pytest.mark.parametrize(
    "use",
    [
        lambda: nn.LSTM(3, 4),
        lambda: nn.LSTMCell(3, 4),
        lambda: Mine(3, 4),
        lambda: MADE(X),
        lambda: Packed()(X),
        lambda: cell(X),
        lambda: torch.lstm_cell(X, (H, H), torch.ones(16, 3), torch.ones(16, 4)),
    ],
    ids=["layer", "cell", "subclass", "made before", "base class", "operation", "function"],
)
def test_a_forbidden_layer_cannot_be_used(use):
    names = ["torch.nn.LSTM", "torch.nn.LSTMCell"]
    with (
        forbid(names),
        pytest.raises(Forbidden, match=r"^nn\.LSTM(Cell)? is not allowed in this assignment$"),
    ):
        use()
    use()  # only while it is forbidden


def test_other_layers_and_own_classes_of_that_name_can_be_used():
    class LSTM(nn.Module):
        def forward(self, x):
            return torch.tanh(x)

    with forbid(["torch.nn.LSTM"]):
        LSTM()(X)
        nn.GRU(3, 4)(X)
        F.cross_entropy(nn.Linear(3, 2)(X), torch.tensor([0, 1])).backward()


def test_a_forbidden_function_cannot_be_called():
    with forbid(["torch.nn.functional.relu"]), pytest.raises(Forbidden, match=r"functional\.relu is not"):
        F.relu(X)


def test_embedding_forbids_the_layer_and_not_the_function():
    with forbid(["torch.nn.Embedding"]):
        F.embedding(torch.tensor([1]), X)
        with pytest.raises(Forbidden):
            nn.Embedding(3, 4)


def _recorded():
    x = torch.ones(3, requires_grad=True)
    with torch.enable_grad():
        return (x * x).sum()


@pytest.mark.parametrize(
    "use",
    [
        lambda: _recorded().backward(),
        lambda: torch.autograd.backward([_recorded()]),
        lambda: torch.autograd.grad(_recorded(), [torch.ones(3, requires_grad=True)]),
        lambda: torch.func.grad(lambda x: (x * x).sum())(X),
        lambda: torch.func.jvp(lambda x: (x * x).sum(), (X,), (X,)),
        lambda: torch.func.jacrev(lambda x: x * x)(X),
        lambda: torch.autograd.functional.jacobian(lambda x: x * x, X),
        lambda: torch.autograd.functional.vjp(lambda x: (x * x).sum(), X),
    ],
    ids=[
        "backward",
        "autograd.backward",
        "autograd.grad",
        "func.grad",
        "func.jvp",
        "jacrev",
        "jacobian",
        "vjp",
    ],
)
def test_without_autograd_no_gradient_is_computed(use):
    with forbid(["torch.autograd"]), pytest.raises(Forbidden, match="autograd is not allowed"):
        use()


def test_without_autograd_weights_may_require_gradients_and_change_in_place():
    weight = nn.Parameter(torch.ones(3))
    with forbid(["torch.autograd"]):
        weight -= 0.5
        weight.data.mul_(2)
        made = torch.ones(3, requires_grad=True)
        made -= 1
        assert not _recorded().requires_grad
    assert weight.tolist() == [1, 1, 1]
    weight.sum().backward()  # autograd is back
    assert weight.grad is not None


def test_a_name_that_torch_does_not_have_is_an_error():
    with pytest.raises(LookupError):
        forbidding.find("torch.nn.LSMT")
