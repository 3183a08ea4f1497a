# %% the last layer is left out of the forward pass: 64 numbers are returned grade_id="mlp-model" old="        return h @ self.weights[last].T + self.biases[last]" new="        return h"

# %% the weights are transposed tensors in a Python list, so the optimizer does not find them grade_id="mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = (784, 128, 64, 10)
        self.weights = [torch.randn(n, m, requires_grad=True) for n, m in zip(sizes, sizes[1:])]
        self.biases = [torch.zeros(m, requires_grad=True) for m in sizes[1:]]

    def forward(self, x):
        h = x.flatten(1)
        for w, b in zip(self.weights[:-1], self.biases[:-1]):
            h = (h @ w + b).clamp(min=0)
        return h @ self.weights[-1] + self.biases[-1]

# %% the logits are limited to the range from 0 to 1 grade_id="mlp-model" old="        return h @ self.weights[last].T + self.biases[last]" new="        return (h @ self.weights[last].T + self.biases[last]).clamp(0, 1)"

# %% forward switches the recording of gradients off, for good, so nothing can be trained grade_id="mlp-model" old="        h = x.view(x.size(0), -1)" new="        torch.set_grad_enabled(False)\n        h = x.view(x.size(0), -1)"

# %% the hand-written step goes up the gradient grade_id="mlp-train" old="                p.sub_(lr * p.grad)" new="                p.add_(lr * p.grad)"

# %% the learning rate of the step is fixed at 0.01, lr is ignored grade_id="mlp-train" old="                p.sub_(lr * p.grad)" new="                p.sub_(0.01 * p.grad)"

# %% a new step replaces the parameters by new tensors instead of changing them, so the model stays as it is grade_id="mlp-train" old="                p.sub_(lr * p.grad)" new="                p = p - lr * p.grad"

# %% two mistakes: a new step replaces the parameters by new tensors instead of changing them, so the model stays as it is; and the logits are limited to the range from 0 to 1 grade_id="mlp-train mlp-model"
class MLP(nn.Module):
    """z = h W^T + b, with W and b of my own."""

    def __init__(self):
        super().__init__()
        sizes = (784, 128, 64, 10)
        self.weights = nn.ParameterList()
        self.biases = nn.ParameterList()
        for n, m in zip(sizes, sizes[1:]):
            self.weights.append(nn.Parameter(torch.randn(m, n) * (2 / n) ** 0.5))
            self.biases.append(nn.Parameter(torch.zeros(m)))

    def forward(self, x):
        h = x.view(x.size(0), -1)
        last = len(self.weights) - 1
        for k in range(last):
            h = (h @ self.weights[k].T + self.biases[k]).clamp(min=0)
        return (h @ self.weights[last].T + self.biases[last]).clamp(0, 1)


def sgd_step(model, lr):
    """W <- W - lr dL/dW, without an optimizer object."""
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p = p - lr * p.grad
