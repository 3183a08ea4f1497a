# %% the sum of losses is divided by the number of batches grade_id="mlp-train" old="sum(sums) / sum(sizes)" new="sum(sums) / len(sizes)"

# %% the sum of the epoch's losses is returned and printed, it is not divided by the number of samples grade_id="mlp-train" old="sum(sums) / sum(sizes)" new="sum(sums)"

# %% the loss is divided by the number of classes, 10, and not by the batch's size before backward grade_id="mlp-train" old="(L / len(y)).backward()" new="(L / 10).backward()"

# %% the share of wrong answers is returned: ne in place of eq grade_id="mlp-accuracy" old=".eq(labels)" new=".ne(labels)"

# %% the answer is the smallest logit, argmin grade_id="mlp-accuracy" old="argmax(dim=-1)" new="argmin(dim=-1)"

# %% softmax ends the network: it returns probabilities grade_id="mlp-model" old="nn.Linear(128, 10))" new="nn.Linear(128, 10), nn.Softmax(dim=1))"

# %% log_softmax ends the network grade_id="mlp-model" old="return self.net(x)" new="return self.net(x).log_softmax(1)"

# %% a tanh stands after the last layer as well and bounds the logits grade_id="mlp-model" old="nn.Linear(128, 10))" new="nn.Linear(128, 10), nn.Tanh())"

# %% there are nine logits and not ten grade_id="mlp-model" old="nn.Linear(128, 10))" new="nn.Linear(128, 9))"

# %% super().__init__ is not called, so no layer can be assigned grade_id="mlp-model" old="        super().__init__()\n        self.net" new="        self.net"

# %% two mistakes: the network ends in softmax, and accuracy gives a tensor grade_id="mlp-model mlp-accuracy"
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.Tanh(), nn.Linear(128, 10), nn.Softmax(dim=1))

    def forward(self, x):
        return self.net(x)


def accuracy(model, loader):
    model.eval()
    right = [model(images).argmax(dim=-1).eq(labels) for images, labels in loader]
    return torch.cat(right).float().mean()
