import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)


def one_hot(indices, num_classes):
    """A vector for each index, 1 at the index and 0 elsewhere."""
    return torch.eye(num_classes)[indices]


class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        output, h_n = self.rnn(input)
        return output.flatten(0, 1)


def decode(outputs, idx2char):
    """The text that is most likely: the character of the largest value in each row."""
    return "".join(idx2char[i] for i in outputs.argmax(dim=1).tolist())


def train(net, inputs, labels, epochs=100, lr=0.05):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
decode(one_hot(hello, 4), idx2char)
inputs = one_hot(hello, 4).unsqueeze(1)
net = RNN(input_size=4, hidden_size=4, batch_size=1, num_layers=1)
losses = train(net, inputs, ohlol)
