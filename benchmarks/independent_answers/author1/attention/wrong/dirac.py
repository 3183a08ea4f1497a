# %% the scores are minus the squared distance of query and key and not their product grade_id="attention-weights" old="(queries.unsqueeze(-2) * keys.unsqueeze(-3)).sum(-1)" new="-(queries.unsqueeze(-2) - keys.unsqueeze(-3)).square().sum(-1)"

# %% the scalar product is a mean over d and then divided by the root of d, too grade_id="attention-weights" old="keys.unsqueeze(-3)).sum(-1)" new="keys.unsqueeze(-3)).mean(-1)"

# %% queries and keys are unsqueezed at exchanged axes, so the weights come out transposed grade_id="attention-weights" old="(queries.unsqueeze(-2) * keys.unsqueeze(-3))" new="(queries.unsqueeze(-3) * keys.unsqueeze(-2))"

# %% the softmax goes along axis 1, which is that of the keys for matrices without a batch only grade_id="attention-weights attention-values" old="dim=s.dim() - 1)" new="dim=1)"

# %% each head divides by the root of d_model and not of its own d grade_id="attention-heads" old="/ self.d**0.5" new="/ (self.d * self.heads) ** 0.5"

# %% MultiHead leaves the scale out grade_id="attention-heads" old="\"bihd,bjhd->bhij\", q, k) / self.d**0.5" new="\"bihd,bjhd->bhij\", q, k)"

# %% in MultiHead's einsum the values are taken for the queries' place i and not for the keys' j grade_id="attention-heads" old="\"bhij,bjhd->bihd\"" new="\"bhij,bihd->bihd\""

# %% the einsum of MultiHead keeps no heads apart: the scores are summed over all heads grade_id="attention-heads" old="\"bihd,bjhd->bhij\", q, k)" new="\"bihd,bjhd->bij\", q, k)[:, None]"

# %% two mistakes: first, in MultiHead's einsum the values are taken for the queries' place i and not for the keys' j; second, the scores are minus the squared distance of query and key and not their product grade_id="attention-heads attention-weights"
def attention_weights(queries, keys, mask=None):
    # s_ij = q_i . k_j / sqrt(d), by broadcasting
    s = -(queries.unsqueeze(-2) - keys.unsqueeze(-3)).square().sum(-1) * queries.size(-1) ** -0.5
    if mask is not None:
        s[~mask.expand(s.shape)] = float("-inf")
    return nn.functional.softmax(s, dim=s.dim() - 1)


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        B, S, D = x.shape
        q = self.query(x).reshape(B, S, self.heads, self.d)
        k = self.key(x).reshape(B, S, self.heads, self.d)
        v = self.value(x).reshape(B, S, self.heads, self.d)
        score = torch.einsum("bihd,bjhd->bhij", q, k) / self.d**0.5
        if mask is not None:
            score = score.masked_fill(~mask, float("-inf"))
        o = torch.einsum("bhij,bihd->bihd", score.softmax(-1), v)
        return self.out(o.reshape(B, S, D))
