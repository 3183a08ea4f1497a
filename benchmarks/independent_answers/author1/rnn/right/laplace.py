import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    flat = torch.zeros(indices.numel(), num_classes)
    flat[torch.arange(indices.numel()), indices.reshape(-1)] = 1
    return flat.reshape(indices.shape + (num_classes,))


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.net = nn.RNN(input_size, hidden_size, num_layers)
        self.out_features = hidden_size

    def forward(self, input):
        hs, h = [], None
        for x_t in input.split(1):  # one step at a time, (1, batch, in)
            y, h = self.net(x_t, h)
            hs.append(y[0])
        return torch.cat(hs)


def decode(outputs, idx2char):
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt, losses, e = torch.optim.Adam(net.parameters(), lr=lr), [], 0
    while e < epochs:
        z = net(inputs)
        p = (z - z.amax(1, keepdim=True).detach()).exp()
        p = p / p.sum(1, keepdim=True)
        loss = nn.functional.cross_entropy(z, labels)
        opt.zero_grad()
        # dL/dz = (softmax - one hot) / n, so the backward pass may start from z
        g = p.detach().clone()
        g[torch.arange(len(labels)), labels] -= 1
        z.backward(g / len(labels))
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {e}/{epochs - 1}, Loss {loss.item():.4f}: {decode(z, idx2char)}")
        e += 1
    return losses
