"""What an assignment forbids cannot be used, and all else goes on working; test_doors.py tries workers."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.sandbox.inside import forbidding
from autograder.sandbox.inside.forbidding import Forbidden, forbid, gradients, recurrent
from autograder.sandbox.inside.forbidding.taken import Taken, definitions, overloads, registered

X, H = torch.ones(2, 3), torch.zeros(2, 4)
MADE, TANH = nn.LSTM(3, 4), nn.Tanh()
TORCH = Path(torch.__file__).parent


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


def test_what_was_forbidden_is_all_there_again():
    def things():
        kernels = registered.__wrapped__(0)
        code = [value.__code__ for value in definitions() if isinstance(value, types.FunctionType)]
        c = torch._C
        engine = dict(vars(type(torch.autograd.Variable._execution_engine)))
        return kernels, code, engine, vars(c.TensorBase)["grad_fn"], dict(vars(c))

    before, hold = things(), forbidding.Hold()
    for names in (["torch.autograd", "torch.nn.LSTM"], ["torch.nn.GRU", "torch.einsum", "torch.nn.Tanh"], []):
        hold.change(names)
    assert things() == before
    assert torch.func.grad(torch.sin)(torch.tensor(0.0)) == 1
    assert nn.Tanh()(torch.tensor(0.0)) == 0


@pytest.mark.parametrize(
    ("name", "refused", "allowed"),
    [
        ("torch.einsum", [lambda: torch.einsum("ij->ji", X)], [lambda: X.T]),
        ("torch.einsum", [lambda: torch.ops.aten.einsum("ij->ji", [X])], []),
        (
            "torch.nn.functional.relu",
            [lambda: X.relu(), lambda: torch.relu(X), lambda: X.clone().relu_()],
            [],
        ),
        ("torch.nn.functional.relu", [lambda: nn.ReLU()(X)], [lambda: nn.Tanh()(X), lambda: X.clamp(min=0)]),
        ("torch.matmul", [lambda: X @ X.T, lambda: torch.matmul(X, X.T)], [lambda: nn.Linear(3, 2)(X)]),
        (
            "torch.nn.functional.cross_entropy",
            [lambda: F.cross_entropy(X, torch.tensor([0, 1])), lambda: nn.CrossEntropyLoss()(X, X)],
            [lambda: F.nll_loss(X, torch.tensor([0, 1]))],
        ),
        ("torch.nn.functional.conv1d", [lambda: F.conv1d(X[None], X[None])], [lambda: nn.Conv1d(1, 1, 1)]),
        (
            "torch.nn.Conv2d",
            [lambda: nn.Conv2d(1, 1, 1), lambda: nn.LazyConv2d(1, 1)],
            [lambda: nn.Conv1d(1, 1, 1)],
        ),
        ("torch.nn.Tanh", [lambda: nn.Tanh(), lambda: TANH(X)], [lambda: X.tanh()]),
        (
            "torch.nn.MultiheadAttention",
            [lambda: nn.MultiheadAttention(4, 2), lambda: nn.TransformerEncoderLayer(4, 2)],
            [lambda: F.scaled_dot_product_attention(X[None], X[None], X[None])],
        ),
        (
            "torch.nn.functional.layer_norm",
            [
                lambda: F.layer_norm(X, (3,)),
                lambda: nn.LayerNorm(3)(X),
                lambda: torch.native_layer_norm(X, [3], None, None, 1e-5),
                lambda: torch.ops.aten.native_layer_norm(X, [3], None, None, 1e-5),
            ],
            [lambda: F.group_norm(X[None], 1)],
        ),
        (
            "torch.nn.functional.group_norm",
            [lambda: torch.native_group_norm(X[None], None, None, 1, 2, 3, 1, 1e-5)],
            [lambda: F.layer_norm(X, (3,))],
        ),
        ("torch.from_numpy", [lambda: torch.from_numpy(X.numpy())], [lambda: torch.as_tensor(X.numpy())]),
        ("torch.optim.Adam", [lambda: torch.optim.Adam([X])], [lambda: torch.optim.SGD([X])]),
    ],
)
def test_what_each_kind_of_name_takes_with_it(name, refused, allowed):
    with forbid([name]):
        for use in refused:
            with pytest.raises(Forbidden, match=f"^{re.escape(name.removeprefix('torch.'))} is not allowed"):
                use()
        for use in allowed:
            use()
    for use in refused[:1]:
        use()


def test_other_recurrent_layers_go_on_working():
    with forbid(["torch.nn.LSTM", "torch.nn.LSTMCell"]):
        nn.GRU(3, 4)(X)
        nn.GRUCell(3, 4)(X)
        nn.RNN(3, 4)(X)
    with forbid(["torch.nn.RNN", "torch.nn.GRU"]):
        nn.LSTM(3, 4)(X)
        nn.RNNCell(3, 4)(X)


def test_each_recurrent_operator_of_torch_is_someones():
    """A newer torch may have more of them."""
    helpers = {
        "_cudnn_rnn_flatten_weight",
        "_use_cudnn_rnn_flatten_weight",
        "_reorder_mkldnn_rnn_layer_weight",
    }
    found = {plain for _, plain in overloads() if re.search("lstm|gru|rnn", plain)}
    taken = {p for p in found for name in recurrent.OPERATORS if recurrent.is_operator(name)(p)}
    assert found - taken == helpers


def test_each_file_of_torch_that_spells_a_gated_layer_is_known():
    """A newer torch may have more of them."""
    taken = Taken()
    for name in recurrent.SPELLED:
        forbidding._take(taken, name)
    files = {Path(file).relative_to(TORCH).as_posix() for file in taken._files}
    taken.put_back()
    # One makes graphs for other programs, one is made of torch.ao's layers, one has samples for torch's own tests.
    files |= {"onnx/_internal/torchscript_exporter/symbolic_opset9.py"}
    files |= {"ao/quantization/fx/lstm_utils.py", "testing/_internal/common_modules.py"}
    named = re.compile(rb"(def|class) \w*(lstm|gru(?![a-z]))", re.IGNORECASE)
    spelling = {
        path.relative_to(TORCH).as_posix()
        for path in TORCH.rglob("*.py")
        if b"sigmoid" in (text := path.read_bytes()) and b"tanh" in text and named.search(text)
    }
    assert "_decomp/decompositions.py" in spelling
    assert spelling <= files


@pytest.fixture
def hold():
    hold = forbidding.Hold()
    yield hold
    hold.change([])


@pytest.mark.skipif(
    not hasattr(torch.library, "get_kernel"), reason="this torch has no torch.library.get_kernel"
)
def test_on_a_gpu_too_no_kernel_of_a_forbidden_layer_is_left(hold):
    """As the dispatcher says: no GPU is asked for."""
    hold.change(["torch.nn.LSTM", "torch.nn.LSTMCell", "torch.nn.GRU", "torch.nn.GRUCell"])
    weights = [torch.ones(16, 3), torch.ones(16, 4)]
    flags = False, 1, 0.0, False, False, False
    for name, arguments in {
        "_cudnn_rnn": (X, weights, 4, None, H, H, 2, 4, 0, 1, False, 0.0, False, False, [], None),
        "_thnn_fused_lstm_cell": (X, X, H),
        "_thnn_fused_gru_cell": (X, X, H),
        "lstm.input": (X, (H, H), weights, *flags),
        "gru.input": (X, H, weights, *flags),
    }.items():
        kernel = torch.library.get_kernel(f"aten::{name}", "CUDA")
        with pytest.raises(Forbidden):
            kernel.call_boxed(torch._C.DispatchKeySet(torch._C.DispatchKey.CUDA), *arguments)
    assert not torch.ops.aten.cudnn_is_acceptable(X)  # nn.RNN, which may be used, has a way of its own then


def test_no_operator_is_left_that_records_a_graph(hold):
    recording = {
        name
        for name, keys in registered(len(sys.modules)).items()
        if any(key.startswith("Autograd") for key in keys)
        # The others refuse.
        if (plain := name.partition("::")[2].partition(".")[0]) not in gradients.ENTRANCES
        if not gradients.FORMULA.fullmatch(plain)
    }
    assert len(recording) > 2000
    hold.change(["torch.autograd"])
    for name in recording:
        table = torch._C._dispatch_dump_table(name).splitlines()
        kernels = [line for line in table if re.match("Autograd[A-Z]", line)]
        assert len(kernels) > 10
        left = [line for line in kernels if ": fallthrough registered at " not in line]
        # One that is made of other operators records nothing itself.
        assert all(line.endswith(("[math kernel]", "[nested kernel]")) for line in left), left
