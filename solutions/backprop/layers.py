"""backprop's layers by hand: what they compute forward and backward, right and with the mistakes known by name.

y = x Wᵀ + b        dL/dx = g W        dL/dW = gᵀ x        dL/db = Σ_batch g          (g = dL/dy)
y = max(x, 0)       dL/dx = g · [x > 0]
L = mean_i −log softmax(z_i)[y_i]      dL/dz = (softmax(z) − one_hot(y)) / batch
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.checks.mistakes import Said
from autograder.sandbox.inside.probes import ByHand


@dataclass(frozen=True)
class Linear:
    """weight (out, in), bias (out,)."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return self.weighed(x) @ self.weight.T + self.bias

    def weighed(self, x: Tensor) -> Tensor:
        """What of x the weights multiply."""
        return x

    def input_gradient(self, x: Tensor, g: Tensor) -> Tensor:
        """The gradient of x, of that of the output."""
        return g @ self.weight


class SineLinear(Linear):
    """sin(x) Wᵀ + b: what `stand_ins.sine_linear` is."""

    def weighed(self, x: Tensor) -> Tensor:
        return x.sin()

    def input_gradient(self, x: Tensor, g: Tensor) -> Tensor:
        return g @ self.weight * x.cos()


@dataclass(frozen=True)
class Parts:
    """The layers that an MLP is made of: the student's own, which are to be those of the exercise, or the kit's in the
    place of some.

    stand_ins: these, by the name of the student's class. slope: of the activation, by its output.
    """

    stand_ins: Mapping[str, str] = field(default_factory=dict)
    linear: type[Linear] = Linear
    activation: Callable[[Tensor], Tensor] = torch.relu
    slope: Callable[[Tensor], Tensor] = field(default=lambda h: (h > 0).to(h))

    def of(self, layers: Sequence[Linear]) -> list[Linear]:
        """Layers of the same weights."""
        return [self.linear(layer.weight, layer.bias) for layer in layers]


OWN = Parts()
_LINEAR, _ACTIVATION = {"Linear": "sine_linear"}, {"ReLU": "tanh"}
_TANH = Parts(_ACTIVATION, activation=torch.tanh, slope=lambda h: 1 - h**2)
OTHER_PARTS = (
    replace(_TANH, stand_ins={**_LINEAR, **_ACTIVATION}, linear=SineLinear),
    # A network may do without one of the two classes, and have what they compute written out.
    Parts(_LINEAR, SineLinear),
    _TANH,
)


Forward = Callable[[Linear, Tensor], Tensor]
"""The layer and x (batch, in)."""
Backward = Callable[[Linear, Tensor, Tensor], Tensor]
"""The layer, x (batch, in) and the upstream gradient (batch, out)."""

IGNORED = Said("grad_output-left-out")

