"""The public tests of mlp. Run them with `pytest test_mlp.py`, or a part of them with `pytest test_mlp.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights and images.
"""

import contextlib
import math

import pytest
import torch
import torch.nn.functional as F
from _recorded import Mistake, check_shape, recorded
from _training import (
    Batches,
    Classifier,
    accuracy_of,
    loop_over_batches,
    loop_over_large_batches,
    printed_by,
    rate,
    samples,
    settings,
)
from torch.overrides import TorchFunctionMode

SHAPES_ARE_FREE = True  # layers may have any width, so no crash is told by the shapes of another network
IMAGES = torch.rand(8, 1, 28, 28, generator=torch.Generator().manual_seed(0))  # (batch, 1, 28, 28)


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


def check(holds, code, sentence):
    """Mistake, as grading calls it, unless something holds."""
    if not holds:
        raise Mistake(sentence, code)


def logits_of(net, images):
    with torch.no_grad():
        logits = net(images)
    if isinstance(logits, torch.Tensor) and logits.shape[:1] == (len(images),):
        check(
            logits.numel() != len(images) or logits.is_floating_point(),
            "class-for-logits",
            "MLP()(images): the most likely class of each image is returned; its ten logits are wanted",
        )
    check_shape(logits, (len(images), 10), "MLP()(images), (batch, 10)")
    check(
        torch.isfinite(logits).all(),
        "not-finite",
        "MLP()(images): has values that are not finite numbers",
    )
    return logits


def check_same(got, want, code, sentence):
    check((got - want).abs().max() <= 1e-3 * want.abs().max() + 1e-6, code, sentence)


@pytest.mark.parametrize("shape", [(1, 28, 28), (784,)], ids=["images", "rows of pixels"])
@pytest.mark.parametrize("batch", [1, 2, 7])
def test_model_output_shape(student, batch, shape):
    logits_of(student.MLP().eval(), torch.zeros(batch, *shape))


def test_model_reads_rows_of_pixels_as_it_reads_images(student):
    net = network(student, scale=1)
    check_same(
        logits_of(net, IMAGES.reshape(8, 784)),
        logits_of(net, IMAGES),
        "rows-of-pixels-differ",
        "MLP(): the same images have other logits as (batch, 784) than as (batch, 1, 28, 28)",
    )


def test_model_reads_each_image_by_itself(student):
    net = network(student, scale=1)
    together = logits_of(net, IMAGES)
    for number in range(8):
        alone = logits_of(net, IMAGES[number : number + 1])
        check_same(
            alone[0],
            together[number],
            "other-images-matter",
            "MLP()(images): an image's logits change with the other images of its batch: is something summed, "
            "normalised or turned into a softmax over the batch axis?",
        )


def test_model_gives_the_same_logits_twice(student):
    net = network(student, scale=1)
    first, second = logits_of(net, IMAGES), logits_of(net, IMAGES)
    check_same(
        second,
        first,
        "dropout-active",
        "in evaluation mode the same images must have the same logits: is dropout active, or is anything drawn there?",
    )


