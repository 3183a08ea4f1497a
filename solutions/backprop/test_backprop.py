"""The public tests of backprop. Run them with `pytest test_backprop.py`, or a part of them with `-k relu`.

They tell whether you are on the right way. Grading looks closer, with other weights and sizes, and with autograd
switched off.
"""

import math

import pytest
import torch
from torch.nn import functional as F

X = torch.tensor(
    [[1.0, 2.0, 3.0], [0.5, -1.0, 2.0], [-2.0, 1.0, 0.5], [1.5, 0.5, -1.0]]
)  # (batch, in) = (4, 3)
G = torch.tensor(
    [[1.0, -2.0], [0.5, 3.0], [-1.0, 1.0], [2.0, 0.5]]
)  # an upstream gradient, (batch, out) = (4, 2)
LOGITS = torch.tensor(
    [[2.0, -1.0, 0.5], [0.0, 1.0, 3.0], [-2.0, 0.5, 1.0], [1.0, 1.0, 1.0]]
)  # (batch, classes)
LABELS = torch.tensor([0, 1, 1, 0])


@pytest.fixture(autouse=True)
def no_gradients():
    """Nothing is recorded: the gradients are yours."""
    with torch.no_grad():
        yield


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def check_values(value, expected, what):
    check_shape(value, tuple(expected.shape), what)
    assert torch.allclose(value.to(expected.dtype), expected, atol=1e-4), (
        f"{what}: expected\n{expected}\ngot\n{value}"
    )


def nudged(f, x, h=1e-2):
    """The gradient of the number f(x) at x, by small differences."""
    gradient = torch.zeros_like(x)
    for place in range(x.numel()):
        nudge = torch.zeros_like(x)
        nudge.view(-1)[place] = h
        gradient.view(-1)[place] = (float(f(x + nudge)) - float(f(x - nudge))) / (2 * h)
    return gradient


def test_linear_weights(student):
    layer = student.Linear(3, 2)
    check_shape(layer.weight, (2, 3), "Linear(3, 2).weight, (out, in)")
    check_shape(layer.bias, (2,), "Linear(3, 2).bias, (out,)")


def test_linear_forward(student):
    layer = student.Linear(3, 2)
    check_values(layer.forward(X), X @ layer.weight.T + layer.bias, "Linear(3, 2).forward(x), (batch, out)")


def test_linear_gradient_of_the_input(student):
    layer = student.Linear(3, 2)
    layer.forward(X.clone())
    got = layer.backward(G.clone())
    expected = nudged(lambda x: (layer.forward(x) * G).sum(), X)
    check_shape(got, (4, 3), "Linear(3, 2).backward(grad_output), (batch, in)")
    assert torch.allclose(got, expected, atol=1e-2), (
        f"nudging each input gives\n{expected}\nbackward gives\n{got}"
    )


def test_linear_gradient_of_weight_and_bias(student):
    layer = student.Linear(3, 2)
    layer.forward(X.clone())
    layer.backward(G.clone())
    # A sum over the batch: for each output and input, grad_output times x.
    check_values(
        layer.grad_weight, torch.tensor([[6.25, 1.5, 1.5], [-1.75, -5.75, 0.0]]), "grad_weight, (out, in)"
    )
    check_values(layer.grad_bias, torch.tensor([2.5, 2.5]), "grad_bias, (out,)")


def test_linear_batch_of_one(student):
    layer = student.Linear(3, 2)
    check_shape(layer.forward(X[:1].clone()), (1, 2), "forward of one sample")
    check_shape(layer.backward(G[:1].clone()), (1, 3), "backward of one sample")


def test_relu_forward(student):
    x = X.clone()
    check_values(student.ReLU().forward(x), X.clamp(min=0), "ReLU().forward(x)")
    assert torch.equal(x, X), "ReLU().forward(x) changes x itself"


def test_relu_backward(student):
    relu = student.ReLU()
    relu.forward(X.clone())
    upstream = torch.tensor([[1.0, -2, 3], [-4, 5, -6], [7, -8, 9], [-10, 11, -12]])
    expected = torch.tensor([[1.0, -2, 3], [-4, 0, -6], [0, -8, 9], [-10, 11, 0]])
    check_values(relu.backward(upstream), expected, "ReLU().backward(grad_output)")


def test_loss_forward(student):
    loss = student.CrossEntropyLoss().forward(LOGITS.clone(), LABELS)
    assert float(loss) == pytest.approx(F.cross_entropy(LOGITS, LABELS).item(), abs=1e-4)
    alike = student.CrossEntropyLoss().forward(torch.zeros(2, 5), torch.tensor([3, 0]))
    assert float(alike) == pytest.approx(math.log(5), abs=1e-4), "with 5 equal logits the loss is log 5"


