# Right, from the equations: a convolution is an unfold and an einsum.

# %% cnn-model-code
def correlate(x, w, b):
    """x (batch, in, height, width), w (out, in * 25), b (out,)"""
    batch, _, height, width = x.shape
    patches = torch.nn.functional.unfold(x, 5)                # (batch, in * 25, places)
    y = torch.einsum('op,bpl->bol', w, patches) + b[:, None]  # (batch, out, places)
    return y.reshape(batch, -1, height - 4, width - 4)


def halve(x):
    batch, channels, height, width = x.shape
    return x.reshape(batch, channels, height // 2, 2, width // 2, 2).amax(dim=(3, 5))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(10, 25) / 5)
        self.b1 = nn.Parameter(torch.zeros(10))
        self.w2 = nn.Parameter(torch.randn(20, 250) / 250 ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(20))
        self.w3 = nn.Parameter(torch.randn(320, 10) / 320 ** 0.5)
        self.b3 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        x = halve(correlate(x, self.w1, self.b1).clamp(min=0))
        x = halve(correlate(x, self.w2, self.b2).clamp(min=0))
        return x.flatten(1) @ self.w3 + self.b3

# %% cnn-train-code
def train(model, loader, epochs=5, lr=0.1):
    """Gradient descent by hand."""
    losses = []
    for epoch in range(epochs):
        total, count = 0.0, 0
        for images, labels in loader:
            logits = model(images)
            loss = (logits.logsumexp(1) - logits[torch.arange(len(labels)), labels]).mean()
            grads = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for p, g in zip(model.parameters(), grads):
                    p -= lr * g
            total += loss.item() * len(labels)
            count += len(labels)
        losses.append(total / count)
        print(f'Epoch {epoch}/{epochs - 1}, Loss {total / count:.4f}')
    return losses

# %% cnn-accuracy-code
@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = torch.cat([model(images).argmax(1) == labels for images, labels in loader])
    return hits.double().mean().item()
