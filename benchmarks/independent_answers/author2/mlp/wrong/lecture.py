# %% softmax follows the last layer, so no logits are returned grade_id="mlp-model" old="return self.linear5(x)" new="return F.softmax(self.linear5(x), dim=1)"

# %% a ReLU follows the last layer, so no logit is negative grade_id="mlp-model" old="return self.linear5(x)" new="return F.relu(self.linear5(x))"

# %% the epoch's loss is the mean of the batches' losses and not the mean over the samples grade_id="mlp-train"
def train(model, loader, epochs=10, lr=0.001):
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

# %% zero_grad is missing, so the gradients of all batches add up grade_id="mlp-train" old="            optimizer.zero_grad()\n" new=""

# %% accuracy is the mean of the batches' accuracies, whatever their sizes grade_id="mlp-accuracy"
def accuracy(model, loader):
    model.eval()
    right = 0
    total = 0
    with torch.no_grad():
        for images, labels in loader:
            answers = model(images).argmax(dim=1)
            right += (answers == labels).float().mean().item()
            total += 1
    return right / total

# %% accuracy does not set evaluation mode grade_id="mlp-accuracy" old="    model.eval()\n" new=""

# %% two mistakes: forward applies log_softmax to the logits, and train returns the list without its first epoch grade_id="mlp-model mlp-train"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(784, 512)
        self.linear2 = nn.Linear(512, 256)
        self.linear3 = nn.Linear(256, 128)
        self.linear4 = nn.Linear(128, 64)
        self.linear5 = nn.Linear(64, 10)

    def forward(self, x):
        x = x.flatten(start_dim=1)
        x = F.relu(self.linear1(x))
        x = F.relu(self.linear2(x))
        x = F.relu(self.linear3(x))
        x = F.relu(self.linear4(x))
        return F.log_softmax(self.linear5(x), dim=1)

def train(model, loader, epochs=10, lr=0.001):
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
            total += loss.item() * len(labels)
            count += len(labels)
        mean = total / count
        print(f"Epoch {epoch}/{epochs - 1}, Loss {mean:.4f}")
        losses.append(mean)
    return losses[1:]
