"""The public tests of mlp. Run them with `pytest test_mlp.py`, or a part of them with `pytest test_mlp.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights and images.
"""

import math
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

IMAGES = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))  # (batch, 1, 28, 28)


def check_shape(value, shape, what):
    assert isinstance(value, torch.Tensor), f"{what}: expected a tensor, got {type(value).__name__}"
    assert tuple(value.shape) == shape, f"{what}: expected the shape {shape}, got {tuple(value.shape)}"


def matrices(net):
    """The parameters, by name, that hold the weights of a layer."""
    return {name: p for name, p in net.named_parameters() if p.dim() > 1 or p.numel() >= 28 * 28}


def network(student, scale=None):
    """A new network in evaluation mode; with a scale, its weights are random ones of that size."""
    net = student.MLP().eval()
    logits_of(net, IMAGES)  # lazy layers make their weights now
    if scale is not None:
        generator = torch.Generator().manual_seed(1)
        with torch.no_grad():
            for p in net.parameters():
                values = torch.randn(p.shape, generator=generator).to(p.dtype)
                if p.dim() > 1:
                    p.copy_(scale * values * math.sqrt(2 / sum(sorted(p.shape)[-2:])))
                elif p.numel() >= 28 * 28:  # a neuron's weights, or those of many in one row
                    p.copy_(scale * values * 0.05)
                else:
                    p.add_(values, alpha=0.05)
    return net


def logits_of(net, images):
    with torch.no_grad():
        logits = net(images)
    check_shape(logits, (len(images), 10), "MLP()(images), (batch, 10)")
    assert torch.isfinite(logits).all(), "MLP()(images): has values that are no finite numbers"
    return logits


def check_same(got, want, reason):
    assert (got - want).abs().max() <= 1e-3 * want.abs().max() + 1e-6, reason


@pytest.mark.parametrize("shape", [(1, 28, 28), (784,)], ids=["images", "rows of pixels"])
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_model_output_shape(student, batch, shape):
    net = student.MLP().eval()
    with torch.no_grad():
        check_shape(net(torch.zeros(batch, *shape)), (batch, 10), "MLP()(images), (batch, 10)")


def test_model_reads_rows_of_pixels_as_it_reads_images(student):
    net = network(student, scale=1)
    check_same(
        logits_of(net, IMAGES.reshape(8, 784)),
        logits_of(net, IMAGES),
        "the same images have other logits as (8, 784) than as (8, 1, 28, 28)",
    )


def test_model_reads_each_image_by_itself(student):
    net = network(student, scale=1)
    together = logits_of(net, IMAGES)
    for number in range(8):
        alone = logits_of(net, IMAGES[number : number + 1])
        check_same(alone[0], together[number], "an image's logits change with the other images of its batch")


def test_model_gives_the_same_logits_twice(student):
    net = network(student, scale=1)
    first, second = logits_of(net, IMAGES), logits_of(net, IMAGES)
    check_same(
        second, first, "in evaluation mode the same images must have the same logits: is dropout active?"
    )


def test_model_has_its_layers_as_attributes(student):
    first, second = network(student, scale=1), network(student)
    assert matrices(first), "no weights are found: is each layer an attribute, self.linear1 = nn.Linear(...)?"
    second.load_state_dict(first.state_dict())
    check_same(
        logits_of(second, IMAGES),
        logits_of(first, IMAGES),
        "two networks with the same weights give different logits: is each layer an attribute of the network?",
    )


def test_model_is_more_than_one_linear_layer(student):
    """Two parts of an image are made brighter, one alone, the other alone, and both.

    Where layers only add up, the change of both is the sum of the two changes.
    """
    dark = 0.3 * IMAGES
    left = torch.zeros_like(dark)
    left[..., :14] = 0.7 * IMAGES.flip(0)[..., :14]
    right = torch.zeros_like(dark)
    right[..., 14:] = 0.7 * IMAGES.flip(0)[..., 14:]
    bends = []
    for scale in (1, 4, 16, 64):  # of the weights: small ones bend little, large ones may saturate
        net = network(student, scale)
        both, one, other, none = (
            logits_of(net, dark + part) for part in (left + right, left, right, 0 * left)
        )
        bends.append(((both - one - other + none).abs().max() / both.abs().max()).item())
    assert max(bends) > 1e-5, "no hidden layer has an activation: what all layers compute, a single one could"


def test_model_ends_in_logits(student):
    logits = torch.cat([logits_of(network(student, scale), IMAGES) for scale in (1, 4, 16, 64)])
    assert logits.logsumexp(1).abs().max() > 1e-3, "the logits are those of log_softmax; leave it out"
    assert logits.min() < 0, "no logit is negative: is there ReLU, sigmoid or softmax after the last layer?"
    assert logits.abs().max() > 1, "no logit is above 1 or below -1: is there tanh after the last layer?"


def test_model_gets_its_gradients(student):
    net = network(student, scale=1)
    images = IMAGES.clone()
    logits = net(images)
    assert logits.requires_grad, (
        "no gradient reaches the weights: is there a detach, .data or no_grad in forward?"
    )
    logits.square().sum().backward()
    before = logits.detach()
    for name, p in matrices(net).items():
        with torch.no_grad():
            kept = p.clone()
            p.mul_(1.1)  # a little: a ReLU that is shut stays shut, and has no gradient
            moves = (logits_of(net, IMAGES) - before).abs().max() > 1e-3 * before.abs().max()
            p.copy_(kept)
        gradient = torch.zeros(1) if p.grad is None else p.grad
        assert not moves or gradient.any(), f"{name} changes the logits but gets no gradient"


def test_model_starts_with_random_weights(student):
    net = network(student)
    assert any(p.max() > p.min() for p in matrices(net).values()), (
        "all weights start with the same value: then all neurons of a layer stay equal"
    )


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