LINEAR_OUTPUTS: dict[Said, Forward] = {
    Said("bias-missing"): lambda layer, x: x @ layer.weight.T,
    Said("bias-subtracted"): lambda layer, x: x @ layer.weight.T - layer.bias,
    Said("weight-not-transposed"): lambda layer, x: x @ layer.weight + layer.bias,
    Said("relu-in-linear"): lambda layer, x: layer(x).relu(),
    Said("bias-twice"): lambda layer, x: layer(x) + layer.bias,
    Said("mean-over-inputs"): lambda layer, x: x @ layer.weight.T / x.shape[1] + layer.bias,
}
INPUT_GRADIENTS: dict[Said, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g) @ layer.weight,
    Said("weight-transposed"): lambda layer, x, g: g @ layer.weight.T,
    Said("grad_output-passed-on"): lambda layer, x, g: g,
    Said("divided-by-batch"): lambda layer, x, g: g @ layer.weight / len(g),
    Said("wrong-sign"): lambda layer, x, g: -g @ layer.weight,
    Said("bias-in-gradient"): lambda layer, x, g: g @ layer.weight + layer.bias,
    Said("times-grad_weight"): lambda layer, x, g: g @ (g.T @ x),
}
WEIGHT_GRADIENTS: dict[Said, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g).T @ x,
    Said("always-0"): lambda layer, x, g: torch.zeros_like(layer.weight),
    Said("transposed"): lambda layer, x, g: x.T @ g,
    Said("divided-by-batch"): lambda layer, x, g: g.T @ x / len(g),
    Said("wrong-sign"): lambda layer, x, g: -g.T @ x,
    Said("last-sample-alone"): lambda layer, x, g: g[-1:].T @ x[-1:],
    Said("first-sample-alone"): lambda layer, x, g: g[:1].T @ x[:1],
    Said("made-from-outputs"): lambda layer, x, g: g.T @ layer(x),
}
BIAS_GRADIENTS: dict[Said, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g).sum(0),
    Said("always-1"): lambda layer, x, g: torch.ones_like(layer.bias),
    Said("always-0"): lambda layer, x, g: torch.zeros_like(layer.bias),
    Said("not-summed-over-batch"): lambda layer, x, g: g,
    Said("summed-over-wrong-axis"): lambda layer, x, g: g.sum(1),
    Said("summed-over-all-axes"): lambda layer, x, g: g.sum(),
    Said("mean-over-batch"): lambda layer, x, g: g.mean(0),
    Said("wrong-sign"): lambda layer, x, g: -g.sum(0),
    Said("last-sample-alone"): lambda layer, x, g: g[-1],
    Said("first-sample-alone"): lambda layer, x, g: g[0],
    Said("keeps-batch-axis"): lambda layer, x, g: g.sum(0, keepdim=True),
}


def share_of(weight: Tensor, rest: Tensor) -> float:
    """Which multiple of a weight `rest` is, if it is one: by least squares."""
    return float((rest * weight).sum() / (weight * weight).sum().clamp(min=1e-30))


LEAK = 0.01  # torch's


def leak(values: object, given: Tensor, x: Tensor) -> float:
    """By what a leaky ReLU multiplies where its input x is negative. values: what it made of `given`."""
    if not isinstance(values, Tensor) or values.shape != given.shape:
        return LEAK
    shares = (values / given)[x < 0]
    share = float(shares.median()) if len(shares) else LEAK
    return share if 0 < share < 1 else LEAK


RELU_OUTPUTS: dict[Said, Callable[[Tensor], Tensor]] = {
    Said("negatives-stay"): lambda x: x,
    Said("negatives-become-positive"): torch.abs,
    Said("positives-dropped"): lambda x: x.clamp(max=0),
    Said("zero-or-one"): lambda x: (x > 0).to(x),
    Said("leaky-relu"): F.leaky_relu,
    Said("cut-off-at-1"): lambda x: x.clamp(0, 1),
    Said("sigmoid"): torch.sigmoid,
    Said("tanh"): torch.tanh,
    Said("softplus"): F.softplus,
}
RELU_GRADIENTS: dict[Said, Callable[[Tensor, Tensor], Tensor]] = {
    IGNORED: lambda x, g: (x > 0).to(g),
    Said("mask-of-gradient"): lambda x, g: g * (g > 0),
    Said("passes-everything"): lambda x, g: g,
    Said("passes-negatives"): lambda x, g: g * (x < 0),
    Said("times-output"): lambda x, g: g * x.relu(),
    Said("times-input"): lambda x, g: g * x,
    Said("wrong-sign"): lambda x, g: -g * (x > 0),
    Said("leaky-gradient"): lambda x, g: g * torch.where(x > 0, 1.0, 0.01),
    Said("input-by-gradient"): lambda x, g: x * (g > 0),
}


LossValue = Callable[[Tensor, Tensor], Tensor]
LossGradient = Callable[[Tensor, Tensor], Tensor]
"""Both of the logits (batch, classes) and the labels (batch,); one gives (), the other (batch, classes)."""


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits, labels)


def cross_entropy_gradient(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits.softmax(1) - one_hot(logits, labels)) / len(labels)


