# %% the gradients are added to those of the epoch before instead of replacing them grade_id="lstm-train" old="p.grad = g\n" new="p.grad = g if p.grad is None else p.grad + g\n"

# %% the joint matrix has the parts in the order h, x while the vector is (x, h), so it crashes or confuses them grade_id="lstm-layer" old="W = torch.cat([Wx, Wh], dim=1)" new="W = torch.cat([Wh, Wx], dim=1)"

# %% the forget gate is not computed by itself but as 1 - i, as in a coupled LSTM grade_id="lstm-layer" old="c = torch.sigmoid(f) * c" new="c = (1 - torch.sigmoid(i)) * c"

# %% c_0 is ignored: the cell state starts from zeros even where a state is given grade_id="lstm-layer" old="h, c = state[0][k], state[1][k]" new="h, c = state[0][k], torch.zeros_like(state[1][k])"
