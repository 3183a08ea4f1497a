# %% decode leaves out the last row grade_id="embedding-ohlol" old="for w in winners)" new="for w in winners[:-1])"

# %% the cross-entropy has the roles exchanged: logarithm of the one-hot vectors, weighted with the softmax grade_id="embedding-train" old="t, z.log_softmax(1))" new="(t + 1e-9).log(), z.softmax(1))"

# %% the padding mask compares with index 0 always grade_id="embedding-padding" old="(indices == self.padding_idx)[..., None]" new="(indices == 0)[..., None]"