def one_hot(logits: Tensor, labels: Tensor) -> Tensor:
    return F.one_hot(labels, logits.shape[1]).to(logits)


def log_cosh(logits: Tensor, labels: Tensor) -> Tensor:
    """What `stand_ins.log_cosh` is."""
    off = (logits - one_hot(logits, labels)).abs()
    return (off + F.softplus(-2 * off) - math.log(2)).sum(1).mean()


def log_cosh_gradient(logits: Tensor, labels: Tensor) -> Tensor:
    return (logits - one_hot(logits, labels)).tanh() / len(labels)


@dataclass(frozen=True)
class Loss:
    """The loss that train is made with: the student's own, which is to be that of the exercise, or the kit's in its
    place.

    stand_ins: this one, by the name of the student's class.
    """

    value: LossValue = cross_entropy
    gradient: LossGradient = cross_entropy_gradient
    stand_ins: Mapping[str, str] = field(default_factory=dict)


CROSS_ENTROPY = Loss()
LOG_COSH = Loss(log_cosh, log_cosh_gradient, {"CrossEntropyLoss": "log_cosh"})
LOSSES: dict[Said, LossValue] = {
    Said("loss-summed-over-batch"): lambda z, y: F.cross_entropy(z, y, reduction="sum"),
    Said("divided-by-batch-twice"): lambda z, y: F.cross_entropy(z, y) / len(y),
    Said("mean-over-classes"): lambda z, y: F.cross_entropy(z, y) / z.shape[1],
    Said("wrong-sign"): lambda z, y: -F.cross_entropy(z, y),
    Said("logarithm-missing"): lambda z, y: -z.softmax(1).gather(1, y[:, None]).mean(),
    Said("loss-softmax-over-batch"): lambda z, y: F.nll_loss(z.log_softmax(0), y),
    Said("softmax-applied-twice"): lambda z, y: F.cross_entropy(z.softmax(1), y),
    Said("softmax-missing"): lambda z, y: -z.gather(1, y[:, None]).mean(),
    Said("logarithm-to-base-2"): lambda z, y: F.cross_entropy(z, y) / torch.tensor(2.0).log(),
    Said("logarithm-to-base-10"): lambda z, y: F.cross_entropy(z, y) / torch.tensor(10.0).log(),
    Said("squared-error-of-probabilities"): lambda z, y: F.mse_loss(z.softmax(1), one_hot(z, y)),
    Said("divided-by-classes"): lambda z, y: F.cross_entropy(z, y, reduction="sum") / z.shape[1],
    Said("loss-softmax-over-all"): lambda z, y: z.logsumexp((0, 1)) - z.gather(1, y[:, None]).mean(),
    Said("last-sample-alone"): lambda z, y: F.cross_entropy(z[-1:], y[-1:]),
    Said("first-sample-alone"): lambda z, y: F.cross_entropy(z[:1], y[:1]),
}
LOSS_GRADIENTS: dict[Said, LossGradient] = {
    Said("not-divided-by-batch"): lambda z, y: z.softmax(1) - one_hot(z, y),
    Said("divided-by-batch-twice"): lambda z, y: cross_entropy_gradient(z, y) / len(y),
    Said("divided-by-classes-too"): lambda z, y: cross_entropy_gradient(z, y) / z.shape[1],
    Said("divided-by-classes"): lambda z, y: (z.softmax(1) - one_hot(z, y)) / z.shape[1],
    Said("wrong-sign"): lambda z, y: -cross_entropy_gradient(z, y),
    Said("wrong-sign-not-divided"): lambda z, y: one_hot(z, y) - z.softmax(1),
    Said("label-not-subtracted"): lambda z, y: z.softmax(1) / len(y),
    Said("label-added"): lambda z, y: (z.softmax(1) + one_hot(z, y)) / len(y),
    Said("label-subtracted-in-every-row"): lambda z, y: (z.softmax(1) - one_hot(z, y).amax(0)) / len(y),
    Said("softmax-missing"): lambda z, y: (z - one_hot(z, y)) / len(y),
    Said("loss-softmax-over-batch"): lambda z, y: (z.softmax(0) - one_hot(z, y)) / len(y),
    Said("loss-softmax-over-all"): lambda z, y: (
        (z.flatten().softmax(0).reshape(z.shape) - one_hot(z, y)) / len(y)
    ),
    Said("exponentials-not-divided"): lambda z, y: (
        ((z - z.amax(1, keepdim=True)).exp() - one_hot(z, y)) / len(y)
    ),
    Said("exponentials-as-they-are"): lambda z, y: (z.exp() - one_hot(z, y)) / len(y),
    Said("logarithms-of-probabilities"): lambda z, y: (z.log_softmax(1) - one_hot(z, y)) / len(y),
    Said("gradient-of-probabilities"): lambda z, y: -one_hot(z, y) / z.softmax(1) / len(y),
    Said("label-column-alone"): lambda z, y: cross_entropy_gradient(z, y) * one_hot(z, y),
    Said("gradient-of-squared-error"): lambda z, y: 2 * (z.softmax(1) - one_hot(z, y)) / z.numel(),
    Said("softmax-applied-twice"): lambda z, y: cross_entropy_gradient(z.softmax(1), y),
}


