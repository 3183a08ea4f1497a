# %% x and the weight are broadcast against each other along the wrong axes: the sum over the inputs is a mean grade_id="backprop-linear" old="(x[:, None, :] * self.weight[None]).sum(-1)" new="(x[:, None, :] * self.weight[None]).mean(-1)"

# %% the bias gradient keeps the batch: it is summed over the outputs grade_id="backprop-linear" old="g.sum((0, 2))" new="g.sum((1, 2))"

# %% the gradient of x is summed over the batch and not over the outputs grade_id="backprop-linear" old="(g * self.weight).sum(1)" new="(g * self.weight).sum(0)"

# %% ReLU shuts what is positive: its mask is x > 0 grade_id="backprop-relu" old="self.off = x <= 0" new="self.off = x > 0"

# %% backward of ReLU writes into grad_output grade_id="backprop-relu" old="grad_output.masked_fill(self.off, 0)" new="grad_output.masked_fill_(self.off, 0)"

# %% the largest logit is not taken away before exp, so logits of 1000 give nan grade_id="backprop-loss" old="m = logits.amax(1, keepdim=True)" new="m = torch.zeros(len(logits), 1)"

# %% the exponentials are not normalised in the probabilities that backward uses grade_id="backprop-loss" old="self.p = e / Z" new="self.p = e"

# %% the loss takes the probabilities' logarithm after a rounding floor: log(p + 1e-7), so large losses are cut at 16 grade_id="backprop-loss" old="return torch.mean(Z.log() - picked)" new="return torch.mean(-(picked.exp() / Z + 1e-7).log())"

# %% the sign of the loss is wrong grade_id="backprop-loss" old="return torch.mean(Z.log() - picked)" new="return torch.mean(picked - Z.log())"

# %% the last linear layer reads the next to last size but gives sizes[k] numbers, off by one grade_id="backprop-mlp" old="Linear(sizes[k], sizes[k + 1])" new="Linear(sizes[k], sizes[k])"

# %% backward stops before the first layer (while k > 1) grade_id="backprop-mlp" old="while k > 0:" new="while k > 1:"

# %% the network is given the loss in place of its gradient with respect to the logits grade_id="backprop-train" old="net.backward(grad)" new="net.backward(loss)"

# %% train keeps the losses as tensors grade_id="backprop-train" old="losses += [loss.item()]" new="losses += [loss]"

# %% only every tenth loss is noted grade_id="backprop-train" old="        losses += [loss.item()]\n" new="        if epoch % 10 == 0:\n            losses += [loss.item()]\n"

# %% two mistakes: the loss's sign is wrong, and backward leaves the first layer out grade_id="backprop-loss backprop-mlp"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        m = logits.amax(1, keepdim=True)
        e = torch.exp(logits - m)
        Z = e.sum(1, keepdim=True)
        self.p = e / Z
        self.labels = labels
        picked = torch.take_along_dim(logits - m, labels.unsqueeze(1), dim=1)
        return torch.mean(picked - Z.log())

    def backward(self):
        n = self.labels.numel()
        minus_one = torch.full((n, 1), -1.0, dtype=self.p.dtype)
        return self.p.scatter_add(1, self.labels[:, None], minus_one).div(n)


class MLP:
    def __init__(self, sizes):
        self.layers = [Linear(sizes[0], sizes[1])]
        for k in range(1, len(sizes) - 1):
            self.layers.append(ReLU())
            self.layers.append(Linear(sizes[k], sizes[k + 1]))

    def forward(self, x):
        values = [x]
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values[-1]

    def backward(self, grad_output):
        grads = [grad_output]
        k = len(self.layers)
        while k > 1:
            k -= 1
            grads.append(self.layers[k].backward(grads[-1]))
        return grads[-1]

    def step(self, lr):
        for layer in self.layers:
            for name in ("weight", "bias"):
                if hasattr(layer, name):
                    setattr(layer, name, getattr(layer, name) - lr * getattr(layer, f"grad_{name}"))

# %% the keyword is wrong: criterion.backward is given the labels, which it does not take grade_id="backprop-train" old="grad = criterion.backward()" new="grad = criterion.backward(labels)"

# %% two mistakes: first, the sign of the loss is wrong; second, only every tenth loss is noted grade_id="backprop-loss backprop-train"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        m = logits.amax(1, keepdim=True)
        e = torch.exp(logits - m)
        Z = e.sum(1, keepdim=True)
        self.p = e / Z
        self.labels = labels
        picked = torch.take_along_dim(logits - m, labels.unsqueeze(1), dim=1)
        return torch.mean(picked - Z.log())

    def backward(self):
        n = self.labels.numel()
        minus_one = torch.full((n, 1), -1.0, dtype=self.p.dtype)
        return self.p.scatter_add(1, self.labels[:, None], minus_one).div(n)


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses, criterion, epoch = [], CrossEntropyLoss(), 0
    while epoch < epochs:
        y = net.forward(inputs)
        loss = criterion.forward(y, labels)
        grad = criterion.backward()
        net.backward(grad)
        net.step(lr)
        if epoch % 10 == 0:
            losses += [loss.item()]
        epoch += 1
    return losses
