# %% the second way around starts from the block's input instead of what the first part gave grade_id="transformer-block" old="        residual = out\n" new=""

# %% each head divides by the root of d_model and not by that of its own size grade_id="transformer-block" old="/ (self.d_k ** 0.5)" new="/ (self.d_model ** 0.5)"

# %% the mask lets each place see itself and the places after it grade_id="transformer-model" old="if j <= i:" new="if j >= i:"

# %% the position is chosen by the number of the word in the batch and not by the place in the text grade_id="transformer-model" old="torch.arange(seq).unsqueeze(0).expand(batch, seq)" new="torch.arange(batch).unsqueeze(1).expand(batch, seq)"

# %% the letters' rows are multiplied by the root of d_model before the places' rows are added grade_id="transformer-model" old="x = self.token(indices) + self.position(places)" new="x = self.token(indices) * self.token.embedding_dim ** 0.5 + self.position(places)"
