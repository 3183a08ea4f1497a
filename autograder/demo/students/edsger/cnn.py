# Right: lazy layers, a learning rate in its own group, Nesterov; trains at the end of the notebook.

# %% cnn-model-code
class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.LazyConv2d(channels, 5)

    def forward(self, x):
        return torch.relu(nn.functional.adaptive_max_pool2d(self.conv(x), (x.shape[-1] - 4) // 2))


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(Block(10), Block(20), nn.Flatten())
        self.classifier = nn.LazyLinear(10)

    def forward(self, x):
        return self.classifier(self.features(x))

# %% cnn-train-code
def train(model, loader, epochs=2, lr=0.05):
    groups = [{'params': [p]} for p in model.parameters()]
    optimizer = torch.optim.SGD(groups, lr=lr, momentum=0.9, nesterov=True, weight_decay=1e-4)
    losses = []
    for epoch in range(epochs):
        mean, count = 0.0, 0
        for images, labels in loader:
            loss = nn.functional.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            count += len(labels)
            mean += (loss.item() - mean) * len(labels) / count
        losses.append(mean)
        print(f'Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}')
    return losses

# %% cnn-accuracy-code
def accuracy(model, loader):
    model.eval()
    right = []
    for images, labels in loader:
        with torch.no_grad():
            right += (model(images).argmax(1) == labels).tolist()
    return sum(right) / len(right)

# %% free
%%time
images, labels = torch.rand(640, 1, 28, 28), torch.randint(10, (640,))
data = torch.utils.data.TensorDataset(images, labels)
loader = torch.utils.data.DataLoader(data, batch_size=64, shuffle=True)
model = CNN()
model(images[:1])
print(train(model, loader, epochs=1000))
!nvidia-smi
print(f'{accuracy(model, loader):.1%}')
