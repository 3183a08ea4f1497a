"""The public tests of cnn. Run them with `pytest test_cnn.py`, or a part of them with `pytest test_cnn.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights and images.
"""

import contextlib
import math
import re

import pytest
import torch
from _forward_shapes import ForwardShapes, text
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

FEATURE_MAPS = {  # after each operation, for any batch size
    "conv1": (10, 24, 24),
    "pool1": (10, 12, 12),
    "conv2": (20, 8, 8),
    "pool2": (20, 4, 4),
    "flatten": (320,),
    "logits": (10,),
}
WEIGHTS = {10 * 1 * 5 * 5: "conv1", 20 * 10 * 5 * 5: "conv2", 10 * 320: "linear"}  # by their number of values

RAMP = torch.linspace(-1, 1, 28 * 28).reshape(1, 28, 28)  # an image that brightens row by row
RAMPS = torch.stack([RAMP, 2 * RAMP, 3 * RAMP])  # (batch, 1, 28, 28) = (3, 1, 28, 28)
RAMP_LOGIT = 0.21845  # of RAMP, where all layers are as in averaging()


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def averaging(student, sign=1):
    """A network whose three layers each take a mean of what they read; conv2 takes it with this sign."""
    net = student.CNN().eval()
    with contextlib.suppress(RuntimeError, ValueError, IndexError, TypeError):
        net(RAMPS)  # lazy layers make their weights
    values = {"conv1": 1 / 25, "conv2": sign / 250, "linear": 1 / 320}
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(values.get(WEIGHTS.get(parameter.numel()), 0.0))
    return net


def gives_the_right_logits(net):
    logits = net(RAMPS)
    expected = RAMP_LOGIT * torch.tensor([1.0, 2, 3]).reshape(3, 1).expand(3, 10)
    return logits.shape == expected.shape and torch.allclose(logits, expected, atol=1e-3)


@pytest.mark.parametrize("stage", FEATURE_MAPS)
def test_shapes_of_feature_maps(student, stage):
    net = averaging(student)
    wanted = (3, *FEATURE_MAPS[stage])
    shapes = ForwardShapes()
    shapes.begin(RAMPS)
    try:
        with shapes:
            net(RAMPS)
    except Exception:
        if wanted not in shapes.noted:
            raise
    # Code may compute in other ways and never hold this shape: then its logits say that it is right.
    if wanted not in shapes.noted and not gives_the_right_logits(net):
        steps = text(shapes.inputs, [shape for shape in shapes.noted if shape[:1] == (3,)])
        pytest.fail(
            f"after {stage}, 3 images have the shape {wanted}; your forward gives {steps}", pytrace=False
        )


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_model_output_shape(student, batch):
    net = student.CNN().eval()
    check_shape(net(torch.zeros(batch, 1, 28, 28)), (batch, 10), "CNN()(images), (batch, 10)")


def test_model_has_the_lectures_weights(student):
    net = student.CNN().eval()
    net(RAMPS)
    sizes = [parameter.numel() for parameter in net.parameters()]
    for size, layer in WEIGHTS.items():
        assert size in sizes, f"{layer} has {size} weights; your parameters have {sizes} values"


def test_model_logits(student):
    """With weights that only take means, the logits of RAMP are all 0.2185."""
    net = averaging(student)
    logits = net(RAMPS)
    check_shape(logits, (3, 10), "CNN()(images)")
    hints = "averaging instead of the maximum gives 0.1609, a missing first ReLU 0.1986, a softmax 0.1"
    assert gives_the_right_logits(net), (
        f"expected 0.2185, 0.4369, 0.6554; got {logits[:, 0].tolist()} ({hints})"
    )


def test_model_second_relu(student):
    """Where conv2 gives negative values alone, the second ReLU leaves nothing but zeros."""
    logits = averaging(student, sign=-1)(RAMPS)
    check_shape(logits, (3, 10), "CNN()(images)")
    assert logits.abs().max() < 1e-4, (
        "ReLU is missing after the second convolution, or something follows the logits"
    )


def test_model_gradient_reaches_every_layer(student):
    net = averaging(student)
    net(RAMPS).square().sum().backward()
    trained = {p.numel() for p in net.parameters() if p.grad is not None and p.grad.abs().max() > 0}
    for size, layer in WEIGHTS.items():
        assert size in trained, f"the weights of {layer} get no gradient"


class Linear(nn.Module):
    """A network for `train` and `accuracy` with a single layer: logits[k] = weight * pixel k + bias[k]."""

    def __init__(self, weight=0.0, bias=(0.0,) * 10, watch=lambda module: False):
        super().__init__()
        self.linear = nn.Linear(28 * 28, 10)
        self.watch = watch
        with torch.no_grad():
            self.linear.weight.copy_(weight * torch.eye(10, 28 * 28))
            self.linear.bias.copy_(torch.tensor(bias))

    def forward(self, images):
        logits = self.linear(images.flatten(1))  # (batch, 10)
        return -logits if self.watch(self) else logits


def dots(labels):
    """An image for each label k, whose pixel k alone is bright: (batch, 1, 28, 28)."""
    return torch.eye(28 * 28)[torch.tensor(labels)].reshape(-1, 1, 28, 28)


def loader_of(images, labels, batch_size):
    return DataLoader(TensorDataset(images, torch.tensor(labels)), batch_size=batch_size)


