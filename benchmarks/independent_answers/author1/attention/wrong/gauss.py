# %% the scores are divided by d and not by its root grade_id="attention-weights attention-values" old="queries.shape[-1] ** 0.5" new="queries.shape[-1]"

# %% the softmax goes over the queries, axis -2, and not over the keys grade_id="attention-weights" old="s.softmax(-1)" new="s.softmax(-2)"

# %% the mask is read the other way round: scores are replaced where it is True grade_id="attention-mask" old="s.masked_fill(~mask," new="s.masked_fill(mask,"

# %% masked scores are replaced by 0 and not by minus infinity, so those keys still get a weight grade_id="attention-mask" old="s.masked_fill(~mask, float(\"-inf\"))" new="s.masked_fill(~mask, 0.0)"

# %% the mask is not handed on from attention to attention_weights grade_id="attention-mask attention-heads" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys) @ values"

# %% d is the number of queries: the wrong axis of queries is read for the scale grade_id="attention-weights" old="queries.shape[-1] ** 0.5" new="queries.shape[-2] ** 0.5"

# %% the heads are joined by a flatten without moving their axis back, so numbers of different places are mixed grade_id="attention-heads" old="attention(q, k, v, mask).transpose(1, 2).flatten(2)" new="attention(q, k, v, mask).reshape(x.shape)"

# %% the heads are interleaved: head h takes the numbers h, h + heads, ... and not a block of d neighbouring ones grade_id="attention-heads" old="f(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)" new="f(x).unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)"

# %% the causal mask is strict: the diagonal is False, so no place sees itself grade_id="attention-mask" old="torch.ones(seq, seq, dtype=torch.bool).tril()" new="torch.ones(seq, seq, dtype=torch.bool).tril(-1)"

# %% the causal mask holds ones and zeros as floats and no booleans grade_id="attention-mask" old="torch.ones(seq, seq, dtype=torch.bool).tril()" new="torch.ones(seq, seq).tril()"

# %% the keys' last two axes are swapped by .T, which reverses all axes, so batches do not fit grade_id="attention-weights" old="queries @ keys.mT /" new="queries @ keys.T /"

# %% the weights are set to zero after the softmax, so the remaining ones do not add up to 1 grade_id="attention-mask" old="        s = s.masked_fill(~mask, float(\"-inf\"))\n    return s.softmax(-1)" new="        return s.softmax(-1) * mask\n    return s.softmax(-1)"

# %% two mistakes: the scale is missing, and the causal mask is the upper triangle grade_id="attention-weights attention-mask"
def attention_weights(queries, keys, mask=None):
    s = queries @ keys.mT
    if mask is not None:
        s = s.masked_fill(~mask, float("-inf"))
    return s.softmax(-1)


def causal_mask(seq):
    return torch.ones(seq, seq, dtype=torch.bool).triu()

# %% a name is misspelt: querys in place of queries grade_id="attention-weights attention-values" old="s = queries @ keys.mT" new="s = querys @ keys.mT"
