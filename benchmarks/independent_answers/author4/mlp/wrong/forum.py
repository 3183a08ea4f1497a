# %% the last layer keeps its activation, a LeakyReLU, as nothing is cut off the list: negative logits are multiplied by 0.01 grade_id="mlp-model" old="*layers[:-1]" new="*layers"

# %% all weights start with the same value, 0.01 grade_id="mlp-model" old="nn.init.kaiming_normal_(p)" new="nn.init.constant_(p, 0.01)"

# %% there are nine logits instead of ten grade_id="mlp-model" old="64, 32, 10)" new="64, 32, 9)"

# %% the running sum of the losses is divided by the batch's size after each batch, and at the end by the number of samples as well grade_id="mlp-train" old="train_loss += loss.data.item() * data.size(0)" new="train_loss = (train_loss + loss.data.item() * data.size(0)) / data.size(0)"

# %% pred and target are compared without view_as, so (batch, 1) and (batch,) broadcast to (batch, batch) and too many are counted grade_id="mlp-accuracy" old="target.data.view_as(pred)" new="target.data"

# %% the batch_idx is printed as the epoch grade_id="mlp-train" old=".format(epoch, epochs - 1, train_loss)" new=".format(batch_idx, epochs - 1, train_loss)"

# %% the loss is multiplied by the size of the batch before backward, so the gradients are sums, and accuracy divides by the number of batches grade_id="mlp-train mlp-accuracy"
def train(model, loader, epochs=10, lr=0.001):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    train_losses = []
    for epoch in range(epochs):
        model.train()
        train_loss = 0
        for data, target in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(data), target) * len(target)
            loss.backward()
            optimizer.step()
            train_loss += loss.item()
        train_loss = train_loss / len(loader.dataset)
        train_losses.append(train_loss)
        print("Epoch {}/{}, Loss {:.4f}".format(epoch, epochs - 1, train_loss))
    return train_losses


def accuracy(model, loader):
    correct = 0
    model.eval()
    with torch.no_grad():
        for data, target in loader:
            correct += (model(data).argmax(1) == target).sum().item()
    return correct / len(loader)

# %% MLP returns log_softmax of its logits, and accuracy does not set evaluation mode grade_id="mlp-model mlp-accuracy"
class MLP(Net):
    def __init__(self):
        super().__init__(28 * 28, 64, 32, 10)

    def forward(self, x):
        return F.log_softmax(super().forward(x), dim=1)


def accuracy(model, loader):
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            correct += (model(data).argmax(1) == target).sum().item()
    return correct / len(loader.dataset)

# %% accuracy is unfinished: it looks at the first batch only, taken with next(iter(loader)) grade_id="mlp-accuracy"
def accuracy(model, loader):
    model.eval()
    data, target = next(iter(loader))
    with torch.no_grad():
        pred = model(data).argmax(1)
    return (pred == target).float().mean().item()
