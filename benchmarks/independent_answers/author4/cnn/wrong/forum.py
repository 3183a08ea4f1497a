# %% the second convolution gives 16 feature maps instead of 20 grade_id="cnn-shapes cnn-model" old="nn.LazyConv2d(20, 5" new="nn.LazyConv2d(16, 5"

# %% the first convolution has padding 2, so its maps are 28 by 28 grade_id="cnn-shapes cnn-model" old="nn.LazyConv2d(10, 5, stride=1, padding=0)" new="nn.LazyConv2d(10, 5, stride=1, padding=2)"

# %% the second pooling moves by 1 (stride=1), so 7 by 7 places remain instead of 4 by 4 grade_id="cnn-shapes cnn-model" old="nn.LazyConv2d(20, 5, stride=1, padding=0), nn.MaxPool2d(2, stride=2)" new="nn.LazyConv2d(20, 5, stride=1, padding=0), nn.MaxPool2d(2, stride=1)"

# %% the feature maps are transposed to (channels, batch, rows, columns) before they are flattened, so the rows mix the values of different images grade_id="cnn-model" old="out = torch.flatten(out, 1)" new="out = torch.flatten(out.transpose(0, 1), 1).reshape(len(x), -1)"

# %% a sigmoid follows the linear layer, so the logits lie between 0 and 1 grade_id="cnn-model" old="return self.fc(out)" new="return torch.sigmoid(self.fc(out))"

# %% running_loss is overwritten and not added up (= for +=), so the sum of the last batch alone is divided by the number of all samples grade_id="cnn-train" old="running_loss += loss.item() * inputs.size(0)" new="running_loss = loss.item() * inputs.size(0)"

# %% lr is not handed to the optimizer, Adagrad runs with its default 0.01 grade_id="cnn-train" old="Adagrad(model.parameters(), lr=lr)" new="Adagrad(model.parameters())"

# %% the network is put into evaluation mode behind the loop instead of before it grade_id="cnn-accuracy" old="    model.eval()\n    correct, total = 0, 0\n    for inputs, labels in loader:\n        outputs = model(inputs)\n        for k in range(len(labels)):\n            if outputs[k].argmax().item() == labels[k].item():\n                correct += 1\n            total += 1\n    return" new="    correct, total = 0, 0\n    for inputs, labels in loader:\n        outputs = model(inputs)\n        for k in range(len(labels)):\n            if outputs[k].argmax().item() == labels[k].item():\n                correct += 1\n            total += 1\n    model.eval()\n    return"

# %% batch normalisation follows both convolutions, and train returns the losses rounded to two decimals grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.layer1 = nn.Sequential(nn.Conv2d(1, 10, 5), nn.BatchNorm2d(10), nn.ReLU(), nn.MaxPool2d(2))
        self.layer2 = nn.Sequential(nn.Conv2d(10, 20, 5), nn.BatchNorm2d(20), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(320, 10)

    def forward(self, x):
        out = self.layer1(x)
        out = self.layer2(out)
        return self.fc(out.reshape(out.size(0), -1))


def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adagrad(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        running_loss = 0.0
        n_seen = 0
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * inputs.size(0)
            n_seen += inputs.size(0)
        print("Epoch {:d}/{:d}, Loss {:.4f}".format(epoch, epochs - 1, running_loss / n_seen))
        losses.append(round(running_loss / n_seen, 2))
    return losses

# %% train averages the batches' means, and accuracy is returned as a tensor grade_id="cnn-train cnn-accuracy"
def train(model, loader, epochs=5, lr=0.001):
    optimizer = torch.optim.Adagrad(model.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        model.train()
        running_loss = 0.0
        for i, (inputs, labels) in enumerate(loader):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print("Epoch {:d}/{:d}, Loss {:.4f}".format(epoch, epochs - 1, running_loss / (i + 1)))
        losses.append(running_loss / (i + 1))
    return losses


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    hits = [model(inputs).argmax(1) == labels for inputs, labels in loader]
    return torch.cat(hits).float().mean()
