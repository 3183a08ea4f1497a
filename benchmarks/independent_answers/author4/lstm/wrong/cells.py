# %% the output gate's sum uses the matrix W_hi in place of W_ho grade_id="lstm-layer" old="h @ W_ho.T + b_ho" new="h @ W_hi.T + b_ho"

# %% the cell state adds the old state unforgotten: c = c + i * g grade_id="lstm-layer" old="c_new = f * c + i * g" new="c_new = c + i * g"

# %% coupled gates, as in the GRU: 1 - f takes the place of i grade_id="lstm-layer" old="c_new = f * c + i * g" new="c_new = f * c + (1 - f) * g"

# %% the output of the LSTM is the cell states of the last layer in place of its hidden states grade_id="lstm-layer lstm-model" old="hidden.append(h.unsqueeze(0))" new="hidden.append(c.unsqueeze(0) if k == self.num_layers - 1 else h.unsqueeze(0))"

# %% the first step is left out: the loop starts at 1 grade_id="lstm-layer lstm-model" old="for t in range(seq):" new="for t in range(1, seq):"

# %% the next layer starts from the last states of the layer below, its own h_0 and c_0 are used for layer 0 only grade_id="lstm-layer" old="            h, c = h_0[k], c_0[k]\n" new="            if k == 0:\n                h, c = h_0[k], c_0[k]\n"

# %% the given state is written to: h_0 and c_0 are overwritten in place with the last states grade_id="lstm-layer" old="            h_n = torch.cat((h_n, h.unsqueeze(0)), dim=0)" new="            if state is not None:\n                h_0.data[k] = h.detach()\n                c_0.data[k] = c.detach()\n            h_n = torch.cat((h_n, h.unsqueeze(0)), dim=0)"

# %% an attribute is misspelt in CharLSTM (self.to_leters), forward crashes grade_id="lstm-model lstm-ohlol" old="self.to_letters(out)" new="self.to_leters(out)"

# %% the step of the optimizer is missing grade_id="lstm-train lstm-ohlol" old="        optim.step()\n" new=""
