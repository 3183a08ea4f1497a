# %% the bias b_hn stands outside the brackets and is not multiplied by the reset gate grade_id="gru-layer" old="r * (h_before @ U_n.T + d_n)" new="r * (h_before @ U_n.T) + d_n"

# %% a given h_0 is used for the first layer only: the others start from zeros grade_id="gru-layer" old="            if h_0 is None:\n                hidden.append" new="            if h_0 is None or i > 0:\n                hidden.append"
