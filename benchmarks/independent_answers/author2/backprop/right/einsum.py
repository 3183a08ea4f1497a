import torch

class Linear:
    def __init__(self, in_features, out_features):
        std = (2.0 / in_features) ** 0.5
        self.weight = torch.empty(out_features, in_features).normal_(0, std)
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.input = x
        z = torch.einsum("ni,oi->no", x, self.weight)
        return z + self.bias

    def backward(self, grad_output):
        self.grad_weight = torch.einsum("no,ni->oi", grad_output, self.input)
        self.grad_bias = torch.einsum("no->o", grad_output)
        return torch.einsum("no,oi->ni", grad_output, self.weight)

class ReLU:
    """max(x, 0), value by value."""

    def forward(self, x):
        self.positive = x > 0
        return torch.where(self.positive, x, torch.zeros_like(x))

    def backward(self, grad_output):
        return torch.where(self.positive, grad_output, torch.zeros_like(grad_output))

class CrossEntropyLoss:
    def forward(self, logits, labels):
        log_p = torch.log_softmax(logits, dim=1)
        self.one_hot = torch.zeros_like(logits).scatter(1, labels.view(-1, 1), 1.0)
        self.softmax = log_p.exp()
        right = torch.gather(log_p, 1, labels.view(-1, 1))
        return torch.neg(right.sum() / logits.size(0))

    def backward(self):
        difference = torch.sub(self.softmax, self.one_hot)
        return torch.div(difference, difference.size(0))

class MLP:
    """Linear, ReLU, ..., Linear."""

    def __init__(self, sizes):
        self.layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers += [Linear(a, b), ReLU()]
        self.layers.pop()

    def forward(self, x):
        out = x
        i = 0
        while i < len(self.layers):
            out = self.layers[i].forward(out)
            i += 1
        return out

    def backward(self, grad_output):
        grad = grad_output
        i = len(self.layers) - 1
        while i >= 0:
            grad = self.layers[i].backward(grad)
            i -= 1

    def step(self, lr):
        for layer in self.layers[::2]:
            layer.weight.sub_(layer.grad_weight * lr)
            layer.bias.sub_(layer.grad_bias * lr)

def one_epoch(net, loss_fn, inputs, labels, lr):
    out = net.forward(inputs)
    loss = loss_fn.forward(out, labels)
    grad = loss_fn.backward()
    net.backward(grad)
    net.step(lr)
    return loss

def train(net, inputs, labels, epochs=100, lr=0.1):
    loss_fn = CrossEntropyLoss()
    history = []
    epoch = 0
    while epoch < epochs:
        loss = one_epoch(net, loss_fn, inputs, labels, lr)
        history.append(loss.item())
        epoch = epoch + 1
    return history
