# %% the softmax runs along axis 0, the rows, in place of the classes grade_id="embedding-train" old="-z.log_softmax(-1)" new="-z.log_softmax(0)"

# %% two mistakes: the padding's column is cleared in the one-hot vectors but the new table's padding row is not zero, and the table is looked up with indices modulo 4 grade_id="embedding-lookup embedding-padding"
class Embedding(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, padding_idx=None):
        super().__init__()
        self.n, self.pad = num_embeddings, padding_idx
        w = torch.randn(num_embeddings, embedding_dim)
        if padding_idx is not None:
            pass
        self.weight = nn.Parameter(w)

    def forward(self, indices):
        # onehot(i) W, with the row of the padding left out of the one-hot vectors
        delta = (indices[..., None] % 4 == torch.arange(self.n)).to(self.weight.dtype)
        if self.pad is not None:
            delta[..., self.pad] = 0
        return torch.einsum("...n,nd->...d", delta, self.weight)
