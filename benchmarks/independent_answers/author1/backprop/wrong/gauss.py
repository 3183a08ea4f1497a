# %% the weight's gradient is the mean over the batch and not the sum grade_id="backprop-linear" old="self.grad_weight = grad_output.T @ self.x" new="self.grad_weight = grad_output.T @ self.x / len(self.x)"

# %% the weight's gradient is transposed, (in, out) grade_id="backprop-linear" old="self.grad_weight = grad_output.T @ self.x" new="self.grad_weight = self.x.T @ grad_output"

# %% the bias's gradient is summed over the outputs (axis 1) and not over the batch grade_id="backprop-linear" old="self.grad_bias = grad_output.sum(0)" new="self.grad_bias = grad_output.sum(1)"

# %% backward returns the product with the transposed weight, which fits only where in and out are equal grade_id="backprop-linear" old="return grad_output @ self.weight" new="return grad_output @ self.weight.T"

# %% the weight is stored as (in, out) and used without a transpose, with its gradient accordingly grade_id="backprop-linear"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(in_features, out_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, grad_output):
        self.grad_weight = self.x.T @ grad_output
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight.T

# %% the gradients of the weight are added to those of the call before grade_id="backprop-linear" old="        self.grad_weight = grad_output.T @ self.x" new="        self.grad_weight = getattr(self, \"grad_weight\", 0) + grad_output.T @ self.x"

# %% the bias is left out of forward grade_id="backprop-linear" old="return x @ self.weight.T + self.bias" new="return x @ self.weight.T"

# %% backward of ReLU masks by the sign of grad_output and not by that of the input grade_id="backprop-relu" old="grad_output * (self.x > 0)" new="grad_output * (grad_output > 0)"

# %% backward of ReLU multiplies with the input's positive part and not with its step function grade_id="backprop-relu" old="grad_output * (self.x > 0)" new="grad_output * self.x.clamp(min=0)"

# %% ReLU's forward works in place and changes its argument grade_id="backprop-relu" old="return x.clamp(min=0)" new="return x.clamp_(min=0)"

# %% ReLU cuts the values above 6 as well (ReLU6) grade_id="backprop-relu" old="return x.clamp(min=0)" new="return x.clamp(0, 6)"

# %% the maximum that is subtracted is taken over the batch, dim 0, so each class loses another number and the softmax is changed grade_id="backprop-loss" old="logits.max(dim=1, keepdim=True).values" new="logits.max(dim=0, keepdim=True).values"

# %% the loss is the sum over the batch and not the mean grade_id="backprop-loss" old="[torch.arange(len(labels)), labels].mean()" new="[torch.arange(len(labels)), labels].sum()"

# %% the gradient is not divided by the batch size grade_id="backprop-loss" old="torch.eye(classes)[self.labels]) / n" new="torch.eye(classes)[self.labels])"

# %% the gradient is divided by the number of classes and not by the batch size grade_id="backprop-loss" old="torch.eye(classes)[self.labels]) / n" new="torch.eye(classes)[self.labels]) / classes"

# %% the sign of the loss's gradient is wrong: one-hot minus softmax grade_id="backprop-loss" old="(self.log_p.exp() - torch.eye(classes)[self.labels])" new="(torch.eye(classes)[self.labels] - self.log_p.exp())"

# %% the last ReLU is not taken off: the logits are never negative grade_id="backprop-mlp" old="        self.layers.pop()\n" new=""

# %% backward goes through the layers from the first to the last grade_id="backprop-mlp" old="for layer in reversed(self.layers):" new="for layer in self.layers:"

# %% backward hands the loss's gradient to every layer, because what a layer returns is not passed on grade_id="backprop-mlp" old="grad_output = layer.backward(grad_output)\n        return grad_output" new="layer.backward(grad_output)\n        return grad_output"

# %% step adds lr times the gradient, it climbs grade_id="backprop-mlp" old="layer.weight = layer.weight - lr * layer.grad_weight" new="layer.weight = layer.weight + lr * layer.grad_weight"

# %% step leaves the biases as they are grade_id="backprop-mlp" old="            layer.bias = layer.bias - lr * layer.grad_bias" new=""

# %% the loss is noted after the step, from a second forward pass grade_id="backprop-train" old="        losses.append(loss.forward(net.forward(inputs), labels).item())\n        net.backward(loss.backward())\n        net.step(lr)\n" new="        loss.forward(net.forward(inputs), labels)\n        net.backward(loss.backward())\n        net.step(lr)\n        losses.append(loss.forward(net.forward(inputs), labels).item())\n"

# %% the default of lr is used in every step: the number 0.1 is handed to step and the argument ignored grade_id="backprop-train" old="net.step(lr)" new="net.step(0.1)"

# %% two mistakes: the weight's gradient is averaged over the batch, and the loss's gradient has the wrong sign grade_id="backprop-linear backprop-loss"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x / len(self.x)
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight


class CrossEntropyLoss:
    def forward(self, logits, labels):
        y = logits - logits.max(dim=1, keepdim=True).values
        self.log_p = y - y.exp().sum(dim=1, keepdim=True).log()
        self.labels = labels
        return -self.log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        n, classes = self.log_p.shape
        return (torch.eye(classes)[self.labels] - self.log_p.exp()) / n

# %% forward does not keep x, so backward finds no input grade_id="backprop-linear" old="        self.x = x\n        return x @ self.weight.T" new="        return x @ self.weight.T"

# %% two mistakes: first, the bias is left out of forward; second, backward hands the loss's gradient to every layer, because what a layer returns is not passed on grade_id="backprop-linear backprop-mlp"
class Linear:
    def __init__(self, in_features, out_features):
        self.weight = torch.randn(out_features, in_features) * (2 / in_features) ** 0.5
        self.bias = torch.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T

    def backward(self, grad_output):
        self.grad_weight = grad_output.T @ self.x
        self.grad_bias = grad_output.sum(0)
        return grad_output @ self.weight


class MLP:
    def __init__(self, sizes):
        self.layers = []
        for a, b in zip(sizes, sizes[1:]):
            self.layers += [Linear(a, b), ReLU()]
        self.layers.pop()

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad_output):
        for layer in reversed(self.layers):
            layer.backward(grad_output)
        return grad_output

    def step(self, lr):
        for layer in self.layers[::2]:
            layer.weight = layer.weight - lr * layer.grad_weight
            layer.bias = layer.bias - lr * layer.grad_bias
