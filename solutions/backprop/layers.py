"""backprop's layers by hand: what they compute forward and backward, right and with the mistakes known by name.

y = x Wᵀ + b        dL/dx = g W        dL/dW = gᵀ x        dL/db = Σ_batch g          (g = dL/dy)
y = max(x, 0)       dL/dx = g · [x > 0]
L = mean_i −log softmax(z_i)[y_i]      dL/dz = (softmax(z) − one_hot(y)) / batch
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor
from torch.nn import functional as F

from autograder.sandbox.inside.probes import ByHand


@dataclass(frozen=True)
class Linear:
    """weight (out, in), bias (out,)."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return x @ self.weight.T + self.bias


Forward = Callable[[Linear, Tensor], Tensor]
"""The layer and x (batch, in)."""
Backward = Callable[[Linear, Tensor, Tensor], Tensor]
"""The layer, x (batch, in) and the upstream gradient (batch, out)."""

IGNORED = "grad_output is left out of it: it is the gradient of the sum of the outputs"

LINEAR_OUTPUTS: dict[str, Forward] = {
    "the bias is missing": lambda layer, x: x @ layer.weight.T,
    "the bias is subtracted": lambda layer, x: x @ layer.weight.T - layer.bias,
    "the weight is not transposed": lambda layer, x: x @ layer.weight + layer.bias,
    "ReLU is applied to it; that is a layer of its own": lambda layer, x: layer(x).relu(),
    "the bias is added twice": lambda layer, x: layer(x) + layer.bias,
}
INPUT_GRADIENTS: dict[str, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g) @ layer.weight,
    "the weight is transposed": lambda layer, x, g: g @ layer.weight.T,
    "grad_output is passed on as it is": lambda layer, x, g: g,
    "it is divided by the batch size, which the loss has done already": lambda layer, x, g: (
        g @ layer.weight / len(g)
    ),
    "it has the wrong sign": lambda layer, x, g: -g @ layer.weight,
    "the bias is added to it": lambda layer, x, g: g @ layer.weight + layer.bias,
}
WEIGHT_GRADIENTS: dict[str, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g).T @ x,
    "it is transposed": lambda layer, x, g: x.T @ g,
    "it is divided by the batch size, which the loss has done already": lambda layer, x, g: g.T @ x / len(g),
    "it has the wrong sign": lambda layer, x, g: -g.T @ x,
    "it is that of the last sample alone": lambda layer, x, g: g[-1:].T @ x[-1:],
    "it is that of the first sample alone": lambda layer, x, g: g[:1].T @ x[:1],
    "it is made from the outputs; it needs the inputs": lambda layer, x, g: g.T @ layer(x),
}
BIAS_GRADIENTS: dict[str, Backward] = {
    IGNORED: lambda layer, x, g: torch.ones_like(g).sum(0),
    "it is always 1: grad_output is left out of it": lambda layer, x, g: torch.ones_like(layer.bias),
    "it is not summed over the batch": lambda layer, x, g: g,
    "it is summed over the wrong axis": lambda layer, x, g: g.sum(1),
    "it is summed over all axes; only the batch's is wanted": lambda layer, x, g: g.sum(),
    "it is the mean over the batch; it is wanted summed": lambda layer, x, g: g.mean(0),
    "it has the wrong sign": lambda layer, x, g: -g.sum(0),
    "it is that of the last sample alone": lambda layer, x, g: g[-1],
    "it is that of the first sample alone": lambda layer, x, g: g[0],
    "it keeps the batch's axis: sum over dim 0 without keepdim": lambda layer, x, g: g.sum(0, keepdim=True),
}


