# %% the bias' gradient is that of the last sample alone grade_id="backprop-linear" old="            grad_bias += g" new="            grad_bias = g"

# %% backward writes the zeros into grad_output itself grade_id="backprop-relu" old="        grad_input = grad_output.clone()" new="        grad_input = grad_output"

# %% forward changes its input in place grade_id="backprop-relu" old="        self.output = torch.relu(x)" new="        self.output = torch.relu_(x)"

# %% backward multiplies by the output instead of by whether it is positive grade_id="backprop-relu" old="        grad_input = grad_output.clone()\n        grad_input[self.output <= 0] = 0\n        return grad_input" new="        return grad_output * self.output"

# %% backward lets the gradient through everywhere grade_id="backprop-relu" old="        grad_input[self.output <= 0] = 0" new="        pass"

# %% the mean runs over batch and classes, so the loss is too small by the number of classes grade_id="backprop-loss" old="        return (log_z - right).mean()" new="        return (log_z - right).sum() / logits.numel()"

# %% the logarithm of the sum of exponentials is taken over the whole batch instead of for each row grade_id="backprop-loss" old="        log_z = torch.logsumexp(logits, dim=1)" new="        log_z = torch.logsumexp(logits.flatten(), dim=0)"

# %% the loss is noted after the step instead of before it grade_id="backprop-train" old="        net.step(lr=lr)" new="        net.step(lr=lr)\n        losses[epoch] = criterion.forward(net.forward(inputs), labels)"

# %% net.step is missing, nothing is trained grade_id="backprop-train" old="        net.step(lr=lr)" new="        pass"

# %% two mistakes: net.step is missing, nothing is trained; and backward lets the gradient through everywhere grade_id="backprop-train backprop-relu"
class ReLU:
    def forward(self, x):
        self.output = torch.relu(x)
        return self.output

    def backward(self, grad_output):
        grad_input = grad_output.clone()
        pass
        return grad_input


def train(net, inputs, labels, epochs=100, lr=0.1):
    losses = torch.zeros(epochs)
    epoch = 0
    while epoch < epochs:
        criterion = CrossEntropyLoss()
        losses[epoch] = criterion.forward(net.forward(inputs), labels)
        grad = criterion.backward()
        net.backward(grad)
        pass
        epoch += 1
    return losses.tolist()
