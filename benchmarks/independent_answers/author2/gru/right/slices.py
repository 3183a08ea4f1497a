import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        k = 1.0 / (hidden_size ** 0.5)
        for layer in range(num_layers):
            size = input_size
            if layer > 0:
                size = hidden_size
            w_ih = nn.Parameter(torch.rand(3 * hidden_size, size) * 2 * k - k)
            w_hh = nn.Parameter(torch.rand(3 * hidden_size, hidden_size) * 2 * k - k)
            b_ih = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            b_hh = nn.Parameter(torch.rand(3 * hidden_size) * 2 * k - k)
            setattr(self, "weight_ih_l" + str(layer), w_ih)
            setattr(self, "weight_hh_l" + str(layer), w_hh)
            setattr(self, "bias_ih_l" + str(layer), b_ih)
            setattr(self, "bias_hh_l" + str(layer), b_hh)

    def forward(self, input, h_0=None):
        seq = input.size(0)
        batch = input.size(1)
        H = self.hidden_size
        if h_0 is None:
            h_0 = torch.zeros(self.num_layers, batch, H)
        current = input
        last = []
        for l in range(self.num_layers):
            Wi = getattr(self, "weight_ih_l" + str(l))
            Wh = getattr(self, "weight_hh_l" + str(l))
            bi = getattr(self, "bias_ih_l" + str(l))
            bh = getattr(self, "bias_hh_l" + str(l))
            h = h_0[l]
            steps = []
            for t in range(seq):
                gi = torch.matmul(current[t], Wi.t()) + bi
                gh = torch.matmul(h, Wh.t()) + bh
                reset = torch.sigmoid(gi[:, :H] + gh[:, :H])
                update = torch.sigmoid(gi[:, H:2 * H] + gh[:, H:2 * H])
                new = torch.tanh(gi[:, 2 * H:] + reset * gh[:, 2 * H:])
                h = (1 - update) * new + update * h
                steps.append(h)
            current = torch.stack(steps)
            last.append(h)
        return current, torch.stack(last)

class CharGRU(nn.Module):
    """GRU → Linear: an answer to each character."""

    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        self.output_layer = nn.Linear(hidden_size, num_classes)
        self.num_classes = num_classes

    def forward(self, input):
        states, _ = self.gru(input)
        logits = self.output_layer(states)
        return logits.view(-1, self.num_classes)

def decode(outputs, idx2char):
    rows = outputs.tolist()
    result = ""
    for row in rows:
        result += idx2char[row.index(max(row))]
    return result

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
        text = decode(outputs, idx2char)
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {text}")
        losses.append(loss.item())
    return losses
