# %% post-norm in the first part: the norm is taken of the sum and not of what attention reads grade_id="transformer-block" old="x = x + self.attention(self.norm1(x), mask)" new="x = self.norm1(x + self.attention(x, mask))"

# %% the position is not added: only the letters are embedded grade_id="transformer-model" old="x = self.token(indices) + self.position(torch.arange(seq))" new="x = self.token(indices)"

# %% the learning rate is not passed on to Adam, which uses its default of 0.001 grade_id="transformer-train" old="torch.optim.Adam(net.parameters(), lr=lr)" new="torch.optim.Adam(net.parameters())"

# %% the layer norm norm1 has an epsilon of 0.1 in place of 0.00001 grade_id="transformer-block" old="self.norm1 = nn.LayerNorm(d_model)" new="self.norm1 = nn.LayerNorm(d_model, eps=0.1)"
