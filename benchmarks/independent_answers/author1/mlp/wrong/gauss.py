# %% the epoch's loss is divided by len(loader.dataset), which is wrong where the loader leaves samples out grade_id="mlp-train" old="losses.append(total / count)" new="losses.append(total / len(loader.dataset))"

# %% softmax is applied to the logits before the cross-entropy grade_id="mlp-train" old="F.cross_entropy(model(images), labels)" new="F.cross_entropy(model(images).softmax(1), labels)"

# %% the learning rate lr is ignored: Adam uses its default grade_id="mlp-train" old="model.parameters(), lr=lr)" new="model.parameters())"

# %% the argmax runs over the batch, axis 0 grade_id="mlp-accuracy" old="model(x).argmax(1)" new="model(x).argmax(0)"

# %% the number of hits is returned and not their share grade_id="mlp-accuracy" old="return hits / n" new="return hits"

# %% the activation follows the last layer, too: logits are never negative grade_id="mlp-model" old="return self.layers[-1](x)" new="return F.relu(self.layers[-1](x))"

# %% the layers are kept in a Python list, so their weights are hidden from the optimizer grade_id="mlp-model" old="nn.ModuleList(nn.Linear(a, b) for a, b in zip(n, n[1:]))" new="[nn.Linear(a, b) for a, b in zip(n, n[1:])]"

# %% there is no activation between the layers grade_id="mlp-model" old="x = F.relu(layer(x))" new="x = layer(x)"

# %% the flatten includes the batch axis grade_id="mlp-model" old="x = x.flatten(1)" new="x = x.flatten(0)"

# %% dropout is always active: F.dropout is called without the training flag grade_id="mlp-model" old="x = F.relu(layer(x))" new="x = F.dropout(F.relu(layer(x)), 0.2)"

# %% the images are normalised by the mean and deviation of the whole batch, so an image's logits depend on the others grade_id="mlp-model" old="x = x.flatten(1)" new="x = x.flatten(1)\n        x = (x - x.mean()) / (x.std() + 1e-6)"

# %% two mistakes: no activation between the layers, and train does not use lr grade_id="mlp-model mlp-train"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        n = [784, 512, 256, 128, 64, 10]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(n, n[1:]))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = layer(x)
        return self.layers[-1](x)


def train(model, loader, epochs=10, lr=0.001):
    opt = torch.optim.Adam(model.parameters())
    losses = []
    for epoch in range(epochs):
        model.train()
        total = count = 0
        for images, labels in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            opt.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses

# %% two mistakes: first, the argmax runs over the batch, axis 0; second, softmax is applied to the logits before the cross-entropy grade_id="mlp-accuracy mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        total = count = 0
        for images, labels in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(images).softmax(1), labels)
            loss.backward()
            opt.step()
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(0) == y).sum().item()
            n += len(y)
    return hits / n
