# %% a ReLU follows down as well grade_id="transformer-block" old="        out = self.down(out)\n" new="        out = self.relu(self.down(out))\n"

# %% MultiHead ignores its mask grade_id="transformer-block" old="attn_mask=mask)" new="attn_mask=None)"

# %% the positions are counted from 1, so place 0 reads row 1 of the table and a text of max_seq letters fails grade_id="transformer-model" old="torch.arange(seq).unsqueeze(0)" new="torch.arange(1, seq + 1).unsqueeze(0)"

# %% the loop over the blocks leaves out the last block grade_id="transformer-model" old="for i in range(len(self.blocks)):" new="for i in range(len(self.blocks) - 1):"

# %% decode rounds the values to one decimal before it looks for the maximum grade_id="transformer-ohlol" old="copy = outputs.detach().clone()" new="copy = (outputs.detach() * 10).round() / 10"

# %% GELU takes the place of ReLU grade_id="transformer-block" old="out = self.relu(out)" new="out = nn.functional.gelu(out)"
