# %% attention uses torch.bmm, which raises an error unless there is exactly one axis in front grade_id="attention-values" old="    return torch.matmul(attention_weights(queries, keys, mask), values)" new="    return torch.bmm(attention_weights(queries, keys, mask), values)"

# %% the keys are transposed with .T, which reverses all axes and fails for batches grade_id="attention-weights" old="    scores = torch.matmul(queries, keys.transpose(-2, -1)) * (1.0 / math.sqrt(keys.size(-1)))" new="    scores = torch.matmul(queries, keys.T) * (1.0 / math.sqrt(keys.size(-1)))"

# %% causal_mask lets each place see the one after it as well: the triangle is cut one diagonal too high grade_id="attention-mask" old="    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), 1)" new="    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), 2)"

# %% causal_mask is inverted: True above the diagonal grade_id="attention-mask" old="    return ~torch.triu(torch.ones(seq, seq, dtype=torch.bool), 1)" new="    return torch.triu(torch.ones(seq, seq, dtype=torch.bool), 1)"

# %% when the heads are unfolded the axes heads and places are not swapped back before they are merged grade_id="attention-heads" old="        o = o.reshape(b, self.heads, s, m // self.heads).transpose(1, 2).reshape(b, s, m)" new="        o = o.reshape(b, s, m)"

# %% each head's queries are folded in another order than keys and values, heads before batch grade_id="attention-heads" old="        o = attention(self.fold(self.query(x)), self.fold(self.key(x)), self.fold(self.value(x)), mask)" new="        q = torch.cat(self.query(x).chunk(self.heads, dim=-1))\n        o = attention(q, self.fold(self.key(x)), self.fold(self.value(x)), mask)"

# %% two mistakes: the keys are transposed with .T, which reverses all axes and fails for batches; and causal_mask is inverted: True above the diagonal grade_id="attention-weights attention-mask"
def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, keys.T) * (1.0 / math.sqrt(keys.size(-1)))
    if mask is not None:
        scores = scores.masked_fill(torch.eq(mask, 0), float("-inf"))
    return torch.softmax(scores, -1)


def causal_mask(seq):
    return torch.triu(torch.ones(seq, seq, dtype=torch.bool), 1)
