# %% post-norm instead of pre-norm: the norms stand behind the sums grade_id="transformer-block" old="        x = x + self.attention(self.norm1(x), mask)\n        x = x + self.down(F.relu(self.up(self.norm2(x))))" new="        x = self.norm1(x + self.attention(x, mask))\n        x = self.norm2(x + self.down(F.relu(self.up(x))))"

# %% the way around attention is missing: x is replaced and not added to grade_id="transformer-block" old="x = x + self.attention(self.norm1(x), mask)" new="x = self.attention(self.norm1(x), mask)"

# %% the way around the feed-forward network is missing grade_id="transformer-block" old="x = x + self.down(" new="x = self.down("

# %% GELU takes the place of ReLU in the feed-forward network grade_id="transformer-block" old="F.relu(" new="F.gelu("

# %% the mask is negated before it goes to scaled_dot_product_attention, so each place looks where it may not grade_id="transformer-block" old="attn_mask=mask)" new="attn_mask=None if mask is None else ~mask)"

# %% attention is always causal: is_causal=True is set in place of the mask that is given grade_id="transformer-block" old="attn_mask=mask)" new="is_causal=True)"

# %% the positions are not added grade_id="transformer-model" old="self.token(indices) + self.position(torch.arange(seq))" new="self.token(indices)"

# %% the blocks are called without the mask grade_id="transformer-model" old="x = block(x, mask)" new="x = block(x)"

# %% the last norm is made but not applied grade_id="transformer-model" old="self.head(self.norm(x))" new="self.head(x)"

# %% the blocks are num_layers times the same object, so they share their weights grade_id="transformer-model" old="[Block(d_model, heads) for _ in range(num_layers)]" new="[Block(d_model, heads)] * num_layers"

# %% the blocks are in a plain Python list, so their weights are not found by optimizer and state_dict grade_id="transformer-model" old="nn.ModuleList([Block(d_model, heads) for _ in range(num_layers)])" new="[Block(d_model, heads) for _ in range(num_layers)]"

# %% the rows of the positions are used for max_seq places whatever the length of the text, so shorter texts fail grade_id="transformer-model" old="self.position(torch.arange(seq))" new="self.position(torch.arange(self.position.num_embeddings))"

# %% backward is called before zero_grad and the step: gradients are forgotten before the step grade_id="transformer-train transformer-ohlol" old="        optimizer.zero_grad()\n        outputs = net(inputs)\n        loss = criterion(outputs, labels)\n        loss.backward()\n" new="        outputs = net(inputs)\n        loss = criterion(outputs, labels)\n        loss.backward()\n        optimizer.zero_grad()\n"

# %% the loss is printed with a comma before the text instead of a colon grade_id="transformer-train" old=":.4f}: {decode" new=":.4f}, {decode"
