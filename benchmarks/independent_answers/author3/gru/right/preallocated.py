import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class GRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for layer, width in enumerate([input_size] + [hidden_size] * (num_layers - 1)):
            setattr(self, f"weight_ih_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size, width)))
            setattr(self, f"weight_hh_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size, hidden_size)))
            setattr(self, f"bias_ih_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size)))
            setattr(self, f"bias_hh_l{layer}", nn.Parameter(torch.Tensor(3 * hidden_size)))
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / (self.hidden_size**0.5)
        for weight in self.parameters():
            weight.data.uniform_(-stdv, stdv)

    def forward(self, input, h_0=None):
        seq, batch, _ = input.size()
        hidden = self.hidden_size
        h_n = torch.zeros(self.num_layers, batch, hidden)
        if h_0 is not None:
            h_n = h_n + h_0
        states = [h_n[k] for k in range(self.num_layers)]
        current = input
        for k in range(self.num_layers):
            result = torch.zeros(seq, batch, hidden)
            for t in range(seq):
                gi = current[t] @ getattr(self, f"weight_ih_l{k}").t() + getattr(self, f"bias_ih_l{k}")
                gh = states[k] @ getattr(self, f"weight_hh_l{k}").t() + getattr(self, f"bias_hh_l{k}")
                reset = torch.sigmoid(gi[:, :hidden] + gh[:, :hidden])
                update = torch.sigmoid(gi[:, hidden : 2 * hidden] + gh[:, hidden : 2 * hidden])
                new = torch.tanh(gi[:, 2 * hidden :] + reset * gh[:, 2 * hidden :])
                states[k] = (1 - update) * new + update * states[k]
                result[t] = states[k]
            current = result
        return current, torch.stack(states)


class CharGRU(nn.Module):
    def __init__(self, input_size, hidden_size, num_classes, num_layers=1):
        super().__init__()
        self.gru = GRU(input_size, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_classes)

    def forward(self, input):
        output, _ = self.gru(input)
        output = output.reshape(output.size(0) * output.size(1), output.size(2))
        return self.linear(output)


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
