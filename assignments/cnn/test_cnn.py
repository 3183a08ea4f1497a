"""The public tests of cnn. Run them with `pytest test_cnn.py`, or a part of them with `pytest test_cnn.py -k model`.

They tell whether you are on the right way. Grading looks closer, with other weights and images.
"""

import contextlib

import pytest
import torch
from _forward_shapes import ForwardShapes, text
from _recorded import Mistake, check_count, check_shape, fill, numbers, recorded
from _training import (
    Batches,
    Classifier,
    accuracy_of,
    are_drawn,
    loop_over_batches,
    loop_over_large_batches,
    printed_by,
    rate,
    samples,
    settings,
)

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


CALL = "CNN()(images)"


def known_network(student):
    """A new network with weights that are the same on every machine."""
    net = student.CNN().eval()
    net(RAMPS)  # lazy layers make their weights
    return fill(net, {}, [(10, 1, 5, 5), (20, 10, 5, 5), (10, 320)], scale=0.3)


@pytest.mark.parametrize("stage", FEATURE_MAPS)
def test_shapes_of_feature_maps(student, stage):
    net = averaging(student)
    wanted = (3, *FEATURE_MAPS[stage])
    shapes = ForwardShapes()
    shapes.begin(RAMPS)
    try:
        with shapes:
            net(RAMPS)
    except Exception as error:
        if wanted not in shapes.noted:
            error.code = "stage-shape"
            raise
    # Code may compute in other ways and never hold this shape: then its logits say that it is right.
    if wanted not in shapes.noted and not gives_the_right_logits(net):
        steps = text(shapes.inputs, [shape for shape in shapes.noted if shape[:1] == (3,)])
        raise Mistake(
            f"after {stage}, 3 images have the shape {wanted}; your forward gives {steps}", "stage-shape"
        )


@recorded(CALL)
def test_shapes_hold_the_right_values(student):
    return {"the logits": known_network(student)(numbers(2, 1, 28, 28, scale=2))}


@recorded(CALL)
def test_model_values(student):
    net = known_network(student)
    return {
        f"the logits of a batch of {batch}": net(numbers(batch, 1, 28, 28, start=batch, scale=scale))
        for batch, scale in [(3, 2), (1, 1), (7, 40)]
    }


@recorded(f"{CALL} in training mode")
def test_model_mode_of_learning(student):
    return {"the logits": known_network(student).train()(numbers(4, 1, 28, 28, scale=2))}


@recorded(CALL)
def test_model_second_call(student):
    net, images = known_network(student), numbers(2, 1, 28, 28, scale=2)
    return {"the logits of the first call": net(images), "those of the second": net(images)}


@recorded("CNN()")
def test_model_gradients(student):
    net = known_network(student)
    logits = net(numbers(3, 1, 28, 28))
    (logits * numbers(3, 10, start=1)).sum().backward()
    given = {tuple(value.shape): value.grad for value in net.parameters() if value.dim() > 1}
    return {f"the gradient of the weight {shape}": given[shape] for shape in sorted(given)}


@recorded("CNN()")
def test_model_first_weights(student):
    net = student.CNN()
    with contextlib.suppress(RuntimeError):  # which other tests show
        net(RAMPS)
    found = {"the weights of a layer differ": are_drawn(net)}
    return found | settings()


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
    check_shape(logits, (3, 10), CALL)
    assert gives_the_right_logits(net), f"expected 0.2185, 0.4369, 0.6554; got {logits[:, 0].tolist()}"


def test_model_where_conv2_is_negative(student):
    """Where conv2 gives negative values alone, nothing but zeros is left of them."""
    logits = averaging(student, sign=-1)(RAMPS)
    check_shape(logits, (3, 10), CALL)
    assert logits.abs().max() < 1e-4, f"expected 0; got {logits[:, 0].tolist()}"


def test_model_is_the_same_while_it_learns(student):
    net = averaging(student)
    logits = net(RAMPS)
    assert torch.allclose(net.train()(RAMPS), logits, atol=1e-3), (
        f"{CALL}: in training mode the logits are others; there is neither dropout nor batch normalisation"
    )


@recorded("CNN()")
def test_model_has_three_layers_with_biases(student):
    net = student.CNN()
    net(RAMPS)
    what = "two convolutions and a linear layer, with their biases,"
    check_count(net, "CNN()", 260 + 5020 + 3210, what, most=8490 + 100)
    return {}


def test_model_gradient_reaches_every_layer(student):
    net = averaging(student)
    net(RAMPS).square().sum().backward()
    trained = {p.numel() for p in net.parameters() if p.grad is not None and p.grad.abs().max() > 0}
    for size, layer in WEIGHTS.items():
        assert size in trained, f"the weights of {layer} get no gradient"


@recorded("train(model, loader)")
def test_train_steps(student):
    return loop_over_batches(student, 9, 4, epochs=3, lr=0.05, insist_on_images=True)


@recorded("train(model, loader)")
def test_train_with_large_logits(student):
    return loop_over_batches(student, 13, 4, epochs=2, lr=0.1, scale=60, insist_on_images=True)


@recorded("train(model, loader)")
def test_train_on_a_dataloader(student):
    return loop_over_batches(student, 9, 4, epochs=2, lr=0.05, loader="DataLoader", insist_on_images=True)


@recorded("train(model, loader)")
def test_train_on_many_batches(student):
    return loop_over_batches(student, 27, 2, epochs=1, lr=0.01, insist_on_images=True)


@recorded("train(model, loader)")
def test_train_on_large_batches(student):
    return loop_over_large_batches(student)


@recorded("train(model, loader)")
def test_train_where_samples_are_left_out(student):
    return loop_over_batches(student, 10, 4, epochs=2, lr=0.02, left_out=3, insist_on_images=True)


@recorded("train(model, loader)")
def test_train_for_many_epochs(student):
    return loop_over_batches(student, 5, 5, epochs=23, lr=3.0, insist_on_images=True)


@recorded("train(model, loader)")
def test_train_when_all_is_learned(student):
    return loop_over_batches(student, 6, 6, epochs=5, lr=0.01, scale=200, insist_on_images=True)


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
    return accuracy_of(student, 9, 4, wrong=[1, 5, 6], insist_on_images=True)


@recorded("accuracy(model, loader)")
def test_accuracy_with_a_last_image_alone(student):
    return accuracy_of(
        student, 41, 8, wrong=[0, 3, 4, 9, 17, 28, 40], loader="DataLoader", insist_on_images=True
    )


@recorded("accuracy(model, loader)")
def test_accuracy_in_evaluation_mode(student):
    return accuracy_of(
        student, 12, 4, wrong=[1, 5, 6], watch="mode", wrong_when_watched=[0], insist_on_images=True
    )


@recorded("accuracy(model, loader)")
def test_accuracy_without_gradients(student):
    return accuracy_of(
        student, 12, 4, wrong=[1, 5, 6], watch="grad", wrong_when_watched=[0], insist_on_images=True
    )
