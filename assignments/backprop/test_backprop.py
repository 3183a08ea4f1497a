"""The public tests of backprop. Run them with `pytest test_backprop.py`, or a part of them with `-k relu`.

They tell whether you are on the right way. Grading looks closer, with other weights and sizes, and with autograd
switched off.
"""

import math
from itertools import pairwise

import pytest
import torch
from _recorded import NotAlike, check_shape, numbers, recorded
from _training import digits, of_many_losses, settings
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


def give(layer, start=0.0, scale=0.8):
    """Gives a layer weights that are the same on every machine."""
    with torch.no_grad():
        for name, shift in (("weight", 0.0), ("bias", 0.5)):
            there = getattr(layer, name)
            assert isinstance(there, torch.Tensor), (
                f"Linear.{name}: expected a tensor, got {type(there).__name__}"
            )
            values = numbers(*there.shape, start=start + shift, scale=scale)
            getattr(layer, name).copy_(values)
            if not torch.equal(getattr(layer, name).detach(), values):
                raise NotAlike
    return layer


def layers_within(value, kind, found, depth=0):
    """The layers of one kind in an object, its lists and dicts, in their order."""
    if isinstance(value, kind):
        found += [] if any(value is each for each in found) else [value]
    elif depth < 5:
        inner = (
            value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
        )
        inner = inner or getattr(value, "__dict__", {}).values()
        for each in inner:
            layers_within(each, kind, found, depth + 1)
    return found


def mlp_of(student, sizes, scale=0.8):
    """A new network whose layers have weights that are the same on every machine."""
    net = student.MLP(list(sizes))
    layers = layers_within(net, student.Linear, [])
    shapes = [(size, before) for before, size in pairwise(sizes)]
    found = [tuple(layer.weight.shape) for layer in layers]
    if not found or (
        found != shapes and sorted(found) == sorted(shapes)
    ):  # found in another order than they are used in
        raise NotAlike
    assert found == shapes, f"MLP({list(sizes)}): expected layers with the weights {shapes}, got {found}"
    for number, layer in enumerate(layers):
        give(layer, start=number, scale=scale)
    return net, layers


def steps_clear(student):
    """Whether a network's step makes the gradients of its layers 0; not where there is no network yet."""
    try:
        net, layers = mlp_of(student, (3, 4, 2))
        net.forward(numbers(5, 3))
        net.backward(numbers(5, 2))
        net.step(0.1)
    except (Exception, pytest.fail.Exception):
        return False
    return all(not layer.grad_weight.any() for layer in layers)


@recorded("Linear(in_features, out_features)")
def test_linear_values(student):
    with torch.no_grad():
        found = {}
        clears = steps_clear(student)
        for rows, inputs, outputs, scale in [
            (4, 3, 2, 1.0),
            (1, 5, 3, 1.0),
            (45, 2, 4, 1.0),
            (3, 3, 3, 5000.0),
        ]:
            layer, before = give(student.Linear(inputs, outputs)), (0.0, 0.0)
            name = f"({rows}, {inputs}) to {outputs}"
            for turn in ("", ", the second time"):
                x, g = numbers(rows, inputs, scale=scale, start=len(turn)), numbers(rows, outputs, start=1)
                given, upstream = x.clone(), g.clone()
                found[f"forward of {name}{turn}"] = layer.forward(given)
                found[f"backward of {name}{turn}"] = layer.backward(upstream)
                gradients = layer.grad_weight.clone(), layer.grad_bias.clone()
                # where a network's step makes them 0, they may add up until then
                since = (
                    [now - then for now, then in zip(gradients, before, strict=True)] if clears else gradients
                )
                found[f"grad_weight of {name}{turn}"], found[f"grad_bias of {name}{turn}"] = since
                before = gradients
                is_untouched = torch.equal(given, x) and torch.equal(upstream, g)
                found[f"what is given to {name}{turn} afterwards"] = is_untouched
        return found


