import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


def one_hot(indices, num_classes):
    rows = [[float(c == i) for c in range(num_classes)] for i in indices.flatten().tolist()]
    return torch.tensor(rows, dtype=torch.float32).reshape(*indices.shape, num_classes)


class RNN(nn.Module):
    """One linear layer a level reads input and state side by side."""

    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.mix = nn.ModuleList()
        for level in range(num_layers):
            self.mix.append(nn.Linear((hidden_size if level else input_size) + hidden_size, hidden_size))

    def forward(self, input):
        sequence = input
        for linear in self.mix:
            h = torch.zeros(input.shape[1], self.hidden_size)
            hs = []
            for t in range(len(sequence)):
                h = linear(torch.cat([sequence[t], h], dim=-1)).tanh()
                hs.append(h)
            sequence = torch.stack(hs, dim=0)
        seq, batch, hidden = sequence.shape
        return sequence.reshape(seq * batch, hidden)


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
