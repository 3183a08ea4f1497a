import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


def one_hot(indices, num_classes):
    return F.one_hot(indices, num_classes) * 1.0


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        h = input.new_zeros(self.rnn.num_layers, input.size(1), self.rnn.hidden_size)
        outputs = []
        for t in range(input.size(0)):
            y, h = self.rnn(input[t : t + 1], h)
            outputs.append(y.squeeze(0))
        return torch.cat(outputs, dim=0)


def decode(outputs, idx2char):
    y = outputs.argmax(1)
    return "".join(idx2char[j] for j in y)


def train(net, inputs, labels, epochs=100, lr=0.05):
    device = next(net.parameters()).device
    x, y = inputs.to(device), labels.to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=lr, foreach=False)
    optimizer.zero_grad()
    loss_history = []
    best = float("inf")
    with torch.enable_grad():
        for epoch in range(epochs):
            net.train()
            outputs = net(x)
            loss = F.cross_entropy(input=outputs, target=y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            loss_history.append(loss.item())
            best = min(best, loss_history[-1])  # not needed in the end
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(outputs, idx2char)}")
    return loss_history
