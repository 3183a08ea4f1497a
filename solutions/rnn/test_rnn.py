"""The public tests of rnn. Run them with `pytest test_rnn.py`, or a part of them with `pytest test_rnn.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights, sizes and words.
"""

import contextlib
import io
import math
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F

IDX2CHAR = ["e", "h", "l", "o"]
HELLO = torch.tensor([1, 0, 2, 2, 3])  # (seq,)
OHLOL = torch.tensor([3, 1, 2, 3, 2])  # (seq,)
INPUTS = torch.eye(4)[HELLO].unsqueeze(1)  # (seq, batch, in) = (5, 1, 4)


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def read(outputs):
    """The most likely character of each row."""
    return "".join(IDX2CHAR[index] for index in outputs.argmax(-1).tolist())


def known_weights(net, start):
    """The network with weights that are the same on every machine; `start` chooses which."""
    net(INPUTS)
    count = 0
    with torch.no_grad():
        for parameter in net.parameters():
            places = torch.arange(count, count + parameter.numel())
            parameter.copy_(0.5 * torch.sin(1.7 * places + 0.3 + start).reshape(parameter.shape))
            count += parameter.numel()
    return net


def test_onehot_of_hello(student):
    vectors = student.one_hot(HELLO, 4)
    check_shape(vectors, (5, 4), "one_hot(hello, 4)")
    assert vectors.is_floating_point(), f"one_hot: expected floats, got {vectors.dtype}"
    assert vectors.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize("shape", [(1,), (3, 2), (2, 3, 4)])
def test_onehot_keeps_the_shape_of_the_indices(student, shape):
    indices = torch.arange(math.prod(shape)).reshape(shape) % 6
    vectors = student.one_hot(indices, 6)
    check_shape(vectors, (*shape, 6), f"one_hot of indices {shape}")
    assert vectors.sum(-1).eq(1).all(), "one_hot: each vector has a single 1"
    assert vectors.argmax(-1).equal(indices), "one_hot: the 1 is at the index"


@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "layers"), [(5, 1, 4, 4, 1), (6, 3, 2, 5, 1), (4, 2, 3, 5, 3)]
)
def test_model_output_shape(student, seq, batch, size, hidden, layers):
    net = student.RNN(size, hidden, batch, layers).eval()
    check_shape(
        net(torch.ones(seq, batch, size)), (seq * batch, hidden), "RNN(...)(input), (seq * batch, hidden)"
    )


def test_model_hidden_states(student):
    """With all weights 0.1 the two values of a hidden state are the same number, easy to compute."""
    net = student.RNN(3, 2, 2, 1).eval()
    inputs = torch.linspace(-1, 2, 4 * 2 * 3).reshape(4, 2, 3)  # (seq, batch, in)
    net(inputs)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(0.1)
    rows = net(inputs)
    check_shape(rows, (8, 2), "RNN(3, 2, 2, 1)(input)")
    # A network may keep b_ih and b_hh, or their sum, or neither: the first row tells.
    first = [math.tanh(0.1 * inputs[0, 0].sum().item() + 0.1 * biases) for biases in range(3)]
    biases = min(range(3), key=lambda biases: abs(first[biases] - rows[0, 0].item()))
    h = [0.0, 0.0]  # of the two sequences
    for step in range(4):
        for number in range(2):
            h[number] = math.tanh(0.1 * (inputs[step, number].sum().item() + 2 * h[number] + biases))
            row = rows[step * 2 + number].tolist()
            where = f"the hidden state at step {step} of sequence {number}"
            assert row == pytest.approx([h[number]] * 2, abs=1e-4), where


def test_model_starts_from_zero_in_every_call(student):
    net = student.RNN(4, 4, 1, 1).eval()
    first, second = net(INPUTS), net(INPUTS)
    assert torch.allclose(first, second, atol=1e-5), (
        "the second call gives other values: h_0 must be 0 in every call"
    )


def test_model_remembers_the_first_letter(student):
    net = known_weights(student.RNN(4, 4, 1, 2).eval(), start=0)
    inputs = INPUTS.clone().requires_grad_()
    net(inputs)[-1].sum().backward()
    assert inputs.grad is not None, "the output does not depend on the input"
    assert inputs.grad[0].abs().max() > 0, "the last output does not depend on the first letter"


