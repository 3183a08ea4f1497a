# %% there is no ReLU between up and down grade_id="transformer-block" old="        out = self.relu(out)\n" new=""

# %% the softmax of the attention runs over the queries instead of the keys grade_id="transformer-block" old="F.softmax(scores, dim=2)" new="F.softmax(scores, dim=1)"

# %% the last norm is left out grade_id="transformer-model" old="return self.head(self.norm(x)).flatten(0, 1)" new="return self.head(x).flatten(0, 1)"

# %% decode starts at row 1 instead of row 0 grade_id="transformer-ohlol" old="    position = 0\n" new="    position = 1\n"

# %% the last norm is applied after every block and not only once at the end grade_id="transformer-model" old="            x = block(x, mask)\n" new="            x = self.norm(block(x, mask))\n"
