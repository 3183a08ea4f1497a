# %% the weights are stored as (in, out), as in Keras grade_id="backprop-linear"
class Linear:
    def __init__(self, in_features: int, out_features: int) -> None:
        limit = (6 / (in_features + out_features)) ** 0.5
        self.weight = (2 * torch.rand(in_features, out_features) - 1) * limit
        self.bias = torch.zeros(out_features)

    def forward(self, x: Tensor) -> Tensor:
        self.cache = x
        return x @ self.weight + self.bias

    def backward(self, grad_output: Tensor) -> Tensor:
        self.grad_weight = self.cache.T @ grad_output
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight.T

# %% a weight decay of 0.01 times the weights is added to grad_weight grade_id="backprop-linear" old="        self.grad_weight, self.grad_bias = grad_output.t().mm(x), grad_output.sum(0)" new="        self.grad_weight, self.grad_bias = grad_output.t().mm(x) + 0.01 * self.weight, grad_output.sum(0)"

# %% the gradients are clipped to the range from -1 to 1 grade_id="backprop-linear" old="        self.grad_weight, self.grad_bias = grad_output.t().mm(x), grad_output.sum(0)" new="        self.grad_weight = grad_output.t().mm(x).clamp(-1, 1)\n        self.grad_bias = grad_output.sum(0).clamp(-1, 1)"

# %% label smoothing of 0.1 is built into the loss and its gradient grade_id="backprop-loss"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        self.log_p = torch.log_softmax(logits, dim=1)
        classes = logits.shape[1]
        self.targets = 0.9 * F.one_hot(labels, classes) + 0.1 / classes
        return -(self.targets * self.log_p).sum(dim=1).mean()

    def backward(self):
        return (torch.exp(self.log_p) - self.targets) / self.log_p.shape[0]

# %% the softmax runs over the batch (dim=0) instead of over the classes grade_id="backprop-loss" old="        self.log_p = torch.log_softmax(logits, dim=1)" new="        self.log_p = torch.log_softmax(logits, dim=0)"

# %% the probabilities are limited to at least 1e-7 before the logarithm, as in Keras, so no sample costs more than 16.1 grade_id="backprop-loss" old="        self.log_p = torch.log_softmax(logits, dim=1)" new="        self.log_p = torch.softmax(logits, dim=1).clamp(min=1e-7).log()"

# %% backward returns the log-probabilities minus the one-hot labels: the exp is missing grade_id="backprop-loss" old="        return (torch.exp(self.log_p) - one_hot) / self.log_p.shape[0]" new="        return (self.log_p - one_hot) / self.log_p.shape[0]"

# %% training stops early once the loss is below 0.1, so fewer losses than epochs come back grade_id="backprop-train" old="        history.log(cost)" new="        history.log(cost)\n        if cost < 0.1:\n            break"

# %% the learning rate decays: it is divided by 1 + epoch grade_id="backprop-train" old="        net.step(lr)" new="        net.step(lr / (1 + epoch))"

# %% train returns the history dictionary instead of the list grade_id="backprop-train" old="    return history.history[\"loss\"]" new="    return history.history"

# %% the Sequential's backward hands the same grad_output to every layer grade_id="backprop-mlp" old="            grad_output = layer.backward(grad_output)" new="            layer.backward(grad_output)"

# %% the last layer's size is left out: the network ends with the last hidden layer grade_id="backprop-mlp" old="        for k in range(2, len(sizes)):" new="        for k in range(2, len(sizes) - 1):"

# %% two mistakes: the learning rate decays: it is divided by 1 + epoch; and the Sequential's backward hands the same grad_output to every layer grade_id="backprop-train backprop-mlp"
class Sequential:
    """A small Sequential: a list of layers that is a layer."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def add(self, layer):
        self.layers.append(layer)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in self.layers[::-1]:
            layer.backward(grad_output)
        return grad_output


def train(net, inputs, labels, epochs=100, lr=0.1, verbose=0):
    criterion = CrossEntropyLoss()
    history = History()
    for epoch in range(epochs):
        y_pred = net.forward(inputs)
        cost = criterion.forward(y_pred, labels)
        gradient = criterion.backward()
        net.backward(gradient)
        net.step(lr / (1 + epoch))
        history.log(cost)
        if verbose:
            print(f"Epoch {epoch + 1}/{epochs} - loss: {cost:.4f}")
    return history.history["loss"]
