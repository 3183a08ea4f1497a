# %% the candidate reads h through U_z instead of U_n grade_id="gru-layer" old="r * (h @ Un.T + dn)" new="r * (h @ Uz.T + dn)"

# %% the old state is added with the full weight: h = n + z * h grade_id="gru-layer" old="return n + z * (h - n)" new="return n + z * h"

# %% the next layer reads the input of this step again, not the state of the layer below grade_id="gru-layer" old="                below = states[k]\n            outputs.append(below)" new="            outputs.append(states[-1])"

# %% h_0 is used only to see whether it is given: where it is, the states start at zero, too grade_id="gru-layer" old="torch.zeros(batch, self.hidden_size) if h_0 is None else h_0[k]" new="torch.zeros(batch, self.hidden_size)"

# %% the output is stacked along axis 1, so it is (batch, seq, hidden) grade_id="gru-layer" old="torch.stack(outputs, dim=0)" new="torch.stack(outputs, dim=1)"

# %% h_n and output are returned in the wrong order grade_id="gru-layer" old="return output, h_n" new="return h_n, output"

# %% the rows of CharGRU are stacked on a new axis, (seq, batch, num_classes), not merged grade_id="gru-model" old="torch.cat(rows)" new="torch.stack(rows)"

# %% decode stops at the first letter, as return stands in the loop grade_id="gru-ohlol" old="        text += idx2char[p]\n    return text" new="        text += idx2char[p]\n        return text"

# %% the loop ends one epoch early and prints epochs - 2 as the last number grade_id="gru-train" old="    for epoch in range(epochs):\n" new="    epochs = epochs - 1\n    for epoch in range(epochs):\n"