RELU_OUTPUTS: dict[str, Callable[[Tensor], Tensor]] = {
    "negative values stay": lambda x: x,
    "negative values become positive": torch.abs,
    "it keeps what is below 0 and drops what is above": lambda x: x.clamp(max=0),
    "it is 0 or 1; positive values stay as they are": lambda x: (x > 0).to(x),
    "negative values are made smaller, not 0 (a leaky ReLU)": F.leaky_relu,
    "values above 1 are cut off": lambda x: x.clamp(0, 1),
    "it is a sigmoid": torch.sigmoid,
    "it is tanh": torch.tanh,
    "it is softplus": F.softplus,
}
RELU_GRADIENTS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    IGNORED: lambda x, g: (x > 0).to(g),
    "the mask is made from grad_output; it needs the input of forward": lambda x, g: g * (g > 0),
    "it passes everything: where the input was negative it is 0": lambda x, g: g,
    "it passes what the input's negative values get; it is 0 there": lambda x, g: g * (x < 0),
    "it is multiplied by the output": lambda x, g: g * x.relu(),
    "it is multiplied by the input": lambda x, g: g * x,
    "it has the wrong sign": lambda x, g: -g * (x > 0),
    "negative inputs let a part of it through (a leaky ReLU)": lambda x, g: g * torch.where(x > 0, 1.0, 0.01),
    "it is the input's where grad_output is positive": lambda x, g: x * (g > 0),
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


