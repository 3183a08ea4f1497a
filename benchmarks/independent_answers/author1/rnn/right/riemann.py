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
        self.input_size, self.hidden_size = input_size, hidden_size
        self.batch_size, self.num_layers = batch_size, num_layers
        for k in range(num_layers):
            n = input_size if k == 0 else hidden_size
            self.register_parameter(f"W{k}", nn.Parameter(torch.randn(hidden_size, n) / n**0.5))
            self.register_parameter(f"U{k}", nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5))
            self.register_parameter(f"b{k}", nn.Parameter(torch.zeros(hidden_size)))

    def _layer(self, k, x):
        W, U, b = (getattr(self, f"{s}{k}") for s in "WUb")
        h = torch.zeros(x.shape[1], self.hidden_size)
        for x_t in x:
            h = (x_t @ W.T + h @ U.T + b).tanh()
            yield h

    def forward(self, input):
        x = input
        for k in range(self.num_layers):
            x = torch.stack(list(self._layer(k, x)))
        return x.reshape(-1, self.hidden_size)


def decode(outputs, idx2char):
    with torch.no_grad():
        idx = outputs.argmax(1)
    out = ""
    for t in range(outputs.shape[0]):
        out += idx2char[idx[t]]
    return out


def train(net, inputs, labels, epochs=100, lr=0.05):
    def descent():
        opt = torch.optim.Adam(net.parameters(), lr=lr)
        for epoch in range(epochs):
            opt.zero_grad()
            z = net(inputs)
            loss = nn.functional.nll_loss(z.log_softmax(dim=1), labels)
            loss.backward()
            opt.step()
            yield loss.item(), decode(z, idx2char)

    losses = []
    for epoch, (loss, text) in enumerate(descent()):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses.append(loss)
    return losses
