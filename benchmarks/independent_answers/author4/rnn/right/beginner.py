import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)


def one_hot(indices, num_classes):
    eye = torch.eye(num_classes)
    return eye[indices]


class RNN(nn.Module):
    """A recurrent network whose hidden states are its outputs."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.batch_size = batch_size
        self.num_layers = num_layers
        self.rnn = nn.RNN(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)

    def forward(self, input):
        h0 = torch.zeros(self.num_layers, self.batch_size, self.hidden_size)
        out, hn = self.rnn(input, h0)
        out = out.reshape(-1, self.hidden_size)
        return out


def decode(outputs, idx2char):
    text = ""
    best = outputs.argmax(dim=1)
    for i in best:
        text = text + idx2char[i.item()]
    return text


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
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {text}")
    return losses


inputs = one_hot(hello, 4).unsqueeze(1)
print(inputs.shape)