LOSSES: dict[str, LossValue] = {
    "it is summed over the batch; the mean is wanted": lambda z, y: F.cross_entropy(z, y, reduction="sum"),
    "it is divided by the batch size twice": lambda z, y: F.cross_entropy(z, y) / len(y),
    "it is divided by the number of classes too: the mean is over the batch alone": lambda z, y: (
        F.cross_entropy(z, y) / z.shape[1]
    ),
    "it has the wrong sign": lambda z, y: -F.cross_entropy(z, y),
    "the logarithm is missing": lambda z, y: -z.softmax(1).gather(1, y[:, None]).mean(),
    "the softmax is over the batch; it is over the classes": lambda z, y: F.nll_loss(z.log_softmax(0), y),
    "the softmax is applied twice": lambda z, y: F.cross_entropy(z.softmax(1), y),
    "the softmax is missing": lambda z, y: -z.gather(1, y[:, None]).mean(),
    "the logarithm is that to base 2": lambda z, y: F.cross_entropy(z, y) / torch.tensor(2.0).log(),
    "the logarithm is that to base 10": lambda z, y: F.cross_entropy(z, y) / torch.tensor(10.0).log(),
    "it is the squared error of the probabilities": lambda z, y: F.mse_loss(z.softmax(1), one_hot(z, y)),
    "it is that of the last sample alone": lambda z, y: F.cross_entropy(z[-1:], y[-1:]),
    "it is that of the first sample alone": lambda z, y: F.cross_entropy(z[:1], y[:1]),
}
LOSS_GRADIENTS: dict[str, LossGradient] = {
    "it is not divided by the batch size, though the loss is a mean": lambda z, y: (
        z.softmax(1) - one_hot(z, y)
    ),
    "it is divided by the batch size twice": lambda z, y: cross_entropy_gradient(z, y) / len(y),
    "it is divided by the number of classes too": lambda z, y: cross_entropy_gradient(z, y) / z.shape[1],
    "it is divided by the number of classes, not by the batch size": lambda z, y: (
        (z.softmax(1) - one_hot(z, y)) / z.shape[1]
    ),
    "it has the wrong sign": lambda z, y: -cross_entropy_gradient(z, y),
    "it has the wrong sign and is not divided by the batch size": lambda z, y: one_hot(z, y) - z.softmax(1),
    "the 1 of the label is not subtracted": lambda z, y: z.softmax(1) / len(y),
    "the 1 of the label is added": lambda z, y: (z.softmax(1) + one_hot(z, y)) / len(y),
    "the 1 of the label is subtracted in every row; it is in its own row alone": lambda z, y: (
        (z.softmax(1) - one_hot(z, y).amax(0)) / len(y)
    ),
    "the softmax is missing": lambda z, y: (z - one_hot(z, y)) / len(y),
    "the softmax is over the batch; it is over the classes": lambda z, y: (
        (z.softmax(0) - one_hot(z, y)) / len(y)
    ),
    "it is that with respect to the probabilities; it has to pass through the softmax too": lambda z, y: (
        -one_hot(z, y) / z.softmax(1) / len(y)
    ),
    "only the label's own column has a gradient": lambda z, y: cross_entropy_gradient(z, y) * one_hot(z, y),
    "it is that of the squared error": lambda z, y: 2 * (z.softmax(1) - one_hot(z, y)) / z.numel(),
    "the softmax is applied twice": lambda z, y: cross_entropy_gradient(z.softmax(1), y),
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


def nearest_kink(layers: Sequence[Linear], x: Tensor) -> Tensor:
    """How far each sample is from where a ReLU bends: the smallest input of one, without its sign, (batch,)."""
    pairs = zip(layers[:-1], hidden(layers, x), strict=False)
    return torch.cat([layer(inputs).abs() for layer, inputs in pairs], 1).amin(1)


def _skipping(layers: Sequence[Linear], x: Tensor, skipped: int) -> Tensor:
    """Without the ReLU after one of the layers."""
    if len(layers) < 3:
        raise RuntimeError("it has one ReLU alone")
    for number, layer in enumerate(layers[:-1]):
        x = layer(x) if number == skipped % len(layers) else layer(x).relu()
    return layers[-1](x)


MLP_OUTPUTS: dict[str, Callable[[Sequence[Linear], Tensor], Tensor]] = {
    "there is no ReLU between the layers": lambda layers, x: mlp(layers, x, activation=lambda h: h),
    "a ReLU follows the last layer too; logits may be negative": lambda layers, x: mlp(layers, x).relu(),
    "it ends in softmax; the loss contains it already": lambda layers, x: mlp(layers, x).softmax(1),
    "it ends in log_softmax; the loss contains it already": lambda layers, x: mlp(layers, x).log_softmax(1),
    "sigmoid is applied; ReLU is asked for": lambda layers, x: mlp(layers, x, activation=torch.sigmoid),
    "tanh is applied; ReLU is asked for": lambda layers, x: mlp(layers, x, activation=torch.tanh),
    "ReLU is applied to the input": lambda layers, x: mlp(layers, x.relu()),
    "the ReLU after the first layer is missing": lambda layers, x: _skipping(layers, x, 0),
    "the ReLU before the last layer is missing": lambda layers, x: _skipping(layers, x, -2),
    "the biases are missing": lambda layers, x: mlp(
        [replace(layer, bias=torch.zeros_like(layer.bias)) for layer in layers], x
    ),
}


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
    mask: Callable[[Tensor, Tensor], Tensor] = field(default=lambda h, g: g * (h > 0))
    """The gradient through a ReLU, of its output or input and the upstream gradient."""
    weights: bool = True
    biases: bool = True
    layers: slice = field(default_factory=lambda: slice(None))
    lr: float | None = None
    mean: bool = False
    accumulate: bool = False
    ignore_upstream: bool = False

    def run(self, layers: Sequence[Linear], rounds: Sequence[Round]) -> list[list[Linear]]:
        """The layers after each of the rounds."""
        result, current = [], list(layers)
        total = [Linear(torch.zeros_like(layer.weight), torch.zeros_like(layer.bias)) for layer in layers]
        for number, each in enumerate(rounds):
            gradients = self._gradients(current, each)
            if self.accumulate and number:
                gradients = [
                    Linear(a.weight + b.weight, a.bias + b.bias)
                    for a, b in zip(total, gradients, strict=True)
                ]
            total = gradients
            rate = self.sign * (each.lr if self.lr is None else self.lr)
            chosen = range(len(layers))[self.layers]
            current = [
                Linear(
                    layer.weight + rate * (self.weights and n in chosen) * g.weight,
                    layer.bias + rate * (self.biases and n in chosen) * g.bias,
                )
                for n, (layer, g) in enumerate(zip(current, gradients, strict=True))
            ]
            result.append(current)
        return result

    def _gradients(self, layers: Sequence[Linear], given: Round) -> list[Linear]:
        g = torch.ones_like(given.upstream) if self.ignore_upstream else given.upstream
        inputs = hidden(layers, given.x)
        gradients = []
        for number in reversed(range(len(layers))):
            share = len(g) if self.mean else 1
            gradients.append(Linear(g.T @ inputs[number] / share, g.sum(0) / share))
            if number:
                g = self.mask(inputs[number], g @ layers[number].weight)
        return gradients[::-1]


STEPS: dict[str, Descent] = {
    "the weights do not change: does step update them, from the gradients that backward leaves?": Descent(
        sign=0
    ),
    "the step goes uphill: the gradient is subtracted": Descent(sign=1),
    "step ignores lr": Descent(lr=1.0),
    "step always takes 0.1 times the gradient; it is given lr": Descent(lr=0.1),
    "step always takes 0.01 times the gradient; it is given lr": Descent(lr=0.01),
    "step does not update the biases": Descent(biases=False),
    "step does not update the weights, only the biases": Descent(weights=False),
    "only the last layer changes": Descent(layers=slice(-1, None)),
    "only the first layer changes": Descent(layers=slice(0, 1)),
    "the last layer does not change": Descent(layers=slice(0, -1)),
    "the first layer does not change": Descent(layers=slice(1, None)),
    "the ReLUs' gradient passes everywhere; it is 0 where their input was negative": Descent(
        mask=lambda h, g: g
    ),
    "the ReLUs' mask is made from the gradient; it needs their input": Descent(mask=lambda h, g: g * (g > 0)),
    "the gradient of the layer above is left out at the ReLUs": Descent(mask=lambda h, g: (h > 0).to(g)),
    "the gradients are divided by the batch size, which the loss has done already": Descent(mean=True),
    "the gradient of the round before is added to this one's: backward starts anew": Descent(accumulate=True),
    "backward ignores the gradient it is given": Descent(ignore_upstream=True),
}


@dataclass(frozen=True)
class Loop:
    """How train goes about it; the defaults are right. gradient: that of the loss, of logits and labels."""

    steps: int = 1
    lr: float | None = None
    extra_epochs: int = 0
    gradient: Callable[[LossGradient, Tensor, Tensor], Tensor] = field(
        default=lambda right, z, y: right(z, y)
    )
    one_by_one: bool = False
    forward_once: bool = False


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
    batches = [slice(n, n + 1) for n in range(len(labels))] if loop.one_by_one else [slice(None)]
    rate = lr if loop.lr is None else loop.lr
    result = Trained([], [], [])
    logits = inputs
    for epoch in range(epochs + loop.extra_epochs):
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


LOOPS: dict[str, Loop] = {
    "the weights never change: is step() missing?": Loop(steps=0),
    "step() is called twice in an epoch": Loop(steps=2),
    "the learning rate is always 0.1; train is given one": Loop(lr=0.1),
    "the learning rate is always 1; train is given one": Loop(lr=1.0),
    "the learning rate is always 0.01; train is given one": Loop(lr=0.01),
    "an epoch is missing": Loop(extra_epochs=-1),
    "there is an epoch too many": Loop(extra_epochs=1),
    "the loss grows: the gradient has the wrong sign": Loop(gradient=lambda right, z, y: -right(z, y)),
    "backward is given ones; it needs the loss's gradient": Loop(
        gradient=lambda right, z, y: torch.ones_like(z)
    ),
    "backward is given the logits; it needs the loss's gradient": Loop(gradient=lambda right, z, y: z),
    "backward is given the probabilities; it needs the loss's gradient": Loop(
        gradient=lambda right, z, y: z.softmax(1)
    ),
    "softmax is applied before the loss, which applies it itself": Loop(
        gradient=lambda right, z, y: right(z.softmax(1), y)
    ),
    "the gradient is divided by the batch size once more; the loss has done it": Loop(
        gradient=lambda right, z, y: right(z, y) / len(y)
    ),
    "the gradient is multiplied by the batch size": Loop(gradient=lambda right, z, y: right(z, y) * len(y)),
    "it takes a step for each sample; one step for all of them is asked for": Loop(one_by_one=True),
    "forward is called once, before the epochs; the logits change with every step": Loop(forward_once=True),
}
