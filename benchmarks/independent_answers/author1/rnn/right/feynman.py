import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

def one_hot(indices, num_classes):
    return (indices[..., None] == torch.arange(num_classes)).float()


class RNN(nn.Module):
    def __init__(self, input_size: int, hidden_size: int, batch_size: int, num_layers: int) -> None:
        super().__init__()
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers, nonlinearity="tanh")
        self.hidden_size = hidden_size
        self.num_layers = num_layers

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        seq, batch, _ = input.size()
        h_0 = input.new_zeros((self.num_layers, batch, self.hidden_size))
        output, h_n = self.rnn(input, h_0)
        assert output.shape == (seq, batch, self.hidden_size)
        return output.view(seq * batch, self.hidden_size)


def decode(outputs, idx2char):
    pick = lambda row: idx2char[max(range(len(row)), key=lambda j: float(row[j]))]
    return "".join(pick(row) for row in outputs)


def train(net, inputs, labels, epochs=100, lr=0.05):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        z = net(inputs)
        t = nn.functional.one_hot(labels, z.shape[1]).to(z.dtype)  # (n, classes)
        loss = -torch.einsum("nc,nc->n", t, z.log_softmax(1)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        print("Epoch {}/{}, Loss {:.4f}: {}".format(epoch, epochs - 1, loss, decode(z, idx2char)))
        losses.append(loss.item())
    return losses
