# %% the mean of the values leaves out the weights: attention gives the plain sum over all values for each query grade_id="attention-values" old="(weights.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)" new="(torch.ones_like(weights).unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)"

# %% the mean takes the average over the keys after the weighing, so it is too small by the number of keys grade_id="attention-values" old=".sum(dim=-2)" new=".mean(dim=-2)"

# %% the sum runs over the queries instead of the keys grade_id="attention-values" old=".sum(dim=-2)" new=".sum(dim=-3)"

# %% the values are taken to have the length of the keys: the answer is cut to d numbers, the rest of d_v is lost grade_id="attention-values" old="(weights.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)" new="(weights.unsqueeze(-1) * values.unsqueeze(-3)).sum(dim=-2)[..., : keys.shape[-1]]"

# %% the mask is not broadcast (expand is missing), so a mask with fewer axes than the scores fails grade_id="attention-mask attention-heads" old="torch.logical_not(mask).expand(scores.shape)" new="torch.logical_not(mask)"

# %% query and key share one layer: the query is made by self.key grade_id="attention-heads" old="q = torch.stack(self.query(x)" new="q = torch.stack(self.key(x)"

# %% the layer value has another name (values), so stored weights do not fit grade_id="attention-heads" old="        self.value = nn.Linear(d_model, d_model)\n        self.out = nn.Linear(d_model, d_model)\n        self.last" new="        self.values = nn.Linear(d_model, d_model)\n        self.value = lambda t: self.values(t)\n        self.out = nn.Linear(d_model, d_model)\n        self.last"

# %% x is added to the result, a residual connection grade_id="attention-heads" old="return self.out(context)" new="return x + self.out(context)"

# %% attention_weights divides by a fixed 2.0 (the root of 4) instead of the root of d, and causal_mask ignores its argument and is always 5 by 5 grade_id="attention-weights attention-mask"
def attention_weights(queries, keys, mask=None):
    scores = torch.matmul(queries, torch.swapaxes(keys, -1, -2)) / 2.0
    if mask is not None:
        scores = scores.clone()
        blocked = torch.logical_not(mask).expand(scores.shape)
        scores[blocked] = float("-inf")
    return nn.functional.softmax(scores, dim=-1)


def causal_mask(seq):
    return ~torch.triu(torch.ones((5, 5), dtype=torch.bool), diagonal=1)
