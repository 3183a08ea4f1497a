# %% decode has the wrong axis: the argmax runs along the steps grade_id="gru-ohlol" old="argmax(axis=1)" new="argmax(axis=0)"

# %% backward is missing, so no weight has a gradient and nothing is trained grade_id="gru-train gru-ohlol" old="        loss.backward()\n" new=""

# %% the three matrices are cut with interleaved rows (view(H, 3, ...) and a transpose), not as blocks on top of each other grade_id="gru-layer" old="R = getattr(self, f\"weight_hh_l{k}\").view(3, H, H)" new="R = getattr(self, f\"weight_hh_l{k}\").view(H, 3, H).transpose(0, 1)"

# %% the recurrent matrices are applied transposed, the einsum sums over their first index grade_id="gru-layer" old="\"bj,ghj->gbh\", h, R" new="\"bj,gjh->gbh\", h, R"

# %% the reset gate reads the third block and the candidate the first: the order is n, z, r grade_id="gru-layer" old="r = torch.sigmoid(X[t, 0] + Y[0])\n                z = torch.sigmoid(X[t, 1] + Y[1])\n                n = torch.tanh(X[t, 2] + r * Y[2])" new="r = torch.sigmoid(X[t, 2] + Y[2])\n                z = torch.sigmoid(X[t, 1] + Y[1])\n                n = torch.tanh(X[t, 0] + r * Y[0])"

# %% the linear layer of CharGRU has no bias: c is made but not added grade_id="gru-model" old="\"sbh,ch->sbc\", self.g(input)[0], self.V) + self.c" new="\"sbh,ch->sbc\", self.g(input)[0], self.V)"
