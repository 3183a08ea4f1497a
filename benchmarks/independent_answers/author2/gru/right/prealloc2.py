import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])
inputs = torch.eye(4)[hello].unsqueeze(1)

class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super(GRU, self).__init__()
        self.num_layers = num_layers
        self.hidden_size = hidden_size
        rows = 3 * hidden_size
        for i in range(num_layers):
            self.add(f"weight_ih_l{i}", rows, hidden_size if i else input_size)
            self.add(f"weight_hh_l{i}", rows, hidden_size)
            self.add(f"bias_ih_l{i}", rows)
            self.add(f"bias_hh_l{i}", rows)

    def add(self, name, *shape):
        tensor = torch.empty(*shape)
        nn.init.uniform_(tensor, -0.3, 0.3)
        self.register_parameter(name, nn.Parameter(tensor))

    def forward(self, input, h_0=None):
        T = input.shape[0]
        B = input.shape[1]
        h_n = torch.zeros(self.num_layers, B, self.hidden_size)
        if h_0 is not None:
            h_n = h_0.clone()
        x = input
        for k in range(self.num_layers):
            out = torch.zeros(T, B, self.hidden_size)
            h = h_n[k].clone()
            for t in range(T):
                px = x[t] @ getattr(self, f"weight_ih_l{k}").T + getattr(self, f"bias_ih_l{k}")
                ph = h @ getattr(self, f"weight_hh_l{k}").T + getattr(self, f"bias_hh_l{k}")
                xr, xz, xn = px.split(self.hidden_size, dim=1)
                hr, hz, hn = ph.split(self.hidden_size, dim=1)
                r = torch.sigmoid(xr + hr)
                z = torch.sigmoid(xz + hz)
                n = torch.tanh(xn + r * hn)
                one = torch.ones_like(z)
                h = torch.mul(one - z, n) + torch.mul(z, h)
                out[t] = h
            h_n[k] = h
            x = out
        return x, h_n

class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, h_n = self.gru(input)
        seq, batch, hidden = output.shape
        return self.linear(output.reshape(seq * batch, hidden))

def decode(outputs, idx2char):
    order = outputs.argsort(dim=1, descending=True)
    first = order[:, 0]
    out = []
    for f in first.tolist():
        out.append(idx2char[f])
    text = ""
    for o in out:
        text += o
    return text

loss_history = []

def train(net, inputs, labels, epochs=100, lr=0.05):
    global loss_history
    loss_history = []
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    lossfunc = nn.CrossEntropyLoss()
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        outputs = net(inputs)
        loss = lossfunc(outputs, labels)
        loss.backward()
        optimizer.step()
        loss_history.append(loss.item())
        print(f"Epoch {epoch - 1}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return loss_history
