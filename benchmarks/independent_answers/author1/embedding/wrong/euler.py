# %% decode takes the argmax of the absolute values, so a large negative value wins grade_id="embedding-ohlol" old="outputs.argmax(dim=1).tolist()" new="outputs.abs().argmax(dim=1).tolist()"

# %% outputs and labels are handed to the loss in the wrong order, which crashes grade_id="embedding-train embedding-ohlol" old="ce(logits, labels)" new="ce(labels, logits)"

# %% weight is stored transposed, with the shape (embedding_dim, num_embeddings) grade_id="embedding-lookup embedding-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        keep = torch.ones(num_embeddings, 1)
        if padding_idx is not None:
            keep[padding_idx] = 0.0
        self.register_buffer("keep", keep)
        self.weight = nn.Parameter((keep * torch.randn(num_embeddings, embedding_dim)).T.contiguous())

    def forward(self, indices):
        return (self.keep * self.weight.T)[indices]

# %% without padding_idx the whole table is zero and gets no gradient, because keep[None] = 0 sets every entry of the mask grade_id="embedding-lookup embedding-model embedding-ohlol" old="        if padding_idx is not None:\n            keep[padding_idx] = 0.0" new="        keep[padding_idx] = 0.0"

# %% the mask serves the gradient alone: the new table's padding row is random, only what forward gives is zero grade_id="embedding-padding" old="nn.Parameter(keep * torch.randn(num_embeddings, embedding_dim))" new="nn.Parameter(torch.randn(num_embeddings, embedding_dim))"

# %% the columns of the table are picked in place of its rows grade_id="embedding-lookup" old="(self.keep * self.weight)[indices]" new="(self.keep * self.weight)[:, indices]"

# %% EmbeddingRNN reads the last states (the second of the pair) and so gives one row for each layer and word grade_id="embedding-model" old="h, _ = self.rnn(self.emb(indices))" new="_, h = self.rnn(self.emb(indices))"

# %% num_layers is not handed on to the RNN grade_id="embedding-model" old="nn.RNN(embedding_dim, hidden_size, num_layers=num_layers)" new="nn.RNN(embedding_dim, hidden_size)"

# %% EmbeddingRNN is not finished: forward raises NotImplementedError grade_id="embedding-model embedding-ohlol" old="return self.out(h.reshape(-1, h.size(-1)))" new="raise NotImplementedError()"
