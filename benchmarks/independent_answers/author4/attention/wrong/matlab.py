# %% a large negative number, -100, takes the place of -inf, so masked keys can get a weight when scores are large grade_id="attention-mask" old="bias[mask == False] = -math.inf" new="bias[mask == False] = -100.0"

# %% the maximum is not taken away, so exp overflows for scores of 1000 and the weights get nan grade_id="attention-weights" old="e = torch.exp(scores - m)" new="e = torch.exp(scores)"

# %% the sum of the exponentials runs over the whole table of scores, so only the whole adds up to 1 grade_id="attention-weights" old="e.sum(dim=-1, keepdim=True)" new="e.sum(dim=(-2, -1), keepdim=True)"

# %% a small number is added to the sum (1e-2), so the weights add up to less than 1 grade_id="attention-weights" old="e.sum(dim=-1, keepdim=True)" new="(e.sum(dim=-1, keepdim=True) + 1e-2)"

# %% row 0 of the causal mask stays all False, as the outer loop starts at 1 grade_id="attention-mask" old="    for i in range(seq):" new="    for i in range(1, seq):"

# %% all heads use the first piece of the keys grade_id="attention-heads" old="K[:, :, a:b]" new="K[:, :, 0:d]"

# %% the heads are added up and not put side by side: each position of the result is the sum of all heads, repeated grade_id="attention-heads" old="together = torch.cat(pieces, dim=2)" new="together = sum(pieces).repeat(1, 1, self.heads)"

# %% the scores in the heads are divided by the root of d_model instead of that of the head's d grade_id="attention-heads" old="attention(Q[:, :, a:b], K[:, :, a:b]" new="attention(Q[:, :, a:b] / self.heads**0.5, K[:, :, a:b]"

# %% the values are not made by the value layer: V is the input x itself grade_id="attention-heads" old="V = self.value(x)" new="V = x"

# %% the last head is left out of the loop, so the out layer gets too few numbers and fails grade_id="attention-heads" old="for h in range(self.heads):" new="for h in range(self.heads - 1):"
