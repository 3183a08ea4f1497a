# %% the feed-forward network reads the block's input x and not y grade_id="transformer-block" old="normed = self.norm2(y)" new="normed = self.norm2(x)"

# %% all entries of blocks are the same block, so the layers share their weights grade_id="transformer-model" old="        for i in range(num_layers):\n            self.blocks.append(Block(d_model, heads))" new="        shared = Block(d_model, heads)\n        for i in range(num_layers):\n            self.blocks.append(shared)"

# %% the loss adds up the first five rows, whatever their number is, before it divides by the number of rows grade_id="transformer-train" old="for i in range(len(labels)):" new="for i in range(5):"
