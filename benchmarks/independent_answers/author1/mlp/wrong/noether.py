# %% the epoch's loss is the mean of the last batch alone grade_id="mlp-train" old="torch.cat(pieces).mean().item()" new="pieces[-1].mean().item()"

# %% the losses are stacked and not concatenated, which crashes when the last batch is shorter grade_id="mlp-train" old="torch.cat(pieces).mean().item()" new="torch.stack(pieces).mean().item()"

# %% backward follows the largest loss of the batch and not the mean grade_id="mlp-train" old="per_sample.mean().backward()" new="per_sample.max().backward()"

# %% the accuracy is the mean of the batches' accuracies grade_id="mlp-accuracy" old="return sum(h) / sum(m)" new="return sum(a / b for a, b in zip(h, m)) / len(h)"

# %% the hits are divided by the number of batches grade_id="mlp-accuracy" old="return sum(h) / sum(m)" new="return sum(h) / len(loader)"

# %% the weight's indices in einsum are exchanged, which does not fit grade_id="mlp-model" old="\"bi,hi->bh\"" new="\"bi,ih->bh\""

# %% all weights of a layer start at the same value, so the hidden neurons are and stay alike grade_id="mlp-model"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1 = nn.Parameter(torch.full((200, 784), 0.05))
        self.b1 = nn.Parameter(torch.zeros(200))
        self.W2 = nn.Parameter(torch.full((10, 200), 0.05))
        self.b2 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = x.reshape(len(x), 784)
        h = torch.relu(torch.einsum("bi,hi->bh", x, self.W1) + self.b1)
        return torch.einsum("bh,kh->bk", h, self.W2) + self.b2

# %% W1 is a plain tensor and no parameter, so it is never trained grade_id="mlp-model" old="self.W1 = nn.Parameter(torch.randn(200, 784) * (2 / 784) ** 0.5)" new="self.W1 = torch.randn(200, 784) * (2 / 784) ** 0.5"

# %% images are read by reshape(1, -1): the batch is put into one row grade_id="mlp-model" old="x.reshape(len(x), 784)" new="x.reshape(1, -1)"

# %% the hidden values are detached, so no gradient reaches W1 and b1 grade_id="mlp-model" old="\"bh,kh->bk\", h, self.W2)" new="\"bh,kh->bk\", h.detach(), self.W2)"

# %% two mistakes: the epoch's loss is the last batch's mean, and accuracy is the mean of the batches' accuracies grade_id="mlp-train mlp-accuracy"
def train(model, loader, epochs=10, lr=0.001):
    opt, losses = torch.optim.AdamW(model.parameters(), lr=lr), []
    for epoch in range(epochs):
        model.train()
        pieces = []
        for images, labels in loader:
            per_sample = F.cross_entropy(model(images), labels, reduction="none")  # (batch,)
            opt.zero_grad()
            per_sample.mean().backward()
            opt.step()
            pieces.append(per_sample.detach())
        losses.append(pieces[-1].mean().item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    h, m = [], []
    with torch.inference_mode():
        for images, labels in loader:
            best = model(images).max(dim=1).indices
            h.append(int((best == labels).sum()))
            m.append(labels.numel())
    return sum(a / b for a, b in zip(h, m)) / len(h)

# %% two mistakes: first, the hits are divided by the number of batches; second, the losses are stacked and not concatenated, which crashes when the last batch is shorter grade_id="mlp-accuracy mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    opt, losses = torch.optim.AdamW(model.parameters(), lr=lr), []
    for epoch in range(epochs):
        model.train()
        pieces = []
        for images, labels in loader:
            per_sample = F.cross_entropy(model(images), labels, reduction="none")  # (batch,)
            opt.zero_grad()
            per_sample.mean().backward()
            opt.step()
            pieces.append(per_sample.detach())
        losses.append(torch.stack(pieces).mean().item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses


def accuracy(model, loader):
    model.eval()
    h, m = [], []
    with torch.inference_mode():
        for images, labels in loader:
            best = model(images).max(dim=1).indices
            h.append(int((best == labels).sum()))
            m.append(labels.numel())
    return sum(h) / len(loader)
