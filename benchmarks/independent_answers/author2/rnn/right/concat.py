import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    vectors = nn.functional.one_hot(indices, num_classes)
    return vectors.float()

class RNNLayer(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.n_hidden = n_hidden
        self.both = nn.Linear(n_in + n_hidden, n_hidden)

    def forward(self, x):
        h = x.new_zeros(x.shape[1], self.n_hidden)
        all_h = []
        for x_t in x:
            h = torch.tanh(self.both(torch.cat([x_t, h], dim=1)))
            all_h.append(h)
        return torch.stack(all_h)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        layers = [RNNLayer(input_size, hidden_size)]
        while len(layers) < num_layers:
            layers.append(RNNLayer(hidden_size, hidden_size))
        self.net = nn.Sequential(*layers)

    def forward(self, input):
        states = self.net(input)
        return states.flatten(start_dim=0, end_dim=1)

def decode(outputs, idx2char):
    order = outputs.argsort(dim=1, descending=True)
    first = order[:, 0]
    out = []
    for f in first.tolist():
        out.append(idx2char[f])
    text = ""
    for o in out:
        text += o
    return text

def cross_entropy(outputs, labels):
    shifted = outputs - outputs.max(dim=1, keepdim=True).values
    e = torch.exp(shifted)
    log_sum = torch.log(e.sum(dim=1))
    right = shifted.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (log_sum - right).mean()

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = list()
    for ep in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(round(loss.item(), 10))
        print("Epoch {0}/{1}, Loss {2:.4f}: {3}".format(ep, epochs - 1, losses[ep], decode(outputs, idx2char)))
    return losses
