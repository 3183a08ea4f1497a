# %% grad_output is overwritten: it is divided in place by the batch size, and so are all the gradients grade_id="backprop-linear" old="        grad_x = torch.zeros(self.x.shape)\n" new="        grad_x = torch.zeros(self.x.shape)\n        grad_output /= grad_output.shape[0]\n"

# %% ReLU is leaky: negative values are multiplied by 0.01 instead of becoming 0 grade_id="backprop-relu" old="return x.clamp(min=0)" new="return torch.where(x > 0, x, 0.01 * x)"

# %% the constructor uses the first two and the last size only, so there is always one hidden layer grade_id="backprop-mlp" old="zip(sizes[:-1], sizes[1:])" new="[(sizes[0], sizes[1]), (sizes[1], sizes[-1])]"

# %% two mistakes: ReLU's backward passes where the input is negative, and train runs one epoch too few grade_id="backprop-relu backprop-train"
class ReLU:
    def forward(self, x):
        self.x = x
        return x.clamp(min=0)

    def backward(self, grad_output):
        return grad_output * (self.x < 0)

def train(net, inputs, labels, epochs=100, lr=0.1):
    criterion = CrossEntropyLoss()
    losses = []
    for epoch in range(epochs - 1):
        logits = net.forward(inputs)
        loss = criterion.forward(logits, labels)
        net.backward(criterion.backward())
        net.step(lr)
        losses.append(loss.item())
    return losses
