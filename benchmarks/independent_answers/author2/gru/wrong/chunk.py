# %% z and 1 - z are exchanged: the update gate writes z of the new state and keeps 1 - z of the old one grade_id="gru-layer" old="h = (1 - z) * n + z * h" new="h = z * n + (1 - z) * h"

# %% a given h_0 is ignored: the layers always start from zeros grade_id="gru-layer" old="        if h_0 is None:\n            h_0 = torch.zeros" new="        if True:\n            h_0 = torch.zeros"

# %% the hidden states are detached at every step, so no gradient goes back in time grade_id="gru-layer" old="                outputs.append(h)" new="                outputs.append(h)\n                h = h.detach()"

# %% the linear layer reads the states with seq and batch merged the wrong way: word by word grade_id="gru-model" old="output.reshape(seq * batch, hidden)" new="output.transpose(0, 1).reshape(seq * batch, hidden)"

# %% decode leaves the last class out of the comparison grade_id="gru-ohlol" old="for j in range(1, outputs.shape[1]):" new="for j in range(1, outputs.shape[1] - 1):"
