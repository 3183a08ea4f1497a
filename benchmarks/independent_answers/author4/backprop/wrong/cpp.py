# %% the gradient has the wrong sign: it is one_hot - softmax grade_id="backprop-loss" old="        grad /= self._batch\n        return grad" new="        grad /= -self._batch\n        return grad"

# %% a leaky ReLU is written: negative values pass multiplied by 0.01 in forward and in backward grade_id="backprop-relu"
class ReLU(Layer):
    def forward(self, x):
        self._output = torch.where(x > 0, x, 0.01 * x)
        return self._output

    def backward(self, grad_output):
        return torch.where(self._output > 0, grad_output, 0.01 * grad_output)

# %% the gradients of weight and bias are divided by the batch size, though the loss has done so already grade_id="backprop-linear" old="        self.grad_weight = torch.mm(self._input.t(), grad_output).t()\n        self.grad_bias = torch.sum(grad_output, 0)" new="        self.grad_weight = torch.mm(self._input.t(), grad_output).t() / grad_output.size(0)\n        self.grad_bias = torch.sum(grad_output, 0) / grad_output.size(0)"

# %% the gradients are clipped to the range from -1 to 1 in Linear.backward grade_id="backprop-linear" old="self.grad_weight = torch.mm(self._input.t(), grad_output).t()" new="self.grad_weight = torch.mm(self._input.t(), grad_output).t().clamp(-1, 1)"

# %% train runs one epoch too few (range(1, epochs)), and Linear has a misspelt attribute self.weigth in update, so that step crashes grade_id="backprop-mlp backprop-train"
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
        self.grad_weight = torch.mm(self._input.t(), grad_output).t()
        self.grad_bias = torch.sum(grad_output, 0)
        return torch.mm(grad_output, self.weight)

    def update(self, lr):
        self.weigth.sub_(self.grad_weight, alpha=lr)
        self.bias.sub_(self.grad_bias, alpha=lr)


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses: List[float] = []
    for _ in range(1, epochs):
        loss = CrossEntropyLoss()
        losses.append(loss.forward(net.forward(inputs), labels).item())
        net.backward(loss.backward())
        net.step(lr)
    return losses

# %% train steps before the gradients are sent back: step uses those of the epoch before (and has none in the first) grade_id="backprop-train" old="        net.backward(loss.backward())\n        net.step(lr)" new="        net.step(lr)\n        net.backward(loss.backward())"
