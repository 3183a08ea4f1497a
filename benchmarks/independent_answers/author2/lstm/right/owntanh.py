import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class LSTM(nn.Module):
    """Layers of LSTM cells, as nn.LSTM computes them."""

    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        for k, size in enumerate(sizes):
            shapes = {
                "weight_ih": (4 * hidden_size, size),
                "weight_hh": (4 * hidden_size, hidden_size),
                "bias_ih": (4 * hidden_size,),
                "bias_hh": (4 * hidden_size,),
            }
            for name, shape in shapes.items():
                setattr(self, "%s_l%d" % (name, k), nn.Parameter(self.small(shape)))

    def small(self, shape):
        limit = self.hidden_size ** -0.5
        return (torch.rand(shape) * 2 - 1) * limit

    def sigma(self, a):
        return 0.5 * (torch.tanh(0.5 * a) + 1.0)

    def forward(self, input, state=None):
        zero = torch.zeros(self.num_layers, input.size(1), self.hidden_size)
        if state == None:
            state = (zero, zero)
        (h_0, c_0) = state
        xs = [x for x in input]
        h_n = [None] * self.num_layers
        c_n = [None] * self.num_layers
        for k in range(self.num_layers):
            h = h_0[k]
            c = c_0[k]
            for t in range(len(xs)):
                both = torch.cat([xs[t], h], dim=1)
                weight = torch.cat([getattr(self, f"weight_ih_l{k}"), getattr(self, f"weight_hh_l{k}")], dim=1)
                a = both @ weight.T + getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
                a_i, a_f, a_g, a_o = a.chunk(4, 1)
                c = self.sigma(a_f) * c + self.sigma(a_i) * torch.tanh(a_g)
                h = self.sigma(a_o) * torch.tanh(c)
                xs[t] = h
            h_n[k] = h
            c_n[k] = c
        return torch.stack(xs), (torch.stack(h_n), torch.stack(c_n))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, (h_n, c_n) = self.lstm(input)
        logits = self.linear(output)
        return logits.flatten(0, 1)

def decode(outputs, idx2char):
    copy = outputs.detach().clone()
    result = []
    for r in range(copy.shape[0]):
        m = copy[r].max()
        for c in range(copy.shape[1]):
            if copy[r, c] == m:
                result.append(idx2char[c])
                break
    return "".join(result)

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters()]
    optimizer = torch.optim.Adam(params, lr=lr, betas=(0.9, 0.999))
    criterion = nn.CrossEntropyLoss(reduction="none")
    losses = []
    last_epoch = epochs - 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        per_row = criterion(outputs, labels)
        mean_loss = per_row.sum() / per_row.numel()
        mean_loss.backward()
        optimizer.step()
        losses.append(mean_loss.item())
        line = f"Epoch {epoch}/{last_epoch}, Loss {mean_loss.item():.4f}: "
        line += decode(outputs, idx2char)
        print(line)
    return losses
