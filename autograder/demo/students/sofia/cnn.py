# Right: one nn.Sequential, ReLU before the pooling.

# %% cnn-model-code
class CNN(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 10, 5),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(10, 20, 5),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Flatten(),
            nn.Linear(20 * 4 * 4, 10),
        )

# %% cnn-train-code
def train(model, loader, epochs=10, lr=0.001):
    loss_fn = nn.CrossEntropyLoss(reduction='sum')
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        model.train()
        running, seen = 0.0, 0
        for x, y in loader:
            total = loss_fn(model(x), y)
            opt.zero_grad(set_to_none=True)
            (total / x.shape[0]).backward()
            opt.step()
            running += total.item()
            seen += x.shape[0]
        history.append(running / seen)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, history[-1]))
    return history

# %% cnn-accuracy-code
def accuracy(model, loader):
    was_training = model.training
    model.eval()
    correct = total = 0
    with torch.inference_mode():
        for x, y in loader:
            correct += int((model(x).softmax(dim=1).argmax(dim=1) == y).sum())
            total += y.numel()
    model.train(was_training)
    return correct / total
