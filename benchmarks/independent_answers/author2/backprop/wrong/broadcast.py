# %% the gradient of the bias is the mean over the batch and not the sum grade_id="backprop-linear" old="torch.sum(g, dim=0)" new="torch.mean(g, dim=0)"

# %% ReLU's backward multiplies by the output itself and not by its sign grade_id="backprop-relu" old="slope = torch.sign(self.output)" new="slope = self.output"

# %% the loss is summed over the batch and not averaged grade_id="backprop-loss" old="return losses.mean()" new="return losses.sum()"

# %% step leaves the biases as they are grade_id="backprop-mlp" old="            self.linears[k].bias -= lr * self.linears[k].grad_bias" new=""

# %% the list holds tensors and not numbers grade_id="backprop-train" old="losses.append(loss.item())" new="losses.append(loss)"

# %% two mistakes: the gradient with respect to the input uses the weight transposed, and the loss is not made negative: it is the log of the right probability grade_id="backprop-linear backprop-loss"
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
        grad_input = torch.matmul(g, self.weight.t())
        return grad_input

class CrossEntropyLoss:
    """The mean over the batch of -log softmax(logits) at the labels."""

    def forward(self, logits, labels):
        self.labels = labels
        self.batch = logits.shape[0]
        self.classes = logits.shape[1]
        self.p = torch.softmax(logits, dim=1)
        losses = logits.gather(1, labels.unsqueeze(1)).squeeze(1) - torch.logsumexp(logits, dim=1)
        return losses.mean()

    def backward(self):
        one_hot = torch.eye(self.classes)[self.labels]
        return (self.p - one_hot) / self.batch
