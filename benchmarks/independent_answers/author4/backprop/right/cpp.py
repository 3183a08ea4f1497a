import torch
from typing import List, Optional


class Layer:
    """Abstract base class."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def backward(self, grad_output: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError

    def update(self, lr: float) -> None:
        pass


class Linear(Layer):
    def __init__(self, in_features: int, out_features: int):
        self.weight = torch.empty(out_features, in_features).normal_() * (2.0 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)
        self.grad_weight: Optional[torch.Tensor] = None
        self.grad_bias: Optional[torch.Tensor] = None
        self._input: Optional[torch.Tensor] = None

    def forward(self, x):
        self._input = x
        return torch.addmm(self.bias, x, self.weight.t())

    def backward(self, grad_output):
        assert self._input is not None, "forward first"
        self.grad_weight = torch.mm(self._input.t(), grad_output).t()
        self.grad_bias = torch.sum(grad_output, 0)
        return torch.mm(grad_output, self.weight)

    def update(self, lr):
        self.weight.sub_(self.grad_weight, alpha=lr)
        self.bias.sub_(self.grad_bias, alpha=lr)


class ReLU(Layer):
    def forward(self, x):
        self._output = torch.where(x > 0, x, torch.zeros_like(x))
        return self._output

    def backward(self, grad_output):
        return grad_output.masked_fill(self._output <= 0, 0.0)


class CrossEntropyLoss:
    def forward(self, logits, labels):
        self._labels = labels.view(-1, 1)
        self._batch = logits.size(0)
        self._log_p = torch.log_softmax(logits, dim=1)
        picked = self._log_p.gather(1, self._labels)
        return -picked.sum() / self._batch

    def backward(self):
        grad = self._log_p.exp()
        grad.scatter_add_(1, self._labels, torch.full_like(self._labels, -1, dtype=grad.dtype))
        grad /= self._batch
        return grad


class MLP:
    def __init__(self, sizes: List[int]):
        self._chain: List[Layer] = [Linear(sizes[0], sizes[1])]
        for i in range(1, len(sizes) - 1):
            self._chain.append(ReLU())
            self._chain.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(len(self._chain)):
            x = self._chain[i].forward(x)
        return x

    def backward(self, grad_output):
        i = len(self._chain) - 1
        while i >= 0:
            grad_output = self._chain[i].backward(grad_output)
            i -= 1

    def step(self, lr):
        for layer in self._chain:
            layer.update(lr)


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses: List[float] = []
    for _ in range(epochs):
        loss = CrossEntropyLoss()
        losses.append(loss.forward(net.forward(inputs), labels).item())
        net.backward(loss.backward())
        net.step(lr)
    assert len(losses) == epochs
    return losses
