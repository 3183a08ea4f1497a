# %% the heads are averaged instead of put side by side, so out does not fit for more than one head grade_id="attention-heads" old="        return self.out(torch.cat(pieces, dim=-1))" new="        return self.out(sum(pieces) / self.heads)"

# %% the mask is not passed on to the heads grade_id="attention-heads" old="        pieces = [attention(q, k, v, mask) for q, k, v in zip(qs, ks, vs)]" new="        pieces = [attention(q, k, v) for q, k, v in zip(qs, ks, vs)]"

# %% the pieces are put together along the places (dim=1) instead of side by side grade_id="attention-heads" old="        return self.out(torch.cat(pieces, dim=-1))" new="        return self.out(torch.cat(pieces, dim=1))"

# %% the last linear layer, out, is made but never applied grade_id="attention-heads" old="        return self.out(torch.cat(pieces, dim=-1))" new="        return torch.cat(pieces, dim=-1)"

# %% the heads' pieces are put side by side in the reverse order grade_id="attention-heads" old="        return self.out(torch.cat(pieces, dim=-1))" new="        return self.out(torch.cat(pieces[::-1], dim=-1))"

# %% causal_mask gives numbers 1.0 and 0.0 instead of booleans grade_id="attention-mask" old="    return torch.tril(torch.full((seq, seq), True))" new="    return torch.tril(torch.ones(seq, seq))"

# %% the same piece of the values, the first one, goes to each head grade_id="attention-heads" old="        pieces = [attention(q, k, v, mask) for q, k, v in zip(qs, ks, vs)]" new="        pieces = [attention(q, k, vs[0], mask) for q, k in zip(qs, ks)]"

# %% a dropout of 0.1 on the result is active in training mode grade_id="attention-heads" old="        return self.out(torch.cat(pieces, dim=-1))" new="        return F.dropout(self.out(torch.cat(pieces, dim=-1)), 0.1, self.training)"

# %% two mistakes: the pieces are put together along the places (dim=1) instead of side by side; and causal_mask gives numbers 1.0 and 0.0 instead of booleans grade_id="attention-heads attention-mask"
def causal_mask(seq):
    return torch.tril(torch.ones(seq, seq))


class MultiHead(nn.Module):
    """A loop over the heads, each with its columns."""

    def __init__(self, d_model, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x, mask=None):
        qs = self.query(x).chunk(self.heads, dim=-1)
        ks = self.key(x).chunk(self.heads, dim=-1)
        vs = self.value(x).chunk(self.heads, dim=-1)
        pieces = [attention(q, k, v, mask) for q, k, v in zip(qs, ks, vs)]
        return self.out(torch.cat(pieces, dim=1))
