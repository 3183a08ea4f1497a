# %% the activation is a leaky ReLU instead of ReLU grade_id="cnn-model" old="    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, stride=1, padding=0), nn.MaxPool2d(2, 2), nn.ReLU())" new="    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, stride=1, padding=0), nn.MaxPool2d(2, 2), nn.LeakyReLU(0.1))"

# %% the convolutions have no biases grade_id="cnn-model" old="    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, stride=1, padding=0), nn.MaxPool2d(2, 2), nn.ReLU())" new="    return nn.Sequential(nn.Conv2d(n_in, n_out, 5, stride=1, padding=0, bias=False), nn.MaxPool2d(2, 2), nn.ReLU())"

# %% the blocks stand in a Python list, so their weights are no parameters of the network grade_id="cnn-model" old="        self.features = nn.ModuleList([block(a, b) for a, b in zip(channels, channels[1:])])" new="        self.features = [block(a, b) for a, b in zip(channels, channels[1:])]"

# %% the logits pass a ReLU, so they are never negative grade_id="cnn-model" old="        return self.classifier(torch.flatten(x, 1))" new="        return self.classifier(torch.flatten(x, 1)).relu()"

# %% the first convolution expects three channels, which raises an error on gray images grade_id="cnn-shapes cnn-model" old="        channels = [1, 10, 20]" new="        channels = [3, 10, 20]"

# %% the losses of an epoch are computed again after it, in evaluation mode, and these are printed and returned grade_id="cnn-train" old="        loss_sum, _, n = run_epoch(model, loader, optimizer)" new="        run_epoch(model, loader, optimizer)\n        loss_sum, _, n = run_epoch(model, loader)"

# %% gradients are recorded during accuracy grade_id="cnn-accuracy" old="    with torch.set_grad_enabled(training):" new="    with torch.set_grad_enabled(True):"

# %% accuracy hands an optimizer to run_epoch, so it trains the model while it should only look grade_id="cnn-accuracy" old="    _, right, n = run_epoch(model, loader)" new="    _, right, n = run_epoch(model, loader, torch.optim.SGD(model.parameters(), lr=1e-3))"

# %% two mistakes: the logits pass a ReLU, so they are never negative; and the losses of an epoch are computed again after it, in evaluation mode, and these are printed and returned grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        channels = [1, 10, 20]
        self.features = nn.ModuleList([block(a, b) for a, b in zip(channels, channels[1:])])
        self.classifier = nn.Linear(320, 10)

    def forward(self, x):
        for layer in self.features:
            x = layer(x)
        return self.classifier(torch.flatten(x, 1)).relu()


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr)
    losses = []
    for epoch in range(epochs):
        run_epoch(model, loader, optimizer)
        loss_sum, _, n = run_epoch(model, loader)
        losses.append(loss_sum / n)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss_sum / n:.4f}")
    return losses
