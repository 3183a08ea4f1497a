import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    basis = torch.eye(num_classes)
    return basis.index_select(0, indices.flatten()).view(*indices.shape, num_classes)


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)

    def forward(self, input):
        y, _ = self.rnn(input.transpose(0, 1))  # (batch, seq, hidden)
        return y.transpose(0, 1).reshape(-1, y.size(-1))


def decode(outputs, idx2char):
    order = outputs.argsort(dim=-1, descending=True)
    return "".join(idx2char[i] for i in order[:, 0].tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    # Adam by hand (Kingma & Ba, algorithm 1)
    b1, b2, eps = 0.9, 0.999, 1e-8
    theta = list(net.parameters())
    m, v = [torch.zeros_like(p) for p in theta], [torch.zeros_like(p) for p in theta]
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        z = net(inputs)
        loss = nn.functional.cross_entropy(z, labels)
        loss.backward()
        with torch.no_grad():
            for p, mi, vi in zip(theta, m, v):
                if p.grad is None:
                    continue
                mi.mul_(b1).add_((1 - b1) * p.grad)
                vi.mul_(b2).add_((1 - b2) * p.grad**2)
                mhat, vhat = mi / (1 - b1 ** (epoch + 1)), vi / (1 - b2 ** (epoch + 1))
                p -= lr * mhat / (vhat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(z, idx2char)}")
    return losses
