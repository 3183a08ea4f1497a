import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden = hidden_size
        self.layers = range(num_layers)
        std = 1.0 / (hidden_size**0.5)
        for k in self.layers:
            d = input_size if k == 0 else hidden_size
            self.register_parameter(f"weight_ih_l{k}", nn.Parameter(torch.randn(4 * hidden_size, d) * std))
            self.register_parameter(f"weight_hh_l{k}", nn.Parameter(torch.randn(4 * hidden_size, hidden_size) * std))
            self.register_parameter(f"bias_ih_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))
            self.register_parameter(f"bias_hh_l{k}", nn.Parameter(torch.zeros(4 * hidden_size)))

    def gate(self, number, activation, k, x, h):
        rows = slice(number * self.hidden, (number + 1) * self.hidden)
        from_x = F.linear(x, getattr(self, f"weight_ih_l{k}")[rows], getattr(self, f"bias_ih_l{k}")[rows])
        from_h = F.linear(h, getattr(self, f"weight_hh_l{k}")[rows], getattr(self, f"bias_hh_l{k}")[rows])
        return activation(from_x + from_h)

    def forward(self, input, state=None):
        shape = (len(self.layers), input.size(1), self.hidden)
        h_0, c_0 = (torch.zeros(shape), torch.zeros(shape)) if state is None else state
        h_n, c_n = [], []
        out = input
        for k in self.layers:
            h, c = h_0[k], c_0[k]
            collected = []
            for x_t in out:
                i_t = self.gate(0, torch.sigmoid, k, x_t, h)
                f_t = self.gate(1, torch.sigmoid, k, x_t, h)
                g_t = self.gate(2, torch.tanh, k, x_t, h)
                o_t = self.gate(3, torch.sigmoid, k, x_t, h)
                c = f_t * c + i_t * g_t
                h = o_t * torch.tanh(c)
                collected.append(h)
            out = torch.stack(collected, 0)
            h_n.append(h)
            c_n.append(c)
        return out, (torch.stack(h_n, 0), torch.stack(c_n, 0))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.classifier = nn.Sequential(nn.Flatten(0, 1), nn.Linear(hidden_size, num_classes))

    def forward(self, input):
        return self.classifier(self.lstm(input)[0])


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