def losses_of(student, model, loader, epochs, lr):
    returned = student.train(model, loader, epochs=epochs, lr=lr)
    assert returned is not None, "train returned None: is a return missing?"
    losses = [float(loss) for loss in returned]
    assert len(losses) == epochs, f"train returned {len(losses)} losses for {epochs} epochs"
    return losses


def test_train_makes_the_loss_fall(student):
    labels = [0, 1, 2, 3, 4, 5]
    model = Linear()
    losses = losses_of(student, model, loader_of(dots(labels), labels, 2), epochs=8, lr=0.05)
    assert model.linear.bias.abs().max() > 0, "no weight has changed"
    assert losses[-1] < losses[0], f"the loss went from {losses[0]:.4f} to {losses[-1]:.4f}"


def test_train_returns_numbers(student):
    losses = student.train(Linear(), loader_of(dots([3, 5]), [3, 5], 2), epochs=2, lr=0.01)
    assert isinstance(losses, (list, tuple)), f"expected a list of losses, got {type(losses).__name__}"
    assert not any(isinstance(loss, torch.Tensor) for loss in losses), "expected numbers: append loss.item()"


def test_train_returns_the_cross_entropy(student):
    """A network that knows nothing gives each digit the probability 1/10, and the loss log 10."""
    first = losses_of(student, Linear(), loader_of(dots([3, 5]), [3, 5], 2), epochs=2, lr=0.01)[0]
    assert first == pytest.approx(math.log(10), abs=1e-3), (
        "the first loss is that of the network as it is given"
    )


def test_train_averages_over_samples(student):
    """Four samples have a small loss, the fifth, alone in the last batch, a large one."""
    bias = (4.0,) + (0.0,) * 9
    labels = [0, 0, 0, 0, 1]
    # lr is so small that the network stays as it is
    loss = losses_of(student, Linear(bias=bias), loader_of(dots(labels), labels, 4), epochs=1, lr=1e-6)[0]
    small, large = (math.log(math.exp(4) + 9) - 4, math.log(math.exp(4) + 9))
    assert loss != pytest.approx((small + large) / 2, abs=1e-3), "the loss is the mean of the batches' means"
    assert loss == pytest.approx((4 * small + large) / 5, abs=1e-3), (
        "an epoch's loss is the mean over its samples"
    )


def test_train_forgets_earlier_gradients(student):
    images, labels = dots([3, 5, 3, 5]), [3, 5, 3, 5]  # two batches that are the same
    model, other = Linear(), Linear()
    losses_of(
        student, model, loader_of(images, labels, 2), epochs=2, lr=1e-6
    )  # so small that the gradient stays, too
    F.cross_entropy(other(images), torch.tensor(labels)).backward()
    if model.linear.weight.grad is not None:
        times = (model.linear.weight.grad.norm() / other.linear.weight.grad.norm()).item()
        assert times < 1.5, (
            f"after 4 batches the gradient is {times:.0f} times that of one: is zero_grad missing?"
        )


def test_train_prints_each_epoch(student, capsys):
    losses = losses_of(student, Linear(), loader_of(dots([3, 5, 7]), [3, 5, 7], 2), epochs=3, lr=0.05)
    printed = "".join(capsys.readouterr())
    lines = re.findall(r"^\s*Epoch (\d+)/(\d+), Loss (-?\d+\.\d{4})\s*$", printed, re.MULTILINE)
    wanted = "`Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}`"
    assert len(lines) == 3, f"expected 3 lines {wanted}, found {len(lines)} in\n{printed}"
    for epoch, (number, last, loss) in enumerate(lines):
        assert (int(number), int(last)) == (epoch, 2), f"the epochs run from 0 to epochs - 1: {wanted}"
        assert float(loss) == pytest.approx(losses[epoch], abs=1e-4), "the loss printed is the loss returned"


@pytest.mark.parametrize(
    ("labels", "share"), [([0, 1, 2, 3, 4], 1.0), ([0, 1, 2, 3, 9], 0.8), ([9, 9, 9, 9, 4], 0.2)]
)
def test_accuracy_is_the_share_of_right_answers(student, labels, share):
    """The network answers 0, 1, 2, 3, 4; the fifth image is alone in the last batch."""
    loader = loader_of(dots([0, 1, 2, 3, 4]), labels, 4)
    got = student.accuracy(Linear(weight=1.0), loader)
    assert got is not None, "accuracy returned None: is a return missing?"
    assert not isinstance(got, torch.Tensor), "expected a number, got a tensor: use .item()"
    assert got == pytest.approx(share, abs=1e-5), f"expected {share}, a number from 0 to 1; got {got}"


@pytest.mark.parametrize(
    ("watch", "reason"),
    [
        (lambda module: module.training, "the model is not in evaluation mode"),
        (lambda module: torch.is_grad_enabled(), "gradients are recorded"),
    ],
    ids=["evaluation mode", "no gradients"],
)
def test_accuracy_only_looks(student, watch, reason):
    """The network gives wrong answers in training mode, or while gradients are recorded."""
    loader = loader_of(dots([0, 1, 2]), [0, 1, 2], 3)
    got = student.accuracy(Linear(weight=1.0, watch=watch), loader)
    assert got is not None, "accuracy returned None: is a return missing?"
    assert float(got) != pytest.approx(0.0, abs=1e-5), reason
    assert float(got) == pytest.approx(1.0, abs=1e-5), f"expected 1, all answers are right; got {got}"