def mlp(layers: Sequence[Linear], x: Tensor, activation: Callable[[Tensor], Tensor] = torch.relu) -> Tensor:
    """(batch, in) → (batch, classes): Linear, activation, ..., Linear."""
    return layers[-1](hidden(layers, x, activation)[-1])


def hidden(
    layers: Sequence[Linear], x: Tensor, activation: Callable[[Tensor], Tensor] = torch.relu
) -> list[Tensor]:
    """The input of each layer."""
    inputs = [x]
    for layer in layers[:-1]:
        inputs.append(activation(layer(inputs[-1])))
    return inputs


def nearest_kink(layers: Sequence[Linear], x: Tensor, parts: Parts = OWN) -> Tensor:
    """How far each sample is from where a ReLU bends: the smallest input of one, without its sign, (batch,)."""
    pairs = zip(layers[:-1], hidden(layers, x, parts.activation), strict=False)
    return torch.cat([layer(inputs).abs() for layer, inputs in pairs], 1).amin(1)


Activation = Callable[[Tensor], Tensor]


def _skipping(layers: Sequence[Linear], x: Tensor, activation: Activation, skipped: int) -> Tensor:
    """Without the activation after one of the layers."""
    if len(layers) < 3:
        raise RuntimeError("it has one activation alone")
    for number, layer in enumerate(layers[:-1]):
        x = layer(x) if number == skipped % len(layers) else activation(layer(x))
    return layers[-1](x)


MLP_OUTPUTS: dict[Said, Callable[[Sequence[Linear], Tensor, Activation], Tensor]] = {
    Said("relus-missing"): lambda layers, x, relu: mlp(layers, x, activation=lambda h: h),
    Said("relu-after-last"): lambda layers, x, relu: relu(mlp(layers, x, relu)),
    Said("ends-in-softmax"): lambda layers, x, relu: mlp(layers, x, relu).softmax(1),
    Said("ends-in-log_softmax"): lambda layers, x, relu: mlp(layers, x, relu).log_softmax(1),
    Said("sigmoid-for-relu"): lambda layers, x, relu: mlp(layers, x, activation=torch.sigmoid),
    Said("tanh-for-relu"): lambda layers, x, relu: mlp(layers, x, activation=torch.tanh),
    Said("relu-on-input"): lambda layers, x, relu: mlp(layers, relu(x), relu),
    Said("first-relu-missing"): lambda layers, x, relu: _skipping(layers, x, relu, 0),
    Said("last-relu-missing"): lambda layers, x, relu: _skipping(layers, x, relu, -2),
    Said("biases-missing"): lambda layers, x, relu: mlp(
        [replace(layer, bias=torch.zeros_like(layer.bias)) for layer in layers], x, relu
    ),
}
"""Of the layers, x (batch, in) and the activation."""


