import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    return F.one_hot(indices.long(), num_classes).float()


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.shape = num_layers, batch_size, hidden_size
        self.core = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        L, _, H = self.shape
        h0 = torch.zeros(L, input.shape[1], H)
        states, _ = self.core(input, h0)
        return states.reshape(-1, H)


def decode(outputs, idx2char):
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    adam = torch.optim.Adam(net.parameters(), lr)
    history = []
    for n in range(epochs):
        seen = {}

        def closure():
            adam.zero_grad()
            seen["z"] = net(inputs)
            value = nn.functional.cross_entropy(seen["z"], labels)
            value.backward()
            return value

        loss = adam.step(closure).item()
        print(f"Epoch {n}/{epochs - 1}, Loss {loss:.4f}: {decode(seen['z'], idx2char)}")
        history.append(loss)
    return history
