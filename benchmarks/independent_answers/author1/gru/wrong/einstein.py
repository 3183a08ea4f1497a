# %% the logarithm is taken to base 2: the loss is divided by log 2 grade_id="gru-train" old=".squeeze(1)).mean()" new=".squeeze(1)).mean() / torch.tensor(2.0).log()"

# %% the hidden state is detached at every step, so no gradient flows back in time grade_id="gru-layer" old="                output.append(h)\n" new="                output.append(h)\n                h = h.detach()\n"

# %% the input is taken as (batch, seq, in): the loop and the stacking run along axis 1 grade_id="gru-layer gru-model" old="        seq, batch = input.shape[:2]\n" new="        input = input.transpose(0, 1)\n        seq, batch = input.shape[:2]\n"

# %% the matrices are not separated for r, z and n along the right axis: unflatten makes (hidden, 3) for the recurrent product grade_id="gru-layer" old="(h @ w_hh.T + b_hh).unflatten(-1, (3, -1)).unbind(-2)" new="(h @ w_hh.T + b_hh).unflatten(-1, (-1, 3)).unbind(-1)"