@dataclass(frozen=True)
class Round:
    """A batch to take a step on: x (batch, in), the gradient of the logits (batch, classes), and lr."""

    x: Tensor
    upstream: Tensor
    lr: float


@dataclass(frozen=True)
class Descent:
    """How a network takes its steps; the defaults are right."""

    sign: int = -1
    mask: Callable[[Tensor, Tensor], Tensor] = field(default=lambda slope, g: g * slope)
    """The gradient through a ReLU, of its slope, which is 0 or 1, and the upstream gradient."""
    weights: bool = True
    biases: bool = True
    layers: slice = field(default_factory=lambda: slice(None))
    lr: float | None = None
    mean: bool = False
    accumulate: bool = False
    ignore_upstream: bool = False
    from_first: bool = False
    """Whether backward goes through the layers from the first to the last."""
    decay: float = 0.0
    """What multiple of the weights is added to their gradients."""
    decays_biases: bool = False

    def run(
        self, layers: Sequence[Linear], rounds: Sequence[Round], parts: Parts = OWN
    ) -> list[list[Linear]]:
        """The layers after each of the rounds."""
        result, current = [], list(layers)
        total = [Linear(torch.zeros_like(layer.weight), torch.zeros_like(layer.bias)) for layer in layers]
        for number, each in enumerate(rounds):
            gradients = self._gradients(current, each, parts)
            if self.accumulate and number:
                gradients = [
                    Linear(a.weight + b.weight, a.bias + b.bias)
                    for a, b in zip(total, gradients, strict=True)
                ]
            total = gradients
            rate = self.sign * (each.lr if self.lr is None else self.lr)
            chosen = range(len(layers))[self.layers]
            current = [
                parts.linear(
                    layer.weight + rate * (self.weights and n in chosen) * g.weight,
                    layer.bias + rate * (self.biases and n in chosen) * g.bias,
                )
                for n, (layer, g) in enumerate(zip(current, gradients, strict=True))
            ]
            result.append(current)
        return result

    def _gradients(self, layers: Sequence[Linear], given: Round, parts: Parts) -> list[Linear]:
        g = torch.ones_like(given.upstream) if self.ignore_upstream else given.upstream
        inputs = hidden(layers, given.x, parts.activation)
        gradients: dict[int, Linear] = {}
        numbers = range(len(layers))
        for number in numbers if self.from_first else reversed(numbers):
            share = len(g) if self.mean else 1
            layer, x = layers[number], inputs[number]
            weight = g.T @ layer.weighed(x) / share + self.decay * layer.weight
            bias = g.sum(0) / share + self.decay * self.decays_biases * layer.bias
            gradients[number] = Linear(weight, bias)
            # The ReLU that comes next on the way, if one does.
            relu = number + 1 if self.from_first else number
            if 0 < relu < len(layers):
                g = self.mask(parts.slope(inputs[relu]), layer.input_gradient(x, g))
        return [gradients[number] for number in numbers]


STEPS: dict[Said, Descent] = {
    Said("weights-do-not-change"): Descent(sign=0),
    Said("step-uphill"): Descent(sign=1),
    Said("lr-ignored"): Descent(lr=1.0),
    Said("step-of-0_1"): Descent(lr=0.1),
    Said("step-of-0_01"): Descent(lr=0.01),
    Said("biases-not-updated"): Descent(biases=False),
    Said("weights-not-updated"): Descent(weights=False),
    Said("last-layer-alone"): Descent(layers=slice(-1, None)),
    Said("first-layer-alone"): Descent(layers=slice(0, 1)),
    Said("last-layer-not-updated"): Descent(layers=slice(0, -1)),
    Said("first-layer-not-updated"): Descent(layers=slice(1, None)),
    Said("relu-passes-everything"): Descent(mask=lambda slope, g: g),
    Said("relu-mask-of-gradient"): Descent(mask=lambda slope, g: g * (g > 0)),
    Said("gradient-above-left-out"): Descent(mask=lambda slope, g: slope),
    Said("gradients-divided-by-batch"): Descent(mean=True),
    Said("gradients-accumulate"): Descent(accumulate=True),
    Said("gradient-ignored"): Descent(ignore_upstream=True),
    Said("backward-from-first-layer"): Descent(from_first=True),
}


