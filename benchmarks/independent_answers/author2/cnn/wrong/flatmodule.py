# %% there are 20 feature maps already after the first convolution grade_id="cnn-shapes cnn-model" old="self.conv1 = nn.Conv2d(1, 10, 5, bias=True)\n        self.conv2 = nn.Conv2d(10, 20, 5, bias=True)" new="self.conv1 = nn.Conv2d(1, 20, 5, bias=True)\n        self.conv2 = nn.Conv2d(20, 20, 5, bias=True)"

# %% the linear layer has no bias grade_id="cnn-model" old="nn.Linear(20 * 4 * 4, 10, bias=True)" new="nn.Linear(20 * 4 * 4, 10, bias=False)"

# %% the return stands inside the loop over the epochs, so there is one epoch only grade_id="cnn-train" old="        losses.append(mean)\n    return losses" new="        losses.append(mean)\n        return losses"

# %% the epoch's loss is the mean of the batches' losses and not the mean over the samples grade_id="cnn-train"
def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        model.train()
        total = 0.0
        count = 0
        for images, labels in loader:
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, labels)
            loss.backward()
            optimizer.step()
            total += loss.item()
            count += 1
        mean = total / count
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
        losses.append(mean)
    return losses

# %% two mistakes: the first ReLU is missing, and the network returns log_softmax of its logits grade_id="cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5, bias=True)
        self.conv2 = nn.Conv2d(10, 20, 5, bias=True)
        self.flat = nn.Flatten()
        self.dense = nn.Linear(20 * 4 * 4, 10, bias=True)

    def forward(self, x):
        # (batch, 1, 28, 28)
        x1 = self.conv1(x)            # (batch, 10, 24, 24)
        x2 = F.max_pool2d(x1, 2)      # (batch, 10, 12, 12)
        x3 = x2
        x4 = self.conv2(x3)           # (batch, 20, 8, 8)
        x5 = F.max_pool2d(x4, 2)      # (batch, 20, 4, 4)
        x6 = x5.relu()
        x7 = self.flat(x6)            # (batch, 320)
        return torch.log_softmax(self.dense(x7), dim=1)
