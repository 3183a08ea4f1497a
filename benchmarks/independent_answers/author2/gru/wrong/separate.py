# %% the reset gate multiplies the old state before the product with W_hn and not after it, so b_hn is not multiplied grade_id="gru-layer" old="r * (old @ U_n.T + d_n)" new="((r * old) @ U_n.T + d_n)"

# %% x is set before the new state is computed, so the layer above and the output get the state of the step before grade_id="gru-layer" old="                states[i] = (1 - z) * n + z * old\n                x = states[i]" new="                x = states[i]\n                states[i] = (1 - z) * n + z * old"

# %% the returned list holds only the last loss, because the list is made anew in each epoch grade_id="gru-train" old="        result.append(error)\n" new="        result = []\n        result.append(error)\n"
