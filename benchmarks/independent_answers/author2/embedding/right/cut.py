import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim) * 0.5)
        self.padding_idx = -1
        if padding_idx is not None:
            self.padding_idx = padding_idx
            with torch.no_grad():
                self.weight[padding_idx].zero_()

    def forward(self, indices):
        weight = self.weight
        if self.padding_idx >= 0:
            before = self.weight[:self.padding_idx]
            padding = self.weight[self.padding_idx:self.padding_idx + 1].detach()
            after = self.weight[self.padding_idx + 1:]
            weight = torch.cat([before, padding, after], dim=0)
        return weight[indices]

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.ih = nn.ModuleList([nn.Linear(embedding_dim if k == 0 else hidden_size, hidden_size) for k in range(num_layers)])
        self.hh = nn.ModuleList([nn.Linear(hidden_size, hidden_size) for k in range(num_layers)])
        self.out = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        seq, batch = indices.shape
        x = self.emb(indices)
        for k in range(self.num_layers):
            h = torch.zeros(batch, self.hidden_size)
            steps = []
            for t in range(seq):
                h = torch.tanh(self.ih[k](x[t]) + self.hh[k](h))
                steps.append(h)
            x = torch.stack(steps)
        z = self.out(x)
        return z.reshape(seq * batch, -1)

def index_of_max(values):
    best = 0
    for i, v in enumerate(values):
        if v > values[best]:
            best = i
    return best

def decode(outputs, idx2char):
    return "".join(map(lambda row: idx2char[index_of_max(row)], outputs.detach().tolist()))

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(params=list(net.parameters()), lr=lr)
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        outputs = net(inputs)
        total = 0
        for i in range(len(labels)):
            total = total + torch.logsumexp(outputs[i], dim=0) - outputs[i][labels[i]]
        loss = total / len(labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
        print(f"Epoch {epoch}/{epochs - 1}, Loss {losses[-1]:.4f}: {decode(outputs, idx2char)}")
    return losses
