import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]


class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        initial = torch.randn(num_embeddings, embedding_dim)
        self.padding_idx = padding_idx
        if not padding_idx is None:
            initial[padding_idx] = torch.zeros(embedding_dim)
        self.weight = nn.Parameter(initial)

    def forward(self, indices):
        e = self.weight[indices]  # (..., embedding_dim)
        if not self.padding_idx is None:
            pad = (indices == self.padding_idx)
            e = e.clone()
            e[pad] = 0
        return e


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.emb = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers, bias=True)
        self.fc = nn.Linear(hidden_size, num_embeddings, bias=True)
        nn.init.xavier_uniform_(self.fc.weight)

    def forward(self, indices):
        out, hidden = self.rnn(self.emb(indices), None)
        out = out.contiguous().view(-1, out.shape[2])
        return self.fc(out)


def decode(outputs, idx2char):
    result = [None] * outputs.size(0)
    for n in range(outputs.size(0)):
        best = 0
        for c in range(1, outputs.size(1)):
            if outputs[n, c] > outputs[n, best]:
                best = c
        result[n] = idx2char[best]
    return "".join(result)


def train(net, inputs, labels, epochs=100, lr=0.05):
    optim = torch.optim.Adam(net.parameters(), lr=lr, amsgrad=False)
    losses = []
    epoch = 0
    while epoch < epochs:
        outputs = net(inputs)
        log_z = torch.logsumexp(outputs, dim=1)
        right = outputs[torch.arange(len(labels)), labels]
        loss = (log_z - right).mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        text = decode(outputs.detach(), idx2char)
        print("Epoch ", epoch, "/", epochs - 1, ", Loss ", format(loss.item(), ".4f"), ": ", text, sep="")
        losses.append(loss.item())
        epoch += 1
    return losses
