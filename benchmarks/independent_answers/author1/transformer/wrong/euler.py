# %% decode looks at the first four classes only grade_id="transformer-ohlol" old="row.index(max(row))" new="row.index(max(row[:4]))"

# %% the mean is taken over rows and classes, so the loss is too small by the number of classes grade_id="transformer-train" old="-torch.einsum(\"nc,nc->n\", t, z.log_softmax(1)).mean()" new="-(t * z.log_softmax(1)).mean()"

# %% each head divides by the root of d_model and not by that of its own d grade_id="transformer-block" old="\"bihd,bjhd->bhij\", q, k) * self.d**-0.5" new="\"bihd,bjhd->bhij\", q, k) * (self.d * self.heads) ** -0.5"

# %% the scores are multiplied by the root of d, the exponent has the wrong sign grade_id="transformer-block" old="* self.d**-0.5" new="* self.d**0.5"

# %% the softmax goes over the queries grade_id="transformer-block" old="s.softmax(-1), v)" new="s.softmax(-2), v)"

# %% the values are taken for the queries' place i and not the keys' j in the einsum grade_id="transformer-block" old="\"bhij,bjhd->bihd\"" new="\"bhij,bihd->bihd\""

# %% the reshape puts the axis of the heads behind that of d, so the heads are interleaved grade_id="transformer-block" old="z.reshape(*z.shape[:2], self.heads, self.d)" new="z.reshape(*z.shape[:2], self.d, self.heads).mT"

# %% the feed-forward network has no ReLU between its two linear layers grade_id="transformer-block" old="self.up(y).clamp(min=0)" new="self.up(y)"

# %% the bend stands at the end, after down, and not between up and down grade_id="transformer-block" old="self.down(self.up(y).clamp(min=0))" new="self.down(self.up(y)).clamp(min=0)"

# %% norm1 serves both parts and norm2 none grade_id="transformer-block" old="self.feed_forward(self.norm2(u))" new="self.feed_forward(self.norm1(u))"

# %% the order of the parts is exchanged: feed-forward first, then attention grade_id="transformer-block" old="for f in (lambda u: self.attention(self.norm1(u), mask), lambda u: self.feed_forward(self.norm2(u))):" new="for f in (lambda u: self.feed_forward(self.norm2(u)), lambda u: self.attention(self.norm1(u), mask)):"

# %% the mask has > in place of >=, so no place sees itself and the first sees nothing, which gives nan grade_id="transformer-model" old="t[:, None] >= t)" new="t[:, None] > t)"

# %% the comparison of the mask is broadcast the other way round (t >= t[:, None]): each place sees those after it grade_id="transformer-model" old="t[:, None] >= t)" new="t >= t[:, None])"

# %% the positions are multiplied with the letters' rows and not added grade_id="transformer-model" old="self.token.weight[indices] + self.position.weight[:seq]" new="self.token.weight[indices] * self.position.weight[:seq]"

# %% the last seq rows of the position table are read and not the first grade_id="transformer-model" old="self.position.weight[:seq]" new="self.position.weight[-seq:]"

# %% the letters' rows are multiplied by the root of d_model before the positions are added grade_id="transformer-model" old="self.token.weight[indices] +" new="self.token.weight[indices] * self.token.embedding_dim**0.5 +"

# %% the blocks are called without a mask grade_id="transformer-model" old="x = block(x, t[:, None] >= t)" new="x = block(x)"

# %% each block reads the embeddings, so only the last block counts grade_id="transformer-model" old="        for block in self.blocks:\n            x = block(x, t[:, None] >= t)\n" new="        x0 = x\n        for block in self.blocks:\n            x = block(x0, t[:, None] >= t)\n"

# %% Block's forward returns nothing grade_id="transformer-block transformer-model" old="            x = x + f(x)\n        return x" new="            x = x + f(x)"
