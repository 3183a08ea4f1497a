# %% the einsum of forward contracts the weight's first index, so it works for square weights only and then with the transpose grade_id="backprop-linear" old="\"ni,oi->no\"" new="\"ni,io->no\""

# %% the einsum of the weight's gradient gives (in, out) grade_id="backprop-linear" old="\"no,ni->oi\"" new="\"no,ni->io\""

# %% the gradient of x is multiplied with the weight's indices exchanged grade_id="backprop-linear" old="\"no,oi->ni\"" new="\"no,io->ni\""

# %% the bias gradient is the sum over all outputs and samples, one number grade_id="backprop-linear" old="\"no->o\", grad_output)" new="\"no->\", grad_output)"

# %% all weights start with the same value sqrt(2 / in), not at random grade_id="backprop-linear" old="torch.randn(out_features, in_features)" new="torch.ones(out_features, in_features)"

# %% the mask of ReLU is taken the wrong way round, x < 0 grade_id="backprop-relu" old="(x > 0).to(x.dtype)" new="(x < 0).to(x.dtype)"

# %% ReLU lets a tenth of negative values through (leaky) in both directions grade_id="backprop-relu" old="(x > 0).to(x.dtype)" new="(x > 0).to(x.dtype) + 0.1 * (x <= 0)"

# %% ReLU gives the mask itself, 1 where the input is positive, and not the input grade_id="backprop-relu" old="return x * self.on" new="return self.on"

# %% softmax runs along the batch, dim 0 grade_id="backprop-loss" old="torch.softmax(logits, 1)" new="torch.softmax(logits, 0)"

# %% backward subtracts the one-hot vectors from the kept probabilities in place, so a second backward subtracts again grade_id="backprop-loss" old="g = self.p.clone()" new="g = self.p"

# %% backward subtracts 1 in the labels' columns of every row (g[:, t]) grade_id="backprop-loss" old="g[range(len(g)), self.t] -= 1" new="g[:, self.t] -= 1"

# %% the class count takes the place of the batch in the mean of the gradient (shape[1]) grade_id="backprop-loss" old="return g / len(g)" new="return g / g.shape[1]"

# %% in backward each ReLU comes before its linear layer: the order of the two is exchanged grade_id="backprop-mlp" old="g = relu.backward(linear.backward(g))" new="g = linear.backward(relu.backward(g))"

# %% the first linear layer gets no gradient: backward stops before it grade_id="backprop-mlp" old="        self.linears[0].backward(g)\n" new="        pass\n"

# %% all ReLUs are one and the same object, which remembers the last input only grade_id="backprop-mlp" old="[ReLU() for _ in self.linears[1:]]" new="[ReLU()] * len(self.linears[1:])"

# %% step divides lr by the number of layers grade_id="backprop-mlp" old="f.weight -= lr * f.grad_weight" new="f.weight -= lr / len(self.linears) * f.grad_weight"

# %% the step comes before the backward pass, so it uses the gradients of the epoch before (in the first epoch there are none) grade_id="backprop-train" old="        net.backward(ce.backward())\n        net.step(lr)\n" new="        net.step(lr)\n        net.backward(ce.backward())\n"

# %% the step is missing in train grade_id="backprop-train" old="        net.step(lr)\n" new=""

# %% two mistakes: ReLU's mask is x < 0, and MLP has one ReLU object for all places grade_id="backprop-relu backprop-mlp"
class ReLU:
    def forward(self, x):
        self.on = (x < 0).to(x.dtype)
        return x * self.on

    def backward(self, grad_output):
        return self.on * grad_output


class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU()] * len(self.linears[1:])

    def forward(self, x):
        x = self.linears[0].forward(x)
        for relu, linear in zip(self.relus, self.linears[1:]):
            x = linear.forward(relu.forward(x))
        return x

    def backward(self, grad_output):
        g = grad_output
        for relu, linear in zip(self.relus[::-1], self.linears[:0:-1]):
            g = relu.backward(linear.backward(g))
        self.linears[0].backward(g)

    def step(self, lr):
        for f in self.linears:
            f.weight -= lr * f.grad_weight
            f.bias -= lr * f.grad_bias

# %% backward of the linear layer has no return grade_id="backprop-linear" old="return torch.einsum(\"no,oi->ni\", grad_output, self.weight)" new="torch.einsum(\"no,oi->ni\", grad_output, self.weight)"

# %% two mistakes: first, backward of the linear layer has no return; second, in backward each ReLU comes before its linear layer: the order of the two is exchanged grade_id="backprop-linear backprop-mlp"
class Linear:
    """z_no = x_ni W_oi + b_o."""

    def __init__(self, in_features, out_features):
        self.weight = math.sqrt(2 / in_features) * torch.randn(out_features, in_features)
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.input = x
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias

    def backward(self, grad_output):
        self.grad_weight = torch.einsum("no,ni->oi", grad_output, self.input)
        self.grad_bias = torch.einsum("no->o", grad_output)
        torch.einsum("no,oi->ni", grad_output, self.weight)


class MLP:
    def __init__(self, sizes):
        self.linears = [Linear(m, n) for m, n in zip(sizes[:-1], sizes[1:])]
        self.relus = [ReLU() for _ in self.linears[1:]]

    def forward(self, x):
        x = self.linears[0].forward(x)
        for relu, linear in zip(self.relus, self.linears[1:]):
            x = linear.forward(relu.forward(x))
        return x

    def backward(self, grad_output):
        g = grad_output
        for relu, linear in zip(self.relus[::-1], self.linears[:0:-1]):
            g = linear.backward(relu.backward(g))
        self.linears[0].backward(g)

    def step(self, lr):
        for f in self.linears:
            f.weight -= lr * f.grad_weight
            f.bias -= lr * f.grad_bias
