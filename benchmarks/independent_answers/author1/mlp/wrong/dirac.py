# %% the handwritten step replaces the weight: p = p - lr g binds a new name and leaves the parameter as it is grade_id="mlp-train" old="p -= lr * g" new="p = p - lr * g"

# %% only matrices get a step: biases are left out grade_id="mlp-train" old="if g is not None:" new="if g is not None and g.dim() > 1:"

# %% the loss is weighted with the number of pixels (x.numel) in the numerator and the number of labels in the denominator grade_id="mlp-train" old="loss.item() * y.numel()" new="loss.item() * x.numel()"

# %% the right answers are divided by the wrong ones grade_id="mlp-accuracy" old="(C[1] / C.sum())" new="(C[1] / C[0])"

# %% the integer division gives 0 or 1 grade_id="mlp-accuracy" old="(C[1] / C.sum())" new="(C[1] // C.sum())"

# %% the dropout is active in evaluation mode as well (F.dropout with training=True) grade_id="mlp-model" old="self.b(self.drop(h))" new="self.b(F.dropout(h, 0.2, training=True))"

# %% images (batch, 1, 28, 28) alone are read: flatten(2) is wrong for rows grade_id="mlp-model" old="x.flatten(start_dim=1)" new="x.flatten(start_dim=2).squeeze(1)"

# %% the output is squeezed, so a batch of a single image gives (10,) grade_id="mlp-model" old="return self.c(h)" new="return self.c(h).squeeze()"

# %% the logits are divided by their norm, so they are bounded grade_id="mlp-model" old="return self.c(h)" new="z = self.c(h)\n        return z / z.norm(dim=1, keepdim=True)"

# %% two mistakes: the step goes uphill, and accuracy counts the wrong answers grade_id="mlp-train mlp-accuracy"
def train(model, loader, epochs=10, lr=0.001):
    theta = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        model.train()
        S = N = 0
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(model(x), y)
            grads = torch.autograd.grad(loss, theta, allow_unused=True)
            with torch.no_grad():
                for p, g in zip(theta, grads):
                    if g is not None:
                        p += lr * g
            S, N = S + loss.item() * y.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
    return losses


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[0] / C.sum()).item()

# %% two mistakes: first, the right answers are divided by the wrong ones; second, the loss is weighted with the number of pixels (x.numel) in the numerator and the number of labels in the denominator grade_id="mlp-accuracy mlp-train"
def train(model, loader, epochs=10, lr=0.001):
    theta = [p for p in model.parameters() if p.requires_grad]
    losses = []
    for epoch in range(epochs):
        model.train()
        S = N = 0
        for x, y in loader:
            loss = nn.CrossEntropyLoss()(model(x), y)
            grads = torch.autograd.grad(loss, theta, allow_unused=True)
            with torch.no_grad():
                for p, g in zip(theta, grads):
                    if g is not None:
                        p -= lr * g
            S, N = S + loss.item() * x.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
    return losses


def accuracy(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        C = sum(torch.bincount((model(x).argmax(1) == y).long(), minlength=2) for x, y in loader)
    model.train(was)
    return (C[1] / C[0]).item()
