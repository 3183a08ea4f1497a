# %% the softmax normalizes over all queries and keys together, so only the sum over the whole table is 1 grade_id="attention-weights" old="torch.exp(torch.log_softmax(scores, dim=-1))" new="torch.softmax(scores.flatten(-2), dim=-1).reshape(scores.shape)"

# %% the plain mean of all values is returned and the weights are not used grade_id="attention-values" old="torch.sum(w * v, dim=-2)" new="torch.mean(torch.ones_like(w) * v, dim=-2)"

# %% the causal mask leaves out the look at the first place: column 0 is False below row 0 grade_id="attention-mask" old="if j <= i:" new="if j <= i and (j > 0 or i == 0):"
