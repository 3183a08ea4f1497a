# %% decode reads the transposed outputs, so it looks for the largest value of each column grade_id="embedding-ohlol" old="for row in outputs.tolist():" new="for row in outputs.T.tolist():"

# %% opt.step is missing: nothing is trained grade_id="embedding-train embedding-ohlol" old="        opt.step()\n" new=""

# %% without padding_idx the last row of a new table is zero, because the marker -1 is used as an index grade_id="embedding-lookup" old="table[torch.arange(num_embeddings) == self.pad] = 0" new="table[self.pad] = 0"

# %% indices of more than one axis come out flat: the rows are not put back into the shape of indices grade_id="embedding-lookup" old="self.weight.index_select(0, indices.flatten()).unflatten(0, indices.shape) if indices.dim()" new="self.weight.index_select(0, indices.flatten()) if indices.dim()"

# %% the places of the padding are replaced by 1 and not by 0 grade_id="embedding-padding" old="torch.zeros(()), e)" new="torch.ones(()), e)"

# %% the layers all read the letters' rows: the state of one layer is not handed to the next grade_id="embedding-model" old="states[k] = e = cell(e, states[k])\n            logits.append(self.head(e))" new="states[k] = cell(e, states[k])\n            logits.append(self.head(states[-1]))"

# %% the logits are put side by side (axis 1) and not one below the other grade_id="embedding-model" old="torch.cat(logits, dim=0)" new="torch.cat(logits, dim=1)"

# %% two mistakes: the places of the padding give 1 in place of 0, and the first hidden state is random grade_id="embedding-padding embedding-model"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        table = torch.randn(num_embeddings, embedding_dim) / embedding_dim**0.5
        self.pad = -1 if padding_idx is None else padding_idx % num_embeddings
        table[torch.arange(num_embeddings) == self.pad] = 0
        self.weight = nn.Parameter(table)

    def forward(self, indices):
        e = self.weight.index_select(0, indices.flatten()).unflatten(0, indices.shape) if indices.dim() else self.weight[indices]
        return torch.where((indices == self.pad).unsqueeze(-1), torch.ones(()), e)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.embedding = Embedding(num_embeddings, embedding_dim)
        cells = [nn.RNNCell(embedding_dim if k == 0 else hidden_size, hidden_size) for k in range(num_layers)]
        self.cells, self.head = nn.ModuleList(cells), nn.Linear(hidden_size, num_embeddings)
        self.hidden_size = hidden_size

    def forward(self, indices):
        states = [torch.randn(indices.shape[1], self.hidden_size) for _ in self.cells]
        logits = []
        for e in self.embedding(indices):
            for k, cell in enumerate(self.cells):
                states[k] = e = cell(e, states[k])
            logits.append(self.head(e))
        return torch.cat(logits, dim=0)