@recorded("Linear(in_features, out_features)")
def test_linear_beside_another(student):
    with torch.no_grad():
        one, other = give(student.Linear(3, 2)), give(student.Linear(3, 2), start=2)
        one.forward(numbers(4, 3))
        other.forward(numbers(4, 3, start=5))
        back = one.backward(numbers(4, 2)), other.backward(numbers(4, 2))
        return {"backward": back, "grad_weight": (one.grad_weight, other.grad_weight)}


@recorded("Linear(in_features, out_features)")
def test_linear_first_weights(student):
    with torch.no_grad():
        layer = student.Linear(5, 3)
        weight = layer.weight.detach()
        shapes = tuple(weight.shape), tuple(layer.bias.shape)
        return {"its shapes": shapes, "its weights differ": bool(weight.min() < weight.max())} | settings()


@recorded("ReLU()")
def test_relu_values(student):
    with torch.no_grad():
        found = {}
        one, other = student.ReLU(), student.ReLU()
        for rows, features, scale in [(4, 3, 2.0), (1, 7, 2000.0), (5, 1, 0.1), (21, 2, 2.0)]:
            x, g = numbers(rows, features, scale=scale), numbers(rows, features, start=1, scale=4000)
            given, upstream = x.clone(), g.clone()
            name = f"({rows}, {features})"
            found[f"forward of {name}"] = one.forward(given).clone()
            other.forward(numbers(rows, features, start=2))
            found[f"backward of {name}"] = one.backward(upstream).clone()
            found[f"x of {name} afterwards"] = torch.equal(given, x)
            found[f"grad_output of {name} afterwards"] = torch.equal(upstream, g)
        return found | settings()


@recorded("CrossEntropyLoss()")
def test_loss_values(student):
    with torch.no_grad():
        found, loss = {}, student.CrossEntropyLoss()
        for rows, classes, scale in [
            (4, 3, 2.0),
            (1, 5, 1.0),
            (6, 12, 3.0),
            (3, 4, 30.0),
            (5, 120, 1.0),
            (2, 1, 1.0),
        ]:
            logits, labels = numbers(rows, classes, scale=scale), (7 * torch.arange(rows) + 1) % classes
            given = logits.clone()
            name = f"({rows}, {classes})"
            value = loss.forward(given, labels.clone())
            found[f"forward of {name}"] = float(value)
            found[f"backward of {name}"] = loss.backward()
            found[f"the logits {name} afterwards"] = torch.equal(given, logits)
        return found


@recorded("CrossEntropyLoss()")
def test_loss_values_of_large_logits(student):
    with torch.no_grad():
        found = {}
        large = [
            [[150.0, 0, -150], [0, 300, 1]],
            [[-400.0, -401, -402], [400, 0, 0]],
            [[1e4, -1e4, 0.0], [1, 2, 3]],
        ]
        for number, logits in enumerate(large):
            loss = student.CrossEntropyLoss()
            found[f"forward {number}"] = float(loss.forward(torch.tensor(logits), torch.tensor([2, 0])))
            found[f"backward {number}"] = loss.backward()
        return found


@recorded("MLP(sizes)")
def test_mlp_values(student):
    with torch.no_grad():
        found = {}
        several = (3, 5, 2), (4, 6, 5, 3), (2, 3, 3, 3, 3, 3, 3, 4)
        for sizes, scale in [*((each, 1.0) for each in several), ((3, 4, 2), 300.0)]:
            net, layers = mlp_of(student, sizes)
            for turn in ("", ", the second time"):
                x, g = numbers(6, sizes[0], scale=scale, start=len(turn)), numbers(6, sizes[-1], start=1)
                found[f"forward of {sizes}{turn}"] = net.forward(x)
                net.backward(g)
                found[f"the gradients of {sizes}{turn}"] = [layer.grad_weight.clone() for layer in layers]
                before = [(layer.weight.clone(), layer.bias.clone()) for layer in layers]
                net.step(0.2)
                found[f"the step of {sizes}{turn}"] = [
                    (layer.weight - weight, layer.bias - bias)
                    for layer, (weight, bias) in zip(layers, before, strict=True)
                ]
                net.step(0.0)
        return found | settings()


