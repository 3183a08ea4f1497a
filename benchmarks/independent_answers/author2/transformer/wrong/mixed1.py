# %% the way around attention is missing: x is not added grade_id="transformer-block" old="y = x + attended" new="y = attended"

# %% the blocks are called without the mask grade_id="transformer-model" old="self.blocks[number](embedded, mask)" new="self.blocks[number](embedded)"

# %% head and token share one weight: the table of the letters is assigned to the linear layer grade_id="transformer-model" old="        self.head = nn.Linear(d_model, num_embeddings)\n" new="        self.head = nn.Linear(d_model, num_embeddings)\n        self.head.weight = self.token.weight\n"
