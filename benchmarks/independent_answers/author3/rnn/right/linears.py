import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


def one_hot(indices, num_classes):
    return (indices.unsqueeze(-1) == torch.arange(num_classes)).to(torch.float32)


class Layer(nn.Module):
    """One recurrent layer, (seq, batch, in) to (seq, batch, hidden)."""

    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.ih = nn.Linear(n_in, n_hidden)
        self.hh = nn.Linear(n_hidden, n_hidden)

    def forward(self, xs):
        h = xs.new_zeros(xs.shape[1], self.hh.out_features)
        hs = []
        for x in xs:
            h = torch.tanh(self.ih(x) + self.hh(h))
            hs.append(h)
        return torch.stack(hs)


class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        layers = [Layer(input_size, hidden_size)]
        for _ in range(num_layers - 1):
            layers.append(Layer(hidden_size, hidden_size))
        self.layers = nn.Sequential(*layers)
        self.hidden_size = hidden_size

    def forward(self, input):
        return self.layers(input).reshape(-1, self.hidden_size)


def decode(outputs, idx2char):
    characters = []
    for row in outputs.tolist():
        characters.append(idx2char[row.index(max(row))])
    return "".join(characters)


def train(net, inputs, labels, epochs=100, lr=0.05):
    """One step of Adam for each epoch, the optimizer calls the closure itself."""
    optimizer = torch.optim.Adam(net.parameters(), lr)
    losses = []
    text = ""

    def closure():
        nonlocal text
        optimizer.zero_grad()
        scores = net(inputs)
        text = decode(scores, idx2char)
        cost = -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()
        cost.backward()
        return cost

    for epoch in range(epochs):
        loss = optimizer.step(closure).item()
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {text}")
        losses += [loss]
    return losses
