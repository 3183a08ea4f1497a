import torch
from torch import nn
from torch.nn import functional as F

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])  # (seq,) = (5,)
ohlol = torch.tensor([3, 1, 2, 3, 2])  # (seq,) = (5,)

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx].zero_()
            mask = torch.arange(num_embeddings).ne(padding_idx).float().unsqueeze(1)
            self.weight.register_hook(lambda g: g * mask)

    def forward(self, indices):
        return self.weight[indices]


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.A = nn.ModuleList(nn.Linear(hidden_size if k else embedding_dim, hidden_size) for k in range(num_layers))
        self.B = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for k in range(num_layers))
        self.C = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        x = self.table(indices)
        for A, B in zip(self.A, self.B):
            h, hs = torch.zeros(x.shape[1], A.out_features), []
            for a in A(x):
                h = torch.tanh(a + B(h))
                hs.append(h)
            x = torch.stack(hs)
        return self.C(torch.cat(list(x)))


def decode(outputs, idx2char):
    """argmax per row, looked up."""
    return "".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))


def train(net, inputs, labels, epochs=100, lr=0.05):
    params = [p for p in net.parameters() if p.requires_grad]
    opt, losses = torch.optim.Adam(params, lr=lr), []
    for epoch in range(epochs):
        out = net(inputs)
        loss = nn.functional.cross_entropy(out, labels)
        for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
            p.grad = g
        opt.step()
        losses.append(loss.item())
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss.item():.4f}: {decode(out, idx2char)}")
    return losses