def unchanged(gradient: LossGradient, logits: Tensor, labels: Tensor) -> Tensor:
    return gradient(logits, labels)


@dataclass(frozen=True)
class Loop:
    """How train goes about it; the defaults are right. gradient: that of the loss, of logits and labels."""

    steps: int = 1
    lr: float | None = None
    extra_epochs: int = 0
    gradient: Callable[[LossGradient, Tensor, Tensor], Tensor] = unchanged
    batch: int | None = None
    """The samples of a step, where it is not all of them."""
    forward_once: bool = False
    rates: Sequence[float] = ()
    """Those of the epochs, where they change."""


@dataclass(frozen=True)
class Trained:
    """A training: the logits of each epoch before its step and after it, and the weights in the end."""

    before: list[Tensor]
    after: list[Tensor]
    weights: list[Tensor]

    def losses(self, value: LossValue, labels: Tensor) -> list[float]:
        return [value(logits, labels).item() for logits in self.before]


def train(
    weights: Sequence[Tensor],
    inputs: Tensor,
    labels: Tensor,
    epochs: int,
    lr: float,
    loop: Loop | None = None,
    gradient: LossGradient = cross_entropy_gradient,
) -> Trained:
    """Gradient descent on the probe network with these `weights`, which are left as they are."""
    loop = loop or Loop()
    net = ByHand(inputs.shape[1], len(weights[1]), len(weights[3]))
    net.load(list(weights))
    size = loop.batch or len(labels)
    batches = [slice(n, n + size) for n in range(0, len(labels), size)]
    result = Trained([], [], [])
    logits = inputs
    for epoch in range(epochs + loop.extra_epochs):
        rate = loop.rates[epoch] if loop.rates else lr if loop.lr is None else loop.lr
        result.before.append(_logits(net, inputs))
        for batch in batches:
            if not (loop.forward_once and epoch):
                logits = net.forward(inputs[batch])
            net.backward(loop.gradient(gradient, logits, labels[batch]))
            for _ in range(loop.steps):
                net.step(rate)
        result.after.append(_logits(net, inputs))
    result.weights.extend(net.weights())
    return result


def _logits(net: ByHand, inputs: Tensor) -> Tensor:
    """What forward gives, without a call of it, which the next backward would use."""
    w1, b1, w2, b2 = net.weights()
    return torch.tanh(inputs @ w1.T + b1) @ w2.T + b2  # (batch, classes)


LOOPS: dict[Said, Loop] = {
    Said("step-missing"): Loop(steps=0),
    Said("two-steps-an-epoch"): Loop(steps=2),
    Said("lr-always-0_1"): Loop(lr=0.1),
    Said("lr-always-1"): Loop(lr=1.0),
    Said("lr-always-0_01"): Loop(lr=0.01),
    Said("epoch-missing"): Loop(extra_epochs=-1),
    Said("epoch-too-many"): Loop(extra_epochs=1),
    Said("gradient-of-wrong-sign"): Loop(gradient=lambda right, z, y: -right(z, y)),
    Said("backward-of-ones"): Loop(gradient=lambda right, z, y: torch.ones_like(z)),
    Said("backward-of-logits"): Loop(gradient=lambda right, z, y: z),
    Said("backward-of-probabilities"): Loop(gradient=lambda right, z, y: z.softmax(1)),
    Said("softmax-before-loss"): Loop(gradient=lambda right, z, y: right(z.softmax(1), y)),
    Said("gradient-divided-once-more"): Loop(gradient=lambda right, z, y: right(z, y) / len(y)),
    Said("gradient-times-batch"): Loop(gradient=lambda right, z, y: right(z, y) * len(y)),
    Said("step-for-each-sample"): Loop(batch=1),
    Said("forward-once"): Loop(forward_once=True),
}
