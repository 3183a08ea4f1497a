# %% the bias is subtracted (addmm with beta=-1) grade_id="backprop-linear" old="torch.addmm(self.bias, x, self.weight.t())" new="torch.addmm(self.bias, x, self.weight.t(), beta=-1)"

# %% the bias gradient averages over the batch grade_id="backprop-linear" old="torch.ones(len(g)) @ g" new="torch.ones(len(g)) @ g / len(g)"

# %% gradients of the weights are clipped to -1 and 1 grade_id="backprop-linear" old="self.grad_weight = g.t().mm(self._x)" new="self.grad_weight = g.t().mm(self._x).clamp(-1, 1)"

# %% backward of the linear layer multiplies with the input and not with the weight (it returns the gradient of a quadratic form) grade_id="backprop-linear" old="return g.mm(self.weight)" new="return g.mm(self.grad_weight)"

# %% ReLU is the absolute value in forward grade_id="backprop-relu" old="self.a = torch.relu(x)" new="self.a = torch.abs(x)"

# %% the gradient of ReLU is 1 where it is open: grad_output is ignored grade_id="backprop-relu" old="torch.where(self.a > 0, grad_output, torch.zeros_like(grad_output))" new="torch.where(self.a > 0, torch.ones_like(grad_output), torch.zeros_like(grad_output))"

# %% the loss divides by the number of all entries, batch times classes grade_id="backprop-loss" old=".sum() / len(logits)" new=".sum() / logits.numel()"

# %% log_softmax runs along dim 0 grade_id="backprop-loss" old="logits.log_softmax(dim=1)" new="logits.log_softmax(dim=0)"

# %% backward takes the log-probabilities for the probabilities: the exp is missing grade_id="backprop-loss" old="(self.log_p.exp() - self.delta)" new="(self.log_p - self.delta)"

# %% the labels are compared with 1, 2, ... in place of 0, 1, ... grade_id="backprop-loss" old="torch.arange(logits.shape[1])).to" new="torch.arange(1, logits.shape[1] + 1)).to"

# %% MLP has always a single hidden layer: only the first three sizes count grade_id="backprop-mlp" old="n = len(sizes) - 1" new="n = 2"

# %% step changes the weights by their gradient and forgets lr for the biases grade_id="backprop-mlp" old="f.bias.sub_(f.grad_bias, alpha=lr)" new="f.bias.sub_(f.grad_bias)"

# %% train returns the sum of the losses up to each epoch (a cumulative sum) grade_id="backprop-train" old="history.tolist()" new="history.cumsum(0).tolist()"

# %% the learning rate falls as 1 / epoch grade_id="backprop-train" old="net.step(lr)" new="net.step(lr / (k + 1))"

# %% two mistakes: gradients of the weights are clipped, and train's step has the fixed rate 0.1 grade_id="backprop-linear backprop-train"
class Linear:
    def __init__(self, in_features, out_features):
        std = torch.tensor(2.0 / in_features).sqrt()
        self.weight, self.bias = torch.normal(0.0, std.item(), (out_features, in_features)), torch.zeros(out_features)
        self.grad_weight, self.grad_bias = torch.zeros_like(self.weight), torch.zeros_like(self.bias)

    def forward(self, x):
        self._x = x.clone()
        return torch.addmm(self.bias, x, self.weight.t())

    def backward(self, grad_output):
        g = grad_output
        self.grad_weight = g.t().mm(self._x).clamp(-1, 1)
        self.grad_bias = torch.ones(len(g)) @ g
        return g.mm(self.weight)


def train(net, inputs, labels, epochs=100, lr=0.1):
    history = torch.zeros(epochs)
    for k in range(epochs):
        criterion = CrossEntropyLoss()
        logits = net.forward(inputs)
        history[k] = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(0.1)
    return history.tolist()

# %% MLP is not finished: step raises NotImplementedError grade_id="backprop-mlp" old="        for f in self.layers:\n            if isinstance(f, Linear):\n                f.weight.sub_(f.grad_weight, alpha=lr)\n                f.bias.sub_(f.grad_bias, alpha=lr)" new="        raise NotImplementedError()"

# %% two mistakes: first, the gradient of ReLU is 1 where it is open: grad_output is ignored; second, the learning rate falls as 1 / epoch grade_id="backprop-relu backprop-train"
class ReLU:
    def forward(self, x):
        self.a = torch.relu(x)
        return self.a

    def backward(self, grad_output):
        return torch.where(self.a > 0, torch.ones_like(grad_output), torch.zeros_like(grad_output))


def train(net, inputs, labels, epochs=100, lr=0.1):
    history = torch.zeros(epochs)
    for k in range(epochs):
        criterion = CrossEntropyLoss()
        logits = net.forward(inputs)
        history[k] = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr / (k + 1))
    return history.tolist()
