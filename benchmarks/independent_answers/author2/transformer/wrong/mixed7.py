# %% the heads are put together without their axis being moved back grade_id="transformer-block" old="return self.out(y.transpose(1, 2).flatten(2))" new="return self.out(y.reshape(x.shape))"

# %% the first block is run num_layers times and the others are never used grade_id="transformer-model" old="for block in self.blocks:\n            current = block(" new="for _ in self.blocks:\n            current = self.blocks[0]("

# %% the hand-written Adam divides by v itself instead of its root grade_id="transformer-train" old="(v_hat.sqrt() + eps)" new="(v_hat + eps)"

# %% the table of places has one row too few: max_seq - 1 grade_id="transformer-model" old="nn.Embedding(max_seq, d_model)" new="nn.Embedding(max_seq - 1, d_model)"
