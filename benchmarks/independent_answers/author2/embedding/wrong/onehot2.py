# %% the column of number padding_idx is made zero instead of the row grade_id="embedding-padding" old="            keep[padding_idx] = 0\n            with torch.no_grad():\n                self.weight.mul_(keep)" new="            with torch.no_grad():\n                self.weight[:, padding_idx % embedding_dim] = 0"

# %% two mistakes: the lookup rounds the table to whole numbers, and the network returns the rows of the last step only grade_id="embedding-lookup embedding-model"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.weight = nn.Parameter(torch.empty(num_embeddings, embedding_dim))
        nn.init.normal_(self.weight)
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0
            with torch.no_grad():
                self.weight.mul_(keep)
        self.register_buffer("keep", keep)

    def forward(self, indices):
        one_hot = nn.functional.one_hot(indices, self.num_embeddings).float()
        return one_hot @ (self.weight.round() * self.keep)

class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        layers = []
        n = embedding_dim
        for _ in range(num_layers):
            layers.append(nn.RNN(n, hidden_size, 1))
            n = hidden_size
        self.layers = nn.ModuleList(layers)
        self.linear = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        y = self.embedding(indices)
        for layer in self.layers:
            y, unused = layer(y)
        rows = []
        for t in range(y.shape[0] - 1, y.shape[0]):
            for b in range(y.shape[1]):
                rows.append(self.linear(y[t][b]))
        return torch.stack(rows)
