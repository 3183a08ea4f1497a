# %% the mask is applied after the softmax, and the weights of a row no longer add up to 1 grade_id="attention-mask" old="    if mask is not None:\n        scores = torch.where(mask, scores, torch.tensor(float(\"-inf\")))\n    return scores.softmax(dim=-1)" new="    weights = scores.softmax(dim=-1)\n    return weights if mask is None else weights * mask"

# %% the causal mask is transposed: each place sees itself and the later ones grade_id="attention-mask" old="    return places[None, :] <= places[:, None]" new="    return places[None, :] >= places[:, None]"

# %% the causal mask leaves out the diagonal, a place does not see itself grade_id="attention-mask" old="    return places[None, :] <= places[:, None]" new="    return places[None, :] < places[:, None]"

# %% queries, keys and values are viewed as (batch, heads, seq, d) directly, which mixes the places grade_id="attention-heads" old="        q = self.query(x).view(batch, seq, self.heads, self.d)\n        k = self.key(x).view(batch, seq, self.heads, self.d)\n        v = self.value(x).view(batch, seq, self.heads, self.d)\n        q, k, v = (t.permute(0, 2, 1, 3) for t in (q, k, v))" new="        q = self.query(x).view(batch, self.heads, seq, self.d)\n        k = self.key(x).view(batch, self.heads, seq, self.d)\n        v = self.value(x).view(batch, self.heads, seq, self.d)"

# %% one head alone gets all numbers: the split is left out and attention is done over d_model grade_id="attention-heads" old="        heads = attention(q, k, v, mask)\n        return self.out(heads.permute(0, 2, 1, 3).reshape(batch, seq, d_model))" new="        return self.out(attention(self.query(x), self.key(x), self.value(x), mask))"

# %% queries and keys are normalised to length 1 first, so the scores are cosines grade_id="attention-weights" old="    scores = torch.einsum(\"...qd,...kd->...qk\", queries, keys) * d**-0.5" new="    queries, keys = nn.functional.normalize(queries, dim=-1), nn.functional.normalize(keys, dim=-1)\n    scores = torch.einsum(\"...qd,...kd->...qk\", queries, keys) * d**-0.5"

# %% the piece of each head is every heads-th number instead of d numbers in a row grade_id="attention-heads" old="        q = self.query(x).view(batch, seq, self.heads, self.d)\n        k = self.key(x).view(batch, seq, self.heads, self.d)\n        v = self.value(x).view(batch, seq, self.heads, self.d)\n        q, k, v = (t.permute(0, 2, 1, 3) for t in (q, k, v))" new="        q = self.query(x).view(batch, seq, self.d, self.heads)\n        k = self.key(x).view(batch, seq, self.d, self.heads)\n        v = self.value(x).view(batch, seq, self.d, self.heads)\n        q, k, v = (t.permute(0, 3, 1, 2) for t in (q, k, v))"

# %% two mistakes: queries, keys and values are viewed as (batch, heads, seq, d) directly, which mixes the places; and the causal mask leaves out the diagonal, a place does not see itself grade_id="attention-heads attention-mask"
def causal_mask(seq):
    places = torch.arange(seq)
    return places[None, :] < places[:, None]


class MultiHead(nn.Module):
    def __init__(self, d_model, heads):
        super().__init__()
        self.heads, self.d = heads, d_model // heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d_model, d_model))

    def forward(self, x, mask=None):
        batch, seq, d_model = x.shape
        q = self.query(x).view(batch, self.heads, seq, self.d)
        k = self.key(x).view(batch, self.heads, seq, self.d)
        v = self.value(x).view(batch, self.heads, seq, self.d)
        heads = attention(q, k, v, mask)
        return self.out(heads.permute(0, 2, 1, 3).reshape(batch, seq, d_model))
