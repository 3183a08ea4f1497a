# %% decode returns a list of letters instead of a string grade_id="gru-ohlol" old="return \"\".join(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))" new="return list(map(idx2char.__getitem__, outputs.argmax(-1).tolist()))"

# %% epochs are counted from 1 in the printed line grade_id="gru-train" old="print(f\"Epoch {n}/{epochs - 1}," new="print(f\"Epoch {n + 1}/{epochs - 1},"

# %% the sigmoid is replaced by the hard sigmoid, which is 0 and 1 beyond -3 and 3 grade_id="gru-layer" old="sigma = lambda a: 0.5 * (1 + torch.tanh(a / 2))" new="sigma = lambda a: F.hardsigmoid(a)"

# %% the sigmoid is written with tanh(a) in place of tanh(a / 2), so it is twice as steep grade_id="gru-layer" old="torch.tanh(a / 2)" new="torch.tanh(a)"

# %% the bias b_hz is cut out one place too early, as [H - 1 : 2H - 1] of bias_hh in place of [H : 2H] grade_id="gru-layer" old="h @ u[H : 2 * H].T + b[H : 2 * H])" new="h @ u[H : 2 * H].T + b[H - 1 : 2 * H - 1])"
