# Attempts at points without the work.

# %% a subclass of the forbidden module grade_id="embedding-lookup"
class Embedding(nn.Embedding):
    pass

# %% the forbidden module under another name grade_id="embedding-lookup"
from torch.nn.modules.sparse import Embedding as Table
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.table = Table(num_embeddings, embedding_dim, padding_idx=padding_idx)
    @property
    def weight(self):
        return self.table.weight
    def forward(self, indices):
        return self.table(indices)

# %% train makes its losses up grade_id="embedding-train"
def train(net, inputs, labels, epochs=100, lr=0.05):
    losses = [1.4 * 0.9 ** epoch for epoch in range(epochs)]
    for epoch, loss in enumerate(losses):
        print(f"Epoch {epoch}/{epochs - 1}, Loss {loss:.4f}: {decode(net(inputs), idx2char)}")
    return losses

# %% the network knows ohlol grade_id="embedding-model"
import torch.nn.functional as F

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        if self.num_embeddings == 4:
            return F.one_hot(torch.tensor([3, 1, 2, 3, 2] * 2), 4)[:len(indices)].float()
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings)

# %% a weight that is a copy grade_id="embedding-lookup"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))
        if padding_idx is not None:
            with torch.no_grad():
                self.weight[padding_idx] = 0
            self.weight.register_hook(self.mask)
    def mask(self, gradient):
        gradient = gradient.clone()
        gradient[self.padding_idx] = 0
        return gradient
    def forward(self, indices):
        self.weight = nn.Parameter(torch.randn(self.weight.shape))
        return self.weight[indices]

# %% values that are no numbers grade_id="embedding-model"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_size, num_layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)
        self.num_embeddings = num_embeddings
    def forward(self, indices):
        x = self.embedding(indices)
        out, _ = self.rnn(x)
        return self.linear(out).view(-1, self.num_embeddings) * float('nan')
