import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.shape = (num_embeddings, embedding_dim)
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.zeros(self.shape))
        with torch.no_grad():
            self.weight.normal_(mean=0.0, std=1.0)
            if padding_idx is not None:
                self.weight[padding_idx].zero_()

    def forward(self, indices):
        if self.padding_idx is not None:
            lookup = torch.cat(
                [self.weight[: self.padding_idx], self.weight[self.padding_idx : self.padding_idx + 1].detach(),
                 self.weight[self.padding_idx + 1 :]]
            )
        else:
            lookup = self.weight
        return torch.stack([lookup[i] for i in indices.flatten()]).reshape(indices.shape + (self.shape[1],))


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers=num_layers, nonlinearity="tanh")
        self.V = nn.Parameter(torch.randn(num_embeddings, hidden_size) / hidden_size**0.5)
        self.c = nn.Parameter(torch.zeros(num_embeddings))

    def forward(self, indices):
        h = self.rnn(self.embedding(indices))[0]
        z = torch.einsum("sbh,nh->sbn", h, self.V) + self.c
        return z.flatten(end_dim=1)


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
