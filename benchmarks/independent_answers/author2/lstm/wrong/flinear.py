# %% the hidden state is made of the old cell state and not of the new one grade_id="lstm-layer" old="return o * new_c.tanh(), new_c" new="return o * c.tanh(), new_c"

# %% the linear layer has no bias grade_id="lstm-model" old="out_features=num_classes, bias=True)" new="out_features=num_classes, bias=False)"

# %% decode skips the first row of the outputs grade_id="lstm-ohlol" old="for i in indices]" new="for i in indices[1:]]"

# %% a given c_0 is not used: the cell state starts from zeros, only h_0 counts grade_id="lstm-layer" old="            h_0, c_0 = state\n" new="            h_0, c_0 = state[0], torch.zeros_like(state[1])\n"
