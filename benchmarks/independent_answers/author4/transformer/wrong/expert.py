# %% the heads' dimension in the scale is d_model instead of d_model / heads grade_id="transformer-block" old="* (d_model // self.heads) ** -0.5" new="* d_model**-0.5"

# %% the feed-forward network gets the sum before the norm: norm2 is not applied grade_id="transformer-block" old="self.feed_forward(self.norm2(y))" new="self.feed_forward(y)"

# %% the inside of the feed-forward network has 2 * d_model numbers instead of 4 * d_model grade_id="transformer-block" old="        self.up = nn.Linear(d_model, 4 * d_model)\n        self.down = nn.Linear(4 * d_model, d_model)" new="        self.up = nn.Linear(d_model, 2 * d_model)\n        self.down = nn.Linear(2 * d_model, d_model)"

# %% dropout with p = 0.1 is active in the feed-forward network in training mode grade_id="transformer-block" old="self.down(self.up(y).relu())" new="F.dropout(self.down(self.up(y).relu()), 0.1, self.training)"

# %% the letter's rows are multiplied by the root of d_model, as in the paper grade_id="transformer-model" old="self.token(indices) + self.position(places)" new="self.token(indices) * self.token.embedding_dim**0.5 + self.position(places)"

# %% the positions are counted from the end: the last letter gets row 0 grade_id="transformer-model" old="self.position(places)" new="self.position(places.flip(0))"

# %% the head shares its weights with the table of the letters (weight tying), so there are no own weights V grade_id="transformer-model" old="        self.head = nn.Linear(d_model, num_embeddings)\n" new="        self.head = nn.Linear(d_model, num_embeddings)\n        self.head.weight = self.token.weight\n"

# %% the mask has the wrong direction: each place looks at itself and at later places grade_id="transformer-model" old="places <= places.unsqueeze(-1)" new="places >= places.unsqueeze(-1)"

# %% the learning rate is divided by 10 (a habit from warm-up) grade_id="transformer-train" old="lr=lr)" new="lr=lr / 10)"
