import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        sizes = [input_size, *([hidden_size] * (num_layers - 1))]
        for k, size in enumerate(sizes):
            self.add(f"weight_ih_l{k}", size)
            self.add(f"weight_hh_l{k}", hidden_size)
            self.add(f"bias_ih_l{k}")
            self.add(f"bias_hh_l{k}")

    def add(self, name, *columns):
        limit = self.hidden_size**-0.5
        values = torch.distributions.Uniform(-limit, limit).sample((4 * self.hidden_size, *columns))
        setattr(self, name, nn.Parameter(values))

    def forward(self, input, state=None):
        (seq, batch), hidden = input.shape[:2], self.hidden_size
        if state is None:
            state = (torch.zeros(self.num_layers, batch, hidden), torch.zeros(self.num_layers, batch, hidden))
        h, c = list(state[0]), list(state[1])
        layer_input = input
        for k in range(self.num_layers):
            w_ih = getattr(self, f"weight_ih_l{k}")
            w_hh = getattr(self, f"weight_hh_l{k}")
            b_ih = getattr(self, f"bias_ih_l{k}")
            b_hh = getattr(self, f"bias_hh_l{k}")
            x_part = torch.matmul(layer_input, w_ih.t()) + b_ih
            output = torch.zeros(seq, batch, hidden)
            for t in range(seq):
                z = x_part[t] + torch.mm(h[k], w_hh.t()) + b_hh
                i = torch.sigmoid(z[:, 0 * hidden : 1 * hidden])
                f = torch.sigmoid(z[:, 1 * hidden : 2 * hidden])
                g = torch.tanh(z[:, 2 * hidden : 3 * hidden])
                o = torch.sigmoid(z[:, 3 * hidden : 4 * hidden])
                c[k] = f * c[k] + i * g
                h[k] = o * torch.tanh(c[k])
                output[t] = h[k]
            layer_input = output
        return layer_input, (torch.stack(h), torch.stack(c))


class CharLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.lstm = LSTM(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)
        self.num_classes = num_classes

    def forward(self, input):
        features = self.lstm(input)[0]
        return self.linear(features).reshape(-1, self.num_classes)


def decode(outputs, idx2char):
    indices = outputs.sort(dim=1, descending=True, stable=True)[1][:, 0]
    return "".join(idx2char[i.item()] for i in indices)


def adam_step(params, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam, written out (Kingma and Ba, algorithm 1)."""
    state["t"] += 1
    t = state["t"]
    with torch.no_grad():
        for n, p in enumerate(params):
            if p.grad is None:
                continue
            m, v = state["moments"][n]
            m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
            v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
            m_hat = m / (1 - beta1**t)
            v_hat = v / (1 - beta2**t)
            p -= lr * m_hat / (v_hat.sqrt() + eps)


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    state = {"t": 0, "moments": [(torch.zeros_like(p), torch.zeros_like(p)) for p in params]}
    losses = []
    for epoch in range(epochs):
        net.zero_grad()
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        loss.backward()
        adam_step(params, state, lr)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(out, idx2char)}")
    return losses