def test_loss_backward(student):
    loss = student.CrossEntropyLoss()
    loss.forward(LOGITS.clone(), LABELS)
    got = loss.backward()
    expected = nudged(lambda logits: F.cross_entropy(logits, LABELS), LOGITS)
    check_shape(got, (4, 3), "CrossEntropyLoss().backward(), (batch, classes)")
    assert torch.allclose(got, expected, atol=1e-3), (
        f"nudging each logit gives\n{expected}\nbackward gives\n{got}"
    )


def test_loss_of_large_logits(student):
    logits, labels = torch.tensor([[1000.0, -1000.0], [-1000.0, 1000.0]]), torch.tensor([0, 0])
    loss = student.CrossEntropyLoss()
    value = float(loss.forward(logits, labels))
    assert value == pytest.approx(1000.0, rel=1e-4), "one sample costs 0, the other 2000: the mean is 1000"
    check_values(loss.backward(), torch.tensor([[0.0, 0.0], [-0.5, 0.5]]), "backward() for logits of ±1000")


def test_mlp_output_shape(student):
    net = student.MLP([3, 5, 4, 2])
    check_shape(net.forward(X.clone()), (4, 2), "MLP([3, 5, 4, 2]).forward(x)")


def test_mlp_bends(student):
    """A network without a ReLU between its layers is linear: its value half way is the mean of the ends' values."""
    net = student.MLP([3, 40, 2])
    ends = net.forward(1000 * torch.stack([X[0], -X[0]]))  # (2, 2)
    middle = net.forward(torch.zeros(1, 3))  # (1, 2)
    away = (ends.mean(0) - middle[0]).abs().max()
    assert ends.abs().max() == 0 or away > 1e-3 * ends.abs().max(), "there is no ReLU between the layers"


def test_mlp_outputs_may_be_negative(student):
    """Steps that make the outputs smaller and smaller bring one of them below 0."""
    net = student.MLP([3, 8, 5])
    for _ in range(500):
        if net.forward(X[:1].clone()).min() < 0:
            return
        net.backward(torch.ones(1, 5))
        net.step(0.02)
    pytest.fail(
        "no output gets negative, whatever the weights: does a ReLU follow the last layer?", pytrace=False
    )


def test_mlp_steps_downhill(student):
    """A small step along the gradient of sum(g * output) makes this sum smaller."""
    net = student.MLP([3, 6, 2])
    before = float((net.forward(X.clone()) * G).sum())
    net.backward(G.clone())
    net.step(1e-3)
    after = float((net.forward(X.clone()) * G).sum())
    assert after < before, f"after a step of 0.001 it went from {before:.6f} to {after:.6f}"


class Weights:
    """A network for `train`: its logits are its weights, whatever the input."""

    def __init__(self):
        self.logits = LOGITS.clone()
        self.calls = []

    def forward(self, inputs):
        self.calls.append("forward")
        return self.logits.clone()

    def __call__(self, inputs):
        return self.forward(inputs)

    def backward(self, grad_output):
        check_shape(grad_output, (4, 3), "what net.backward is given, the gradient of the logits")
        self.calls.append("backward")
        self.gradient = grad_output.clone()

    def step(self, lr):
        self.calls.append("step")
        self.logits = self.logits - lr * self.gradient


@pytest.fixture
def trained(student):
    """A network trained for 3 epochs by the student's train, and what train returned."""

    def train(lr):
        try:
            net = Weights()
            return net, student.train(net, X.clone(), LABELS, epochs=3, lr=lr)
        except AttributeError as error:
            if "'Weights' object has no attribute" not in str(error):
                raise
            # It may look into the layers of its own network; the last test shows whether that works.
            pytest.skip(f"train needs more of a network than forward, backward and step: {error}")

    return train


def test_train_returns_a_number_for_each_epoch(trained):
    _, losses = trained(lr=0.1)
    assert isinstance(losses, (list, tuple)), f"expected a list of losses, got {type(losses).__name__}"
    assert len(losses) == 3, f"train returned {len(losses)} losses for 3 epochs"
    assert not any(isinstance(loss, torch.Tensor) for loss in losses), "expected numbers: append loss.item()"
    first = F.cross_entropy(LOGITS, LABELS).item()
    assert losses[0] == pytest.approx(first, abs=1e-4), "the first loss is that of the network as it is given"
    assert losses[2] < losses[1] < losses[0], f"the loss must fall; it is {losses}"


def test_train_takes_a_step_in_each_epoch(trained):
    net, _ = trained(lr=0.5)
    logits = LOGITS.clone()
    for _ in range(3):
        logits = logits - 0.5 * (logits.softmax(1) - F.one_hot(LABELS, 3)) / 4
    check_values(net.logits, logits, "the weights after 3 epochs with lr=0.5")


def test_train_on_a_network_of_your_own(student):
    """1 for a long first coordinate, 0 for a short one."""
    torch.manual_seed(0)
    inputs = torch.randn(20, 3)
    labels = (inputs[:, 0].abs() > 0.7).long()
    losses = student.train(student.MLP([3, 8, 2]), inputs, labels, epochs=40, lr=0.1)
    assert losses[-1] < losses[0], f"the loss went from {losses[0]} to {losses[-1]}"
