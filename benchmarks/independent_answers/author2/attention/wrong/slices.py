# %% a key too few: the loop over the keys ends one before the last grade_id="attention-weights" old="for j in range(n_k):" new="for j in range(n_k - 1):"

# %% only as many values are added up as there are queries grade_id="attention-values" old="for j in range(values.shape[-2]):" new="for j in range(min(values.shape[-2], queries.shape[-2])):"

# %% the causal mask does not let a place look at itself grade_id="attention-mask" old="for j in range(i + 1):" new="for j in range(i):"

# %% every head gets the first piece, because start is always 0 grade_id="attention-heads" old="start = h * self.d" new="start = 0"

# %% two mistakes: the mask is applied only where it has two axes and is square, and each head adds its result to the same sum instead of standing beside the others grade_id="attention-mask attention-heads"
def attention_weights(queries, keys, mask=None):
    n_q = queries.shape[-2]
    n_k = keys.shape[-2]
    d = queries.shape[-1]
    rows = []
    for i in range(n_q):
        row = []
        for j in range(n_k):
            s = (queries[..., i, :] * keys[..., j, :]).sum(-1) / d ** 0.5
            row.append(s)
        rows.append(torch.stack(row, dim=-1))
    scores = torch.stack(rows, dim=-2)
    if mask is not None and mask.dim() == 2 and mask.shape[0] == mask.shape[1]:
        scores = scores.masked_fill(torch.logical_not(mask), float("-inf"))
    return torch.softmax(scores, dim=-1)

class MultiHead(nn.Module):
    """Self-attention in several heads, side by side."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.d = d_model // heads
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        Q = self.query(x)
        K = self.key(x)
        V = self.value(x)
        pieces = []
        for h in range(self.heads):
            start = h * self.d
            end = start + self.d
            q = Q[:, :, start:end]
            k = K[:, :, start:end]
            v = V[:, :, start:end]
            pieces.append(attention(q, k, v, mask))
        together = sum(pieces).repeat(1, 1, self.heads)
        return self.out(together)
