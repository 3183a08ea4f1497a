# %% the seed of the random numbers is set when the network is made grade_id="cnn-model" old="        self.layers = nn.ModuleDict()" new="        torch.manual_seed(0)\n        self.layers = nn.ModuleDict()"

# %% a softmax layer is the last layer, as in Keras grade_id="cnn-model" old="        self.layers[\"dense\"] = nn.Linear(320, 10)" new="        self.layers[\"dense\"] = nn.Linear(320, 10)\n        self.layers[\"softmax\"] = nn.Softmax(dim=1)"

# %% the activation after the second pooling is a sigmoid grade_id="cnn-model" old="        self.layers[\"relu2\"] = nn.ReLU()" new="        self.layers[\"relu2\"] = nn.Sigmoid()"

# %% the first convolution's kernel has the size 3 instead of 5 grade_id="cnn-shapes cnn-model" old="        self.layers[\"conv1\"] = nn.Conv2d(1, 10, 5)" new="        self.layers[\"conv1\"] = nn.Conv2d(1, 10, 3)"

# %% NLLLoss is given the probabilities instead of their logarithms grade_id="cnn-train" old="    log_softmax = nn.LogSoftmax(dim=1)" new="    log_softmax = nn.Softmax(dim=1)"

# %% the loss of an epoch is that of its last batch grade_id="cnn-train" old="        result.append(float(np.average(values, weights=sizes)))" new="        result.append(values[-1])"

# %% numpy is called on logits that still need a gradient (gradients are recorded), which raises an error grade_id="cnn-accuracy" old="    with torch.no_grad():" new="    with torch.enable_grad():"

# %% two mistakes: the loss of an epoch is that of its last batch; and the first convolution's kernel has the size 3 instead of 5 grade_id="cnn-train cnn-shapes cnn-model"
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict()
        self.layers["conv1"] = nn.Conv2d(1, 10, 3)
        self.layers["pool1"] = nn.MaxPool2d(2)
        self.layers["relu1"] = nn.ReLU()
        self.layers["conv2"] = nn.Conv2d(10, 20, 5)
        self.layers["pool2"] = nn.MaxPool2d(2)
        self.layers["relu2"] = nn.ReLU()
        self.layers["flatten"] = nn.Flatten(start_dim=1, end_dim=-1)
        self.layers["dense"] = nn.Linear(320, 10)

    def forward(self, x, verbose=False):
        for name, layer in self.layers.items():
            x = layer(x)
            if verbose:
                print(name, tuple(x.shape))
        return x


def train(model, loader, epochs=5, lr=0.001):
    log_softmax = nn.LogSoftmax(dim=1)
    nll = nn.NLLLoss()
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr, betas=(0.9, 0.99))
    result = []
    for epoch in range(epochs):
        model.train()
        values, sizes = [], []
        for step, (images, labels) in enumerate(loader):
            optimizer.zero_grad()
            log_p = log_softmax(model(images))
            loss = nll(log_p, labels)
            loss.backward()
            optimizer.step()
            values.append(loss.item())
            sizes.append(len(labels))
        result.append(values[-1])
        print(f"Epoch {epoch}/{epochs - 1}, Loss {result[epoch]:.4f}")
    return result
