# %% grad_weight is the mean over the batch instead of the sum grade_id="backprop-linear" old="        self.grad_weight = grad_output.T @ self.x" new="        self.grad_weight = grad_output.T @ self.x / len(self.x)"

# %% the gradients are added to those of the call before instead of being set anew grade_id="backprop-linear" old="        self.grad_weight = grad_output.T @ self.x\n        self.grad_bias = grad_output.sum(dim=0)" new="        self.grad_weight = getattr(self, \"grad_weight\", 0) + grad_output.T @ self.x\n        self.grad_bias = getattr(self, \"grad_bias\", 0) + grad_output.sum(dim=0)"

# %% the bias' gradient is summed over the outputs (dim=1) instead of over the batch grade_id="backprop-linear" old="        self.grad_bias = grad_output.sum(dim=0)" new="        self.grad_bias = grad_output.sum(dim=1)"

# %% backward returns the gradient times the transposed weights, which raises an error where in and out differ grade_id="backprop-linear" old="        return grad_output @ self.weight" new="        return grad_output @ self.weight.T"

# %% the largest logit is not taken away, so logits of 1000 give an undefined loss grade_id="backprop-loss" old="        shifted = logits - logits.max(dim=1, keepdim=True)[0]" new="        shifted = logits"

# %% backward does not divide by the batch size grade_id="backprop-loss" old="        return gradient / len(self.labels)" new="        return gradient"

# %% a ReLU follows the last linear layer as well grade_id="backprop-mlp" old="            if i > 0:\n                self.layers.append(ReLU())\n            self.layers.append(Linear(sizes[i], sizes[i + 1]))" new="            self.layers.append(Linear(sizes[i], sizes[i + 1]))\n            self.layers.append(ReLU())"

# %% backward goes through the layers in the forward order grade_id="backprop-mlp" old="        for layer in reversed(self.layers):" new="        for layer in iter(self.layers):"

# %% step adds the gradients instead of subtracting them grade_id="backprop-mlp" old="                layer.weight = layer.weight - lr * layer.grad_weight\n                layer.bias = layer.bias - lr * layer.grad_bias" new="                layer.weight = layer.weight + lr * layer.grad_weight\n                layer.bias = layer.bias + lr * layer.grad_bias"

# %% train appends the loss as a tensor instead of a number grade_id="backprop-train" old="        losses.append(loss.forward(logits, labels).item())" new="        losses.append(loss.forward(logits, labels))"

# %% the net's step gets a fixed 0.1 instead of lr grade_id="backprop-train" old="        net.step(lr)" new="        net.step(0.1)"

# %% two mistakes: backward does not divide by the batch size; and grad_weight is the mean over the batch instead of the sum grade_id="backprop-loss backprop-linear"
class Linear:
    """x @ weight.T + bias, with weight (out, in) and bias (out,)."""

    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x / len(self.x)
        self.grad_bias = grad_output.sum(dim=0)
        return grad_output @ self.weight


class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        shifted = logits - logits.max(dim=1, keepdim=True)[0]
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        self.p, self.labels = log_p.exp(), labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        gradient = self.p.clone()
        rows = torch.arange(len(self.labels))
        gradient[rows, self.labels] -= 1
        return gradient
