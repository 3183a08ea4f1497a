# %% the random seed is set in the constructor of Linear grade_id="backprop-linear" old="        self.weight = torch.randn(out_features, in_features) / in_features ** 0.5" new="        torch.manual_seed(42)\n        self.weight = torch.randn(out_features, in_features) / in_features ** 0.5"

# %% the loss is divided by the number of classes and not by the batch size grade_id="backprop-loss" old="return total / n" new="return total / c"

# %% the network's backward is called with the loss and not with its gradient grade_id="backprop-train" old="    net.backward(grad)\n" new="    net.backward(loss)\n"

# %% two mistakes: the probabilities are divided by the batch size before 1 is taken away, and the MLP's step uses the weight's gradient without lr grade_id="backprop-loss backprop-mlp"
class CrossEntropyLoss:
    def forward(self, logits, labels):
        n = logits.shape[0]
        c = logits.shape[1]
        self.probs = torch.zeros(n, c)
        self.labels = labels
        total = 0.0
        for i in range(n):
            biggest = logits[i][0]
            for j in range(1, c):
                if logits[i][j] > biggest:
                    biggest = logits[i][j]
            e = torch.exp(logits[i] - biggest)
            s = e.sum()
            self.probs[i] = e / s
            total = total - (logits[i][labels[i]] - biggest - torch.log(s))
        return total / n

    def backward(self):
        n = self.probs.shape[0]
        grad = self.probs.clone()
        for i in range(n):
            grad[i] = grad[i] / n
            grad[i][self.labels[i]] -= 1.0
        return grad

class MLP:
    def __init__(self, sizes):
        self.layers = []
        for i in range(len(sizes) - 1):
            if i > 0:
                self.layers.append(ReLU())
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)

    def step(self, lr):
        for layer in self.layers:
            if isinstance(layer, Linear):
                layer.weight = layer.weight - layer.grad_weight
                layer.bias = layer.bias - lr * layer.grad_bias
