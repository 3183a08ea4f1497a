import torch

from datasets import load


class Linear:
    """x @ weight.T + bias, with weight (out, in) and bias (out,)."""

    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight


class ReLU:
    """max(x, 0), value by value."""

    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)


class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        m = logits.max(dim=1, keepdim=True)[0]
        shifted = logits - m
        self.log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.labels = labels
        return -self.log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        p = self.log_p.exp()
        p[torch.arange(len(self.labels)), self.labels] -= 1
        return p / len(self.labels)


class MLP:
    """Linear, ReLU, ..., Linear."""

    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            self.layers.append(Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                self.layers.append(ReLU())

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight = layer.weight - lr * layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias


def train(net, inputs, labels, epochs=100, lr=0.1):
    loss = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        value = loss.forward(logits, labels)
        net.backward(loss.backward())
        net.step(lr)
        losses.append(value.item())
    return losses