def test_model_has_its_layers_as_attributes(student):
    first, second = network(student, scale=1), network(student)
    check(
        matrices(first),
        "no-layers",
        "MLP() has no trainable weights: a layer must be an attribute of the network, or in an nn.ModuleList",
    )
    second.load_state_dict(first.state_dict())
    check_same(
        logits_of(second, IMAGES),
        logits_of(first, IMAGES),
        "weights-outside-the-state",
        "two networks with the same weights give different logits: a layer must be an attribute of the network, or in "
        "an nn.ModuleList; in a Python list, or made in forward, it is not trained",
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
    check(
        max(bends) > 1e-5,
        "linear-in-pixels",
        "MLP()(images): the logits are linear in the pixels: no hidden layer has an activation function, so that the "
        "whole network can do no more than a single linear layer",
    )


FUNCTIONS = {  # that may be applied to logits by mistake
    "sigmoid": torch.sigmoid,
    "the logarithm of sigmoid": F.logsigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
    "ReLU6": F.relu6,
    "ELU or CELU": F.elu,
    "SELU": F.selu,
    "GELU": F.gelu,
    "the approximate GELU": lambda z: F.gelu(z, approximate="tanh"),
    "SiLU": F.silu,
    "Mish": F.mish,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "hardtanh": F.hardtanh,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "the exponential function": torch.exp,
    "the absolute value": torch.abs,
}


def plain(value):
    """A copy to compare with: in one precision, and where all others are."""
    return value.detach().to("cpu", torch.float64, copy=True)


class OnTheWay(TorchFunctionMode):
    """Keeps what forward computes on its way, as far as it has the shape of the logits."""

    def __init__(self):
        super().__init__()
        self.values = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.shape == (8, 10) and result.is_floating_point():
            self.values.append(plain(result))
        return result


def are_same(got, wanted):
    return torch.allclose(got, wanted, rtol=1e-4, atol=1e-5 * float(wanted.abs().max()))


def slope_below_0(value, logits):
    """By what negative values are multiplied, where positive ones stay; None where that is not all."""
    negative = value < 0
    if not negative.any() or negative.all() or not are_same(logits[~negative], value[~negative]):
        return None
    slope = float(logits[negative].sum() / value[negative].sum())
    return slope if 0 < abs(slope) < 1 and are_same(logits[negative], slope * value[negative]) else None


def test_model_applies_nothing_to_the_logits(student):
    for scale in (1, 4, 16):  # of the weights
        net = network(student, scale)
        with torch.no_grad(), OnTheWay() as way:
            logits = plain(net(IMAGES))
        for value in (each for each in way.values if not are_same(each, logits)):
            for name, function in FUNCTIONS.items():
                check(
                    not are_same(function(value), logits),
                    "applied-to-logits",
                    f"MLP()(images): {name} is applied to the logits; cross-entropy wants them as they are",
                )
            slope = slope_below_0(value, logits)
            if slope is not None:
                raise Mistake(
                    f"MLP()(images): leaky ReLU or PReLU, with a slope of {slope:.2g}, is applied to the logits; "
                    "cross-entropy wants them as they are",
                    "leaky-relu-of-slope" if round(slope, 3) in (0.1, 0.2) else "applied-to-logits",
                )


def test_model_ends_in_logits(student):
    scales = (1, 4, 16, 64, 1024)
    of_scales = [logits_of(network(student, scale), IMAGES) for scale in scales]
    logits = torch.cat(of_scales)
    check(
        (logits.sum(1) - 1).abs().max() > 1e-3 or logits.min() < 0,
        "ends-in-softmax",
        "forward ends in softmax; cross-entropy wants the logits",
    )
    check(
        logits.logsumexp(1).abs().max() > 1e-3,
        "ends-in-log_softmax",
        "forward ends in log_softmax; cross-entropy wants the logits",
    )
    check(
        logits.min() < 0 or logits.max() > 1,
        "logits-between-0-and-1",
        "whatever the weights, all logits lie between 0 and 1: is sigmoid, softmax or clamp applied to them?",
    )
    check(
        logits.min() < -1e-3 * logits.max(),
        "no-negative-logit",
        "whatever the weights, no logit is negative: is anything applied to them, ReLU or softmax?",
    )
    check(
        logits.abs().max() > 1,
        "logits-between-minus-1-and-1",
        "whatever the weights, all logits lie between -1 and 1: does tanh, clamp or a norm bound them?",
    )


def test_model_has_logits_without_bounds(student):
    """Weights of the last layer that are a thousand and a million times as large make the logits larger, too."""

    def largest(factor, with_single):
        net = network(student, scale=1)
        with torch.no_grad():
            for p in net.parameters():  # the last layer's, and what a norm multiplies with
                if 10 in p.shape or (with_single and p.numel() == 1):
                    p.mul_(factor)
        return logits_of(net, IMAGES).abs().max().item()

    def grows(with_single):
        one, more, most = (largest(factor, with_single) for factor in (1, 1e3, 1e6))
        return one == 0 or most > 20 * more > 20 * one

    has_last = any(10 in p.shape for p in network(student).parameters())
    check(
        not has_last or grows(with_single=False) or grows(with_single=True),
        "logits-bounded",
        "however large the weights are, the logits stay below a bound: does tanh, clamp or a norm bound them?",
    )


def test_model_sees_every_pixel(student):
    """Where each pixel of an image is changed, some logit changes, for weights of one size or another."""
    seen = torch.zeros(784, dtype=torch.bool)
    for scale in (1, 2):
        net = network(student, scale)
        images = IMAGES.clone().requires_grad_()
        net(images).square().sum().backward()
        if images.grad is None:
            return
        seen |= (images.grad.reshape(8, 784) != 0).any(0)
    count = int((~seen).sum())
    check(
        count < 8,
        "some-pixels",
        f"MLP()(images): the logits do not depend on {count} of the 784 pixels",
    )


def test_model_passes_something_on_while_it_learns(student):
    net = network(student, scale=1).train()
    logits = net(IMAGES)
    check(
        logits.std(0).max() > 1e-6 * logits.abs().max(),
        "nothing-passes-in-training",
        "MLP()(images): in training mode every image has the same logits, so that nothing is learned of the images: "
        "what does dropout leave?",
    )


@recorded("MLP()")
def test_model_leaves_settings_alone(student):
    net = student.MLP()
    with contextlib.suppress(RuntimeError):  # which other tests show
        net(IMAGES)
    return settings()


def test_model_gets_its_gradients(student):
    net = network(student, scale=1)
    images = IMAGES.clone()
    logits = net(images)
    check(
        logits.requires_grad,
        "gradient-cut",
        "MLP()(images): no gradient reaches the weights: is there a detach, .data, numpy or no_grad in forward?",
    )
    logits.square().sum().backward()
    before = logits.detach()
    for name, p in net.named_parameters():
        with torch.no_grad():
            kept = p.clone()
            p.mul_(1.1)  # a little: a ReLU that is shut stays shut, and has no gradient
            moves = (logits_of(net, IMAGES) - before).abs().max() > 1e-3 * before.abs().max()
            p.copy_(kept)
        gradient = torch.zeros(1) if p.grad is None else p.grad
        check(
            not moves or gradient.any(),
            "gets-no-gradient",
            f"{name} gets no gradient: training cannot change it",
        )


def are_stuck(net):
    """Whether all images have the same logits, at first and after some steps downhill."""
    if not list(net.parameters()):  # another test says so
        return False
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    for _ in range(4):
        logits = net(IMAGES)
        if (logits - logits[:1]).abs().max() > 1e-6 or not logits.requires_grad:
            return False
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, torch.arange(8)).backward()
        optimizer.step()
    return True


