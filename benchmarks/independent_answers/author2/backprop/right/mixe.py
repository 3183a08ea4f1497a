import torch

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
    def __init__(self):
        self.mask = None

    def forward(self, x):
        out = x.clone()
        self.mask = x <= 0
        out[self.mask] = 0
        return out

    def backward(self, grad_output):
        grad = grad_output.clone()
        grad[self.mask] = 0
        return grad

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
    def __init__(self, sizes):
        self.n = len(sizes) - 1
        self.linears = []
        self.relus = []
        for k in range(self.n):
            self.linears.append(Linear(sizes[k], sizes[k + 1]))
        for k in range(self.n - 1):
            self.relus.append(ReLU())

    def forward(self, x):
        value = x
        for k in range(self.n):
            value = self.linears[k].forward(value)
            if k < self.n - 1:
                value = self.relus[k].forward(value)
        return value

    def backward(self, grad_output):
        g = grad_output
        for k in range(self.n - 1, -1, -1):
            if k < self.n - 1:
                g = self.relus[k].backward(g)
            g = self.linears[k].backward(g)
        return g

    def step(self, lr):
        for k in range(self.n):
            self.linears[k].weight -= lr * self.linears[k].grad_weight
            self.linears[k].bias -= lr * self.linears[k].grad_bias

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