@recorded("MLP(sizes)")
def test_mlp_beside_another(student):
    with torch.no_grad():
        one, other = mlp_of(student, (3, 4, 2))[0], student.MLP([3, 4, 2])
        x = numbers(5, 3)
        first = one.forward(x)
        other.forward(numbers(5, 3, start=4))
        other.backward(numbers(5, 2))
        other.step(0.5)
        return {"first": first, "after another one's step": one.forward(x)}


@recorded("MLP(sizes)")
def test_mlp_first_weights(student):
    with torch.no_grad():
        mlp_of(student, (3, 4, 2))
        weights = [layer.weight for layer in layers_within(student.MLP([3, 4, 2]), student.Linear, [])]
        return {"the weights of a layer differ": [str(bool(w.min() < w.max())) for w in weights]} | settings()


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


class Rows:
    """A network for `train`: its logits are its weights, a row for each sample, whatever the sample is."""

    def __init__(self, inputs, classes, start=0.0, scale=1.0):
        self.inputs = inputs
        self.logits = numbers(len(inputs), classes, start=start, scale=scale)
        self.first = self.logits.clone()
        self.notes = []

    def forward(self, inputs):
        self.places = (inputs[:, None] - self.inputs[None]).abs().amax(2).argmin(1)
        return self.logits[self.places].clone()

    def __call__(self, inputs):
        return self.forward(inputs)

    def backward(self, grad_output):
        places = self.places if hasattr(self, "places") else None
        self.gradient, self.of = grad_output.clone(), places
        self.notes.append(("backward", grad_output.clone()))

    def step(self, lr):
        if not hasattr(self, "gradient"):
            raise AssertionError("step is called before backward")
        self.notes.append(("step", round(float(lr), 9)))
        self.logits = self.logits.clone()
        self.logits[self.of] -= lr * self.gradient


def trained(student, samples, classes, epochs, lr, scale=1.0):
    """What train does with a network of `Rows`."""
    with torch.no_grad():
        inputs, labels = numbers(samples, 3), (7 * torch.arange(samples) + 1) % classes
        net = Rows(inputs.clone(), classes, scale=scale)
        try:
            losses = student.train(net, inputs, labels, epochs=epochs, lr=lr)
        except AttributeError as error:
            if "'Rows' object has no attribute" in str(error):  # it looks into the layers of its own network
                raise NotAlike from None
            raise
        return {
            "what is given to backward and step": net.notes,
            "the losses": losses,
            "the logits after training": (net.logits - net.first) / lr,
            "digits": digits(losses),
        } | settings()


TRAIN = "train(net, inputs, labels)"


@recorded(TRAIN)
def test_train_steps(student):
    return trained(student, 4, 3, epochs=3, lr=0.5)


@recorded(TRAIN)
def test_train_one_sample(student):
    return trained(student, 1, 3, epochs=2, lr=0.5)


@recorded(TRAIN)
def test_train_many_samples(student):
    return trained(student, 70, 4, epochs=2, lr=0.07)


@recorded(TRAIN)
def test_train_many_epochs(student):
    found = trained(student, 3, 2, epochs=130, lr=2.0)
    return {name: value for name, value in found.items() if "given" not in name}


@recorded(TRAIN)
def test_train_large_logits(student):
    return trained(student, 5, 3, epochs=2, lr=0.3, scale=60.0)


@recorded(TRAIN)
def test_train_defaults(student):
    with torch.no_grad():
        net = Rows(numbers(5, 3), 3)
        try:
            losses = student.train(net, numbers(5, 3), torch.tensor([0, 1, 2, 1, 0]))
        except AttributeError as error:
            if "'Rows' object has no attribute" in str(error):
                raise NotAlike from None
            raise
        return of_many_losses(losses, first=5)


def test_train_on_a_network_of_your_own(student):
    """1 for a long first coordinate, 0 for a short one."""
    torch.manual_seed(0)
    inputs = torch.randn(20, 3)
    labels = (inputs[:, 0].abs() > 0.7).long()
    losses = student.train(student.MLP([3, 8, 2]), inputs, labels, epochs=40, lr=0.1)
    assert losses[-1] < losses[0], f"the loss went from {losses[0]} to {losses[-1]}"
