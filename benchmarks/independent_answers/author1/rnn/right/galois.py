import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    return torch.eye(num_classes)[indices]


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        sizes = [input_size, *[hidden_size] * (num_layers - 1)]
        self.stack = nn.ModuleList(nn.RNN(n, hidden_size) for n in sizes)

    def forward(self, input):
        z = input
        for layer in self.stack:
            z, _last = layer(z)
        return torch.cat(tuple(z))


def decode(outputs, idx2char):
    mask = outputs == outputs.amax(1, keepdim=True)
    return "".join(idx2char[i] for i in mask.int().argmax(1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)

    def step(epoch):
        opt.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        opt.step()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        return loss.item()

    return [step(epoch) for epoch in range(epochs)]
