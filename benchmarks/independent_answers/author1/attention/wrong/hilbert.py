# %% logsumexp runs over the queries, axis -2 grade_id="attention-weights" old="torch.logsumexp(s, dim=-1" new="torch.logsumexp(s, dim=-2"

# %% log-weights are returned: the exp at the end is missing grade_id="attention-weights attention-values" old="(s - torch.logsumexp(s, dim=-1, keepdim=True)).exp()" new="s - torch.logsumexp(s, dim=-1, keepdim=True)"

# %% each row of the causal mask ends one place too early: mask[i, :i] grade_id="attention-mask" old="mask[i, : i + 1] = 1" new="mask[i, :i] = 1"

# %% the causal mask is filled by columns: mask[: i + 1, i], so it is the transpose grade_id="attention-mask" old="mask[i, : i + 1] = 1" new="mask[: i + 1, i] = 1"

# %% the pieces overlap: head n starts at number n and not at n d grade_id="attention-heads" old="slice(n * d, (n + 1) * d)" new="slice(n, n + d)"

# %% each head uses the first piece of the values grade_id="attention-heads" old="V[..., cut], mask)" new="V[..., :d], mask)"

# %% two mistakes: the causal mask is transposed, and all heads use the last piece grade_id="attention-mask attention-heads"
def causal_mask(seq):
    mask = torch.zeros(seq, seq)
    for i in range(seq):
        mask[: i + 1, i] = 1
    return mask.bool()


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.h, self.d_model = heads, d_model
        self.query, self.key, self.value, self.out = (nn.Linear(d_model, d_model) for _ in range(4))

    def forward(self, x, mask=None):
        d = self.d_model // self.h
        Q, K, V = self.query(x), self.key(x), self.value(x)
        pieces = []
        for n in range(self.h):
            cut = slice(self.d_model - d, self.d_model)
            pieces.append(attention(Q[..., cut], K[..., cut], V[..., cut], mask))
        return self.out(torch.concat(pieces, -1))
