import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.in_features = in_features
        self.out_features = out_features
        self.weight = torch.zeros(out_features, in_features)
        for o in range(out_features):
            for i in range(in_features):
                self.weight[o][i] = torch.randn(1).item() * (2.0 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)
        self.grad_weight = None
        self.grad_bias = None

    def forward(self, x):
        self.x = x.clone()
        rows = []
        for n in range(x.shape[0]):
            rows.append(torch.mv(self.weight, x[n]) + self.bias)
        return torch.stack(rows)

    def backward(self, grad_output):
        self.grad_weight = torch.zeros(self.out_features, self.in_features)
        self.grad_bias = torch.zeros(self.out_features)
        grad_x = torch.zeros(self.x.shape)
        for n in range(grad_output.shape[0]):
            g = grad_output[n]
            self.grad_weight += torch.outer(g, self.x[n])
            self.grad_bias += g
            for o in range(self.out_features):
                grad_x[n] += g[o] * self.weight[o]
        return grad_x

class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x > 0)

class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        self.labels = labels
        self.batch = logits.shape[0]
        self.classes = logits.shape[1]
        self.p = torch.softmax(logits, dim=1)
        losses = torch.logsumexp(logits, dim=1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1)
        return losses.mean()

    def backward(self):
        one_hot = torch.eye(self.classes)[self.labels]
        return (self.p - one_hot) / self.batch

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

def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses
