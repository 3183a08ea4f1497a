import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

def one_hot(indices, num_classes):
    flat = indices.reshape(-1)
    result = torch.zeros(len(flat), num_classes)
    for i in range(len(flat)):
        result[i][flat[i]] = 1.0
    return result.reshape(*indices.shape, num_classes)

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, batch_size, num_layers):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers)

    def forward(self, input):
        seq = input.size(0)
        batch = input.size(1)
        rows = [None] * (seq * batch)
        for b in range(batch):
            word = input[:, b:b + 1, :]
            out, _ = self.rnn(word)
            for t in range(seq):
                rows[t * batch + b] = out[t, 0]
        return torch.stack(rows)

def decode(outputs, idx2char):
    table = {}
    for i in range(len(idx2char)):
        table[i] = idx2char[i]
    letters = ""
    for step in range(len(outputs)):
        scores = outputs[step].tolist()
        winner = max(range(len(scores)), key=lambda j: scores[j])
        letters += table[winner]
    return letters

def train(net, inputs, labels, epochs=100, lr=0.05):
    params = list(net.parameters())
    m = [torch.zeros_like(p) for p in params]
    v = [torch.zeros_like(p) for p in params]
    beta1, beta2, eps = 0.9, 0.999, 1e-8
    losses = []
    for epoch in range(epochs):
        outputs = net(inputs)
        loss = nn.functional.cross_entropy(outputs, labels)
        grads = torch.autograd.grad(loss, params, allow_unused=True)
        t = epoch + 1
        with torch.no_grad():
            for i in range(len(params)):
                if grads[i] is None:
                    continue
                m[i] = beta1 * m[i] + (1 - beta1) * grads[i]
                v[i] = beta2 * v[i] + (1 - beta2) * grads[i] ** 2
                m_hat = m[i] / (1 - beta1 ** t)
                v_hat = v[i] / (1 - beta2 ** t)
                params[i] -= lr * m_hat / (v_hat.sqrt() + eps)
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(outputs, idx2char)}")
    return losses
