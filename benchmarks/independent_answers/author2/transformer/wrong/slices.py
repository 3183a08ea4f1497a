# %% the feed-forward network reads norm1 a second time: norm2 is not used grade_id="transformer-block" old="normed = self.norm2(y)" new="normed = self.norm1(y)"

# %% the block adds to its argument x in place, which changes the caller's tensor and makes backward fail grade_id="transformer-block" old="y = x + attended" new="x += attended\n        y = x"

# %% the causal mask does not let a place look at itself, so the first place sees nothing and gets nan grade_id="transformer-model" old="torch.triu(torch.ones(max_seq, max_seq), diagonal=1) == 0" new="torch.tril(torch.ones(max_seq, max_seq), diagonal=-1) == 1"

# %% the mask is not cut to the length of the text, so texts shorter than max_seq fail grade_id="transformer-model" old="mask=self.allowed[:n, :n])" new="mask=self.allowed)"
