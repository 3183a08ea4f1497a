# %% the scores are divided by d and not by its root grade_id="attention-weights" old="scores / queries.size(-1) ** 0.5" new="scores / queries.size(-1)"

# %% the causal mask is transposed: each place sees itself and those after it grade_id="attention-mask" old="place.unsqueeze(0) <= place.unsqueeze(1)" new="place.unsqueeze(0) >= place.unsqueeze(1)"

# %% MultiHead does not pass its mask to the heads grade_id="attention-heads" old="attention(q, k, v, mask) for" new="attention(q, k, v) for"
