import torch

class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) / in_features ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.saved = x
        out = torch.matmul(x, self.weight.t())
        out = out + self.bias.unsqueeze(0)
        return out

    def backward(self, grad_output):
        g = grad_output
        products = g.unsqueeze(2) * self.saved.unsqueeze(1)
        self.grad_weight = products.sum(0)
        self.grad_bias = torch.sum(g, dim=0)
        grad_input = torch.matmul(g, self.weight)
        return grad_input

class ReLU:
    def forward(self, x):
        zeros = torch.zeros(x.shape)
        self.output = torch.maximum(x, zeros)
        return self.output.clone()

    def backward(self, grad_output):
        slope = torch.sign(self.output)
        result = grad_output * slope
        return result

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
