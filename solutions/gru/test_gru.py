"""The public tests of gru. Run them with `pytest test_gru.py`, or a part of them with `pytest test_gru.py -k layer`.

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
GATES = ["r", "z", "n"]
NOT_ALLOWED = (nn.GRU, nn.GRUCell)


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def unpacked(result):
    """output and h_n of what a GRU returns."""
    assert isinstance(result, (tuple, list)), f"expected output, h_n, got {type(result).__name__}"
    assert len(result) == 2, f"expected two values, output and h_n, got {len(result)}"
    return result


def shapes(size, hidden, layers):
    """The shape of each parameter, by name."""
    wanted = {}
    for k in range(layers):
        wanted[f"weight_ih_l{k}"] = (3 * hidden, size if k == 0 else hidden)
        wanted[f"weight_hh_l{k}"] = (3 * hidden, hidden)
        wanted[f"bias_ih_l{k}"] = wanted[f"bias_hh_l{k}"] = (3 * hidden,)
    return wanted


def with_biases(student, layers=1, **values):
    """GRU(3, 2, layers), its weights all zero and bias_ih as given for each gate: what it does is easy to compute."""
    net = student.GRU(3, 2, layers)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            parameter.zero_()
            if name.startswith("bias_ih"):
                for gate, rows in zip(GATES, parameter.chunk(3), strict=True):
                    rows.fill_(values.get(gate, 0.0))
    return net


def known_weights(net, start=0):
    """The network with weights that are the same on every machine; `start` chooses which."""
    net(INPUTS)
    count = 0
    with torch.no_grad():
        for parameter in net.parameters():
            places = torch.arange(count, count + parameter.numel())
            parameter.copy_(0.5 * torch.sin(1.7 * places + 0.3 + start).reshape(parameter.shape))
            count += parameter.numel()
    return net


def sigmoid(a):
    return 1 / (1 + math.exp(-a))


@pytest.mark.parametrize(("size", "hidden", "layers"), [(4, 4, 1), (3, 2, 1), (2, 5, 3)])
def test_layer_parameters(student, size, hidden, layers):
    net = student.GRU(size, hidden, layers)
    given = {name: tuple(parameter.shape) for name, parameter in net.named_parameters()}
    for name, shape in shapes(size, hidden, layers).items():
        assert name in given, f"{name} is missing; the parameters are {', '.join(given) or 'none'}"
        assert given[name] == shape, f"{name}: expected the shape {shape}, got {given[name]}"


def test_layer_is_your_own(student):
    net = student.GRU(3, 2)
    for module in net.modules():
        assert not isinstance(module, NOT_ALLOWED), (
            "nn.GRU and nn.GRUCell are not allowed: write the equations"
        )


@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "layers"), [(5, 1, 4, 4, 1), (6, 3, 2, 5, 1), (1, 2, 3, 5, 3)]
)
def test_layer_shapes(student, seq, batch, size, hidden, layers):
    net = student.GRU(size, hidden, layers)
    output, h_n = unpacked(net(torch.ones(seq, batch, size)))
    check_shape(output, (seq, batch, hidden), "the output, (seq, batch, hidden)")
    check_shape(h_n, (layers, batch, hidden), "h_n, (num_layers, batch, hidden)")


@pytest.mark.parametrize("gate", GATES)
def test_layer_gate(student, gate):
    """All weights are zero, so r, z and n are the same at every step, and h is a number easy to compute."""
    a = {"r": 0.2, "z": -0.4, "n": 0.6, gate: 1.5}
    b_hn = 0.9
    net = with_biases(student, **a)
    with torch.no_grad():
        dict(net.named_parameters())["bias_hh_l0"].chunk(3)[2].fill_(b_hn)
    output, h_n = unpacked(net(torch.ones(3, 2, 3)))
    h = 0.0
    for step in range(3):
        z = sigmoid(a["z"])
        n = math.tanh(a["n"] + sigmoid(a["r"]) * b_hn)
        h = (1 - z) * n + z * h
        got = output[step].flatten().tolist()
        assert got == pytest.approx([h] * 4, abs=1e-4), f"h at step {step}, where b_{gate} is the largest"
    assert h_n.flatten().tolist() == pytest.approx([h] * 4, abs=1e-4), "h_n"


def test_layer_reads_the_input_and_h(student):
    """All weights are 0.3 and no biases: the two values of a hidden state are the same number."""
    net = student.GRU(3, 2)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(0.3 if parameter.dim() == 2 else 0.0)
    inputs = torch.linspace(-1, 2, 4 * 2 * 3).reshape(4, 2, 3)  # (seq, batch, in)
    output, _ = unpacked(net(inputs))
    h = [0.0, 0.0]  # of the two sequences
    for step in range(4):
        for number in range(2):
            of_x, of_h = 0.3 * inputs[step, number].sum().item(), 0.3 * 2 * h[number]
            r = z = sigmoid(of_x + of_h)
            h[number] = (1 - z) * math.tanh(of_x + r * of_h) + z * h[number]
            where = f"the hidden state at step {step} of sequence {number}"
            assert output[step, number].tolist() == pytest.approx([h[number]] * 2, abs=1e-4), where


def test_layer_adds_both_biases(student):
    both = with_biases(student, z=0.7, n=0.5)
    parameters = dict(both.named_parameters())
    with torch.no_grad():
        parameters["bias_hh_l0"][2:4] = parameters["bias_ih_l0"][2:4]  # of z
    once = with_biases(student, z=1.4, n=0.5)
    x = torch.ones(2, 1, 3)
    assert torch.allclose(both(x)[0], once(x)[0], atol=1e-5), "bias_ih and bias_hh are both added"


def test_layer_starts_from_the_given_state(student):
    """Where z is 1, h stays as it is given. In every layer."""
    net = with_biases(student, layers=2, z=20.0, n=0.5)
    h_0 = torch.linspace(-1, 1, 2 * 3 * 2).reshape(2, 3, 2)  # (num_layers, batch, hidden)
    output, h_n = unpacked(net(torch.ones(4, 3, 3), h_0))
    assert torch.allclose(h_n, h_0, atol=1e-4), "h_n is h_0 where z is 1"
    assert torch.allclose(output[-1], h_n[-1], atol=1e-5), "the last output is the last layer's h_n"


def test_layer_starts_from_zero_in_every_call(student):
    net = known_weights(student.GRU(4, 3, 2))
    first, second = unpacked(net(INPUTS)), unpacked(net(INPUTS))
    assert torch.allclose(first[0], second[0], atol=1e-5), (
        "the second call gives other values: without a state, h_0 is 0 in every call"
    )


def test_layer_remembers_the_first_letter(student):
    net = known_weights(student.GRU(4, 3, 2))
    inputs = INPUTS.clone().requires_grad_()
    net(inputs)[0][-1].sum().backward()
    assert inputs.grad is not None, "the output does not depend on the input"
    assert inputs.grad[0].abs().max() > 0, "the last output does not depend on the first letter"
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, f"{name} gets no gradient"


@pytest.mark.parametrize(
    ("seq", "batch", "size", "hidden", "classes", "layers"), [(5, 1, 4, 8, 4, 1), (3, 2, 3, 5, 6, 2)]
)
def test_model_output_shape(student, seq, batch, size, hidden, classes, layers):
    net = student.CharGRU(size, hidden, classes, layers)
    wanted = (seq * batch, classes)
    check_shape(net(torch.ones(seq, batch, size)), wanted, "CharGRU(...)(input), (seq * batch, num_classes)")


def test_model_is_your_own(student):
    net = student.CharGRU(4, 8, 4)
    for module in net.modules():
        assert not isinstance(module, NOT_ALLOWED), "nn.GRU and nn.GRUCell are not allowed: use your GRU"


def test_model_rows_come_step_by_step(student):
    net = known_weights(student.CharGRU(4, 5, 3).eval())
    words = torch.cat([INPUTS, INPUTS.flip(0)], dim=1)  # (seq, batch, in) = (5, 2, 4)
    rows = net(words)
    check_shape(rows, (10, 3), "CharGRU(4, 5, 3)(input)")
    for number in range(2):
        alone = net(words[:, number : number + 1])
        assert torch.allclose(rows[number::2], alone, atol=1e-4), "row step * batch + b belongs to word b"


def test_model_gives_logits(student):
    rows = known_weights(student.CharGRU(4, 5, 3).eval())(INPUTS)
    ones = torch.ones(5)
    assert not torch.allclose(rows.sum(1), ones, atol=1e-3), "forward ends in softmax: the logits are wanted"
    assert not torch.allclose(rows.exp().sum(1), ones, atol=1e-3), (
        "forward ends in log_softmax: the logits are wanted"
    )


class Echo(nn.Module):
    """A network for `train` that is no GRU: it answers each letter with the same letter."""

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
    texts = []
    for start in range(5):
        net = known_weights(student.CharGRU(4, 8, 4), start)
        with contextlib.redirect_stdout(io.StringIO()):  # hundreds of lines would hide the message below
            losses = losses_of(student, net, epochs=100, lr=0.05)
        assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"
        texts.append("".join(IDX2CHAR[index] for index in net.eval()(INPUTS).argmax(1).tolist()))
        if texts[-1] == "ohlol":
            return
    pytest.fail(f"after 100 epochs hello reads {', '.join(dict.fromkeys(texts))}, never ohlol", pytrace=False)
