# %% the step goes uphill: lr times the gradient is added grade_id="cnn-train" old="p -= lr * g" new="p += lr * g"

# %% the step has the direction of the sign of the gradient over one hundredth, lr has no part in it grade_id="cnn-train" old="p -= lr * g" new="p -= 0.01 * g.sign()"

# %% the hits are divided by len(loader.dataset), which is wrong where the loader leaves samples out grade_id="cnn-accuracy" old="return sum(h) / sum(m)" new="return sum(h) / len(loader.dataset)"

# %% the maxima themselves are compared with the labels and not their places grade_id="cnn-accuracy" old="max(dim=1).indices" new="max(dim=1).values"

# %% average pooling is used in place of max-pooling grade_id="cnn-model" old="F.max_pool2d(conv(x), 2)" new="F.avg_pool2d(conv(x), 2)"

# %% the convolutions are padded by 2, so the maps stay at 28 and 14 and do not fit the linear layer grade_id="cnn-shapes cnn-model" old="nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)" new="nn.Conv2d(1, 10, 5, padding=2), nn.Conv2d(10, 20, 5, padding=2)"

# %% the flatten includes the batch axis grade_id="cnn-shapes cnn-model" old="x.flatten(1)" new="x.flatten()"

# %% the images are centred in forward: their mean is subtracted before the first convolution grade_id="cnn-model" old="        for conv in (self.conv1," new="        x = x - x.mean((2, 3), keepdim=True)\n        for conv in (self.conv1,"

# %% the linear layer gives 9 numbers and not 10 grade_id="cnn-shapes cnn-model" old="nn.Linear(320, 10)" new="nn.Linear(320, 9)"

# %% the ReLUs are missing grade_id="cnn-model" old="F.relu(F.max_pool2d(conv(x), 2))" new="F.max_pool2d(conv(x), 2)"

# %% the pooling's stride is 1, so the maps are larger and do not fit the linear layer grade_id="cnn-shapes cnn-model" old="F.max_pool2d(conv(x), 2)" new="F.max_pool2d(conv(x), 2, stride=1)"

# %% the first convolution has no bias grade_id="cnn-shapes cnn-model" old="nn.Conv2d(1, 10, 5), nn" new="nn.Conv2d(1, 10, 5, bias=False), nn"

# %% two mistakes: the pooling averages, and the ReLUs are missing grade_id="cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.avg_pool2d(conv(x), 2)
        return self.linear(x.flatten(1))

# %% a name is misspelt: F.max_pool_2d grade_id="cnn-shapes cnn-model" old="F.max_pool2d(conv(x), 2)" new="F.max_pool_2d(conv(x), 2)"

# %% two mistakes: first, average pooling is used in place of max-pooling; second, the step has the direction of the sign of the gradient over one hundredth, lr has no part in it grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.linear = nn.Linear(320, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = F.relu(F.avg_pool2d(conv(x), 2))
        return self.linear(x.flatten(1))


def train(model, loader, epochs=5, lr=0.001):
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
                        p -= 0.01 * g.sign()
            S, N = S + loss.item() * y.numel(), N + y.numel()
        losses.append(S / N)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {S / N:.4f}")
    return losses
