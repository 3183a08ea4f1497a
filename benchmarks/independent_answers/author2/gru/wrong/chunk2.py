# %% bias_hh is not added grade_id="gru-layer" old="(h @ w_hh.T + b_hh)" new="(h @ w_hh.T)"

# %% the parameters are made with 2 * hidden rows instead of 3 * hidden, so there is no room for the third gate grade_id="gru-layer" old="rows = 3 * hidden_size" new="rows = 2 * hidden_size"

# %% the text printed is that of the labels and not of the outputs grade_id="gru-train" old="answer = decode(y.detach(), idx2char)" new="answer = \"\".join(idx2char[i] for i in labels.tolist())"

# %% the pieces of x are cut in the order z, r, n, those of h in the order r, z, n grade_id="gru-layer" old="a_r, a_z, a_n = (x" new="a_z, a_r, a_n = (x"
