# %% the scores are not divided by the root of d grade_id="attention-weights" old="    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])" new="    scores = queries @ keys.transpose(-2, -1)"

# %% the scores are divided by d instead of by its root grade_id="attention-weights" old="    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])" new="    scores = queries @ keys.transpose(-2, -1) / queries.shape[-1]"

# %% the softmax runs over the queries (dim=-2) instead of over the keys grade_id="attention-weights" old="    return torch.softmax(scores, dim=-1)" new="    return torch.softmax(scores, dim=-2)"

# %% the mask is read the other way round, as in nn.MultiheadAttention: True is forbidden grade_id="attention-mask" old="        scores = scores.masked_fill(~mask, float(\"-inf\"))" new="        scores = scores.masked_fill(mask, float(\"-inf\"))"

# %% masked scores are replaced by 0 instead of minus infinity grade_id="attention-mask" old="        scores = scores.masked_fill(~mask, float(\"-inf\"))" new="        scores = scores.masked_fill(~mask, 0.0)"

# %% attention takes a mask and does not pass it on grade_id="attention-mask" old="    return attention_weights(queries, keys, mask) @ values" new="    return attention_weights(queries, keys) @ values"

# %% the heads' output is flattened without moving the heads' axis back behind the places grade_id="attention-heads" old="        return self.out(o.transpose(1, 2).flatten(2))" new="        return self.out(o.reshape(x.shape))"

# %% a fixed 2, the root of the example's d of 4, divides the scores grade_id="attention-weights" old="    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])" new="    scores = queries @ keys.transpose(-2, -1) / 2"
