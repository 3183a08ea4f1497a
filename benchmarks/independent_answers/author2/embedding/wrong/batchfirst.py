# %% the result of a lookup has lost the shape of the indices: all places stand on one axis grade_id="embedding-lookup" old="torch.stack(found).reshape(*indices.shape, self.embedding_dim)" new="torch.stack(found)"

# %% the rows come word by word: the answers are not transposed back grade_id="embedding-model" old="        answers = answers.transpose(0, 1)\n" new=""

# %% the cross-entropy sums over the rows instead of averaging grade_id="embedding-train" old="return (log_sum - right).mean()" new="return (log_sum - right).sum()"

# %% decode reads the first row of the sorted classes instead of the first column grade_id="embedding-ohlol" old="first = order[:, 0]" new="first = order[0, :]"

# %% the padding index is compared with the position in the flattened indices and not with the index found there grade_id="embedding-padding" old="number == self.padding_idx" new="i == self.padding_idx"
