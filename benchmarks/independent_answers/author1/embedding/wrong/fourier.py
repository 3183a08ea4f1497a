# %% nll_loss is given the outputs as they are, without log_softmax grade_id="embedding-train embedding-ohlol" old="nll_loss(z.log_softmax(dim=1), labels)" new="nll_loss(z, labels)"

# %% the one-hot vector of the padding is changed in the wrong place: everything from the padding on is zero grade_id="embedding-padding" old="delta[..., self.pad] = 0" new="delta[..., self.pad :] = 0"

# %% the one-hot vectors are compared with 1, 2, ..., so the lookup is off by one and index 0 gives zeros grade_id="embedding-lookup" old="torch.arange(self.n))" new="torch.arange(1, self.n + 1))"

# %% the indices are clipped in place to at least 1, which changes the argument and reads index 0 as 1 grade_id="embedding-lookup" old="        # onehot(i) W," new="        indices.clamp_(min=1)\n        # onehot(i) W,"

# %% the transposition on the way in is missing, so words and steps are exchanged for the batch-first RNN grade_id="embedding-model" old="self.e(indices.T)" new="self.e(indices)"

# %% the way back to step by step is a reshape alone, without a transpose grade_id="embedding-model" old="self.v(h).transpose(0, 1).reshape" new="self.v(h).reshape"

# %% two mistakes: first, the one-hot vectors are compared with 1, 2, ..., so the lookup is off by one and index 0 gives zeros; second, the transposition on the way in is missing, so words and steps are exchanged for the batch-first RNN grade_id="embedding-lookup embedding-model"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n, self.pad = num_embeddings, padding_idx
        w = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            w[padding_idx].fill_(0)
        self.weight = nn.Parameter(w)

    def forward(self, indices):
        # onehot(i) W, with the row of the padding left out of the one-hot vectors
        delta = (indices[..., None] == torch.arange(1, self.n + 1)).to(self.weight.dtype)
        if self.pad is not None:
            delta[..., self.pad] = 0
        return torch.einsum("...n,nd->...d", delta, self.weight)


class EmbeddingRNN(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, hidden_size, num_layers=1):
        super().__init__()
        self.e = Embedding(num_embeddings, embedding_dim)
        self.r = nn.RNN(embedding_dim, hidden_size, num_layers, batch_first=True)
        self.v = nn.Linear(hidden_size, num_embeddings)

    def forward(self, indices):
        h = self.r(self.e(indices))[0]  # (batch, seq, hidden)
        return self.v(h).transpose(0, 1).reshape(-1, self.v.out_features)
