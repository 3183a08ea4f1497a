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

    def forward(self, input, state=None):
        L, B, H = self.num_layers, input.shape[1], self.hidden_size
        h_0, c_0 = (torch.zeros(L, B, H), torch.zeros(L, B, H)) if state is None else state
        current = input
        all_h, all_c = [], []
        for k in range(L):
            w_hh = getattr(self, f"weight_hh_l{k}")
            from_input = torch.einsum("sbi,gi->sbg", current, getattr(self, f"weight_ih_l{k}"))
            from_input = from_input + getattr(self, f"bias_ih_l{k}") + getattr(self, f"bias_hh_l{k}")
            h, c = h_0[k], c_0[k]
            ys = []
            for t in range(current.shape[0]):
                gates = from_input[t] + torch.einsum("bh,gh->bg", h, w_hh)
                gates = gates.reshape(B, 4, H)
                i = torch.sigmoid(gates[:, 0])
                f = torch.sigmoid(gates[:, 1])
                g = torch.tanh(gates[:, 2])
                o = torch.sigmoid(gates[:, 3])
                c = torch.mul(f, c) + torch.mul(i, g)
                h = torch.mul(o, torch.tanh(c))
                ys.append(h)
            all_h.append(h)
            all_c.append(c)
            current = torch.stack(ys)
        return current, (torch.stack(all_h), torch.stack(all_c))

class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.layer = LSTM(input_size, hidden_size, num_layers)
        self.out = nn.Linear(in_features=hidden_size, out_features=num_classes, bias=True)

    def forward(self, input):
        states = self.layer(input)[0]
        rows = []
        for step in range(states.shape[0]):
            rows.append(self.out(states[step]))
        return torch.cat(rows, dim=0)

def index_of_max(values):
    best = 0
    for i, v in enumerate(values):
        if v > values[best]:
            best = i
    return best

def decode(outputs, idx2char):
    return "".join(map(lambda row: idx2char[index_of_max(row)], outputs.detach().tolist()))

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
