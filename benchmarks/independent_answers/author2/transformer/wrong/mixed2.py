# %% the block does not pass its mask to attention grade_id="transformer-block" old="x = x + self.attention(self.norm1(x), mask)" new="x = x + self.attention(self.norm1(x))"

# %% each block reads the embedded letters and not what the block before it gave grade_id="transformer-model" old="current = block(current, mask=self.allowed[:n, :n])" new="result = block(letters + positions, mask=self.allowed[:n, :n])\n            current = result"

# %% dropout of one tenth acts on the feed-forward network's result in training mode grade_id="transformer-block" old="x = x + self.down(torch.relu(self.up(self.norm2(x))))" new="x = x + F.dropout(self.down(torch.relu(self.up(self.norm2(x)))), 0.1, self.training)"
