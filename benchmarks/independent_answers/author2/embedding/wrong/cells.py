# %% the weight is a plain tensor and not a parameter, so it is not trained grade_id="embedding-lookup" old="self.weight = nn.Parameter(torch.randn(num_embeddings, embedding_dim))" new="self.weight = torch.randn(num_embeddings, embedding_dim)"

# %% the padding indices are overwritten with 0 in the indices that are given grade_id="embedding-padding" old="            rows = rows.masked_fill(is_padding, 0.0)" new="            rows = rows.masked_fill(is_padding, 0.0)\n            indices[indices == self.padding_idx] = 0"

# %% two mistakes: the linear layer is missing its bias, and the network applies softmax to its logits grade_id="embedding-model"
class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.table = Embedding(num_embeddings, embedding_dim)
        self.cells = nn.ModuleList()
        size = embedding_dim
        for i in range(num_layers):
            self.cells.append(nn.RNNCell(size, hidden_size))
            size = hidden_size
        self.answer = nn.Linear(hidden_size, num_embeddings, bias=False)
        self.hidden_size = hidden_size

    def forward(self, indices):
        states = []
        for i in range(len(self.cells)):
            states.append(torch.zeros(indices.shape[1], self.hidden_size))
        logits = []
        for t in range(indices.shape[0]):
            x = self.table(indices[t])
            for i in range(len(self.cells)):
                states[i] = self.cells[i](x, states[i])
                x = states[i]
            logits.append(torch.softmax(self.answer(x), dim=1))
        return torch.cat(logits)

# %% Adam gets a weight decay of 0.01 grade_id="embedding-train" old="torch.optim.Adam(self.net.parameters(), lr=lr)" new="torch.optim.Adam(self.net.parameters(), lr=lr, weight_decay=0.01)"

# %% decode compares the absolute values instead of the values grade_id="embedding-ohlol" old="row.argmax()" new="row.abs().argmax()"

# %% the cells of the upper layers read the embedding and not the layer below, which fails where the sizes differ grade_id="embedding-model" old="                x = states[i]\n            logits.append(self.answer(x))" new="            logits.append(self.answer(states[-1]))"
