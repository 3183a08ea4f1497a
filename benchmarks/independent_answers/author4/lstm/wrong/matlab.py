# %% forget gate and input gate are swapped: a's first quarter is taken for f and its second for i grade_id="lstm-layer" old="                it = sigm(a[:, 0 * H : 1 * H])\n                ft = sigm(a[:, 1 * H : 2 * H])" new="                ft = sigm(a[:, 0 * H : 1 * H])\n                it = sigm(a[:, 1 * H : 2 * H])"

# %% bias_hh is left out of the sum grade_id="lstm-layer" old="+ h[k] @ Wh.t() + bh" new="+ h[k] @ Wh.t()"

# %% the sigmoid lacks the factor 0.5 in its argument, so it is the sigmoid of 2x grade_id="lstm-layer" old="torch.tanh(0.5 * x)" new="torch.tanh(x)"

# %% the forget gate has 1 added to its sum before the sigmoid grade_id="lstm-layer" old="ft = sigm(a[:, 1 * H : 2 * H])" new="ft = sigm(a[:, 1 * H : 2 * H] + 1)"

# %% the product of the cell state is a matrix product (@) instead of element by element grade_id="lstm-layer" old="c[k] = ft * c[k] + it * gt" new="c[k] = ft @ c[k] + it @ gt"

# %% all layers use weight_hh_l0, the matrix of the first layer, for the hidden state grade_id="lstm-layer" old="Wh = p[\"weight_hh_l%d\" % k]" new="Wh = p[\"weight_hh_l0\"]"

# %% the state of the layers above the first is set to zero although it is given: only h_0[0] and c_0[0] are used grade_id="lstm-layer" old="            h = list(state[0])\n            c = list(state[1])" new="            h = [state[0][0]] + [torch.zeros(B, H) for k in range(1, self.L)]\n            c = [state[1][0]] + [torch.zeros(B, H) for k in range(1, self.L)]"

# %% the rows of CharLSTM come word by word, as the axes are swapped before they are merged grade_id="lstm-model" old="self.fc(Y.reshape(T * B, H))" new="self.fc(Y.permute(1, 0, 2).reshape(T * B, H))"

# %% decode knows idx2char only as the four letters ehlo, its argument is ignored grade_id="lstm-ohlol" old="txt += idx2char[k]" new="txt += 'ehlo'[k]"

# %% the optimizer is RMSprop and not Adam grade_id="lstm-train" old="torch.optim.Adam(net.parameters(), lr)" new="torch.optim.RMSprop(net.parameters(), lr)"

# %% the returned pair is (c_n, h_n) grade_id="lstm-layer" old="(torch.stack(h, 0), torch.stack(c, 0))" new="(torch.stack(c, 0), torch.stack(h, 0))"
