# %% the bias is made and not added in forward grade_id="backprop-linear" old="        return torch.einsum(\"ni,oi->no\", x, self.weight) + self.bias" new="        return torch.einsum(\"ni,oi->no\", x, self.weight)"

# %% the weights are all zero at the start grade_id="backprop-linear" old="        self.weight = torch.empty(out_features, in_features).normal_(0, math.sqrt(2 / in_features))" new="        self.weight = torch.zeros(out_features, in_features)"

# %% grad_weight has the shape (in, out), transposed grade_id="backprop-linear" old="        self.grad_weight = torch.einsum(\"no,ni->oi\", grad_output, self.inputs)" new="        self.grad_weight = torch.einsum(\"no,ni->io\", grad_output, self.inputs)"

# %% backward lets the gradient pass where the gradient itself is positive instead of where the input was grade_id="backprop-relu" old="        return torch.where(self.mask, grad_output, torch.zeros_like(grad_output))" new="        return torch.where(grad_output > 0, grad_output, torch.zeros_like(grad_output))"

# %% the sum of the samples' losses is returned instead of their mean grade_id="backprop-loss" old="        return -self.log_p.gather(1, labels.reshape(batch, 1)).sum() / batch" new="        return -self.log_p.gather(1, labels.reshape(batch, 1)).sum()"

# %% the gradient is divided by the number of classes instead of by the batch size grade_id="backprop-loss" old="        return (self.log_p.exp() - self.targets) / self.targets.shape[0]" new="        return (self.log_p.exp() - self.targets) / self.targets.shape[1]"

# %% the sign of the gradient is wrong grade_id="backprop-loss" old="        return (self.log_p.exp() - self.targets) / self.targets.shape[0]" new="        return (self.targets - self.log_p.exp()) / self.targets.shape[0]"

# %% one ReLU object serves all places, so backward uses the last mask for all of them grade_id="backprop-mlp" old="        self.relus = [ReLU() for _ in self.linears[1:]]" new="        self.relus = [ReLU()] * (len(self.linears) - 1)"

# %% step moves the weights and leaves the biases as they are grade_id="backprop-mlp" old="            linear.bias -= lr * linear.grad_bias" new="            pass"

# %% backward stops before the first linear layer, whose gradients are never set grade_id="backprop-mlp" old="        for k in range(len(self.relus) - 1, -1, -1):" new="        for k in range(len(self.relus) - 1, 0, -1):"

# %% two mistakes: the bias is made and not added in forward; and the gradient is divided by the number of classes instead of by the batch size grade_id="backprop-linear backprop-loss"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.empty(out_features, in_features).normal_(0, math.sqrt(2 / in_features))
        self.bias = torch.zeros(out_features)
        self.grad_weight = torch.zeros_like(self.weight)
        self.grad_bias = torch.zeros_like(self.bias)
        self.inputs = None

    def forward(self, x):
        self.inputs = x.clone()
        return torch.einsum("ni,oi->no", x, self.weight)

    def backward(self, grad_output):
        self.grad_weight = torch.einsum("no,ni->oi", grad_output, self.inputs)
        self.grad_bias = torch.einsum("no->o", grad_output)
        return torch.einsum("no,oi->ni", grad_output, self.weight)


class CrossEntropyLoss:
    def forward(self, logits, labels):
        batch, classes = logits.shape
        m = logits.amax(dim=1, keepdim=True)
        self.log_p = (logits - m) - torch.log(torch.exp(logits - m).sum(1, keepdim=True))
        self.targets = torch.eye(classes)[labels]
        return -self.log_p.gather(1, labels.reshape(batch, 1)).sum() / batch

    def backward(self):
        return (self.log_p.exp() - self.targets) / self.targets.shape[1]