class Echo(nn.Module):
    """A network for `train` that is no RNN: it answers each letter with the same letter."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4, bias=False)
        with torch.no_grad():
            self.linear.weight.copy_(5 * torch.eye(4))

    def forward(self, inputs):
        return self.linear(inputs).reshape(-1, 4)  # (seq * batch, 4)


def losses_of(student, net, epochs, lr):
    returned = student.train(net, INPUTS, OHLOL, epochs=epochs, lr=lr)
    assert returned is not None, "train returned None: is a return missing?"
    losses = [float(loss) for loss in returned]
    assert len(losses) == epochs, f"train returned {len(losses)} losses for {epochs} epochs"
    return losses


def test_train_makes_the_loss_fall(student):
    losses = losses_of(student, Echo(), epochs=30, lr=0.1)
    assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"


def test_train_returns_numbers(student):
    losses = student.train(Echo(), INPUTS, OHLOL, epochs=2, lr=0.1)
    assert isinstance(losses, (list, tuple)), f"expected a list of losses, got {type(losses).__name__}"
    assert not any(isinstance(loss, torch.Tensor) for loss in losses), "expected numbers: append loss.item()"


def test_train_returns_the_cross_entropy(student):
    first = losses_of(student, Echo(), epochs=2, lr=0.1)[0]
    expected = F.cross_entropy(Echo()(INPUTS), OHLOL).item()
    assert first == pytest.approx(expected, abs=1e-3), "the first loss is that of the network as it is given"


def test_train_takes_a_step_of_adam(student):
    """Adam's first step moves each weight by lr, however large the gradient is."""
    net = Echo()
    losses_of(student, net, epochs=1, lr=0.02)
    moved = (net.linear.weight.detach() - Echo().linear.weight.detach()).abs()  # (4, 4)
    assert moved.max() > 0, "no weight has changed"
    assert torch.allclose(moved, torch.full((4, 4), 0.02), rtol=0.05), (
        "one epoch is one step of Adam with the given lr"
    )


def test_train_forgets_earlier_gradients(student):
    net, other = Echo(), Echo()
    losses_of(student, net, epochs=3, lr=1e-6)  # so small that each epoch has the same gradient
    F.cross_entropy(other(INPUTS), OHLOL).backward()
    if net.linear.weight.grad is not None:
        times = (net.linear.weight.grad.norm() / other.linear.weight.grad.norm()).item()
        assert times < 1.5, (
            f"after 3 epochs the gradient is {times:.0f} times that of one: is zero_grad missing?"
        )


def test_train_prints_each_epoch(student, capsys):
    losses = losses_of(student, Echo(), epochs=3, lr=1e-6)  # so small that the net goes on to answer hello
    printed = "".join(capsys.readouterr())
    lines = re.findall(r"^\s*Epoch (\d+)/(\d+), Loss (-?\d+\.\d{4}): (.*)$", printed, re.MULTILINE)
    wanted = "`Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}`"
    assert len(lines) == 3, f"expected 3 lines {wanted}, found {len(lines)} in\n{printed}"
    for epoch, (number, last, loss, text) in enumerate(lines):
        assert (int(number), int(last)) == (epoch, 2), f"the epochs run from 0 to epochs - 1: {wanted}"
        assert float(loss) == pytest.approx(losses[epoch], abs=1e-4), "the loss printed is the loss returned"
        assert text.strip() == "hello", f"the outputs read 'hello', printed is {text.strip()!r}"


def test_ohlol_is_decoded(student):
    outputs = torch.eye(4)[OHLOL] - 0.5  # (seq, classes)
    assert student.decode(outputs, IDX2CHAR) == "ohlol"
    assert student.decode(outputs, ["a", "b", "c", "d"]) == "dbcdc"


def test_ohlol_is_learned(student):
    """About one start in eight ends in another text, though all is right. So this tries up to ten."""
    texts = []
    for start in range(10):
        net = known_weights(student.RNN(4, 4, 1, 1), start)
        with contextlib.redirect_stdout(io.StringIO()):  # a thousand lines would hide the message below
            losses = losses_of(student, net, epochs=100, lr=0.05)
        assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"
        texts.append(read(net.eval()(INPUTS)))
        if texts[-1] == "ohlol":
            return
    pytest.fail(f"after 100 epochs hello reads {', '.join(dict.fromkeys(texts))}, never ohlol", pytrace=False)
