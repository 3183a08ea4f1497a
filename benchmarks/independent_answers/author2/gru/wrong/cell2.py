# %% the old state is not multiplied by the update gate grade_id="gru-layer" old="h_new = h_new + z * h" new="h_new = h_new + h"

# %% the linear layer's bias is not added grade_id="gru-model" old="self.w @ out[t, b] + self.b" new="self.w @ out[t, b]"

# %% decode drops a letter that is the same as the one before it grade_id="gru-ohlol" old="        s += idx2char[idx]\n" new="        if s == \"\" or s[-1] != idx2char[idx]:\n            s += idx2char[idx]\n"

# %% each step starts from h_0 again and not from the state of the step before grade_id="gru-layer" old="h = self.cell(layer, sequence[t], h)" new="h = self.cell(layer, sequence[t], h_0[layer])"
