# %% the second ReLU is missing grade_id="cnn-model" old="        x = F.relu(F.max_pool2d(self.conv2(x), 2))" new="        x = F.max_pool2d(self.conv2(x), 2)"

# %% the pooling takes the mean instead of the maximum grade_id="cnn-model" old="        x = F.relu(F.max_pool2d(self.conv1(x), 2))\n        x = F.relu(F.max_pool2d(self.conv2(x), 2))" new="        x = F.relu(F.avg_pool2d(self.conv1(x), 2))\n        x = F.relu(F.avg_pool2d(self.conv2(x), 2))"

# %% forward ends in a log_softmax, as in PyTorch's MNIST example grade_id="cnn-model" old="        return self.linear(x)" new="        return F.log_softmax(self.linear(x), dim=1)"

# %% a dropout of 0.5 that is always on, in evaluation mode too, stands before the linear layer grade_id="cnn-model" old="        x = x.flatten(start_dim=1)" new="        x = F.dropout(x.flatten(start_dim=1))"

# %% x is flattened with the batch axis, so the linear layer raises an error grade_id="cnn-shapes cnn-model" old="        x = x.flatten(start_dim=1)" new="        x = x.flatten()"

# %% the linear layer has no bias grade_id="cnn-model" old="        self.linear = nn.Linear(320, 10)" new="        self.linear = nn.Linear(320, 10, bias=False)"

# %% the epoch's loss is divided by len(loader.dataset), which also counts samples that the loader leaves out grade_id="cnn-train" old="        losses.append(total / samples)" new="        losses.append(total / len(loader.dataset))"

# %% backward and step are outside of the loop over batches: one step an epoch, on the last batch alone grade_id="cnn-train"
def train(model, loader, epochs=5, lr=0.001):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            total += loss.item() * len(labels)
            samples += len(labels)
        loss.backward()
        optimizer.step()
        losses.append(total / samples)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% accuracy divides by the number of batches instead of by the number of samples grade_id="cnn-accuracy" old="    return correct / samples" new="    return correct / len(loader)"

# %% accuracy never puts the model into evaluation mode grade_id="cnn-accuracy" old="    model.eval()\n    correct, samples = 0, 0" new="    correct, samples = 0, 0"

# %% two mistakes: forward ends in a log_softmax, as in PyTorch's MNIST example; and the epoch's loss is divided by len(loader.dataset), which also counts samples that the loader leaves out grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    """Two convolutions, each with max-pooling and ReLU, then a linear layer."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = x.flatten(start_dim=1)
        return F.log_softmax(self.linear(x), dim=1)


def train(model, loader, epochs=5, lr=0.001):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total, samples = 0.0, 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
            samples += len(labels)
        losses.append(total / len(loader.dataset))
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses
