# %% decode looks the letters up in the fixed string ehlo and ignores its argument idx2char grade_id="lstm-ohlol" old="map(idx2char.__getitem__," new="map('ehlo'.__getitem__,"

# %% gradient norms are clipped to 0.1 before the step, but Adam shall get the gradients as they come grade_id="lstm-train" old="        e.backward()\n" new="        e.backward()\n        nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n"

# %% given states are read with their batch and hidden axes not transposed to columns, so it crashes or mixes them grade_id="lstm-layer" old="h, c = state[0][k].T, state[1][k].T" new="h, c = state[0][k], state[1][k]"

# %% h_n and c_n are stacked along the wrong axis, (num_layers, 2, ...), so with two layers the pair is layer 1 and layer 2, and with others it crashes grade_id="lstm-layer" old="torch.stack(ends, dim=1)" new="torch.stack(ends, dim=0)"

# %% the given h_0 serves as c_0, too grade_id="lstm-layer" old="state[0][k].T, state[1][k].T" new="state[0][k].T, state[0][k].T"
