# %% backward asks for x > 1 instead of x > 0 grade_id="backprop-relu" old="        self.positive = (x > 0).to(x.dtype)" new="        self.positive = (x > 1).to(x.dtype)"

# %% forward is a leaky ReLU with the slope 0.01 for negative values, backward that of ReLU grade_id="backprop-relu" old="        return torch.maximum(x, torch.zeros(()))" new="        return torch.maximum(x, 0.01 * x)"

# %% step uses momentum of 0.9 for the weights grade_id="backprop-mlp" old="            layer.weight.sub_(layer.grad_weight, alpha=lr)\n            layer.bias.sub_(layer.grad_bias, alpha=lr)" new="            layer.v = 0.9 * getattr(layer, \"v\", 0) + layer.grad_weight\n            layer.weight.sub_(layer.v, alpha=lr)\n            layer.bias.sub_(layer.grad_bias, alpha=lr)"

# %% the list of layers is cut by two, so the last linear layer is missing and the network ends in a ReLU grade_id="backprop-mlp" old="        self.layers = stack[:-1]  # no ReLU after the last one" new="        self.layers = stack[:-2]  # no ReLU after the last one"

# %% the network's step comes before its backward, so each step uses the gradients of the epoch before, and the first one raises an error grade_id="backprop-train" old="    net.backward(criterion.backward())\n    net.step(lr)" new="    net.step(lr)\n    net.backward(criterion.backward())"

# %% the gradient of the loss is multiplied by the batch size before it goes into the network grade_id="backprop-train" old="    net.backward(criterion.backward())" new="    net.backward(criterion.backward() * len(x))"

# %% mini-batches of 32 are taken instead of all samples, with a step for each grade_id="backprop-train" old="    return [one_epoch(net, criterion, inputs, labels, lr) for _ in range(epochs)]" new="    losses = []\n    for _ in range(epochs):\n        parts = [one_epoch(net, criterion, x, y, lr) for x, y in zip(inputs.split(32), labels.split(32))]\n        losses.append(sum(parts) / len(parts))\n    return losses"

# %% train uses a new network of its own sizes instead of the net it is given grade_id="backprop-train" old="    criterion = CrossEntropyLoss()" new="    net = MLP([inputs.shape[1], 32, int(labels.max()) + 1])\n    criterion = CrossEntropyLoss()"

# %% two mistakes: step uses momentum of 0.9 for the weights; and the gradient of the loss is multiplied by the batch size before it goes into the network grade_id="backprop-mlp backprop-train"
class MLP:
    def __init__(self, sizes):
        pairs = list(zip(sizes, sizes[1:]))
        stack = [layer for n, m in pairs for layer in (Linear(n, m), ReLU())]
        self.layers = stack[:-1]  # no ReLU after the last one

    def forward(self, x):
        return reduce(lambda value, layer: layer.forward(value), self.layers, x)

    def backward(self, grad_output):
        return reduce(lambda grad, layer: layer.backward(grad), self.layers[::-1], grad_output)

    def step(self, lr):
        for layer in filter(lambda layer: hasattr(layer, "weight"), self.layers):
            layer.v = 0.9 * getattr(layer, "v", 0) + layer.grad_weight
            layer.weight.sub_(layer.v, alpha=lr)
            layer.bias.sub_(layer.grad_bias, alpha=lr)


def one_epoch(net, criterion, x, y, lr):
    """One step of gradient descent; returns the loss before it."""
    value = criterion.forward(net.forward(x), y)
    net.backward(criterion.backward() * len(x))
    net.step(lr)
    return value.item()
