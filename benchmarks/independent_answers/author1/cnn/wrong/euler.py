# %% the logarithm's base is 2: the loss is divided by log 2 grade_id="cnn-train" old=".squeeze(1)).mean()\n" new=".squeeze(1)).mean() / 0.6931471805599453\n"

# %% the exponentials are summed without subtracting the maximum, log of sum of exp, so large logits give inf grade_id="cnn-train" old="z.logsumexp(dim=1)" new="z.exp().sum(dim=1).log()"

# %% only the loss of the last epoch is returned, a number grade_id="cnn-train" old="    return losses" new="    return losses[-1]"

# %% the first count, that of the wrong answers, is taken grade_id="cnn-accuracy" old="(C[1] / C.sum())" new="(C[0] / C.sum())"

# %% train mode is set in place of evaluation mode grade_id="cnn-accuracy" old="    model.eval()\n" new="    model.train()\n"

# %% a softmax follows the linear layer grade_id="cnn-model" old="nn.Flatten(), nn.Linear(320, 10)," new="nn.Flatten(), nn.Linear(320, 10), nn.Softmax(dim=1),"

# %% log_softmax follows the linear layer grade_id="cnn-model" old="return self.net(x)" new="return F.log_softmax(self.net(x), dim=1)"

# %% a dropout layer stands before the linear layer, so training mode computes something random grade_id="cnn-model" old="nn.Flatten(), nn.Linear(320, 10)," new="nn.Flatten(), nn.Dropout(0.5), nn.Linear(320, 10),"

# %% a ReLU follows the linear layer, so logits are never negative grade_id="cnn-model" old="nn.Flatten(), nn.Linear(320, 10)," new="nn.Flatten(), nn.Linear(320, 10), nn.ReLU(),"

# %% a batch normalisation follows the first convolution grade_id="cnn-shapes cnn-model" old="nn.Conv2d(1, 10, 5), nn.ReLU()" new="nn.Conv2d(1, 10, 5), nn.BatchNorm2d(10), nn.ReLU()"

# %% the first bend is a sigmoid and not ReLU grade_id="cnn-model" old="nn.Conv2d(1, 10, 5), nn.ReLU()" new="nn.Conv2d(1, 10, 5), nn.Sigmoid()"

# %% the number of maps is 16 after the first convolution and not 10 grade_id="cnn-shapes" old="nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),\n            nn.Conv2d(10, 20, 5)" new="nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2),\n            nn.Conv2d(16, 20, 5)"

# %% a hidden linear layer of 50 numbers is put before the last one grade_id="cnn-shapes cnn-model" old="nn.Flatten(), nn.Linear(320, 10)," new="nn.Flatten(), nn.Linear(320, 50), nn.ReLU(), nn.Linear(50, 10),"

# %% two mistakes: the network ends in log_softmax and contains a dropout layer grade_id="cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.5), nn.Linear(320, 10),
        )

    def forward(self, x):
        return F.log_softmax(self.net(x), dim=1)

# %% two mistakes: first, a softmax follows the linear layer; second, the exponentials are summed without subtracting the maximum, log of sum of exp, so large logits give inf grade_id="cnn-model cnn-train"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(320, 10), nn.Softmax(dim=1),
        )

    def forward(self, x):
        return self.net(x)


def train(model, loader, epochs=5, lr=0.001):
    opt = torch.optim.RMSprop(model.parameters(), lr=lr)

    def batch_loss(x, y):
        z = model(x)
        loss = (z.exp().sum(dim=1).log() - z.gather(1, y[:, None]).squeeze(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        return loss.item()

    def run():
        model.train()
        pairs = [(batch_loss(x, y), len(y)) for x, y in loader]
        return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)

    losses = []
    for epoch in range(epochs):
        losses.append(run())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}")
    return losses
