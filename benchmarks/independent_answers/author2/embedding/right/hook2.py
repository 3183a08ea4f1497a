import torch
from torch import nn

idx2char = ["e", "h", "l", "o"]
hello = torch.tensor([1, 0, 2, 2, 3])
ohlol = torch.tensor([3, 1, 2, 3, 2])

class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            for j in range(embedding_dim):
                table[padding_idx][j] = 0.0
        self.weight = nn.Parameter(table)
        self.padding_idx = padding_idx
        if padding_idx is not None:
            self.weight.register_hook(self.clean)

    def clean(self, grad):
        grad = grad.clone()
        grad[self.padding_idx] = 0
        return grad

    def forward(self, indices):
        return self.weight[indices]

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super(EmbeddingRNN, self).__init__()
        self.lookup = Embedding(num_embeddings, embedding_dim)
        self.recurrent = nn.RNN(embedding_dim, hidden_size, num_layers=num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        words = indices.t()
        vectors = self.lookup(words)
        states = self.recurrent(vectors)[0]
        answers = self.head(states)
        answers = answers.transpose(0, 1)
        return answers.reshape(-1, answers.shape[-1])

def decode(outputs, idx2char):
    rows = outputs.tolist()
    result = ""
    for row in rows:
        result += idx2char[row.index(max(row))]
    return result

def train(net, inputs, labels, epochs=100, lr=0.05):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    criterion = torch.nn.NLLLoss()
    losses = []
    print_every = 1
    for epoch in range(epochs):
        optimizer.zero_grad()
        logits = net(inputs)
        loss = criterion(nn.functional.log_softmax(logits, dim=-1), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
        if epoch % print_every == 0:
            print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(logits, idx2char)}")
    return losses
