# %% the largest score is not taken away, so scores of 1000 give infinite or undefined weights grade_id="attention-weights" old="    shifted = scores - scores.amax(dim=dim, keepdim=True)\n    e = torch.exp(shifted)" new="    e = torch.exp(scores)"

# %% the weights are divided by the sum over all keys and queries of a matrix instead of by each row's grade_id="attention-weights" old="    return e / e.sum(dim=dim, keepdim=True)" new="    return e / e.sum(dim=(-2, -1), keepdim=True)"

# %% the additive mask has -10 where a query may not look, so some weight is left there grade_id="attention-mask" old="        bias = torch.zeros(mask.shape).masked_fill(mask.logical_not(), float(\"-inf\"))" new="        bias = torch.zeros(mask.shape).masked_fill(mask.logical_not(), -10.0)"

# %% causal_mask returns the additive form, 0 and minus infinity, instead of booleans grade_id="attention-mask" old="    return torch.triu(torch.ones(seq, seq), diagonal=1) == 0" new="    return torch.triu(torch.full((seq, seq), float(\"-inf\")), diagonal=1)"

# %% attention multiplies the transposed weights with the values (an error where queries and keys differ in number) grade_id="attention-values" old="    return w @ values" new="    return w.transpose(-2, -1) @ values"

# %% attention returns output and weights as a pair grade_id="attention-values" old="    return w @ values" new="    return w @ values, w"

# %% keys are made by the layer query, the layer key is never used grade_id="attention-heads" old="        q, k, v = [layer(x).view(b, s, self.h, self.d_k).transpose(1, 2) for layer in (self.query, self.key, self.value)]" new="        q, k, v = [layer(x).view(b, s, self.h, self.d_k).transpose(1, 2) for layer in (self.query, self.query, self.value)]"

# %% the softmax's sum gets an epsilon of 1e-3 in the denominator, so a row does not add up to 1 grade_id="attention-weights" old="    return e / e.sum(dim=dim, keepdim=True)" new="    return e / (e.sum(dim=dim, keepdim=True) + 1e-3)"