def test_model_starts_with_random_weights(student):
    net = network(student)
    check(
        not are_stuck(net),
        "first-weights-stuck",
        "every image has the same logits, and training cannot change it: give MLP()'s weights random first values",
    )
    net = network(student)
    check(
        not matrices(net) or any(p.max() > p.min() for p in matrices(net).values()),
        "hidden-units-alike",
        "all units of a hidden layer start with the same weights, so they stay equal and are worth one: give MLP()'s "
        "weights random first values",
    )


@recorded("train(model, loader)")
def test_train_steps(student):
    return loop_over_batches(student, 9, 4, epochs=3, lr=0.05)


@recorded("train(model, loader)")
def test_train_with_large_logits(student):
    return loop_over_batches(student, 13, 4, epochs=2, lr=0.1, scale=60)


@recorded("train(model, loader)")
def test_train_on_a_dataloader(student):
    return loop_over_batches(student, 9, 4, epochs=2, lr=0.05, loader="DataLoader")


@recorded("train(model, loader)")
def test_train_on_many_batches(student):
    return loop_over_batches(student, 27, 2, epochs=1, lr=0.01)


@recorded("train(model, loader)")
def test_train_on_large_batches(student):
    return loop_over_large_batches(student)


@recorded("train(model, loader)")
def test_train_where_samples_are_left_out(student):
    return loop_over_batches(student, 10, 4, epochs=2, lr=0.02, left_out=3)


@recorded("train(model, loader)")
def test_train_for_many_epochs(student):
    return loop_over_batches(student, 5, 5, epochs=23, lr=3.0)


@recorded("train(model, loader)")
def test_train_when_all_is_learned(student):
    return loop_over_batches(student, 6, 6, epochs=5, lr=0.01, scale=200)


@recorded("train(model, loader)")
def test_train_uses_the_learning_rate(student):
    return rate(student)


@recorded("train(model, loader)")
def test_train_prints_each_epoch(student):
    images, labels, logits = samples(9)

    def train():
        student.train(Classifier(images, logits), Batches(images, labels, 4), epochs=11, lr=0.05)

    return printed_by(train, epochs=11)


@recorded("accuracy(model, loader)")
def test_accuracy_is_the_share_of_right_answers(student):
    return accuracy_of(student, 9, 4, wrong=[1, 5, 6])


@recorded("accuracy(model, loader)")
def test_accuracy_with_a_last_image_alone(student):
    return accuracy_of(student, 41, 8, wrong=[0, 3, 4, 9, 17, 28, 40], loader="DataLoader")


@recorded("accuracy(model, loader)")
def test_accuracy_where_other_classes_are_likely(student):
    return accuracy_of(student, 24, 5, wrong=[], ranks=[1] * 6 + [9] * 9 + [4] * 2)


@recorded("accuracy(model, loader)")
def test_accuracy_in_evaluation_mode(student):
    return accuracy_of(student, 12, 4, wrong=[1, 5, 6], watch="mode", wrong_when_watched=[0])


@recorded("accuracy(model, loader)")
def test_accuracy_without_gradients(student):
    return accuracy_of(student, 12, 4, wrong=[1, 5, 6], watch="grad", wrong_when_watched=[0])
