import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.h = hidden_size
        sizes = [input_size] + num_layers * [hidden_size]
        self.depth = num_layers
        for k in range(num_layers):
            shapes = [(3 * hidden_size, sizes[k]), (3 * hidden_size, hidden_size), (3 * hidden_size,), (3 * hidden_size,)]
            for kind, shape in zip("weight_ih weight_hh bias_ih bias_hh".split(), shapes):
                setattr(self, f"{kind}_l{k}", nn.Parameter(torch.rand(shape).sub(0.5)))

    def forward(self, input, h_0=None):
        h_n = torch.zeros(self.depth, input.shape[1], self.h) if h_0 is None else h_0
        ends = ()
        for k, h in enumerate(h_n):
            w_ir, w_iz, w_in = getattr(self, f"weight_ih_l{k}").chunk(3)
            w_hr, w_hz, w_hn = getattr(self, f"weight_hh_l{k}").chunk(3)
            b_ir, b_iz, b_in = getattr(self, f"bias_ih_l{k}").chunk(3)
            b_hr, b_hz, b_hn = getattr(self, f"bias_hh_l{k}").chunk(3)
            hs = ()
            for x in input:
                r = torch.sigmoid(x @ w_ir.T + b_ir + h @ w_hr.T + b_hr)
                z = torch.sigmoid(x @ w_iz.T + b_iz + h @ w_hz.T + b_hz)
                n = torch.tanh(x @ w_in.T + b_in + r * (h @ w_hn.T + b_hn))
                h = (1 - z) * n + z * h
                hs += (h,)
            input = torch.stack(hs)
            ends += (h,)
        return input, torch.stack(ends)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        h, _ = self.gru(input)
        return self.linear(h).flatten(end_dim=-2)


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
