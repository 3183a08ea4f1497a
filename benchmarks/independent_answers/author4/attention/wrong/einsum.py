# %% the number that the scores are divided by is the root of the number of keys, not of d grade_id="attention-weights" old="math.sqrt(keys.shape[-1])" new="math.sqrt(keys.shape[-2])"

# %% the queries are multiplied with themselves instead of the keys grade_id="attention-weights" old="torch.einsum(\"...qd,...kd->...qk\", queries, keys)" new="torch.einsum(\"...qd,...kd->...qk\", queries, queries)"

# %% the axes in front are fixed to a single batch axis, so no axis or two axes in front fail grade_id="attention-weights attention-heads" old="\"...qd,...kd->...qk\"" new="\"bqd,bkd->bqk\""

# %% the mask is applied to the weights after the softmax, the rows no longer add up to 1 grade_id="attention-mask" old="        scores = torch.where(mask, scores, -math.inf)\n    return scores.softmax(-1)" new="        return scores.softmax(-1) * mask\n    return scores.softmax(-1)"

# %% causal_mask is off by one: place i sees place i + 1, too grade_id="attention-mask" old="place[None, :] <= place[:, None]" new="place[None, :] <= place[:, None] + 1"

# %% causal_mask is transposed: rows and columns are swapped grade_id="attention-mask" old="place[None, :] <= place[:, None]" new="place[:, None] <= place[None, :]"

# %% the causal mask is always applied in attention, also where mask is None grade_id="attention-values attention-heads" old="    weights = attention_weights(queries, keys, mask)\n" new="    if mask is None:\n        mask = torch.ones(queries.shape[-2], keys.shape[-2], dtype=torch.bool).tril()\n    weights = attention_weights(queries, keys, mask)\n"

# %% the permutation is missing in the pieces: view goes straight to (batch, heads, seq, d) grade_id="attention-heads" old="t.view(batch, seq, self.heads, self.d).permute(0, 2, 1, 3)" new="t.view(batch, self.heads, seq, self.d)"

# %% the axis of the heads is not moved in front: attention runs over the heads of each place instead of over the places grade_id="attention-heads" old=".permute(0, 2, 1, 3)\n" new=".permute(0, 1, 2, 3)\n"

# %% the four layers have no biases grade_id="attention-heads" old="nn.Linear(d_model, d_model))" new="nn.Linear(d_model, d_model, bias=False))"

# %% keys and queries are exchanged in the call of attention grade_id="attention-heads" old="o = attention(q, k, v, mask)" new="o = attention(k, q, v, mask)"
