# %% the scores are not divided by the root of d grade_id="attention-weights" old=" / d**0.5" new=""

# %% the scores are divided by d and not by its root grade_id="attention-weights" old=" / d**0.5" new=" / d"

# %% the softmax runs along the queries (dim=-2) instead of the keys grade_id="attention-weights" old="torch.softmax(scores, dim=-1)" new="torch.softmax(scores, dim=-2)"

# %% the mask is read the other way round: where it is True the score becomes -inf, as in nn.MultiheadAttention grade_id="attention-mask" old="masked_fill(~mask," new="masked_fill(mask,"

# %% attention does not hand its mask on to attention_weights grade_id="attention-mask" old="attention_weights(queries, keys, mask) @ values" new="attention_weights(queries, keys) @ values"

# %% where the mask is False the score becomes 0 instead of -inf grade_id="attention-mask" old="float(\"-inf\")" new="0.0"

# %% causal_mask is triu: each place looks at itself and at those after it grade_id="attention-mask" old=".tril()" new=".triu()"

# %% causal_mask leaves out the diagonal, so no place sees itself grade_id="attention-mask" old=".tril()" new=".tril(-1)"

# %% causal_mask is made of floats instead of booleans grade_id="attention-mask" old="torch.ones(seq, seq, dtype=torch.bool)" new="torch.ones(seq, seq)"

# %% the pieces interleave, as unflatten makes (d, heads) of the numbers: piece h holds every heads-th number, not d numbers side by side grade_id="attention-heads" old="q = self.query(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)\n        k = self.key(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)\n        v = self.value(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)\n        heads = attention(q, k, v, mask)\n        return self.out(heads.transpose(1, 2).flatten(2))" new="q = self.query(x).unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)\n        k = self.key(x).unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)\n        v = self.value(x).unflatten(-1, (-1, self.heads)).permute(0, 3, 1, 2)\n        heads = attention(q, k, v, mask)\n        return self.out(heads.permute(0, 2, 3, 1).flatten(2))"

# %% the out layer is made but not applied grade_id="attention-heads" old="return self.out(heads.transpose(1, 2).flatten(2))" new="return heads.transpose(1, 2).flatten(2)"

# %% the mask is not handed on in MultiHead grade_id="attention-heads" old="attention(q, k, v, mask)" new="attention(q, k, v)"

# %% the pieces are put together without moving the axis of the heads back: a reshape straight from (batch, heads, seq, d) mixes places grade_id="attention-heads" old="heads.transpose(1, 2).flatten(2)" new="heads.reshape(x.shape)"
