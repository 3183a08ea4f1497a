# Other spellings of what is right: all of them must get all points. A cell holds only what differs from your solution.

# %% the step by hand
def train(model, x, y, epochs=20, lr=0.1):
    losses = []
    for _ in range(epochs):
        loss = ((model(x) - y) ** 2).mean()
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, g in zip(model.parameters(), gradients):
                p -= lr * g
        losses.append(float(loss))
    return losses
